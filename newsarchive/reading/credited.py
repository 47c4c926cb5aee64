"""The people: bylines in the text, and what the page states of its authors for machines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from newsarchive.items import AUTHOR_ROLES, Credit, Role
from newsarchive.reading.blocks import Layout
from newsarchive.reading.body import Line
from newsarchive.reading.credits import Byline, read_byline, read_names
from newsarchive.reading.headings import is_cjk
from newsarchive.reading.info_line import InfoLine
from newsarchive.reading.metadata import Metadata, texts

AUTHOR_METAS = (
    "author", "article:author", "article.author", "dc.creator", "dcterms.creator", "dc:creator", "parsely-author",
    "sailthru.author", "byl", "byline", "citation_author", "authors", "cxenseparse:author", "creator", "twitter:creator:name",
)  # fmt: skip
BYLINE_BOX = re.compile(r"(?:^|[\s_-])(?:by-?lines?|authors?(?:-?names?)?|autor(?:en|es)?|verfasser|signature|creator|writer)(?:$|[\s_-])")
NEAR_END = 3
"""Lines at the end of the body that may be a byline."""


@dataclass(frozen=True, slots=True)
class Credited:
    """The credits, the byline as it stands, and the body without it."""

    credits: tuple[Credit, ...]
    byline_raw: str | None
    lines: list[Line]


def take_bylines(lines: list[Line], language: str | None) -> Credited:
    """Take bylines out of the first and last lines of the body."""
    rest: list[Line] = []
    credits: list[Credit] = []
    raw: str | None = None
    starts = next((i for i, x in enumerate(lines) if not x.level and len(x.text) > 60), 0)
    for position, line in enumerate(lines):
        byline = None
        if position <= starts or position >= len(lines) - NEAR_END:
            byline = read_byline(line.text, language=language)
        if byline is None:
            rest.append(line)
            continue
        credits.extend(byline.credits)
        raw = raw or (byline.raw if _names_author(byline) else None)
        if byline.rest:
            rest.append(replace(line, text=byline.rest))
    return Credited(tuple(credits), raw, rest)


def _names_author(byline: Byline) -> bool:
    return any(c.role in AUTHOR_ROLES for c in byline.credits)


def stated_authors(metadata: Metadata) -> Iterator[tuple[str, tuple[Credit, ...]]]:
    """Give the authors that the page states for machines, the most trustworthy witness first."""
    for key in ("author", "creator"):
        value = metadata.article.get(key)
        yield "json-ld", _people(value)
    yield "microdata", _named(metadata.properties.get("author", ()))
    for name in AUTHOR_METAS:
        yield name, _named(metadata.metas.get(name, ()))


def _people(value: object) -> tuple[Credit, ...]:
    """Read a JSON-LD author: persons only, organisations left out."""
    members = value if isinstance(value, list) else [value]
    names = [
        t
        for m in members[:50]
        if not (isinstance(m, dict) and "Organization" in str(m.get("@type")))
        for t in texts(m)
    ]
    return _named(names)


def _named(values: list[str] | tuple[str, ...]) -> tuple[Credit, ...]:
    found = {c.name: c for v in values[:50] if len(v) < 200 and "://" not in v for c in read_names(v, Role.AUTHOR)}
    return tuple(found.values())


def shown_authors(layout: Layout, zone: range, language: str | None) -> Iterator[tuple[str, Byline]]:
    """Give the bylines near the headline: lines that read as one, and boxes that are called one."""
    for index in zone:
        text = layout.blocks[index].text
        if len(text) <= 200:
            byline = read_byline(text, language=language)
            if byline and byline.credits and (not byline.rest or len(byline.rest) < 60):
                yield "byline", byline
    for node in layout.nodes:
        if node.start in zone and node.start < node.end <= zone.stop and BYLINE_BOX.search(node.hint):
            text = " ".join(b.text for b in layout.blocks[node.start : node.end])
            names = read_names(text, Role.AUTHOR) if len(text) < 80 else ()
            if names:
                yield "byline box", Byline(names, "", text)


def choose_credits(
    body: Credited, info: list[tuple[int, InfoLine]], shown: list[tuple[str, Byline]], stated: list[tuple[str, tuple[Credit, ...]]]
) -> tuple[Credit, ...]:
    """Return the people: in the text where it has them, else as shown near the headline, else as stated for machines."""
    visible = [*body.credits, *(c for _, line in info for c in line.credits)]
    visible += [c for _, byline in shown for c in byline.credits]
    machine = next((c for _, c in stated if c), ())
    cjk = any(is_cjk(c.name) for c in visible)
    authors = [c for c in visible if c.role in AUTHOR_ROLES]
    others = [c for c in visible if c.role not in AUTHOR_ROLES]
    best = authors if authors and (cjk or not machine) else list(machine)
    return tuple(_once([*best, *others]))


def _once(credits: list[Credit]) -> Iterator[Credit]:
    seen: set[tuple[str, Role]] = set()
    for credit in credits:
        if (credit.name, credit.role) not in seen:
            seen.add((credit.name, credit.role))
            yield credit
