"""One walk over the tree: what a reader would see as separate lines, each with what can be told from its markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
        "font", "i", "ins", "kbd", "label", "mark", "nobr", "o:p", "q", "rb", "rp", "rt", "ruby",
        "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
        "wbr",
    }
)  # fmt: skip
SKIPPED = frozenset(
    {
        "script", "style", "noscript", "template", "svg", "iframe", "object", "select", "option",
        "rt", "button", "input", "textarea", "canvas", "audio", "video", "head", "map", "applet", "embed",
        "datalist", "progress", "meter", "amp-ad", "amp-analytics", "amp-iframe", "amp-social-share",
    }
)  # fmt: skip
BOLD = frozenset({"b", "strong"})
IMAGES = frozenset({"img", "amp-img"})
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}

BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
CENTRED_STYLE = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|table|flex)", re.IGNORECASE)
BIG_STYLE = re.compile(r"font-size\s*:\s*(?:(\d+(?:\.\d+)?)\s*(px|pt|em|rem)|(x+-large|large))", re.IGNORECASE)
PIXELS = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0}


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


Style = tuple[bool, bool, bool, bool, float]
"""Whether a style hides, centres, makes a block, makes bold; its font size in pixels."""


@lru_cache(maxsize=4096)
def _pixels(style: str) -> float:
    found = BIG_STYLE.search(style)
    if not found:
        return 0.0
    if found[3]:
        return 20.0
    return float(found[1]) * PIXELS[found[2].lower()]


@lru_cache(maxsize=4096)
def _style(style: str) -> Style:
    """Tell whether a style attribute hides, centres, makes a block, makes bold, and its font size in pixels."""
    return (
        HIDDEN_STYLE.search(style) is not None,
        CENTRED_STYLE.search(style) is not None,
        BLOCK_STYLE.search(style) is not None,
        BOLD_STYLE.search(style) is not None,
        _pixels(style),
    )


PLAIN: Style = (False, False, False, False, 0.0)
HINTS = frozenset({"class", "id", "role", "itemprop"})
ITALICS = frozenset({"em", "i"})
LEAVES = IMAGES | {"br"}
LONGEST_HINT = 160
"""Characters of class and id that are looked at: what comes after is switches for scripts."""
LONGEST_HEADING = 600
"""UTF-8 bytes that the blocks of one heading element may have in all."""
FONT_SIZES = {"4": 18.0, "5": 24.0, "6": 32.0, "7": 48.0, "+1": 18.0, "+2": 24.0, "+3": 32.0, "+4": 48.0}


LINK, BOLDFACE, ITALIC, SIZED, CENTRED = 1, 2, 4, 8, 16
"""What an open element adds to the text inside it, as bits, so that closing it takes them back."""


def _is_bracketed(element: etree._Element) -> bool:
    """Whether it is the reading of a character in brackets (rp): without them it would run into the text."""
    before = element.getprevious() if element.tag == "rt" else None
    return before is not None and before.tag == "rp"


class _Walk:
    """The state of one walk: the open nodes, and the text gathered since the last boundary."""

    def __init__(self, root: etree._Element) -> None:
        self.layout = Layout()
        self.root = root
        self.node = -1
        self.pieces: list[str] = []
        self.linked = self.bold = self.emphasised = 0
        self.in_link = self.in_bold = self.in_emphasis = self.in_centre = 0
        self.level = 0
        self.breaks = 0
        self.big = 0.0
        self.sizes: list[float] = []

    def run(self) -> Layout:
        """Walk without recursion: pages nest as deep as they like."""
        open_children = [iter((self.root,))]
        frames: list[tuple[etree._Element, bool, int]] = []
        enter, add = self.enter, self.add
        deepest = 0
        while open_children:
            for element in open_children[-1]:
                frame = enter(element)
                if frame is not None:
                    if len(element):
                        frames.append(frame)
                        open_children.append(iter(element))
                        if len(frames) > deepest:  # noqa: PLR1730 - a call of max for each element would be felt
                            deepest = len(frames)
                        break
                    self.leave(frame)
                elif element.tail:
                    add(element.tail)
            else:
                open_children.pop()
                if frames:
                    self.leave(frames.pop())
        self.layout.depth = deepest
        return self.layout

    def enter(self, element: etree._Element) -> tuple[etree._Element, bool, int] | None:
        """Open an element: (element, whether it is a node, what it adds); None for one that is not looked into."""
        tag = element.tag
        if tag.__class__ is not str or (tag in SKIPPED and not _is_bracketed(element)):
            return None
        if tag in LEAVES:
            self.leaf(element, tag)
            return (element, False, 0) if len(element) else None
        if tag in INLINE:
            style_text = element.get("style")
            style = _style(style_text) if style_text else PLAIN
            inline = not style[2]
            adds = self.open_inline(element, tag, style) if inline else self.open_node(element, tag)
        else:
            inline, adds = False, self.open_node(element, tag)
        if element.text:
            self.add(element.text)
        return element, not inline, adds

    def leaf(self, element: etree._Element, tag: str) -> None:
        """Note a line break or a picture."""
        if tag == "br":
            self.flush()
            self.breaks += 1
        else:
            self.layout.pictures.append(Picture(element, self.node, len(self.layout.blocks)))
        if element.text:
            self.add(element.text)

    def open_inline(self, element: etree._Element, tag: str, style: Style) -> int:
        if tag == "span" and style is PLAIN:
            return 0
        adds = 0
        if tag == "a":
            if not (self.level and (element.get("href") or "#").startswith("#")):  # a heading's anchor leads nowhere
                adds = LINK
                self.in_link += 1
                self.layout.anchors.append(Anchor(element, len(self.layout.blocks)))
        elif tag == "time" or (tag == "abbr" and element.get("title")):
            self.layout.stamps.append(Stamp(element, len(self.layout.blocks)))
        elif tag in ITALICS:
            adds = ITALIC
            self.in_emphasis += 1
        if tag in BOLD or style[3]:
            adds |= BOLDFACE
            self.in_bold += 1
        size = style[4] or (FONT_SIZES.get(element.get("size") or "", 0.0) if tag == "font" else 0.0)
        if size:
            adds |= SIZED
            self.sizes.append(size)
        return adds

    def open_node(self, element: etree._Element, tag: str) -> int:
        if self.pieces:
            self.flush()
        self.breaks = 0
        hint, hidden, centred, style = "", False, tag == "center", PLAIN
        names = element.keys()  # items() looks each value up among all: quadratic where there are many
        for name in names:
            if name in HINTS:
                value = element.get(name) or ""
                hint = f"{hint} {value}" if hint else value
            elif name == "style":
                style = _style(element.get(name) or "")
            elif name == "align":
                centred = centred or (element.get(name) or "").lower() == "center"
            elif name == "hidden" or (name == "aria-hidden" and element.get(name) == "true"):
                hidden = True
        nodes = self.layout.nodes
        index = len(nodes)
        nodes.append(
            Node(
                index,
                self.node,
                element,
                tag,
                hint[:LONGEST_HINT].lower(),
                len(self.layout.blocks),
                0,
                hidden or style[0],
            )
        )
        self.node = index
        if tag in HEADINGS:
            self.level = HEADINGS[tag]
        return self.open_style(style, style[1] or centred) if centred or style is not PLAIN else 0

    def open_style(self, style: Style, centred: bool) -> int:
        self.in_centre += centred
        self.in_bold += style[3]
        if style[4]:
            self.sizes.append(style[4])
        return (CENTRED if centred else 0) | (BOLDFACE if style[3] else 0) | (SIZED if style[4] else 0)

    def leave(self, frame: tuple[etree._Element, bool, int]) -> None:
        """Close an element and take up the text after it."""
        element, is_node, adds = frame
        if is_node:
            if self.pieces:
                self.flush()
            self.breaks = 0
            node = self.layout.nodes[self.node]
            node.end, node.last = len(self.layout.blocks), len(self.layout.nodes)
            self.node = node.parent
            if node.tag in HEADINGS:
                self.close_heading(node)
        if adds:
            self.take_back(adds)
        tail = element.tail
        if tail:
            self.add(tail)

    def take_back(self, adds: int) -> None:
        """Undo what a closed element added."""
        self.in_link -= adds & LINK
        self.in_bold -= (adds & BOLDFACE) >> 1
        self.in_emphasis -= (adds & ITALIC) >> 2
        self.in_centre -= (adds & CENTRED) >> 4
        if adds & SIZED:
            self.sizes.pop()

    def close_heading(self, node: Node) -> None:
        """Forget the level; a heading that was never closed has the article inside: only its first block is one."""
        self.level = 0
        blocks = self.layout.blocks[node.start : node.end]
        if len(blocks) > 1 and sum(b.size for b in blocks) > LONGEST_HEADING:
            for block in blocks[1:]:
                block.level = 0

    def add(self, text: str) -> None:
        """Take up a piece of text."""
        self.pieces.append(text)
        if not (self.in_link or self.in_bold or self.in_emphasis or self.sizes) or text.isspace():
            return
        length = len(text)
        if self.in_link:
            self.linked += length
        if self.in_bold:
            self.bold += length
        if self.in_emphasis:
            self.emphasised += length
        if self.sizes:
            self.big = max(self.big, self.sizes[-1])

    def flush(self) -> None:
        """Close the current block, if any text was gathered."""
        if not self.pieces:
            return
        raw = "".join(self.pieces)
        self.pieces.clear()
        if not raw.isspace():
            text = " ".join(raw.split())
            blocks = self.layout.blocks
            blocks.append(
                Block(
                    len(blocks),
                    self.node,
                    text,
                    raw,
                    self.linked,
                    self.bold,
                    self.emphasised,
                    self.level,
                    self.breaks,
                    self.in_centre > 0,
                    self.big,
                    len(text.encode()),
                )
            )
            self.breaks = 0
        self.linked = self.bold = self.emphasised = 0
        self.big = 0.0


def walk(root: etree._Element) -> Layout:
    """Return the page's blocks, nodes, links, pictures and times, in document order."""
    return _Walk(root).run()
