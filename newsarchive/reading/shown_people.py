"""The people whom the page shows near the headline or under the text: bylines, links to their pages, boxes of names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from lxml import etree

from newsarchive.items import Credit, Role
from newsarchive.reading.blocks import Block, Layout
from newsarchive.reading.credits import Byline, read_byline
from newsarchive.reading.headings import ENDS_CLAUSE as ENDS_SENTENCE
from newsarchive.reading.names import is_han_name, is_latin_name
from newsarchive.reading.people import people_in
from newsarchive.reading.posted import read_author, read_poster
from newsarchive.reading.roles import LATIN_OPENER
from newsarchive.reading.tree import text_of
from newsarchive.text.languages import any_of

BYLINE_BOX = re.compile(
    r"(?:^|[\s_-])(?:by-?lines?|\w{0,12}authors?(?:-?(?:names?|links?|info|bold|data))?|full-?name|autor(?:en|es)?|verfasser|signature|creator|writer)"
    r"(?:$|[\s_-])"
)
AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:en|es|i|in)?|auteurs?|autore|redakteure?|profiles?|profil|staff|reporters?|"
    r"newsteam|columnists?|"
    r"journalist\w*|contributors?|by|writers?|author-\w+)/[^/?#]",
    re.IGNORECASE,
)
"""Addresses of pages about one writer."""
HOME = re.compile(r"(?:(?:https?:)?//[^/]+)?/?")
"""Addresses of a site's first page."""
MORE_BY = re.compile(
    r"(?:(?:view|see|show|read)\s+)?(?:all|more|alles?|mehr|weitere|tous|plus|todos|más|tutti)\b.{0,24}?"
    rf"\b(?:{any_of('by')}|from|of)\s+(?P<name>\S.*)",
    re.IGNORECASE,
)
"""Texts of links to an author's page that name the author: View all posts by Jane Doe."""
ANY_AUTHOR = re.compile(
    r"^(?:view|see|show|more|all|read|follow|mehr|alles?|zu[rm]?|voir|tous|ver|bio|about|über|by)\b|artikel|\barticles?\b",
    re.IGNORECASE,
)
"""Texts of links that only lead to an author's page."""
NAME_CLASS = re.compile(r"(?:^|\s)fn(?:\s|$)|(?:^|[\s_-])(?:author|autor|byline)-?(?:name|link)?(?:$|\s)")
"""Classes of a link around a writer's name; fn is the one of an hCard."""
OF_ELSE = re.compile(
    r"(?:licen[cs]e|photo|image|img|picture|bild|foto|caption|comment|quote|zitat)s?[_-]{1,2}(?:author|autor)"
)
"""Classes of whoever made something else on the page."""
HAN_SEPARATOR = re.compile(r"[、,，;；\s]+")
LONGEST_BOX = 120
LONGEST_NAME = 40
LONGEST_LABEL = 20
"""Characters of a label in a line of its own."""
LONGEST_LIST, LONGEST_OPENING = 120, 80
"""Characters of a line that lists writers, and of the beginning of a longer one in which its writer is named."""
MOST_APART = 20
"""Elements of a box of names that are looked at."""
BAR = re.compile(r"\s[|·•]\s")
BELOW, BESIDE, POSTED, SIGNED = "author link below", "beside the date", "posted by", "signature"
"""Witnesses that are heard only where the page states nothing for machines."""
LONGEST_DATED = 100
MOST_LINES = 4
"""Lines of a box whose parts are looked at."""
SIGNED_ABOVE, SIGNED_BELOW = 4, 2
"""Lines before and after the end of the text's last paragraph where its writer's name may stand alone."""
LEAST_SIGNED = 60
"""Characters of a paragraph that is signed."""
IN_BRACKETS = re.compile(r"[.!?…]['\"”’»]?\s*[(\[](?P<name>[^()\[\]]{5,40})[)\]]\W{0,6}$")
"""A name behind the last sentence: `… the clerk said. (Jane Doe)`."""
LONGEST_MARK = 12
"""Characters around a name in brackets."""
ALL = 0.9
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
"""Blocks after the first paragraph in which a box of names may end."""


