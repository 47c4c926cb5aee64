"""The headline: what the page shows as it, checked against what its head calls it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice
from urllib.parse import urlsplit

from newsarchive.reading.blocks import HEADINGS, Block, Layout
from newsarchive.reading.kicker import kicker_inside
from newsarchive.reading.metadata import Metadata, site_names, texts

SEPARATORS = re.compile(
    r"\s+[-–—|·•»:/›>]+\s+|\s*[|_｜]+\s*|\s*(?:--+|::)\s*|(?<=[\u3000-\u9fff])[-–—]+(?=[\u3000-\u9fffA-Z])|"
    r"\s*ㅣ\s*|(?<=[^\w\s])[-–—](?=[가-힣])|(?<=[가-힣])[-–—](?=[가-힣])"
)
"""What stands between a headline and the site's or section's name."""
FAR = 14
"""Blocks above the first paragraph in which a headline stands that the head does not tell."""
LONGEST = 400
"""Characters of a title that are looked at."""
NEAR = 3
"""Blocks after the first paragraph where a headline in ordinary text may still stand."""
SITE_TAIL = re.compile(r"(?:网|報|报|新闻|新聞|在线|频道|门户|平台|传媒|电视台)$")
"""How Chinese sites and their channels are called."""
SITE_FRONT = re.compile(
    r"^[\u3400-\u9fff]{2,12}(?:日报|晚报|早报|晨报|时报|都市报|数字报|电子报|电子版|新闻网|在线)"
    r"\s*(?:--?|_|[|｜])\s*(?![-–—])"
)
"""A Chinese outlet's name before the headline of its page."""
NAMED_FRONT = re.compile(r"^([^:]{3,40}):\s+")
"""What may be a site's name before a headline."""
LEAST_HEADLINE = 12
"""UTF-8 bytes of letters that a headline keeps when an unknown tail is cut off."""
UNDER = 4
"""Blocks under a headline in which a second one may stand."""
LEAST_SECOND = 0.4
"""The share of the second headline's letters that are not its kicker's."""
PAGE_OF_PAPER = re.compile(r"第?\s?[A-Z]?\d{1,3}\s?版.{0,12}")
"""What e-papers call a page of the newspaper."""
TITLES = ("title", "dc.title")
SECTION_METAS = ("article:section", "og:article:section", "section")
"""Names of meta elements for the section that an article stands in."""
HOME = re.compile(r"(?:.{0,80}?/(?=https?:))?(?:(?:https?:)?//[^/]+)?/?(?:index\.\w{2,5})?")
"""Addresses of a site's first page, an archive's copy of it among them."""
LOWEST = 3
"""Level of headings from which on those that the head does not know are no headlines, where it knows one."""
LONGEST_HOST = 3
"""How many times as long as the host a site's name is at most."""
FRONT = 0.7
"""How much a heading with which the title element begins agrees with it."""
LEAST_FRONT = 0.3
"""The share of the title element that its first part has at least to be taken for the headline."""
LEAST_EQUAL = 0.5
"""How much of a claim a line in ordinary text says at least to be the headline."""
OWN_TAIL = re.compile(r"\s*[|｜]\s|\s+\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d\b")
"""What the tail of a heading begins with."""
ASCII_FOLDED = {code: chr(code).lower() if chr(code).isalnum() else None for code in range(128)}
"""What folding makes of each ASCII character."""


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
    return text.translate(ASCII_FOLDED) if text.isascii() else "".join(filter(str.isalnum, text)).lower()


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the page that could be the headline."""

    text: str
    first: int
    last: int
    level: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What the head calls the article."""

    text: str
    origin: str
    key: str
    """The text folded."""
    trust: float
    """How much a line of the page gains by agreeing: the title element is often written for search engines."""


def read_titles(layout: Layout, claims: list[Claim], title: str, start: int) -> list[Title]:
    """Return the candidates, the best first. `start` is the index of the first paragraph, `title` the title element's.

    Lines of the page come first, then what the head calls it.
    """
    shortest = min((len(claim.key) for claim in claims), default=LONGEST)
    lines = [s for s in _shown(layout, start, LEAST_EQUAL * shortest) if not (s.level and _is_home(layout, s))]
    alone = sum(s.level == 1 for s in lines) == 1
    said = fold(title)
    ranked = sorted(
        ((_rank(s, claims, start, alone and s.level == 1, said), s) for s in lines),
        key=lambda pair: pair[0],
        reverse=True,
    )
    shown = [s for rank, s in ranked[:3] if rank > 0]
    if shown and _called(shown[0], claims):
        shown = [s for s in shown if _called(s, claims)]  # a heading of the text is no other name of the article
    titles = [
        Title(
            _headline(_without_parts(layout, s, claims), claims, title),
            f"h{s.level}" if s.level else "text",
            s.first,
            s.last,
        )
        for s in shown
    ]
    if shown:
        titles[:0] = _second_headline(layout, shown[0], claims, title)
    return titles + [Title(claim.text, claim.origin) for claim in claims]


