"""When the article was published, and when it was last changed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice

from newsarchive.reading.blocks import Block, Layout
from newsarchive.reading.hints import is_comments
from newsarchive.reading.metadata import Metadata, texts
from newsarchive.reading.title import SEPARATORS
from newsarchive.reading.tree import text_of
from newsarchive.text.dates import Dated, read_date, read_iso
from newsarchive.text.languages import any_of

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
    "dcterms.created", "dcterms:created", "dc.date.created", "dc:date.created", "dcterms.date", "dcterms:date",
    "dc.date", "dc:date", "date", "creation_date", "created", "datecreated", "timestamp",
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
DAY_FIRST_IN_ADDRESS = re.compile(
    r"(?<!\d)(?P<d>0[1-9]|[12]\d|3[01])(?P<s>[-/_.])(?P<m>0[1-9]|1[0-2])(?P=s)(?P<y>(?:19|20)\d\d)(?!\d)"
)
ARCHIVED = re.compile(r"^.{0,80}?/(?=https?:/)")
"""What archives of the web put before an address: their own, with the date of the copy."""
UPDATED = re.compile(any_of("updated"), re.IGNORECASE)
OF_ELSE = re.compile(rf"(?:{any_of('no_date')})\W{{0,3}}$", re.IGNORECASE)
CREATED = re.compile(any_of("created"), re.IGNORECASE)
OF_PICTURE = re.compile(rf"\W{{0,3}}(?:\w{{1,12}}\s)?(?:{any_of('photographer_label')})\s*[:：]", re.IGNORECASE)
"""How a line begins that stands under a picture."""
IN_SCRIPT = re.compile(
    r"""(?i:first[-_]?|date[-_]?|content[-_]?date[-_]?|cms[-_]?)?(?i:publish(?:ed|ing)?|publication)[-_]?"""
    r"""(?i:date(?:time)?|at|time|on|first)?["']?\s{0,4}[:=]\s{0,4}["'](?P<date>[12]\d[^"'<>]{4,40})["']"""
)
"""A date of publication among the settings that a page hands to its scripts."""
LARGEST_SCRIPT = 400_000
SHORT_YEAR = re.compile(r"(?<![\d.,/-])(?P<d>\d{1,2})(?P<s>[./-])(?P<m>\d{1,2})(?P=s)(?P<y>\d\d)(?![\d/.-]\d|\d)")
"""A day whose year has two digits; read only where a page shows no other."""
LATEST_SHORT_YEAR = 60
DATE_SIGN = re.compile(r"[\d年]")
DIGIT = re.compile(r"\d")
LEAST_TAIL = 4


@dataclass(frozen=True, slots=True)
class When:
    """How dates are to be read on this page."""

    fetched_at: datetime | None
    zone: str | None
    language: str | None

    def could_read(self, text: str) -> bool:
        """Whether a line has what every date has; words like yesterday are read where the time of fetching is told."""
        return self.fetched_at is not None or DATE_SIGN.search(text) is not None

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
        *(("json-ld", t) for t in texts(article.get("datePublished"))),
        *metadata.meta(*FIRST),
        *(("microdata", t) for t in metadata.properties.get("datepublished", ())[:1]),
        *metadata.meta(*PUBLISHED),
        *(("json-ld", t) for key in ("dateCreated", "uploadDate") for t in texts(article.get(key))),
    )


def agreed(
    stated: list[tuple[str, Dated]],
    shown: list[tuple[str, Dated]],
    address: list[tuple[str, Dated]],
    under: list[Dated],
    changes: list[Dated],
) -> list[tuple[str, Dated]]:
    """Return what a page states for machines, first what readers see too.

    Nothing moves where the visible date or the address's confirms the first statement; otherwise those that the visible
    date confirms go before those that it contradicts. The one day that stands alone `under` the headline goes before
    all of them, unless it is that of one of the `changes`.
    """
    days = {dated.moment.date() for _, dated in (*shown[:1], *address)}
    if not stated or not shown or stated[0][1].moment.date() in days:
        return stated
    day = shown[0][1].moment.date()
    alone = {dated.moment.date() for dated in under}
    if len(alone) == 1 and not any(_is_near(dated, under[0]) for dated in (stated[0][1], *changes)):
        return [*((o, d) for o, d in shown if d.moment.date() in alone), *stated]
    confirmed = [pair for pair in stated if pair[0] not in MARKED and pair[1].moment.date() == day]
    return [*confirmed, *(pair for pair in stated if pair not in confirmed)]


