"""The people: bylines in the text, and what the page states of its authors for machines."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape
from itertools import islice

from lxml import etree

from newsarchive.items import AUTHOR_ROLES, Credit, Role
from newsarchive.reading.blocks import Block, Layout
from newsarchive.reading.body import Line
from newsarchive.reading.credits import Byline, read_byline, read_names
from newsarchive.reading.headings import is_cjk
from newsarchive.reading.info_line import InfoLine
from newsarchive.reading.metadata import Metadata, persons
from newsarchive.reading.names import NO_WRITER, is_han_name, is_latin_name
from newsarchive.reading.posted import read_poster
from newsarchive.reading.roles import LATIN_OPENER
from newsarchive.reading.title import fold
from newsarchive.reading.tree import text_of

AUTHOR_METAS = (
    "author", "article:author", "article.author", "dc.creator", "dcterms.creator", "dc:creator", "parsely-author",
    "sailthru.author", "byl", "byline", "citation_author", "authors", "cxenseparse:author",
    "creator", "twitter:creator:name",
)  # fmt: skip
BYLINE_BOX = re.compile(
    r"(?:^|[\s_-])(?:by-?lines?|\w{0,12}authors?(?:-?(?:names?|links?|info|bold|data))?|full-?name|autor(?:en|es)?|verfasser|signature|creator|writer)"
    r"(?:$|[\s_-])"
)
WRITTEN_BY = re.compile(
    r"written by|verfasst von|écrit par|escrito por|scritto da|geschreven door|by|作者|著者", re.IGNORECASE
)
"""Labels of the pair of metas that messengers show under a link."""
AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:en|es|i|in)?|auteurs?|autore|redakteure?|profiles?|profil|staff|reporters?|"
    r"newsteam|columnists?|"
    r"journalist\w*|contributors?|by|writers?|author-\w+)/[^/?#]",
    re.IGNORECASE,
)
"""Addresses of pages about one writer."""
ANY_AUTHOR = re.compile(
    r"^(?:view|see|show|more|all|read|follow|mehr|alles?|zu[rm]?|voir|tous|ver|bio|about|über|by)\b|artikel|\barticles?\b",
    re.IGNORECASE,
)
"""Texts of links that only lead to an author's page."""
NAME_CLASS = re.compile(r"(?:^|\s)fn(?:\s|$)|(?:^|[\s_-])(?:author|autor|byline)-?(?:name|link)?(?:$|\s)")
"""Classes of a link around a writer's name; fn is the one of an hCard."""
CJK_NAME = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{1,4} ?[\u3040-\u30ff\u3400-\u9fff]{1,4}|[\uac00-\ud7af]{2,4}")
HAN_OUTLET = re.compile(
    r"[報报網网社站台局]$|新聞|新闻|編集|编辑|記者|记者|通信|小编|管理|本报|来源|未知|佚名|(?:中文|发布)$|频道|融媒|电视|广播|"
    r"传媒|媒体|客户端|周刊|杂志"
)
ROLE_AFTER = re.compile(r"\s*(?:기자|記者|特派員|編集委員|논설위원|특파원)$")
MAIL = re.compile(r"\s*\b[\w.+-]+@[\w.-]+")
GLUED_BY = re.compile(r"^(?:[Bb]y)+(?=[A-ZÀ-ÖØ-Þ][\w.'’-]+ [A-ZÀ-ÖØ-Þ])|\s+(?:alle artikel|all articles|view all)\b.*$")
"""What a label or a link leaves on a name that it touches."""
PEN_NAME = re.compile(r"[^\W\d_][\w.'’&-]{2,24}")
MOST_MICRODATA = 3
"""More people than that in microdata are those of related articles or comments."""
HAN_SEPARATOR = re.compile(r"[、,，;；\s]+")
LONGEST_BOX = 120
LONGEST_NAME = 40
MOST_APART = 20
"""Elements of a box of names that are looked at."""
BAR = re.compile(r"\s[|·•]\s")
ENDS_SENTENCE = re.compile(r"\w{2}[.!?。！？]['\"”’»」）)]?$")
LEAST_OF_SITE = 9
"""Letters of a piece of a site's name that is taken for the site."""
BELOW, BESIDE, POSTED = "author link below", "beside the date", "posted by"
"""Witnesses that are heard only where the page states nothing for machines."""
LONGEST_DATED = 100
DATE_NUMBER = re.compile(r"\b(?:19|20)\d\d\b")
MONTH = r"(?:jan|f[eé][bv]|m[aä]r|mrt|a[pvb]r|ma[iyj]|mei|jui?[nl]|aug|aoû|ago|sep|set|o[ck]t|nov|de[cz]|dic)"
PIECE = re.compile(rf"[|·•–—,;:/()]|\s-\s|\S*\d\S*|(?i:{MONTH})[\w.]*\s+(?=\d)", re.IGNORECASE)
"""What parts a name from a date."""
DATE_WORD = re.compile(
    rf"\b(?:{MONTH}[a-zé]*|uhr|[ap]\.?m|um|at|on|by|am|le|el|the|last|modified|last modified|updated on|"
    r"die|der|das|im|güncelleme|edt|est|cet|gmt|published|updated|posted|stand|read|min|mins?|views?|shares?|comments?|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
    re.IGNORECASE,
)
NEAR_START = 3
"""Lines after the first paragraph, which may be a standfirst, among which a byline may stand."""
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
    people: list[Credit] = []
    raw: str | None = None
    starts = next((i for i, x in enumerate(lines) if not x.level and len(x.text) > 60), 0)
    for position, line in enumerate(lines):
        byline = None
        if position <= starts + NEAR_START or position >= len(lines) - NEAR_END:
            byline = read_byline(line.text, language=language)
            if byline is None and position == len(lines) - 1:
                byline = _signature(line, lines[:position])
        if byline is None:
            rest.append(line)
            continue
        people.extend(byline.credits)
        raw = raw or (byline.raw if _names_author(byline) else None)
        if byline.rest:
            rest.append(replace(line, text=byline.rest))
    return Credited(tuple(people), raw, rest)