def shown_authors(
    layout: Layout,
    zone: range,
    above: range,
    foot: range,
    bylines: Mapping[int, Byline],
    apart: Mapping[int, str],
) -> Iterator[tuple[str, Byline]]:
    """Give the bylines near the headline: lines that read as one, author links, and boxes that are called bylines.

    Where there are none, who posted the article, or a name alone right `above` the text, else who signed it, the
    author links at the `foot` of the text, and the one whom all of the page's author links name. `apart` are lines
    whose parts touch, with these set apart.
    """
    near = list(_near(layout, zone, bylines, apart))
    if not near:
        around = dict.fromkeys((*zone, *above, *foot))
        near = [(POSTED, byline) for byline in islice(_posted(layout.blocks, around, above), 1)]
    if not near:
        near = [(SIGNED, byline) for byline in islice(_signed(layout.blocks, foot.start), 1)]
    linked = () if near else _linked(layout, foot) or _only(layout)
    if linked:
        near.append((BELOW, Byline(linked, "", _raw(linked))))
    yield from near


def _near(
    layout: Layout, zone: range, bylines: Mapping[int, Byline], apart: Mapping[int, str]
) -> Iterator[tuple[str, Byline]]:
    for byline in bylines.values():
        yield "byline", byline
    linked = _linked(layout, zone)
    if linked:
        yield "author link", Byline(linked, "", _raw(linked))
    for node in layout.nodes:
        if node.start >= zone.stop + NEAR_START:
            break
        if zone.start <= node.start < node.end <= zone.stop + NEAR_START and _is_called(node.hint, BYLINE_BOX):
            text = " ".join(b.text for b in layout.blocks[node.start : node.end])
            people = _boxed(node.element, text) if len(text) < LONGEST_BOX else ()
            if people:
                yield "byline box", Byline(people, "", text)
                return
    classed = _classed(layout, zone) if not linked and not bylines else ()
    if classed:
        yield "byline box", Byline(classed, "", _raw(classed))
        return
    lines = layout.blocks[zone.start : zone.stop]
    dated = [byline for block in lines for byline in _beside_date(block, apart.get(block.index, block.text))]
    if len(dated) == 1 and not linked and not bylines:
        yield BESIDE, dated[0]


def _classed(layout: Layout, zone: range) -> tuple[Credit, ...]:
    """Return those whom parts of short lines name that are called the author's name."""
    seen: set[int] = set()
    for block in layout.blocks[zone.start : zone.stop]:
        node = layout.nodes[block.node]
        if block.node in seen or len(block.text) > LONGEST_BOX or node.end - node.start > MOST_LINES:
            continue
        seen.add(block.node)
        for element in islice(node.element.iter("span", "em", "b", "strong", "cite", "a"), MOST_APART):
            name = (element.get("class") or "").lower()
            if name and _is_called(name, BYLINE_BOX):
                people = people_in(BAR.split(text_of(element))[0])
                if people:
                    return tuple(replace(c, raw=block.text) for c in people)
    return ()


def _signed(blocks: list[Block], stop: int) -> Iterator[Byline]:
    """Read a line at the text's end, set in bold or italics, that is nothing but a name, under a sentence."""
    for block in blocks[max(1, stop - SIGNED_ABOVE) : stop + SIGNED_BELOW]:
        before = blocks[block.index - 1].text
        if len(before) < LEAST_SIGNED or not ENDS_SENTENCE.search(before) or block.level or block.linked:
            continue
        name = block.text.strip(" –—-*[]()")
        if len(name) <= LONGEST_NAME and is_set_off(block) and not name.isupper() and is_latin_name(name):
            yield Byline((Credit(name=name, role=Role.AUTHOR, raw=block.text),), "", block.text)


def signed_inside(lines: Sequence[str]) -> Iterator[tuple[str, Byline]]:
    """Read who signs in brackets behind the text's last sentence, else whom a line of the text calls its author."""
    found = IN_BRACKETS.search(lines[-1][-LONGEST_NAME - LONGEST_MARK :]) if lines else None
    if found and is_latin_name(found["name"]):
        yield SIGNED, Byline((Credit(name=found["name"], role=Role.AUTHOR, raw=found.group()),), "", found.group())
        return
    for line in lines:
        person = read_author(line)
        if person:
            yield SIGNED, Byline((person,), "", line)
            return


def is_set_off(block: Block) -> bool:
    """Whether all of a line is bold or in italics."""
    return max(block.bold, block.emphasised) >= ALL * len(block.text.replace(" ", ""))


def _only(layout: Layout) -> tuple[Credit, ...]:
    """Return the one whom all links of the page name that say that they lead to the author of the document."""
    names = {text_of(a.element) for a in layout.anchors if "author" in (a.element.get("rel") or "").lower().split()}
    names = {name for name in names if 1 < len(name) < LONGEST_NAME and not ANY_AUTHOR.search(name)}
    return people_in(names.pop(), loosely=True) if len(names) == 1 else ()