def _is_near(one: Dated, other: Dated) -> bool:
    """Whether two dates may be the same on different clocks; days without a time have none."""
    if one.precision == other.precision == "day":
        return one.moment.date() == other.moment.date()
    return abs(one.moment - other.moment) < A_DAY


MARKED = frozenset({"microdata", "datepublished"})
"""Origins that may be the visible date itself, with an attribute: they confirm nothing."""


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


def shown_changes(lines: Iterable[Block], when: When) -> Iterator[tuple[str, Dated]]:
    """Give the dates that lines near the headline call the last change's."""
    for line in lines:
        if len(line.text) >= LONGEST_LINE or not when.could_read(line.text):
            continue
        for label in UPDATED.finditer(line.text):
            after = line.text[label.end() :]
            dated = when.visible(after)
            if (
                dated
                and 0 <= after.find(dated.raw) < LONGEST_LABEL
                and not CREATED.search(after.partition(dated.raw)[0])
            ):
                yield "text", dated
                break


def is_later(change: Dated, published: Dated) -> bool:
    """Whether a change that the page shows can be one: it is no earlier than the publication."""
    if "day" in (change.precision, published.precision):
        return change.moment.date() >= published.moment.date()
    return change.moment >= published.moment


def shown(
    layout: Layout, zone: Collection[int], when: When, info: Iterable[tuple[int, Dated]], apart: Mapping[int, str]
) -> Iterator[tuple[str, Dated]]:
    """Give the dates that the page shows near the headline: those called the publication's, others, the last change's.

    Among equals those of the `info` lines (with their blocks) go first, then time elements, then lines of text.
    `apart` are lines whose parts touch, with these set apart.
    """
    found = [
        (trust(layout.blocks, index, dated.raw), "info line", dated)
        for index, dated in info
        if not is_of_else(layout.blocks[index].text, dated.raw)
    ]
    for stamp in layout.stamps:
        if stamp.block in zone:
            value = next((v for name in ("datetime", "content", "title") if (v := stamp.element.get(name))), "")
            visible = text_of(stamp.element, LONGEST_STAMP)[:100]
            dated = (value and when.machine(value)) or when.visible(visible)
            if dated:
                line = layout.blocks[stamp.block].text if stamp.block < len(layout.blocks) else ""
                found.append((2 if is_update(line, visible) else 1, "time", dated))
    for block in map(layout.blocks.__getitem__, zone):
        if len(block.text) < LONGEST_LINE and DIGIT.search(block.text):
            dated = when.visible(block.text) or when.visible(apart.get(block.index, ""))
            if dated and not is_of_else(block.text, dated.raw):
                found.append((trust(layout.blocks, block.index, dated.raw), "text", dated))
    found.sort(key=lambda one: one[0])
    yield from _to_the_minute([(origin, dated) for _, origin, dated in found])


def _to_the_minute(found: list[tuple[str, Dated]]) -> list[tuple[str, Dated]]:
    """Return the dates, first another one of the same day that tells the time, where the first tells none."""
    if not found or found[0][1].precision != "day":
        return found
    day = found[0][1].moment.date()
    timed = [one for one in found if one[1].precision != "day" and one[1].moment.date() == day][:1]
    return [*timed, *(one for one in found if one not in timed)]


