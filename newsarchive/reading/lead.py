"""The standfirst between headline and body, and the kicker above the headline."""

from __future__ import annotations

import re
from collections.abc import Collection

from newsarchive.reading.blocks import Block, Layout, Node
from newsarchive.reading.container import Choice, box_of
from newsarchive.reading.headings import ENDS_CLAUSE, is_bold, is_cjk
from newsarchive.reading.title import Title, fold
from newsarchive.reading.tree import text_of

LEAD_BOX = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|leadin|standfirst|intro|introduction|(?:article-?|artikel-?)?teaser(?:-?text)?|summary|subtitle|sub-?title|subhead|sub-?headline|subheadline|"
    r"dek|deck|description|excerpt|abstract|chapo|einleitung|preface|foreword|exergue|chapeau|vorspann|anleser|sommario|occhiello|entradilla|sottotitolo|bajada|copete|ingress|manchet|zhaiyao|daoyu|lead-?text|article-?lead|preamble|sapo|headline-?intro)(?:$|[\s_-]|__)"
)
KICKER_BOX = re.compile(
    r"(?:^|[\s_-])(?:kicker|overline|dachzeile|spitzmarke|eyebrow|topline|roofline|antetitulo|occhiello|yinti|introtitle|pre-?title|shoulder)(?:$|[\s_-])"
)


PATH = re.compile(r"\s[/›»>]\s")
"""What parts the names of a breadcrumb."""
BAR = re.compile(r"[|｜]")
FEWEST_BARS = 3
"""Bars that set a menu's entries apart."""
LONGEST = 1500
SHORTEST = 40
LONGEST_OF_SEVERAL = 250
"""Characters of the longest of several lines that are a standfirst together; longer ones are the text's beginning."""


def read_lead(
    layout: Layout, title: Title | None, choice: Choice, start: int, taken: set[int], bylines: Collection[int]
) -> tuple[str | None, set[int]]:
    """Return the standfirst and its blocks.

    It is what a box between headline and text says that is called a lead, else the prose that stands between them.
    """
    if title is None or not -1 < title.last < start + 1:
        return None, set()
    headline = fold(title.text)
    between = [b for b in layout.blocks[title.last + 1 : start + 2] if b.index not in taken and _could_be(b, headline)]
    for block in between:
        node = _called(layout, block, title, LEAD_BOX)
        if node is not None and node.end <= start + 2:  # a box that goes on is the text's
            blocks = [b for b in layout.blocks[node.start : node.end] if b in between]
            return " ".join(b.text for b in blocks), {b.index for b in blocks}
    first = layout.blocks[start] if start < len(layout.blocks) else None
    if first in between and _set_off(layout, first):
        return first.text, {first.index}
    above = [b for b in between if b.index < start and not choice.aside[b.index] and not _after_byline(b, bylines)]
    if first is not None:
        box = box_of(layout, first, choice.node)
        above = [b for b in above if box_of(layout, b, choice.node) is not box]
    if not above or len(above) > 3 or sum(len(b.text) for b in above) > LONGEST:
        return None, set()
    if above[0].level:  # set as a heading: what follows in ordinary type is text
        above = [b for b in above if b.level]
    inside = above[0].index >= layout.nodes[choice.node].start
    if inside and len(above) > 1 and max(len(b.text) for b in above) > LONGEST_OF_SEVERAL:
        return None, set()
    return " ".join(b.text for b in above), {b.index for b in above}


def _set_off(layout: Layout, first: Block) -> bool:
    """Whether the first paragraph is all bold and the next is not: a standfirst without a box of its own."""
    following = layout.blocks[first.index + 1 : first.index + 4]
    return (
        is_bold(first) and bool(ENDS_CLAUSE.search(first.text)) and bool(following) and not any(map(is_bold, following))
    )


def _after_byline(block: Block, bylines: Collection[int]) -> bool:
    """Whether Chinese text stands under the byline: then it has begun."""
    return is_cjk(block.text) and any(index < block.index for index in bylines)


def _could_be(block: Block, headline: str) -> bool:
    """Whether a block reads as a standfirst: sentences, not links, not the headline (folded) again."""
    if not SHORTEST <= len(block.text) * (3 if is_cjk(block.text) else 1) <= LONGEST:
        return False
    if block.linked > 0.5 * len(block.text) or len(BAR.findall(block.text)) >= FEWEST_BARS:
        return False
    key = fold(block.text)
    return key not in headline and headline not in key


def _called(layout: Layout, block: Block, title: Title, names: re.Pattern[str]) -> Node | None:
    """Return the box around a block, not around the headline, that has one of these names."""
    for node in layout.ancestors(block.node):
        if node.start <= title.last or node.end - node.start > 6:
            return None
        if names.search(node.hint):
            return node
    return None


def read_kicker(layout: Layout, title: Title | None, taken: set[int]) -> str | None:
    """Return the short line right above the headline, or before it in its element, that is called a kicker."""
    if title is None or title.first < 0:
        return None
    return _kicker_inside(layout, title) or (_kicker_above(layout, title, taken) if title.first > 0 else None)


def _kicker_above(layout: Layout, title: Title, taken: set[int]) -> str | None:
    """Return the line above the headline in a box that is called a kicker."""
    block = layout.blocks[title.first - 1]
    if block.index in taken or len(block.text) > 80 or fold(block.text) in fold(title.text):
        return None
    if len(PATH.findall(block.text)) > 1:
        return None
    if _is_inline_kicker(layout, title, block):
        return block.text
    for node in layout.ancestors(block.node):
        if node.end > title.first:
            return None
        if KICKER_BOX.search(node.hint):
            return block.text
    return None


def _kicker_inside(layout: Layout, title: Title) -> str | None:
    """Return what the headline's element begins with in an element that is called a kicker, where it is not in it."""
    block = layout.blocks[title.first]
    first = next(iter(layout.nodes[block.node].element), None)
    if first is None or not KICKER_BOX.search((first.get("class") or "").lower()):
        return None
    text = text_of(first)
    return text if text and fold(block.text).startswith(fold(text)) and fold(text) not in fold(title.text) else None


def _is_inline_kicker(layout: Layout, title: Title, block: Block) -> bool:
    """Whether a line is an inline element right before the headline's that is called a kicker."""
    before = layout.nodes[layout.blocks[title.first].node].element.getprevious()
    if before is None or not KICKER_BOX.search((before.get("class") or "").lower()):
        return False
    return text_of(before) == block.text
