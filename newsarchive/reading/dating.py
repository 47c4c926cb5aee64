"""When the article was published, and when it was last changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from newsarchive.reading.blocks import Layout
from newsarchive.reading.metadata import Metadata, texts
from newsarchive.text.dates import Dated, read_date, read_iso

PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "og:pubdate",
    "datepublished", "date_published", "pubdate", "publishdate", "publish-date", "publish_date", "published_time", "published-date",
    "published", "article.published", "article_date_original", "articlepublicationdate", "originalpublicationdate",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "bt:pubdate",
    "weibo: article:create_at", "weibo:article:create_at", "firstpublished", "creation_date", "created", "datecreated",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "dc:date", "dcterms.available", "issued", "date",
    "rnews:datepublished", "citation_publication_date", "citation_date", "displaydate", "timestamp", "ptime", "publicationdate", "last-published",
)  # fmt: skip
"""Names of meta elements for the date of publication, the most trustworthy first."""
MODIFIED = (
    "article:modified_time", "og:updated_time", "article:modified", "datemodified", "date_modified", "lastmod", "last-modified",
    "dcterms.modified", "dc.date.modified", "revised", "updated_time", "weibo: article:update_at",
)  # fmt: skip
IN_ADDRESS = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[-/_.]?)(?P<m>0[1-9]|1[0-2]|[1-9](?!\d))(?P=s)(?P<d>0[1-9]|[12]\d|3[01]|[1-9](?!\d))(?!\d)"
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
    for origin, text in (
        *(
            ("json-ld", t)
            for key in ("datePublished", "dateCreated", "uploadDate")
            for t in texts(metadata.article.get(key))
        ),
        *metadata.meta(*PUBLISHED[:6]),
        *(("microdata", t) for t in metadata.properties.get("datepublished", ())[:1]),
        *metadata.meta(*PUBLISHED[6:]),
        *(("json-ld", t) for item in metadata.items for t in texts(item.get("datePublished"))),
    ):
        dated = when.machine(text)
        if dated:
            yield origin, dated


def stated_changes(metadata: Metadata, when: When) -> Iterator[tuple[str, Dated]]:
    """Give the dates of the last change that the page states for machines."""
    for origin, text in (
        *(("json-ld", t) for t in texts(metadata.article.get("dateModified"))),
        *metadata.meta(*MODIFIED),
        *(("microdata", t) for t in metadata.properties.get("datemodified", ())[:1]),
    ):
        dated = when.machine(text)
        if dated:
            yield origin, dated


def shown(layout: Layout, zone: range, when: When) -> Iterator[tuple[str, Dated]]:
    """Give the dates that the page shows near the headline: time elements, then lines of text."""
    late: list[tuple[str, Dated]] = []
    for stamp in layout.stamps:
        if stamp.block in zone:
            value = stamp.element.get("datetime") or stamp.element.get("content") or ""
            visible = " ".join("".join(stamp.element.itertext()).split())[:100]
            dated = (value and when.machine(value)) or when.visible(visible)
            if dated:
                line = layout.blocks[stamp.block].text if stamp.block < len(layout.blocks) else ""
                if _is_update(line, visible):
                    late.append(("time", dated))
                else:
                    yield "time", dated
    for block in layout.blocks[zone.start : zone.stop]:
        if len(block.text) < 200 and any(c.isdigit() for c in block.text):
            dated = when.visible(block.text)
            if dated:
                if _is_update(block.text, dated.raw):
                    late.append(("text", dated))
                else:
                    yield "text", dated
    yield from late


def _is_update(line: str, raw: str) -> bool:
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
