"""The body: which blocks of the container are the article's, and how they fall into sections."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from itertools import accumulate, islice

from newsarchive.items import Section
from newsarchive.reading.blocks import Block, Layout, Node
from newsarchive.reading.container import LEAST_PROSE, Choice, weight_of
from newsarchive.reading.furniture import is_furniture, opens_recommendations
from newsarchive.reading.headings import ENDS_CLAUSE, is_bold, is_cjk, is_heading_like, outline_of
from newsarchive.reading.metadata import Metadata
from newsarchive.reading.title import fold

INDENTED = re.compile(r"^[\n\r\t ]*[\u3000\xa0\u2002\u2003]{2,}")
ENDS_LINE = re.compile(rf"{ENDS_CLAUSE.pattern}|[：:]$")
"""How a line ends that is not broken to a width: as a sentence does, or before what it announces."""
WIDE = re.compile(r"[\u3000\xa0\u2002\u2003]{2}")
RUN_ON = re.compile(r"(?<=[。！？…”》）])\s*[\u3000\xa0\u2002\u2003]{2,}")
"""Two wide spaces after a sentence begin a paragraph, also where the page has no element for it."""
ESCAPED_QUOTE = re.compile(r"\\(?=[’‘“”'\"])")
"""A backslash before a quotation mark is left over from software that escaped it once too often."""
INVISIBLE = ("\u200b", "\ufeff", "\xad")
"""Zero-width space, byte order mark, soft hyphen: hints for line breaks, in the way of whoever searches a word."""
BLANK = " \t\r\n"
"""White space of a page's source; wider spaces indent paragraphs."""

LABEL_CELL = re.compile(r"[\[(（]?\d{1,3}[\])）]?[.、]?|[^:：]{1,20}[:：]")
"""The text of a cell that belongs to the one beside it."""
LONGEST_LABEL = 21
"""Characters of such a cell."""
DEEPEST_CELL = 4
"""Boxes between a line and its cell."""
TAG = re.compile(r"<[^<>]{0,500}>")
PARAGRAPH_END = re.compile(r"[\r\n]+|</p>|<br\s*/?>", re.IGNORECASE)
LEAST_STATED = 200
"""Characters that a stated body has at least: some sites state only its first sentence."""
LONGEST_SIGNATURE = 40
"""Characters of a mark at an article's end, half of what the paragraph above it has at least."""
IN_BRACKETS = re.compile(r"[(\[].*[)\]][.]?")
TEASER = 600
"""UTF-8 bytes of text that one teaser has at most."""
MOST_TEASED = 500
"""Lines above which a box is no box of teasers; so the time for boxes in boxes stays bounded."""
MOST_QUOTES = 100
"""Lines in quotation boxes above which none is looked for elsewhere in the text: it is made of quotations."""
LONGEST_JOINED = 10_000
"""Characters of a paragraph to which no further line is joined: no paragraph is longer, and joining takes time."""
LEAST_ABOVE, FEWEST_OTHERS, MOST_OTHERS = 400, 3, 0.7
"""UTF-8 bytes of text above a list of other articles, its items, and the share of them that begin with a link."""
LONGEST_SUMMARY = 400
"""UTF-8 bytes that the items of such a list have at most, on average, beside their links."""
TEASER_SHARE = 0.3
"""The largest share of the container's text that a box of teasers may have."""
LEAST_REPEATED, LONGEST_PARAGRAPH = 240, 3000
"""UTF-8 bytes of a paragraph that nobody writes twice; characters beyond which a line may be a whole article."""
OPENING = 80
"""Characters at the beginning of a paragraph that tell whether it can be one that was there before."""
MOST_BARE_HEADINGS = 2
"""Headings at an article's end with nothing under them that belong to the page."""
BOLD_LINE, PLAIN_LINE = 10, 20
"""Levels of headings outside heading elements: under all that are in one, with room for numbers under each."""
MOST_FIRST = 12
"""Characters of the first line of a heading of two."""
BEGINNING = 3
"""Lines at the beginning of the text among which the headline may stand once more."""
RAGGED, MOST_WRAPPED = 3, 0.7
"""Characters by which lines broken to one width differ, and the share of lines of which that is true."""
MOST_BROKEN = 0.4
"""The share of line breaks in the middle of sentences above which all of them are only there for a width."""
TAIL = 0.15
"""How large a part of the prose above it the prose under a recommendation line may be and still be cut off; where
more follows, the article goes on after the teasers."""
TAIL_CJK = 6.0
"""How many times the prose above it the prose under a Chinese recommendation line may be and still be cut off: these
lines end an article of a few sentences too, and what follows them goes on for pages."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the body as a reader sees it."""

    text: str
    level: int
    """0 for a paragraph, else the heading's level as the page sets it."""
    block: int
    """Index of the block that it begins in."""


