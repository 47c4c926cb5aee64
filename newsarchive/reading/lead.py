"""The standfirst between headline and body, and the kicker above the headline."""

from __future__ import annotations

import re

from newsarchive.reading.blocks import Block, Layout, Node
from newsarchive.reading.title import Title, fold

LEAD_BOX = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|leadin|standfirst|intro|introduction|teaser-?text|summary|subtitle|sub-?title|subhead|sub-?headline|subheadline|"
    r"dek|deck|description|excerpt|abstract|chapo|chapeau|vorspann|anleser|sommario|occhiello|entradilla|sottotitolo|bajada|copete|ingress|manchet|zhaiyao|daoyu|lead-?text|article-?lead|preamble|sapo|headline-?intro)(?:$|[\s_-]|__)"
)
KICKER_BOX = re.compile(r"(?:^|[\s_-])(?:kicker|overline|dachzeile|spitzmarke|eyebrow|topline|roofline|antetitulo|occhiello|yinti)(?:$|[\s_-])")


def read_lead(layout: Layout, title: Title | None, first_prose: int, taken: set[int]) -> tuple[str | None, set[int]]:
    """Return the standfirst and its blocks: what a box so called, or a heading right under the headline, says."""
    if title is None or title.last < 0:
        return None, set()
    for index in range(title.last + 1, min(first_prose + 3, len(layout.blocks))):
        block = layout.blocks[index]
        if index in taken or block.linked > 0.5 * len(block.text) or len(block.text) < 30:
            continue
        node = _called(layout, block, title, LEAD_BOX)
        if node is not None:
            blocks = [b for b in layout.blocks[node.start : node.end] if b.index not in taken]
            text = " ".join(b.text for b in blocks)
            if len(text) < 1500:
                return text, {b.index for b in blocks}
        if block.level == 2 and index < first_prose and len(block.text) > 60:
            return block.text, {index}
    return None, set()


def _called(layout: Layout, block: Block, title: Title, names: re.Pattern[str]) -> Node | None:
    """Return the box around a block, not around the headline, that has one of these names."""
    for node in layout.ancestors(block.node):
        if node.start <= title.last or node.end - node.start > 6:
            return None
        if names.search(node.hint):
            return node
    return None


def read_kicker(layout: Layout, title: Title | None, taken: set[int]) -> str | None:
    """Return the short line right above the headline in a box that is called a kicker."""
    if title is None or title.first <= 0:
        return None
    block = layout.blocks[title.first - 1]
    if block.index in taken or len(block.text) > 80 or fold(block.text) in fold(title.text):
        return None
    for node in layout.ancestors(block.node):
        if node.end > title.first:
            return None
        if KICKER_BOX.search(node.hint):
            return block.text
    return None