def _signature(line: Line, before: list[Line]) -> Byline | None:
    """Read a last line that is nothing but a Chinese name, under a paragraph that ends as a sentence does."""
    if line.level or len(line.text) > LONGEST_NAME or not before or not ENDS_SENTENCE.search(before[-1].text):
        return None
    name = line.text.strip("—–-*[]() （）")
    if not is_han_name(name):
        return None
    return Byline((Credit(name=name, role=Role.AUTHOR, raw=line.text),), "", line.text)


def _names_author(byline: Byline) -> bool:
    return any(c.role in AUTHOR_ROLES for c in byline.credits)


def stated_authors(metadata: Metadata) -> Iterator[tuple[str, tuple[Credit, ...]]]:
    """Give the authors that the page states for machines, the most trustworthy witness first."""
    for key in ("author", "creator"):
        yield "json-ld", _named(persons(metadata.article.get(key), metadata.items), loosely=True)
    for name in AUTHOR_METAS:
        yield name, _named(metadata.metas.get(name, ()))
    for number in "12":
        label = next((v for _, v in metadata.meta(f"twitter:label{number}")), "")
        if WRITTEN_BY.match(label):
            yield f"twitter:data{number}", _named(metadata.metas.get(f"twitter:data{number}", ()))
    yield "microdata", _named(metadata.properties.get("author", ())[:MOST_MICRODATA])


def _named(values: Sequence[str], *, loosely: bool = False) -> tuple[Credit, ...]:
    found: dict[str, Credit] = {}
    for value in values[:50]:
        text = " ".join(unescape(value).split())
        if len(text) < 200 and "://" not in text:
            found.update((c.name, c) for c in _people(text, loosely=loosely) if len(c.name) > 1)
    return tuple(found.values())


def _people(text: str, *, loosely: bool = False) -> tuple[Credit, ...]:
    """Read a statement of names; one that is a single CJK name is not cut at its space.

    Loosely: where the page itself calls it a person, a name of one word counts, as writers of blogs have.
    """
    text = GLUED_BY.sub("", text)
    plain = ROLE_AFTER.sub("", MAIL.sub("", text)).strip()
    if CJK_NAME.fullmatch(plain) and not HAN_OUTLET.search(plain):
        return (Credit(name=plain.replace(" ", ""), role=Role.AUTHOR, raw=text),)
    people = read_names(text, Role.AUTHOR)
    if (
        not people
        and loosely
        and PEN_NAME.fullmatch(plain)
        and not (NO_WRITER.search(plain) or HAN_OUTLET.search(plain))
    ):
        return (Credit(name=plain, role=Role.AUTHOR, raw=text),)
    return people


