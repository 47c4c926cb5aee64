"""The source (来源): the outlet that wrote the article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from newsarchive.reading.info_line import InfoLine
from newsarchive.reading.metadata import Metadata, texts, types_of
from newsarchive.text.languages import any_of

SOURCE_METAS = ("contentsource", "source", "article:source", "og:source", "dc.source", "copyrightsource")
IN_COMMENT = re.compile(r"<(?:source|copyright|paper|docsource)>([^<>]{2,40})</", re.IGNORECASE)
"""E-paper systems leave the article's facts in a comment, as small elements."""
ADDRESS = re.compile(r"^https?:|^www\.|\.(?:com|cn|net|org)$", re.IGNORECASE)
LONGEST = 60
NAME = r"[《“「]?([^\W\d_][\w·]{1,19}?)[》”」]?"
OF_OUTLET = re.compile(r"(?:报|報|社|网|網|台|刊|新闻|新聞|客户端|公众号|在线|频道|融媒体?|杂志|周刊|News|Times|Post)$")
"""How outlets are called: a text is said to be by others too."""


def _attribution(field: str) -> re.Pattern[str]:
    """Compile what the languages say of a text's outlet, for which their words have a place."""
    return re.compile(any_of(field).replace("OUTLET", NAME), re.IGNORECASE)


REPRINTED, REPORTED = _attribution("reprinted"), _attribution("reported")


def sources(info: list[tuple[int, InfoLine]], metadata: Metadata, notes: str) -> Iterator[tuple[str, str]]:
    """Give the outlets that the page names behind a label or for machines, the one that readers see first.

    `notes` is the comment in which e-papers leave an article's facts.
    """
    for _, line in info:
        if line.source:
            yield "info line", line.source
    for name, value in metadata.meta(*SOURCE_METAS):
        if len(value) <= LONGEST and not ADDRESS.search(value):
            yield name, value
    found = IN_COMMENT.search(notes)
    if found:
        yield "comment", found[1].strip()
    for name in texts(metadata.article.get("sourceOrganization"))[:1]:
        yield "json-ld", name


def attributed(first: Iterable[str], last: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Give the outlets that the text itself names: it is reprinted from one, or begins with whose report it is.

    `first` and `last` are the lines at both ends of the text; where a reprint is told stands at either.
    """
    first = list(first)
    for line in (*last, *first):
        yield from (("reprinted", name) for name in _named(REPRINTED.search(line)))
    for line in first:
        yield from (("reported", name) for name in _named(REPORTED.match(line)) if OF_OUTLET.search(name))


def _named(found: re.Match[str] | None) -> list[str]:
    return [name for name in found.groups() if name] if found else []


def publisher(metadata: Metadata, url: str | None) -> Iterator[tuple[str, str]]:
    """Give the publisher that JSON-LD states, where the page is the original: it names no other site as its place."""
    stated = metadata.article.get("publisher")
    if (isinstance(stated, dict) and "Person" in types_of(stated)) or metadata.article.get("isBasedOn"):
        return
    places = {_site(address) for address in metadata.links.get("canonical", ())}
    if url and places <= {_site(url)}:
        yield from (("publisher", name) for name in texts(stated)[:1] if len(name) <= LONGEST)


def _site(address: str) -> str:
    """Return the last two labels of an address's host; nothing for one that has none."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return ".".join(host.split(".")[-2:])