def _posted(blocks: list[Block], zone: Iterable[int], above: range) -> Iterator[Byline]:
    for block in (blocks[i] for i in zone if i < len(blocks)):
        poster = read_poster(block.text)
        people = (poster,) if poster else _lone_names(block) if block.index in above else _labelled(blocks, block)
        if people:
            yield Byline(people, "", block.text)


def _labelled(blocks: list[Block], block: Block) -> tuple[Credit, ...]:
    """Read a line that is nothing but names, under the word that opens a byline, in a line of its own: By: Jane Doe."""
    label = blocks[block.index - 1].text if block.index else ""
    if not label.endswith(":") or len(label) > LONGEST_LABEL or len(block.text) > LONGEST_NAME:
        return ()
    byline = read_byline(f"{label} {block.text}")
    return tuple(replace(c, raw=block.text) for c in byline.credits) if byline else ()


def _lone_names(block: Block) -> tuple[Credit, ...]:
    """Read a line that is nothing but Chinese names, told by their family names."""
    names = HAN_SEPARATOR.split(block.text.strip()) if len(block.text) <= LONGEST_NAME and not block.linked else []
    if not any(map(is_han_name, names)) or not all(is_han_name(name, sure=True) for name in names):
        return ()
    return tuple(Credit(name=name, role=Role.AUTHOR, raw=block.text) for name in names)


def _beside_date(block: Block, text: str) -> Iterator[Byline]:
    """Read `Jane Doe | 5 May 2024`: a short line of one name and a date; what is linked there is a section."""
    if block.linked or len(text) > LONGEST_DATED or not DATE_NUMBER.search(text):
        return
    pieces = [" ".join(LATIN_OPENER.sub("", p.strip()).split()) for p in PIECE.split(text) if p]
    names = [p for p in pieces if p and not DATE_WORD.fullmatch(p)]
    if len(names) == 1 and 1 < len(names[0].split()) < 4 and not DATE_WORD.search(names[0]) and is_latin_name(names[0]):
        yield Byline((Credit(name=names[0], role=Role.AUTHOR, raw=block.text),), "", block.text)


def _boxed(box: etree._Element, text: str) -> tuple[Credit, ...]:
    """Return the people of a box: as its text lists them, or as its elements do where that names as many."""
    apart, listed = _apart(box), people_in(BAR.split(text)[0])
    return apart if len(apart) >= len(listed) else listed


def _apart(box: etree._Element) -> tuple[Credit, ...]:
    """Return the names that a box holds each in an element of its own, with nothing between them."""
    people: list[Credit] = []
    for element in islice(box.iter("span", "a", "li"), MOST_APART):
        if not len(element) and element.text and not ANY_AUTHOR.search(element.text.strip()):
            people.extend(people_in(element.text.strip()))
    return tuple(people)


def _raw(people: Sequence[Credit]) -> str:
    return "; ".join(dict.fromkeys(credit.raw for credit in people))


def _linked(layout: Layout, zone: range) -> tuple[Credit, ...]:
    """Return those whom links to author pages name; writers of one word only where no link names anyone in full."""
    told: dict[str, str] = {}
    for anchor in layout.anchors:
        if anchor.block in zone and _is_of_author(anchor.element):
            text, line = text_of(anchor.element), layout.blocks[anchor.block].text
            if len(line) > LONGEST_LIST and not _opens(line, text):
                continue  # a sentence that speaks of somebody: an athlete, a member
            more = MORE_BY.fullmatch(text)
            text = more["name"] if more else text
            if 1 < len(text) < 60 and not ANY_AUTHOR.search(text):
                told.setdefault(text, line)
    for loosely in (False, True):
        people = tuple(replace(c, raw=line) for text, line in told.items() for c in people_in(text, loosely=loosely))
        if people:
            return people
    return ()


def _opens(line: str, name: str) -> bool:
    """Whether a long line begins with a name, or names it early without being a sentence."""
    return line.startswith(name) or (name in line[:LONGEST_OPENING] and not ENDS_SENTENCE.search(line))


def _is_of_author(link: etree._Element) -> bool:
    """Whether a link says that it leads to the writer: by its rel, its hCard class or its address."""
    if HOME.fullmatch(link.get("href") or "/"):
        return False
    if "author" in (link.get("rel") or "").lower() or _is_called((link.get("class") or "").lower(), NAME_CLASS):
        return True
    return AUTHOR_PAGE.search(link.get("href") or "") is not None


def _is_called(name: str, as_writers: re.Pattern[str]) -> bool:
    """Whether a class is that of an article's writers, and not of whoever made a picture, a comment, a quotation."""
    return as_writers.search(name) is not None and OF_ELSE.search(name) is None