def shown_authors(
    layout: Layout, zone: range, above: range, foot: range, bylines: dict[int, Byline]
) -> Iterator[tuple[str, Byline]]:
    """Give the bylines near the headline: lines that read as one, author links, and boxes that are called bylines.

    Where there are none, who posted the article, or a name alone right `above` the text, else the author links at the
    `foot` of the text.
    """
    near = list(_near(layout, zone, bylines))
    if not near:
        near = [(POSTED, byline) for byline in islice(_posted(layout.blocks, [*zone, *above, *foot], above), 1)]
    linked = () if near else _linked(layout, foot)
    if linked:
        near.append((BELOW, Byline(linked, "", _raw(linked))))
    yield from near


def _near(layout: Layout, zone: range, bylines: dict[int, Byline]) -> Iterator[tuple[str, Byline]]:
    for byline in bylines.values():
        yield "byline", byline
    linked = _linked(layout, zone)
    if linked:
        yield "author link", Byline(linked, "", _raw(linked))
    for node in layout.nodes:
        if node.start >= zone.stop + NEAR_START:
            break
        if zone.start <= node.start < node.end <= zone.stop + NEAR_START and BYLINE_BOX.search(node.hint):
            text = " ".join(b.text for b in layout.blocks[node.start : node.end])
            people = _boxed(node.element, text) if len(text) < LONGEST_BOX else ()
            if people:
                yield "byline box", Byline(people, "", text)
                return
    dated = [byline for block in layout.blocks[zone.start : zone.stop] for byline in _beside_date(block)]
    if len(dated) == 1 and not linked and not bylines:
        yield BESIDE, dated[0]


def _posted(blocks: list[Block], zone: list[int], above: range) -> Iterator[Byline]:
    for block in (blocks[i] for i in zone if i < len(blocks)):
        poster = read_poster(block.text)
        people = (poster,) if poster else _lone_names(block) if block.index in above else ()
        if people:
            yield Byline(people, "", block.text)


def _lone_names(block: Block) -> tuple[Credit, ...]:
    """Read a line that is nothing but Chinese names, told by their family names."""
    names = HAN_SEPARATOR.split(block.text.strip()) if len(block.text) <= LONGEST_NAME and not block.linked else []
    if not any(map(is_han_name, names)) or not all(is_han_name(name, sure=True) for name in names):
        return ()
    return tuple(Credit(name=name, role=Role.AUTHOR, raw=block.text) for name in names)


def _beside_date(block: Block) -> Iterator[Byline]:
    """Read `Jane Doe | 5 May 2024`: a short line of one name and a date; what is linked there is a section."""
    if block.linked or len(block.text) > LONGEST_DATED or not DATE_NUMBER.search(block.text):
        return
    pieces = [" ".join(LATIN_OPENER.sub("", p.strip()).split()) for p in PIECE.split(block.text) if p]
    names = [p for p in pieces if p and not DATE_WORD.fullmatch(p)]
    if len(names) == 1 and 1 < len(names[0].split()) < 4 and not DATE_WORD.search(names[0]) and is_latin_name(names[0]):
        yield Byline((Credit(name=names[0], role=Role.AUTHOR, raw=block.text),), "", block.text)


def _boxed(box: etree._Element, text: str) -> tuple[Credit, ...]:
    """Return the people of a box: as its text lists them, or as its elements do where that names as many."""
    apart, listed = _apart(box), _people(BAR.split(text)[0])
    return apart if len(apart) >= len(listed) else listed


def _apart(box: etree._Element) -> tuple[Credit, ...]:
    """Return the names that a box holds each in an element of its own, with nothing between them."""
    people: list[Credit] = []
    for element in islice(box.iter("span", "a", "li"), MOST_APART):
        if not len(element) and element.text and not ANY_AUTHOR.search(element.text.strip()):
            people.extend(_people(element.text.strip()))
    return tuple(people)


def _raw(people: Sequence[Credit]) -> str:
    return "; ".join(dict.fromkeys(credit.raw for credit in people))