def read_lines(
    layout: Layout, choice: Choice, after: int, language: str | None, taken: Collection[int] = ()
) -> list[Line]:
    """Return the lines of the body, headings marked; blocks up to index `after` and those `taken` are not in it."""
    node = layout.nodes[choice.node]
    begin = max(node.start, after + 1)
    blocks = [b for b in layout.blocks[begin : node.end] if not choice.aside[b.index] and b.index not in taken]
    blocks = list(_without_boxes(layout, choice, blocks, language))
    lines = list(_joined(layout, _in_rows(layout, blocks)))
    return _marked(list(_said_once(lines)))


def _said_once(blocks: list[Block]) -> Iterator[Block]:
    """Leave out paragraphs that were there before, and one that has all of the text in it once more."""
    said: dict[str, list[str]] = {}
    for block in blocks:
        if block.size > LEAST_REPEATED:
            alike = said.setdefault(fold(block.text[:OPENING]), [])
            if (alike and fold(block.text) in map(fold, alike)) or _says_all(block.text, said.values()):
                continue
            alike.append(block.text)
        yield block


def _says_all(text: str, said: Iterable[list[str]]) -> bool:
    """Whether one line repeats most of the paragraphs that were said."""
    if len(text) <= LONGEST_PARAGRAPH:
        return False
    whole, paragraphs = fold(text), [fold(paragraph) for alike in said for paragraph in alike]
    return sum(paragraph in whole for paragraph in paragraphs) > 0.5 * len(paragraphs) > 1


def _without_boxes(layout: Layout, choice: Choice, blocks: list[Block], language: str | None) -> Iterator[Block]:
    """Leave out lists of links, recommendations and what follows them, and lines of the page's furniture."""
    dropped = _link_boxes(layout, choice, blocks)
    sizes = [max(0.0, weight_of(b)) for b in blocks]
    rest = sum(sizes)
    skip_to, teasers = 0, False
    for block, size in zip(blocks, sizes, strict=True):
        rest -= size
        teasers = teasers and size < LEAST_PROSE and (not block.level or _leads_away(block))
        if block.index in dropped or block.index < skip_to or teasers:
            continue
        if opens_recommendations(block.text, language):
            box = _box(layout, choice, block)
            if box is not None:
                skip_to = box.end
            elif rest <= (TAIL_CJK if is_cjk(block.text) else TAIL) * (sum(sizes) - rest):
                return
            else:
                teasers = True
            continue
        if is_furniture(block.text, language) or not any(map(str.isalnum, block.text)):
            continue
        yield block


def _box(layout: Layout, choice: Choice, block: Block) -> Node | None:
    """Return the largest box inside the container that begins with this block and holds more than it."""
    found = None
    for node in layout.ancestors(block.node):
        if node.index == choice.node or node.start < block.index or node.index < choice.node:
            break
        if node.end > block.index + 1:
            found = node
    return found


def _link_boxes(layout: Layout, choice: Choice, blocks: list[Block]) -> set[int]:
    """Return the indexes of blocks that only lead elsewhere: links alone on their line, and teasers."""
    dropped = {b.index for b in blocks if _leads_away(b) and not _in_prose(b)}
    dropped.update(_repeated_quotes(layout, blocks))
    for node in _teasers(layout, choice):
        dropped.update(range(node.start, node.end))
    return dropped


