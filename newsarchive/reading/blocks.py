"""The page as a reader sees it: its lines, the boxes around them, its links, pictures and times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
"""Heading elements and their levels."""


@dataclass(slots=True, eq=False)
class Node:
    """A block-level element, in document order."""

    index: int
    parent: int
    """Index of the enclosing node; -1 for the root."""
    element: etree._Element
    tag: str
    hint: str
    """Its class, id and role, in lower case: words that page authors use for what a box is for."""
    start: int
    """Index of its first block."""
    end: int = 0
    """Index after its last block."""
    hidden: bool = False
    last: int = 0
    """Index after its last descendant node."""


@dataclass(slots=True, eq=False)
class Block:
    """A run of text without a block boundary in it: a paragraph, a heading, a cell, a line between two `br`."""

    index: int
    node: int
    """Index of the innermost node around it."""
    text: str
    """Its text, white space folded."""
    raw: str
    """Its text as it stands: indentation tells paragraphs apart."""
    linked: int
    """How many of its characters are inside links."""
    bold: int
    """How many are bold."""
    emphasised: int
    """How many are set in italics."""
    level: int
    """1 to 6 inside a heading element, else 0."""
    breaks: int
    """How many `br` stand before it inside the same node; 0 at a true block boundary."""
    centred: bool
    big: float
    """Largest font size named inside it, in pixels; 0 for none."""
    size: int = 0
    """Its length in UTF-8 bytes: a Chinese character tells about as much as three Latin letters."""


@dataclass(slots=True, eq=False)
class Anchor:
    """A link inside the page."""

    element: etree._Element
    block: int
    """Index of the block that its text went into."""


@dataclass(slots=True, eq=False)
class Picture:
    """An `img` (or AMP's `amp-img`) and where it stands."""

    element: etree._Element
    node: int
    block: int


@dataclass(slots=True, eq=False)
class Stamp:
    """A `time` element, or an abbreviation with its full form, and where it stands."""

    element: etree._Element
    block: int


SHALLOW = 100
"""Levels of elements under which nothing stands deep."""


@dataclass(slots=True, eq=False)
class Layout:
    """The page as the walk saw it."""

    nodes: list[Node] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    stamps: list[Stamp] = field(default_factory=list)
    marked: list[etree._Element] = field(default_factory=list)
    """Elements that bear an `itemprop` or a `property`; metas, which are read anyway, are not among them."""
    depth: int = 0
    """How deep its elements are nested."""

    def ancestors(self, index: int) -> Iterator[Node]:
        """Give the node of that index and those around it, innermost first."""
        while index >= 0:
            node = self.nodes[index]
            yield node
            index = node.parent

    def most_around(self) -> int:
        """Return how many nodes the innermost one stands in at most, itself included; 0 where none can stand deep."""
        if self.depth < SHALLOW:
            return 0
        around: list[int] = []
        for node in self.nodes:
            around.append(around[node.parent] + 1 if node.parent >= 0 else 1)
        return max(around, default=0)