def _linked(layout: Layout, zone: range) -> tuple[Credit, ...]:
    """Return those whom links to author pages name; writers of one word only where no link names anyone in full."""
    told: dict[str, str] = {}
    for anchor in layout.anchors:
        if anchor.block in zone and _is_of_author(anchor.element):
            text = text_of(anchor.element)
            if 1 < len(text) < 60 and not ANY_AUTHOR.search(text):
                told.setdefault(text, layout.blocks[anchor.block].text)
    for loosely in (False, True):
        people = tuple(replace(c, raw=line) for text, line in told.items() for c in _people(text, loosely=loosely))
        if people:
            return people
    return ()


def _is_of_author(link: etree._Element) -> bool:
    """Whether a link says that it leads to the writer: by its rel, its hCard class or its address."""
    if "author" in (link.get("rel") or "").lower() or NAME_CLASS.search((link.get("class") or "").lower()):
        return True
    return AUTHOR_PAGE.search(link.get("href") or "") is not None


def choose_credits(
    body: Credited,
    info: list[tuple[int, InfoLine]],
    shown: list[tuple[str, Byline]],
    stated: list[tuple[str, tuple[Credit, ...]]],
    site: Collection[str],
) -> tuple[Credit, ...]:
    """Return the people: in the text where it has them, else as shown near the headline, else as stated for machines.

    Names of the `site`, folded, are no people, unless a link to an author's page bears one.
    """
    shown = [(o, replace(b, credits=_without_site(b.credits, () if o == "author link" else site))) for o, b in shown]
    stated = [(o, people) for o, c in stated if (people := _without_site(c, site))]
    shown = [(o, b) for o, b in shown if b.credits and not (stated and o in (BELOW, BESIDE, POSTED))]
    witness, machine = next(((o, list(c)) for o, c in stated), ("", []))
    if shown and ((witness == "microdata" and len(machine) > 1) or _is_in_full(shown[0][1], machine)):
        machine = []
    labelled = [*body.credits, *(c for _, line in info for c in line.credits)]
    near = next(([c for o, b in shown if o == origin for c in b.credits] for origin, _ in shown), [])
    authors = _authors(labelled)
    if authors and not {fold(c.name) for c in machine} & {fold(c.name) for c in authors}:
        machine = [m for m in machine if any(c.name.startswith(m.name) for c in authors)]
    agreed = _agreed(authors or _authors(near), machine, by_grammar=not shown or shown[0][0] == "byline")
    return tuple(_once([*agreed, *(c for c in (*labelled, *near) if c.role not in AUTHOR_ROLES)]))


def _is_in_full(byline: Byline, stated: list[Credit]) -> bool:
    """Whether all who are stated bear the one word of an account, and those shown whole names."""
    return not any(" " in c.name or is_cjk(c.name) for c in stated) and all(" " in c.name for c in byline.credits)


def _authors(people: list[Credit]) -> list[Credit]:
    return [c for c in people if c.role in AUTHOR_ROLES]


def _without_site(people: tuple[Credit, ...], site: Collection[str]) -> tuple[Credit, ...]:
    return tuple(c for c in people if not _is_site(fold(c.name), site))


def _is_site(name: str, site: Collection[str]) -> bool:
    """Whether a folded name is the site's, or as much of it as is left between separators."""
    return name in site or (len(name) >= LEAST_OF_SITE and any(name in whole for whole in site))


def _agreed(shown: list[Credit], stated: list[Credit], by_grammar: bool) -> list[Credit]:
    """Return the authors shown, spelled as stated; where the two name different people, those stated.

    Near a headline also the authors of other articles are shown; a byline in Chinese characters is never one of those.
    """
    if not shown or not stated or any(is_cjk(c.name) for c in shown):
        return shown or stated
    one_line = len({c.raw for c in shown}) == 1
    names = {c.name for c in stated}
    spelled = [next((s for s in stated if c.name != s.name and c.name.startswith(s.name)), c) for c in shown]
    known = [c for c in spelled if c.name in names]
    if known and len(names) > len(known) and all(any(c.name in shown_one.raw for shown_one in shown) for c in stated):
        return stated
    if len(known) == len(spelled) < len(names) and not by_grammar:
        return stated
    if len(known) == len(names) < len(spelled) and not by_grammar:
        return spelled if one_line else stated
    if by_grammar and not known and one_line:
        return shown
    return spelled if known and (one_line or len(known) == len(spelled)) else known or stated


def _once(people: list[Credit]) -> Iterator[Credit]:
    seen: set[tuple[str, Role]] = set()
    for credit in people:
        if (credit.name, credit.role) not in seen:
            seen.add((credit.name, credit.role))
            yield credit