def _repeated_quotes(layout: Layout, blocks: list[Block]) -> Iterator[int]:
    """Give the blocks of pull quotes: what a quotation box says that a paragraph says too, and who said it."""
    quoted = [b for b in blocks if any(_is_quote(n) for n in islice(layout.ancestors(b.node), 3))]
    if not 0 < len(quoted) <= MOST_QUOTES:
        return
    inside = {b.index for b in quoted}
    said = "\n".join(fold(b.text) for b in blocks if b.index not in inside)
    for block in quoted:
        if len(block.text) > 20 and fold(block.text) in said:
            yield block.index
            following = block.index + 1
            if following in inside and len(layout.blocks[following].text) < 80:
                yield following


def _is_quote(node: Node) -> bool:
    return node.tag in ("blockquote", "q") or "quote" in node.hint or "zitat" in node.hint


def _leads_away(block: Block) -> bool:
    return block.linked > 0 and block.linked > 0.8 * len(block.text.replace(" ", ""))


def _teasers(layout: Layout, choice: Choice) -> Iterator[Node]:
    """Give the boxes inside the container that recommend other articles: most of their headings are links."""
    container = layout.nodes[choice.node]
    inside = layout.blocks[container.start : container.end]
    most = TEASER_SHARE * _prose(inside)
    leading = [b.level > 0 and not choice.aside[b.index] and _leads_away(b) for b in inside]
    led = [0, *accumulate(leading)]
    skip_to = 0
    for node in layout.nodes[container.index + 1 : container.last]:
        if node.start < skip_to or node.start == node.end or node.end - node.start > MOST_TEASED:
            continue
        is_list = node.tag in ("ul", "ol", "dl")
        if not is_list and led[node.end - container.start] == led[node.start - container.start]:
            continue
        blocks = [b for b in layout.blocks[node.start : node.end] if not choice.aside[b.index]]
        if not blocks:
            continue
        if is_list and (_mostly_links(blocks) or _lists_others(layout, choice, node)):
            skip_to = node.end
            yield node
            continue
        headings = [b for b in blocks if b.level]
        linked = sum(_leads_away(b) for b in headings)
        if linked and linked * 2 > len(headings) and _prose(blocks) < min(most, TEASER * linked):
            skip_to = node.end
            yield node


def _lists_others(layout: Layout, choice: Choice, node: Node) -> bool:
    """Whether a list under the text has items that each begin with a line that leads elsewhere: other articles."""
    if _prose(layout.blocks[layout.nodes[choice.node].start : node.start]) < LEAST_ABOVE:
        return False
    items = [n for n in layout.nodes[node.index + 1 : node.last] if n.parent == node.index and n.end - n.start > 1]
    shown = ([b for b in layout.blocks[item.start : item.end] if not choice.aside[b.index]] for item in items)
    led = sum(len(blocks) > 1 and _leads_away(blocks[0]) for blocks in shown)
    short = _prose(layout.blocks[node.start : node.end]) < LONGEST_SUMMARY * len(items)
    return short and len(items) >= FEWEST_OTHERS and led > MOST_OTHERS * len(items)


def _mostly_links(blocks: list[Block]) -> bool:
    """Whether a list's items each lead elsewhere for the most part."""
    return all(b.linked > 0.5 * len(b.text) for b in blocks)


def _prose(blocks: list[Block]) -> int:
    """Return how many bytes are no links."""
    return sum(b.size for b in blocks if not _leads_away(b))


def _in_prose(block: Block) -> bool:
    return bool(ENDS_CLAUSE.search(block.text)) and block.size > 150


def _in_rows(layout: Layout, blocks: list[Block]) -> list[Block]:
    """Join a cell that is a number or a label and the one beside it in the same row of a table: [1] | Reed, A."""
    rows: list[Block] = []
    for block in blocks:
        before = rows[-1] if rows else None
        if (
            before is not None
            and not block.level
            and len(before.text) <= LONGEST_LABEL
            and LABEL_CELL.fullmatch(before.text)
            and _is_beside(layout, before, block)
        ):
            rows[-1] = replace(_merge(before, block), text=f"{before.text} {block.text}", node=block.node)
        else:
            rows.append(block)
    return rows


