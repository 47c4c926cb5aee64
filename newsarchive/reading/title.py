"""The headline: what the page shows as it, checked against what its head calls it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsarchive.reading.blocks import Layout
from newsarchive.reading.metadata import Metadata, texts

SEPARATORS = re.compile(r"\s+[-–—|·•»:/›>]+\s+|\s*[|_]+\s*|\s*(?:--+|::)\s*|\s*[»›｜]\s*|(?<=[^\x00-\u2fff])[-–—]+(?=[^\x00-\u2fff])")
LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Title:
    """A headline and where the page shows it."""

    text: str
    origin: str
    """Which witness it was taken from: h1, og:title …"""
    first: int = -1
    """Index of its first block; -1 where the page's text does not show it."""
    last: int = -1
    """Index of its last block."""


def fold(text: str) -> str:
    """Return only the letters and digits, in lower case: what two spellings of one headline share."""
    return LETTERS.sub("", text).lower()


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the page that could be the headline."""

    text: str
    first: int
    last: int
    level: int


def read_titles(layout: Layout, metadata: Metadata, url: str | None, start: int) -> list[Title]:
    """Return the candidates, the best first. `start` is the index of the container's first block."""
    claims = [(origin, text, fold(text)) for origin, text in _claims(metadata, url)]
    shown = list(_shown(layout))
    ranked = sorted(
        ((_rank(s, claims, start), s) for s in shown), key=lambda pair: pair[0], reverse=True
    )
    titles = [
        Title(s.text, f"h{s.level}" if s.level else "text", s.first, s.last) for rank, s in ranked[:3] if rank > 0
    ]
    titles += [Title(text, origin) for origin, text, _ in claims]
    return titles


def _claims(metadata: Metadata, url: str | None) -> Iterator[tuple[str, str]]:
    site = [v for _, v in metadata.meta("og:site_name", "application-name", "apple-mobile-web-app-title")]
    for origin, text in (
        *(("json-ld", t) for t in texts(metadata.article.get("headline"))[:1]),
        *(metadata.meta("og:title", "twitter:title", "dc.title", "title")),
        *(("microdata", t) for t in metadata.properties.get("headline", ())[:1]),
        *((("title", metadata.title),) if metadata.title else ()),
    ):
        stripped = without_tail(" ".join(text.split()), site, url)
        if stripped:
            yield origin, stripped


def without_tail(text: str, site: list[str], url: str | None) -> str:
    """Cut off the site's name and the section's, which stand before or after a separator."""
    cuts = list(SEPARATORS.finditer(text))
    if not cuts:
        return text
    names = {fold(name) for name in site}
    host = fold((urlsplit(url).hostname or "").removeprefix("www.").rpartition(".")[0]) if url else ""
    while cuts:
        cut = cuts[-1]
        tail, rest = fold(text[cut.end() :]), text[: cut.start()]
        known = tail in names or (bool(host) and bool(tail) and (tail in host or host in tail))
        weak = len(tail) < 0.5 * len(fold(rest)) and len(fold(rest)) >= 8
        if not (known or weak or not tail):
            break
        text = rest
        cuts.pop()
        if not cut.group().strip():
            break
    for cut in cuts[:1]:
        head = fold(text[: cut.start()])
        if head in names or (host and head and (head in host and len(head) > 3)):
            return text[cut.end() :]
    return text


def _shown(layout: Layout) -> Iterator[Shown]:
    """Give every heading of the page (its lines joined), and lines of ordinary text that could be one."""
    blocks = layout.blocks
    position = 0
    while position < len(blocks):
        block = blocks[position]
        last = position
        while (
            block.level
            and last + 1 < len(blocks)
            and blocks[last + 1].level == block.level
            and blocks[last + 1].breaks
        ):
            last += 1
        text = " ".join(b.text for b in blocks[position : last + 1])
        if 2 <= len(text) <= 300:
            yield Shown(text, position, last, block.level)
        position = last + 1


def _rank(shown: Shown, claims: list[tuple[str, str, str]], start: int) -> float:
    """Return how much a line looks like the headline: by its element, its nearness to the text, and what the head says."""
    key = fold(shown.text)
    if not key:
        return 0.0
    agreed = max((_likeness(key, claim) for _, _, claim in claims), default=0.0)
    rank = {1: 3.0, 2: 1.2, 3: 0.6}.get(shown.level, 0.0) + 6.0 * agreed
    if not shown.level and agreed < 0.6:
        return 0.0
    if shown.first > start + 12:
        rank -= 1.5
    if len(key) < 5 and agreed < 0.9:
        rank -= 2.5
    return rank - 0.0005 * abs(shown.first - start)


def _likeness(shown: str, claim: str) -> float:
    """Return 1 for equal texts, less where one contains the other, 0 where neither does."""
    if not claim:
        return 0.0
    if shown == claim:
        return 1.0
    if shown in claim:
        return len(shown) / len(claim) if len(shown) > 5 else 0.0
    if claim in shown:
        return 0.9 * len(claim) / len(shown) if len(claim) > 5 else 0.0
    return _shared(shown, claim)


def _shared(shown: str, claim: str) -> float:
    """Return the share of letter pairs that two texts have in common, where it is large."""
    one, other = ({t[i : i + 3] for i in range(len(t) - 2)} for t in (shown[:300], claim[:300]))
    if not one or not other:
        return 0.0
    share = 2 * len(one & other) / (len(one) + len(other))
    return share if share > 0.6 else 0.0