def trust(blocks: list[Block], index: int, raw: str) -> int:
    """Return 0 for a date that its line calls the publication's, 1 where it calls it nothing, 2 for the last change's.

    In tables the label is in a cell of its own before that of the date.
    """
    line = blocks[index].text
    if line == raw and index and blocks[index - 1].text.endswith((":", "：")):
        line = blocks[index - 1].text + line
    if is_update(line, raw):
        return 2
    return 0 if CREATED.search(line[: line.find(raw)] if raw in line else line) else 1


def is_of_else(line: str, raw: str) -> bool:
    """Whether the words before a date say that it is neither the article's publication nor its change."""
    return (
        OF_PICTURE.match(line) is not None or OF_ELSE.search(line[: line.find(raw)] if raw in line else "") is not None
    )


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
    path = ARCHIVED.sub("", url.partition("//")[2]).replace("://", "/").partition("/")[2].partition("?")[0]
    for pattern in (SPLIT_IN_ADDRESS, IN_ADDRESS, DAY_FIRST_IN_ADDRESS):
        found = pattern.search(path)
        dated = _stated_day(found["y"], found["m"], found["d"], when) if found else None
        if dated:
            yield "address", dated
            return


def _stated_day(year: str, month: str, day: str, when: When) -> Dated | None:
    return read_iso(f"{year}-{int(month):02}-{int(day):02}", zone=when.zone, language=when.language)


def in_title(title: str, when: When) -> Iterator[tuple[str, Dated]]:
    """Give the date that the title element ends with, behind a separator."""
    tail = SEPARATORS.split(title)[-1]
    dated = when.visible(tail) if LEAST_TAIL < len(tail) < len(title) else None
    if dated and len(dated.raw) > 0.8 * len(tail):
        yield "title", dated


def in_scripts(texts: Iterable[str], when: When) -> Iterator[tuple[str, Dated]]:
    """Give the dates of publication among the settings that a page hands to its scripts."""
    for text in texts:
        if len(text) <= LARGEST_SCRIPT and "ubli" in text:
            for found in islice(IN_SCRIPT.finditer(text), MOST_IN_SCRIPT):
                dated = when.machine(found["date"])
                if dated:
                    yield "script", dated


def shown_shortly(layout: Layout, zone: range, when: When) -> Iterator[tuple[str, Dated]]:
    """Give the days near the headline whose year has two digits, where their order is not in doubt."""
    for block in layout.blocks[zone.start : zone.stop]:
        found = SHORT_YEAR.search(block.text) if len(block.text) < LONGEST_LINE else None
        if found and int(found["y"]) <= LATEST_SHORT_YEAR and (found["s"] == "." or int(found["d"]) > 12):
            dated = _stated_day(f"20{found['y']}", found["m"], found["d"], when)
            if dated:
                yield "text", replace(dated, raw=found.group())


def leading(lines: Iterable[str], when: When) -> Iterator[tuple[str, Dated]]:
    """Give the date that a line of the beginning opens with, as press releases and small papers date theirs.

    It is followed by the text, or stands with a few words before a bar, a dash or a closing bracket.
    """
    for line in lines:
        dated = when.visible(line[:LONGEST_LEAD])
        if dated is None:
            continue
        before, _, after = line.partition(dated.raw)
        if not before.strip(" ([（") or OPENS_TEXT.match(after):
            yield "first paragraph", dated


def elsewhere(layout: Layout, text: range, lines: Collection[int], when: When) -> Iterator[tuple[str, Dated]]:
    """Give the dates of lines around the text, those first that say that they are the publication's.

    Forums and old pages sign under the text, then above it, then in it. Of the article's own `lines` only those that
    say so are believed, and one of the first that is nothing but a date; boxes of comments are left out.
    """
    under, above = range(text.stop, text.stop + FAR), range(max(0, text.start - FAR), text.start)
    indexes = [i for i in (*under, *above, *text) if i < len(layout.blocks)]
    vague: list[tuple[str, Dated]] = []
    for block in (layout.blocks[i] for i in indexes):
        if len(block.text) >= LONGEST_LINE or not DIGIT.search(block.text) or _is_comment(layout, block):
            continue
        dated = when.visible(block.text)
        if not dated:
            continue
        if CREATED.search(block.text) and not is_update(block.text, dated.raw):
            yield "line", dated
        elif block.index in lines:
            if block.text == dated.raw and block.index <= text.start + NEAR_START:
                yield "line", dated
        elif len(block.text) - len(dated.raw) < LONGEST_BESIDE:
            vague.append(("line", dated))
    yield from vague