def _is_beside(layout: Layout, one: Block, other: Block) -> bool:
    """Whether a line is all of a table's cell, and another stands in the next cell of the same row."""
    cell, following = _cell_of(layout, one), _cell_of(layout, other)
    if cell is None or following is None or cell.parent != following.parent:
        return False
    return cell.end - cell.start == 1 and following.start == cell.end == other.index


def _cell_of(layout: Layout, block: Block) -> Node | None:
    return next((n for n in islice(layout.ancestors(block.node), DEEPEST_CELL) if n.tag in ("td", "th")), None)


def _joined(layout: Layout, blocks: list[Block]) -> Iterator[Block]:
    """Join lines that only a `br` parts, where the page's `br` breaks lines and not paragraphs."""
    group: list[Block] = []
    for block in blocks:
        if group and not (block.node == group[-1].node and (block.breaks or _is_interrupted(layout, group[-1], block))):
            yield from _group(layout, group)
            group = []
        group.append(block)
    if group:
        yield from _group(layout, group)


def _is_interrupted(layout: Layout, before: Block, block: Block) -> bool:
    """Whether a box that was left out stands in the middle of a paragraph's element."""
    return layout.nodes[block.node].tag == "p" and block.index > before.index + 1


def _group(layout: Layout, group: list[Block]) -> Iterator[Block]:
    if len(group) == 1:
        yield group[0]
        return
    wrapped = layout.nodes[group[0].node].tag == "li" or _is_wrapped(group)
    current, before = group[0], group[0]
    for block in group[1:]:
        if block.breaks < 2 and not _parts(current, before, block, wrapped):
            current = _merge(current, block)
        else:
            yield current
            current = block
        before = block
    yield current


def _is_wrapped(group: list[Block]) -> bool:
    """Whether lines were broken to one width.

    Then Chinese lines that end no sentence are all as long, and others go on in the next line.
    """
    widths = [len(b.text) for b in group[:-1] if is_cjk(b.text) and not ENDS_LINE.search(b.text)]
    if not widths:
        return sum(map(_goes_on, group, group[1:])) > MOST_BROKEN * len(group)
    longest = max(widths)
    return len(widths) < 2 or sum(width >= longest - RAGGED for width in widths) > MOST_WRAPPED * len(widths)


def _parts(paragraph: Block, before: Block, block: Block, wrapped: bool) -> bool:
    """Whether a single `br` parts two paragraphs here: behind the line `before`, the last one of `paragraph`."""
    if len(paragraph.text) > LONGEST_JOINED:
        return True
    if block.level:
        return False
    if INDENTED.match(block.raw):
        return True
    if is_cjk(block.text) or is_cjk(before.text):
        return not wrapped or bool(ENDS_LINE.search(before.text)) or len(paragraph.text) < 30
    return not wrapped and not _goes_on(before, block)


def _goes_on(before: Block, block: Block) -> bool:
    """Whether a sentence runs on into a line: the line before ends none, and this one begins with a small letter."""
    return block.text[0].islower() and not ENDS_CLAUSE.search(before.text)


def _merge(one: Block, other: Block) -> Block:
    glue = "" if is_cjk(one.text[-1:] + other.text[:1]) and not one.level else " "
    return replace(
        one,
        text=one.text + glue + other.text,
        raw=one.raw.rstrip(BLANK) + glue + other.raw.lstrip(BLANK),
        linked=one.linked + other.linked,
        bold=one.bold + other.bold,
        emphasised=one.emphasised + other.emphasised,
        size=one.size + other.size,
    )


def _marked(blocks: list[Block]) -> list[Line]:
    """Tell headings from paragraphs; what is set off line after line is no heading."""
    usual = Counter(b.big for b in blocks if b.size > 120).most_common(1)
    usual_size = usual[0][0] if usual else 0.0
    lines: list[Line] = []
    for position, block in enumerate(blocks):
        if block.level:
            lines.append(Line(tidy(block.text), block.level, block.index))
            continue
        if is_heading_like(block, usual_size) and _leads_to_prose(blocks, position):
            lines.append(Line(tidy(block.text), BOLD_LINE if is_bold(block) else PLAIN_LINE, block.index))
            continue
        parts = RUN_ON.split(block.raw) if WIDE.search(block.raw) else (block.raw,)
        lines.extend(Line(tidy(part), 0, block.index) for part in parts if part.strip())
    return _two_line_headings(_outlined(lines))


