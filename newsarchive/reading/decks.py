"""The lines right above and under a Chinese headline, which belong to it though nothing names them: 引题 and 副题.

Newspapers set them smaller than the headline, in its box: one line above that says whence, one under that says how.
"""

from __future__ import annotations

from collections.abc import Container

from newsarchive.reading.blocks import Block, Layout
from newsarchive.reading.headings import ENDS_CLAUSE, is_cjk
from newsarchive.reading.lead import KICKER_BOX, LEAD_BOX
from newsarchive.reading.title import SITE_TAIL, Title, fold

SHORTEST, LONGEST = 6, 40
"""Characters of such a line; shorter ones are names of columns."""
MOST_LINES = 8
"""Lines of a box that is the headline's and not the text's."""
EDITION = ("版",)
"""How names of editions end."""
DASHES = ("—", "－", "-", "─")
"""What a line under the headline may begin with, and a section's heading does not."""


def line_above(layout: Layout, title: Title, prose: int, apart: Container[int]) -> Block | None:
    """Return the line above the headline; `prose` is the first paragraph's block, `apart` lines that are no text."""
    return _beside(layout, title, title.first - 1, prose, apart)


def line_under(layout: Layout, title: Title, prose: int, apart: Container[int]) -> Block | None:
    """Return the line under the headline."""
    return _beside(layout, title, title.last + 1, prose, apart)


def _beside(layout: Layout, title: Title, index: int, prose: int, apart: Container[int]) -> Block | None:
    if title.first < 0 or not 0 <= index < prose or index in apart or not is_cjk(title.text):
        return None
    line = layout.blocks[index]
    if not SHORTEST <= len(line.text) <= LONGEST or line.linked or not is_cjk(line.text):
        return None
    if ENDS_CLAUSE.search(line.text) or SITE_TAIL.search(line.text) or line.text.endswith(EDITION):
        return None
    if fold(line.text) in fold(title.text):
        return None
    if line.level and not line.text.startswith(DASHES):
        return None if any(b.level == line.level for b in layout.blocks[prose:]) else line
    near = line.level or _is_named(layout, line) or _share_box(layout, layout.blocks[title.first], line, prose)
    return line if near else None


def _is_named(layout: Layout, line: Block) -> bool:
    """Whether the element of the line is called what it is."""
    hint = layout.nodes[line.node].hint
    return bool(KICKER_BOX.search(hint) or LEAD_BOX.search(hint))


def _share_box(layout: Layout, headline: Block, line: Block, prose: int) -> bool:
    """Whether a box holds both and little else: it ends above the text."""
    first, last = min(headline.index, line.index), max(headline.index, line.index)
    for node in layout.ancestors(line.node):
        if node.start <= first and node.end > last:
            return node.end <= prose and node.end - node.start <= MOST_LINES
    return False
