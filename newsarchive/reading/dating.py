"""When the article was published, and when it was last changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from newsarchive.reading.blocks import Layout
from newsarchive.reading.metadata import Metadata, texts
from newsarchive.reading.tree import text_of
from newsarchive.text.dates import Dated, read_date, read_iso

FIRST = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "og:pubdate",
    "datepublished",
)  # fmt: skip
"""Names of meta elements for the date of publication that are as good as JSON-LD."""
PUBLISHED = (
    "date_published", "pubdate", "publishdate", "publish-date", "publish_date", "published_time", "published-date",
    "published", "article.published", "article_date_original", "articlepublicationdate", "originalpublicationdate",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "bt:pubdate",
    "weibo: article:create_at", "weibo:article:create_at", "firstpublished", "dc.date.issued", "dcterms.issued",
    "rnews:datepublished", "citation_publication_date", "citation_date", "displaydate", "ptime", "publicationdate",
    "last-published", "dcterms.available", "issued",
)  # fmt: skip
"""Further names, the most trustworthy first."""
VAGUE = (
    "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "dc:date", "date", "creation_date", "created",
    "datecreated", "timestamp",
)  # fmt: skip
"""Names that also stand for the page's own date: what readers see near the headline goes before them."""
MODIFIED = (
    "article:modified_time", "og:updated_time", "article:modified", "datemodified", "date_modified",
    "lastmod", "last-modified",
    "dcterms.modified", "dc.date.modified", "revised", "updated_time", "weibo: article:update_at",
)  # fmt: skip
IN_ADDRESS = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[-/_.]?)(?P<m>0[1-9]|1[0-2]|[1-9](?!\d))(?P=s)(?P<d>0[1-9]|"
    r"[12]\d|3[01]|[1-9](?!\d))(?!\d)"
)
"""A whole date in an address: /2018/02/13/, /2018-02/13/, t20180213_ …"""
SPLIT_IN_ADDRESS = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/_]?(?P<m>0[1-9]|1[0-2])[-/_](?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
)
UPDATED = re.compile(
    r"updated?|modified|aktualisiert|geändert|mis à jour|actualizado|aggiornato|更新|修改", re.IGNORECASE
)
CREATED = re.compile(r"publish|posted|veröffentlicht|publié|publicado|pubblicato|发布|发表", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class When:
    """How dates are to be read on this page."""

    fetched_at: datetime | None
    zone: str | None
    language: str | None

    def visible(self, text: str) -> Dated | None:
        """Read a line of text."""
        return read_date(text, fetched_at=self.fetched_at, zone=self.zone, language=self.language)

    def machine(self, text: str) -> Dated | None:
        """Read an attribute's value; one that is written for people is read as such."""
        text = text.strip()
        if not text or len(text) > 100:
            return None
        return read_iso(text, zone=self.zone, language=self.language) or self.visible(text)


def stated(metadata: Metadata, when: When) -> Iterator[tuple[str, Dated]]:
    """Give the dates of publication that the page states for machines, the most trustworthy first."""
    article = metadata.article
    yield from _read(
        when,
        *(("json-ld", t) for key in ("datePublished", "dateCreated", "uploadDate") for t in texts(article.get(key))),
        *metadata.meta(*FIRST),
        *(("microdata", t) for t in metadata.properties.get("datepublished", ())[:1]),
        *metadata.meta(*PUBLISHED),
    )


def stated_vaguely(metadata: Metadata, when: When) -> Iterator[tuple[str, Dated]]:
    """Give the dates that may be the article's or the page's."""
    yield from _read(
        when,
        *metadata.meta(*VAGUE),
        *(("json-ld", t) for item in metadata.items for t in texts(item.get("datePublished"))),
    )


def _read(when: When, *stated: tuple[str, str]) -> Iterator[tuple[str, Dated]]:
    for origin, text in stated:
        dated = when.machine(text)
        if dated:
            yield origin, dated


def stated_changes(metadata: Metadata, when: When) -> Iterator[tuple[str, Dated]]:
    """Give the dates of the last change that the page states for machines."""
    yield from _read(
        when,
        *(("json-ld", t) for t in texts(metadata.article.get("dateModified"))),
        *metadata.meta(*MODIFIED),
        *(("microdata", t) for t in metadata.properties.get("datemodified", ())[:1]),
    )


def shown(layout: Layout, zone: range, when: When) -> Iterator[tuple[str, Dated]]:
    """Give the dates that the page shows near the headline: time elements, then lines of text."""
    late: list[tuple[str, Dated]] = []
    for stamp in layout.stamps:
        if stamp.block in zone:
            value = stamp.element.get("datetime") or stamp.element.get("content") or ""
            visible = text_of(stamp.element, LONGEST_STAMP)[:100]
            dated = (value and when.machine(value)) or when.visible(visible)
            if dated:
                line = layout.blocks[stamp.block].text if stamp.block < len(layout.blocks) else ""
                if is_update(line, visible):
                    late.append(("time", dated))
                else:
                    yield "time", dated
    for block in layout.blocks[zone.start : zone.stop]:
        if len(block.text) < 200 and any(c.isdigit() for c in block.text):
            dated = when.visible(block.text)
            if dated:
                if is_update(block.text, dated.raw):
                    late.append(("text", dated))
                else:
                    yield "text", dated
    yield from late


def is_update(line: str, raw: str) -> bool:
    """Whether the words before a date say that it is the last change's."""
    before = line[: line.find(raw)] if raw and raw in line else line[:60]
    updates = list(UPDATED.finditer(before))
    if not updates:
        return False
    return not any(c.start() > updates[-1].start() for c in CREATED.finditer(before))


def addressed(url: str | None, when: When) -> Iterator[tuple[str, Dated]]:
    """Give the day that the address states."""
    if not url:
        return
    path = url.partition("//")[2].partition("/")[2].partition("?")[0]
    for pattern in (SPLIT_IN_ADDRESS, IN_ADDRESS):
        found = pattern.search(path)
        if found:
            dated = read_iso(
                f"{found['y']}-{int(found['m']):02}-{int(found['d']):02}", zone=when.zone, language=when.language
            )
            if dated:
                yield "address", dated
                return


def elsewhere(layout: Layout, end: int, when: When) -> Iterator[tuple[str, Dated]]:
    """Give the dates of short lines under the text, then above it: forums and old pages sign there."""
    for index in (*range(end, min(end + FAR, len(layout.blocks))), *range(min(end, FAR, len(layout.blocks)))):
        text = layout.blocks[index].text
        if len(text) < 120 and any(c.isdigit() for c in text):
            dated = when.visible(text)
            if dated and dated.precision and len(text) - len(dated.raw) < 60:
                yield "line", dated


LONGEST_STAMP = 40
"""Pieces of text in a time element that are looked at."""
FAR = 40
"""Blocks under and above the text in which a date may stand."""


def in_its_own_zone(dated: Dated, shown: list[Dated]) -> Dated:
    """Return a moment that is stated in UTC in the zone that the page shows it in.

    Readers cite the day that they see. Where the page shows the same minute on another clock, the difference is the
    zone's offset.
    """
    if dated.moment.utcoffset() != timedelta(0) or dated.precision == "day":
        return dated
    moment = dated.moment.replace(second=0, microsecond=0, tzinfo=None)
    for visible in shown:
        if visible.precision == "day":
            continue
        offset = visible.moment.replace(second=0, microsecond=0, tzinfo=None) - moment
        if abs(offset) <= timedelta(hours=14) and offset % timedelta(minutes=15) == timedelta(0):
            return replace(dated, moment=dated.moment.astimezone(timezone(offset)), zone_from="page")
    return dated