def _outlined(lines: list[Line]) -> list[Line]:
    """Let numbers tell which of the headings outside heading elements stand under which, however they are set."""
    depths = [outline_of(x.text) if x.level >= BOLD_LINE else 0 for x in lines]
    top = min((x.level for x, depth in zip(lines, depths, strict=True) if depth), default=0)
    return [replace(x, level=top + depth) if depth else x for x, depth in zip(lines, depths, strict=True)]


def without_title(lines: list[Line], title: str) -> list[Line]:
    """Leave out what says the headline again at the beginning of the text."""
    key = fold(title)
    return [x for n, x in enumerate(lines) if n >= BEGINNING or len(x.text) > 2 * len(title) or fold(x.text) != key]


def without_signature(lines: list[Line]) -> list[Line]:
    """Leave out what signs an article off: an agency's mark, initials, a heading with nothing under it."""
    rest = list(lines)
    headings = next((n for n, line in enumerate(reversed(rest)) if not line.level), len(rest))
    if headings <= MOST_BARE_HEADINGS:  # more of them are what the page tells in pictures
        rest = rest[: len(rest) - headings]
    while len(rest) > 1 and not rest[-1].level and _is_signature(rest[-1].text, rest[-2]):
        rest.pop()
    return rest


def _is_signature(text: str, before: Line) -> bool:
    if is_cjk(text) or len(text) > LONGEST_SIGNATURE or before.level:
        return False
    return len(before.text) > 2 * LONGEST_SIGNATURE and (
        not ENDS_CLAUSE.search(text) or IN_BRACKETS.fullmatch(text) is not None
    )


def _leads_to_prose(blocks: list[Block], position: int) -> bool:
    """Whether one of the next two blocks is a paragraph: a heading stands above text."""
    return any(b.size > 90 or ENDS_CLAUSE.search(b.text) for b in blocks[position + 1 : position + 3])


def _two_line_headings(lines: list[Line]) -> list[Line]:
    """Join two short Chinese lines in a row that are one heading, by a space."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last and line.level and line.level == last.level and is_cjk(line.text) and _is_first_line(last, line):
            joined[-1] = replace(last, text=f"{last.text} {line.text}")
        else:
            joined.append(line)
    return joined


def _is_first_line(first: Line, second: Line) -> bool:
    """Whether a short line can be the first of a heading's two: the second has no number of its own."""
    return len(first.text) <= MOST_FIRST and not outline_of(second.text)


def stated_lines(metadata: Metadata) -> list[Line]:
    """Return the paragraphs of the body that JSON-LD states; their block is -1, since the page does not show them."""
    stated = metadata.article.get("articleBody")
    text = unescape(stated) if isinstance(stated, str) else ""
    parts = (tidy(TAG.sub(" ", part)) for part in PARAGRAPH_END.split(text))
    lines = [Line(part, 0, -1) for part in parts if part]
    return lines if sum(len(x.text) for x in lines) > LEAST_STATED else []


def tidy(text: str) -> str:
    """Return a line's text as it should have been: one line, without slips of the page's software."""
    if not text.isascii():
        for mark in INVISIBLE:
            text = text.replace(mark, "")
    line = " ".join(text.split())
    return ESCAPED_QUOTE.sub("", line) if "\\" in line else line


def sections_of(lines: Iterable[Line]) -> tuple[Section, ...]:
    """Gather lines into sections; a heading without a paragraph under it stays."""
    lines = list(lines)
    levels = {level: rank for rank, level in enumerate(sorted({x.level for x in lines if x.level}), 1)}
    sections: list[Section] = []
    heading: str | None = None
    level = 0
    paragraphs: list[str] = []
    for line in lines:
        if not line.level:
            paragraphs.append(line.text)
            continue
        if heading or paragraphs:
            sections.append(Section(heading=heading, level=level, paragraphs=tuple(paragraphs)))
        heading, level, paragraphs = line.text, levels[line.level], []
    if heading or paragraphs:
        sections.append(Section(heading=heading, level=level, paragraphs=tuple(paragraphs)))
    return tuple(sections)