def _is_comment(layout: Layout, block: Block) -> bool:
    return any(is_comments(node.hint) for node in layout.ancestors(block.node))


MOST_IN_SCRIPT = 20
LONGEST_LINE, LONGEST_BESIDE = 200, 60
"""Characters of a line that is there for its date, and of what may stand beside the date."""
NEAR_START = 2
"""Blocks after the first paragraph, which may be a caption, among which the date may stand."""
LONGEST_LABEL = 16
"""Characters between the word that calls a date the last change's and the date."""
LONGEST_LEAD = 60
"""Characters at the beginning of the first paragraph in which its date stands."""
OPENS_TEXT = re.compile(r"\s*[|–—)）]")
LONGEST_STAMP = 40
"""Pieces of text in a time element that are looked at."""
FAR = 40
"""Blocks under and above the text in which a date may stand."""
HALF_A_DAY, A_DAY = timedelta(hours=12), timedelta(days=2)


def in_its_own_zone(dated: Dated, shown: list[Dated], addressed: list[Dated]) -> Dated:
    """Return a moment that is stated in UTC in the zone that the page shows it in.

    Readers cite the day that they see. Where the zone is not told, another statement of the same minute may tell it.
    Where the page shows the same minute on another clock, the difference is the zone's offset. Where it shows only the
    day before or after, it is that day: on the clock of the language's own zone, or, where the address names the same
    day, on a clock that nothing tells.
    """
    if dated.moment.utcoffset() != timedelta(0) or dated.precision == "day":
        return dated
    zoned = next((d for d in shown if _is_zoned(dated, d)), None) if dated.zone_from is None else None
    if zoned:
        return replace(dated, moment=dated.moment.replace(tzinfo=zoned.moment.tzinfo), zone_from="page")
    return _on_the_shown_clock(dated, shown, addressed)


def _on_the_shown_clock(dated: Dated, shown: list[Dated], addressed: list[Dated]) -> Dated:
    """Return a moment on the clock by which the page shows it to readers."""
    moment = dated.moment.replace(second=0, microsecond=0, tzinfo=None)
    for visible in shown:
        if visible.precision == "day":
            local = dated.moment.astimezone(visible.moment.tzinfo)
            if visible.zone_from and local.date() == visible.moment.date() != dated.moment.date():
                return replace(dated, moment=local, zone_from=visible.zone_from)
            middle = visible.moment.replace(tzinfo=UTC) + HALF_A_DAY
            named = any(d.moment.date() == visible.moment.date() for d in addressed)
            if named and HALF_A_DAY < abs(middle - dated.moment) < 2 * HALF_A_DAY:
                return visible
            continue
        offset = visible.moment.replace(second=0, microsecond=0, tzinfo=None) - moment
        if not offset and visible.zone_from is None and dated.zone_from is None:
            return dated
        if abs(offset) <= timedelta(hours=14) and offset % timedelta(minutes=15) == timedelta(0):
            return replace(dated, moment=dated.moment.astimezone(timezone(offset)), zone_from="page")
    return dated


def _is_zoned(dated: Dated, other: Dated) -> bool:
    """Whether another statement is of the same minute on the clock, in a zone that is not UTC."""
    if other.zone_from != "page" or other.precision == "day" or not other.moment.utcoffset():
        return False
    minutes = (d.moment.replace(second=0, microsecond=0, tzinfo=None) for d in (dated, other))
    return next(minutes) == next(minutes)