def _is_home(layout: Layout, shown: Shown) -> bool:
    """Whether a heading is nothing but a link to the site's first page: it is the site's name."""
    block = layout.blocks[shown.first]
    if shown.first != shown.last or block.linked < len(block.text.replace(" ", "")):
        return False
    link = next(layout.nodes[block.node].element.iter("a"), None)
    return link is not None and HOME.fullmatch((link.get("href") or "-").strip()) is not None


def _without_parts(layout: Layout, shown: Shown, claims: list[Claim]) -> str:
    """Return a heading's text without a kicker in an element of its own, unless the head calls the article by both."""
    key = fold(shown.text)
    whole = any(claim.trust == 1.0 and claim.key == key for claim in claims)
    kicker = kicker_inside(layout, shown.first) if shown.level and not whole else ""
    rest = shown.text[len(kicker) :].lstrip(" :–—-|•·/") if kicker else ""
    return rest if len(fold(rest).encode()) >= LEAST_HEADLINE else shown.text


def _called(shown: Shown, claims: list[Claim]) -> bool:
    """Whether the head calls the article as this line does."""
    key = fold(shown.text)
    return any(_likeness(key, claim.key) > 0 for claim in claims)


def _second_headline(layout: Layout, first: Shown, claims: list[Claim], title: str) -> Iterator[Title]:
    """Give the headline under one that is written for search engines.

    Such a one is the title element's; the heading right under it is what the page calls the article for others
    (Open Graph, JSON-LD), perhaps behind a kicker.
    """
    key = fold(first.text)
    others = [c for c in claims if c.trust == 1.0 and c.origin not in TITLES and c.key != key]
    if first.level != 1 or not others or not fold(title).startswith(key):
        return
    for block in layout.blocks[first.last + 1 : first.last + 1 + UNDER]:
        if block.level == 2:
            folded = fold(block.text)
            claim = next(
                (c for c in others if folded.endswith(c.key) and len(c.key) > LEAST_SECOND * len(folded)), None
            )
            if claim:
                yield Title(claim.text, "h2", block.index, block.index)
                return


def is_confirmed(titles: list[Title], claims: list[Claim]) -> bool:
    """Whether the best candidate is a line of the page that the head calls the same."""
    if not titles or titles[0].first < 0:
        return False
    key = fold(titles[0].text)
    return any(_likeness(key, claim.key) > 0 for claim in claims)


def read_claims(metadata: Metadata, url: str | None, crumbs: tuple[str, ...]) -> list[Claim]:
    """Return what the head calls the article; the names in its breadcrumb are not it, but for a long last one."""
    headline = crumbs[-1] if crumbs and len(crumbs[-1].encode()) > LEAST_HEADLINE else None
    taken = {fold(name) for name in crumbs if name != headline}
    sections = {fold(name) for name in crumbs} | {fold(name) for _, name in metadata.meta(*SECTION_METAS)}
    return [claim for claim in _claims(metadata, url, sections) if claim.key not in taken]


def _claims(metadata: Metadata, url: str | None, sections: set[str]) -> Iterator[Claim]:
    site = {fold(name) for name in site_names(metadata)}
    seen = set()
    for origin, text in (
        *(("json-ld", t) for t in texts(metadata.article.get("headline"))[:1]),
        *metadata.meta("og:title", "twitter:title", "dc.title", "title"),
        *(("microdata", t) for t in metadata.properties.get("headline", ())[:1]),
        *((("title", metadata.title),) if metadata.title else ()),
    ):
        line = " ".join(unescape(text[:LONGEST]).split())
        plain = without_tail(line, site, url, sections, boldly=origin == "title")
        key = fold(plain)
        if key and key not in seen and not PAGE_OF_PAPER.fullmatch(plain):
            seen.add(key)
            yield Claim(plain, origin, key, 0.75 if origin in ("title", "microdata") else 1.0)


def without_tail(
    text: str, site: set[str], url: str | None, sections: Collection[str] = (), *, boldly: bool = True
) -> str:
    """Cut off the site's name and the section's, which stand before or after a separator.

    `sections` are the names of the breadcrumb; where its last is the headline itself, nothing longer stands before it.
    Boldly: also a short tail that nothing tells to be a name, as title elements have.
    """
    host = _host_key(url)
    text = _without_front(text, site, host) if boldly else text
    cuts = list(SEPARATORS.finditer(text))
    if not cuts:
        return text
    while cuts:
        cut = cuts.pop()
        tail, rest = fold(text[cut.end() :]), fold(text[: cut.start()])
        longest = 1.0 if SITE_TAIL.search(tail) else 0.5
        weak = boldly and len(tail) < longest * len(rest) and len(rest.encode()) >= LEAST_HEADLINE
        section = tail in sections and len(tail) < len(rest)
        if tail and not (weak or section or _names_site(tail, site, host)):
            break
        text = text[: cut.start()]
    first = SEPARATORS.search(text)
    if first and _names_site(fold(text[: first.start()]), site, host):
        return text[first.end() :]
    return text


def _without_front(text: str, site: set[str], host: str) -> str:
    """Cut off a name before the headline that is an outlet's by its ending, or the site's before a colon."""
    front = SITE_FRONT.match(text)
    if front is None:
        named = NAMED_FRONT.match(text)
        front = named if named and fold(named[1]) in {*site, host} else None
    rest = text[front.end() :] if front else ""
    return rest if len(fold(rest).encode()) >= LEAST_HEADLINE else text


