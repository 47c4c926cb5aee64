"""The date that a list shows beside a link."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from itertools import islice, takewhile
from urllib.parse import urlsplit

from lxml.etree import _Element

from newsarchive.discover.markup import local_name, pieces
from newsarchive.text.dates import read_date
from newsarchive.text.whitespace import clean

FULL = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)\s*日?")
SHORT = re.compile(r"(?<![\d\-/.])(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?![\d\-/.年月])\s*日?")
"""A month and a day without a year, as lists of recent articles show them."""

TORN = re.compile(
    r"(?P<d>\d{1,2})日? (?P<y>(?:19|20)\d\d)[-/.年](?P<m>\d{1,2})月?"
    r"|(?P<M>\d{1,2})[-/.月](?P<D>\d{1,2})日? (?P<Y>(?:19|20)\d\d)年?"
)
"""A date in two elements, as cards show it: a large day over a year and month, or a month and day over a year."""

MONTH_IN_PATH = re.compile(r"/((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])(?:[-/]|\d\d/)")

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
DIGIT = re.compile(r"\d")

SENTENCE = re.compile(r"[。！？；，、]")
"""What a date line does not have, and prose that happens to name a day does."""

BARE = re.compile(r"[\W\d年月日时分秒T]*")
"""A text that is a date and nothing else."""

ENDS = frozenset(
    {"body", "html", "table", "tbody", "thead", "ul", "ol", "dl", "form", "main", "nav", "header", "footer"}
)
"""Elements that hold many rows, never one."""

LINES = frozenset({"br", "hr", "p", "div", "li", "tr", "ul", "ol", "table", "dl"})
"""Elements that end a line of a list that has no element for its rows."""

ROWS = frozenset({"li", "tr", "dd", "article"})
"""Elements that are one row, whatever is around them."""

FEW = 4
"""How many further links (picture, channel, 详细) one row has at most."""

HIGHEST = 6
"""How many levels above a link its row may lie."""

LARGEST = 120
"""How many elements one row has at most."""

WIDEST = 60
"""How many siblings on either side are looked at for the end of a line."""

LONGEST = 48
"""Characters that a line with a date, a time and an outlet may have."""


def day_beside(anchor: _Element, url: str, beside: Callable[[str], bool]) -> date | None:
    """Return the day shown in the row of the link `anchor` to `url`, or None.

    `beside` tells whether an href may stand in the same row (a picture with the same address, the channel's name).
    What is nearest to the link counts. A row with another link is a row of several articles: its dates are the links'
    only when there are as many dates as links. A month and day without year count when the address has that month of
    a year in it.
    """
    row = anchor
    for row in _rows(anchor, beside):
        for text in _lines(row):
            day = read_day(text, url)
            if day is not None:
                return day
        day = _torn_day(row)
        if day is not None:
            return day
    if local_name(row) == "dd":
        term = row.getprevious()
        return read_day("".join(pieces(term, 8)), url) if term is not None and local_name(term) == "dt" else None
    return _day_in_line(row, url, beside)


def read_day(text: str, url: str = "") -> date | None:
    """Return the one day that a short line states, or None; of a date without year the address must tell the year."""
    if len(text) > 10 * LONGEST or not DIGIT.search(text):
        return None
    text = clean(text)
    if len(text) > LONGEST or SENTENCE.search(text):
        return None
    found = {_day(*match) for match in FULL.findall(text)}
    if not found and YEAR.search(text):
        dated = read_date(text)  # a month by its name, in whatever language
        return dated.moment.date() if dated else None
    if not found:
        found = {_recent_day(month, day, url) for month, day in SHORT.findall(text)}
    return found.pop() if len(found) == 1 else None


def is_day(text: str) -> bool:
    """Whether a text is a date, with its brackets and perhaps a time, and nothing else."""
    return len(text) <= LONGEST and bool(BARE.fullmatch(text) and (FULL.search(text) or SHORT.search(text)))


def stated_day(text: str) -> date | None:
    """Return the day of a W3C date-time (ISO 8601) or an RFC 5322 date, in the offset that it is stated in, or None."""
    stated = stated_time(text)
    return stated.date() if stated else None


def stated_time(text: str) -> datetime | None:
    """Return the moment of a W3C date-time or an RFC 5322 date, without zone where it states none; None for others."""
    text = text.strip()
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return read(text)
        except (ValueError, IndexError, OverflowError):
            continue
    return None


def kept_time(text: str) -> str | None:
    """Return how a time was written, in one line, where it is short enough to be one."""
    written = clean(text)
    return written if 0 < len(written) <= LONGEST else None


def _rows(anchor: _Element, beside: Callable[[str], bool]) -> Iterator[_Element]:
    """Give the link and the elements around it that show nothing else, the innermost first."""
    yield anchor
    for element in islice(anchor.iterancestors(), HIGHEST):
        name = local_name(element)
        if name in ENDS:
            return
        nodes = list(islice(element.iter(), LARGEST))
        links = [node for node in nodes if _is(node, "a") and node is not anchor]
        if len(nodes) == LARGEST or len(links) > FEW or not all(beside(link.get("href", "")) for link in links):
            return
        yield element
        if name in ROWS:
            return


def _lines(row: _Element) -> Iterator[str]:
    """Give the texts of a row: machine-readable times first, then text by text, the links' own titles left out."""
    nodes = list(islice(row.iter(), LARGEST))
    yield from (node.get("datetime", "")[:10] for node in nodes if _is(node, "time"))
    linked = {inside for node in nodes if _is(node, "a") for inside in islice(node.iter(), LARGEST)}
    for node in nodes:
        if node.text and local_name(node) not in ("script", "style", "title"):
            yield node.text if node not in linked or BARE.fullmatch(node.text) else ""
        if node.tail and node is not row:
            yield node.tail if node.getparent() not in linked or BARE.fullmatch(node.tail) else ""


def _torn_day(row: _Element) -> date | None:
    """Return the day that a row shows in two pieces, or None."""
    numbers = [text for text in map(clean, _lines(row)) if text and BARE.fullmatch(text) and DIGIT.search(text)]
    found = TORN.fullmatch(" ".join(numbers[:2]))
    if found is None:
        return None
    year, month, day = (found[name] or found[name.swapcase()] for name in "ymd")
    return _day(year, month, day)


def _day_in_line(row: _Element, url: str, beside: Callable[[str], bool]) -> date | None:
    """Return the day on the same line as a link, where a row is no element of its own (<br>, <span>, shared cells)."""
    links: list[_Element] = []
    days: list[date] = []
    for node in _line(row):
        if isinstance(node, str):
            day = read_day(node, url)
            days += [day] if day else []
        elif node is row or any(not beside(a.get("href", "")) for a in islice(node.iter("a"), WIDEST)):
            links.append(node)
    return days[links.index(row)] if 0 < len(days) == len(links) else None


def _line(row: _Element) -> Iterator[_Element | str]:
    """Give the links and texts of the line that a link stands on, in order; nothing where its ends are not in sight."""
    before = list(islice(_until_end(row.itersiblings(preceding=True)), WIDEST))
    after = list(islice(_until_end(row.itersiblings()), WIDEST))
    if WIDEST in (len(before), len(after)):
        return
    first = before[-1] if before else row
    end, parent = first.getprevious(), first.getparent()
    if end is not None:
        yield end.tail or ""
    elif parent is not None:
        yield parent.text or ""
    for element in (*reversed(before), row, *after):
        holds_link = any(True for _ in element.iter("a"))
        yield element if holds_link else "".join(pieces(element, 8))
        yield element.tail or ""


def _until_end(siblings: Iterator[_Element]) -> Iterator[_Element]:
    return takewhile(lambda element: local_name(element) not in LINES, siblings)


def _is(element: _Element, name: str) -> bool:
    return local_name(element) == name


def _recent_day(month: str, day: str, url: str) -> date | None:
    found = MONTH_IN_PATH.search(urlsplit(url).path + "/")
    return _day(found[1], month, day) if found and int(found[2]) == int(month) else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