def _host_key(url: str | None) -> str:
    try:
        host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return fold(host.rpartition(".")[0])


def _names_site(key: str, site: set[str], host: str) -> bool:
    return key in site or (
        bool(host) and len(key) > 2 and (key in host or (host in key and len(key) < LONGEST_HOST * len(host)))
    )


def _headline(text: str, claims: list[Claim], title: str) -> str:
    """Return a shown line as the headline: what repeats the title element loses the same tail."""
    key = fold(text)
    if key == fold(title):
        return next((claim.text for claim in claims if claim.origin == "title"), text)
    return _without_tail_of_its_own(_without_kicker(text, claims), claims)


def _without_tail_of_its_own(text: str, claims: list[Claim]) -> str:
    """Cut off what stands behind a bar or a date in a heading, where the head calls it without: `… | Opinion`."""
    tail = OWN_TAIL.search(text, LEAST_HEADLINE) if len(text) <= LONGEST else None
    rest = fold(text[: tail.start()]) if tail else ""
    return text[: tail.start()] if tail and any(claim.key == rest for claim in claims) else text


def _without_kicker(text: str, claims: list[Claim]) -> str:
    """Cut off a kicker that stands before the headline in the same heading, where the head calls it without."""
    key = fold(text)
    trusted = [claim for claim in claims if claim.trust == 1.0]
    if any(claim.key == key for claim in trusted):
        return text
    for claim in trusted:
        if key.endswith(claim.key) and len(claim.key) > 0.4 * len(key):
            cut = len(text) - 1
            while cut > 0 and fold(text[cut:]) != claim.key:
                cut -= 1
            while cut > 0 and text[cut - 1] in "«„“”‘’\"'»‚(（《「『":
                cut -= 1
            return text[cut:]
    return text


def _shown(layout: Layout, start: int, least: float) -> Iterator[Shown]:
    """Give every heading of the page (its lines joined), and lines of ordinary text, longer than `least`, that could
    be one: shorter ones say too little of any claim.
    """
    blocks = layout.blocks
    position = 0
    while position < len(blocks):
        block = blocks[position]
        last = position
        if not block.level:  # most lines of a page: no title, and most of them too far down to be one
            position += 1
            text = block.text
            if last <= start + NEAR and least < len(text) <= 300 and len(text) > 1 and block.linked < 0.5 * len(text):
                yield Shown(text, last, last, 0)
            continue
        while (
            last + 1 < len(blocks)
            and blocks[last + 1].level == block.level
            and (blocks[last + 1].breaks or _same_heading(layout, block, blocks[last + 1]))
        ):
            last += 1
        text = " ".join(b.text for b in blocks[position : last + 1])
        if 2 <= len(text) <= 300:
            yield Shown(text, position, last, block.level)
        position = last + 1


def _same_heading(layout: Layout, one: Block, other: Block) -> bool:
    """Whether two blocks stand in one heading element."""
    around = next((n for n in islice(layout.ancestors(one.node), 4) if n.tag in HEADINGS), None)
    return around is not None and other.index < around.end


def _rank(shown: Shown, claims: list[Claim], start: int, alone: bool, title: str) -> float:
    """Return how much a line looks like the headline: by its element, its place, and what the head says.

    Where the head says nothing it stands near the text, unless it is `alone` as a heading of the first level.
    """
    key = fold(shown.text)
    if not key:
        return 0.0
    likeness = _likeness if shown.level and shown.level < 3 else _equality
    agreed = max((claim.trust * likeness(key, claim.key) for claim in claims), default=0.0)
    if shown.level == 1 and title.startswith(key) and len(key) > LEAST_FRONT * len(title):
        agreed = max(agreed, FRONT)
    if shown.level >= LOWEST and not agreed and any(claim.trust == 1.0 for claim in claims):
        return 0.0
    if not claims and not (shown.first <= start and (alone or shown.first >= start - FAR)):
        return 0.0
    rank = {1: 2.0, 2: 1.2, 3: 0.6}.get(shown.level, 0.0) + 6.0 * agreed
    if not shown.level and agreed < LEAST_EQUAL:
        return 0.0
    if shown.first > start + 12:
        rank -= 1.5
    if len(key) < 5 and agreed < 0.9:
        rank -= 2.5
    return rank - 0.0005 * abs(shown.first - start)


def _equality(shown: str, claim: str) -> float:
    """Return 1 for equal texts, less where one contains the other."""
    if shown == claim:
        return 1.0
    shorter, longer = sorted((shown, claim), key=len)
    return 0.9 * len(shorter) / len(longer) if len(shorter) > 5 and shorter in longer else 0.0


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
    if not 0.5 < len(shown) / len(claim) < 2:
        return 0.0
    one, other = ({t[i : i + 3] for i in range(len(t) - 2)} for t in (shown[:150], claim[:150]))
    if not one or not other:
        return 0.0
    share = 2 * len(one & other) / (len(one) + len(other))
    return share if share > 0.6 else 0.0
