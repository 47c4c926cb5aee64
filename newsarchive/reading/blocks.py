"""One walk over the tree: what a reader would see as separate lines, each with what can be told from its markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
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
        "rt", "button", "title", "input", "textarea", "canvas", "audio", "video", "head", "map", "applet", "embed",
        "datalist", "progress", "meter", "amp-ad", "amp-analytics", "amp-iframe", "amp-social-share",
    }
)  # fmt: skip
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
NAMES = frozenset({"class", "id", "role", "itemprop"})
MARKS = frozenset({"itemprop", "property"})
"""Attributes that state for machines what an element says: those of microdata and of RDFa."""
LONGEST_HINT = 160
"""Characters of class and id that are looked at: what comes after is switches for scripts."""
LONGEST_HEADING = 600
"""UTF-8 bytes that the blocks of one heading element may have in all."""
FONT_SIZES = {"4": 18.0, "5": 24.0, "6": 32.0, "7": 48.0, "+1": 18.0, "+2": 24.0, "+3": 32.0, "+4": 48.0}

IS_LINK, IS_BOLD, IS_ITALIC, IS_SIZED, IS_CENTRED, IS_NODE, IS_HEADING = (1 << n for n in range(7))
"""What an open element is for the text inside it, as bits, so that closing it takes them back."""
LOOKS = IS_LINK | IS_BOLD | IS_ITALIC | IS_SIZED

BOX, HEADING, CENTRE, SPAN, LINK, ITALIC, BOLD, STAMP, FONT, BREAK, PICTURE, SKIP, READING = range(13)
"""What the walk does with an element."""
KINDS: dict[object, int] = {
    **dict.fromkeys(INLINE, SPAN),
    **dict.fromkeys(HEADINGS, HEADING),
    **dict.fromkeys(SKIPPED, SKIP),
    **dict.fromkeys((etree.Comment, etree.ProcessingInstruction, etree.Entity), SKIP),
    **dict.fromkeys(("em", "i"), ITALIC),
    **dict.fromkeys(("b", "strong"), BOLD),
    **dict.fromkeys(("img", "amp-img"), PICTURE),
    **dict.fromkeys(("time", "abbr"), STAMP),
    "a": LINK,
    "br": BREAK,
    "center": CENTRE,
    "font": FONT,
    "rt": READING,
}
"""By tag; all other elements are boxes."""


def _is_bracketed(element: etree._Element) -> bool:
    """Whether it is the reading of a character in brackets (rp): without them it would run into the text."""
    before = element.getprevious()
    return before is not None and before.tag == "rp"


class _Walk:
    """The state of one walk: the open nodes, and the text gathered since the last boundary.

    It sees every element of the page, so what all of them share is written for speed: one look-up tells what to do,
    and an element is asked only for what its kind needs.
    """

    def __init__(self, root: etree._Element) -> None:
        self.layout = Layout()
        self.root = root
        self.node = -1
        self.pieces: list[str] = []
        self.linked = self.bold = self.emphasised = 0
        self.in_link = self.in_bold = self.in_emphasis = self.in_centre = 0
        self.styled = 0
        """How many open elements change how their text looks."""
        self.level = 0
        self.breaks = 0
        self.big = 0.0
        self.sizes: list[float] = []

    def run(self) -> Layout:
        """Walk without recursion: pages nest as deep as they like."""
        kinds, opens, leave = KINDS, self.opens(), self.leave
        frames: list[tuple[etree._Element, Iterator[etree._Element], int]] = []
        children: Iterator[etree._Element] = iter((self.root,))
        deepest = 0
        while True:
            for element in children:
                kind = kinds.get(element.tag, BOX)
                if kind >= SKIP and not (kind == READING and _is_bracketed(element)):
                    leave(element, 0)
                    continue
                adds = opens[kind](element)
                if text := element.text:
                    self.add(text)
                if len(element):
                    frames.append((element, children, adds))
                    if len(frames) > deepest:  # noqa: PLR1730 - a call of max for each element would be felt
                        deepest = len(frames)
                    children = iter(element)
                    break
                leave(element, adds)
            else:
                if not frames:
                    break
                element, children, adds = frames.pop()
                leave(element, adds)
        self.layout.depth = deepest
        return self.layout

    def opens(self) -> dict[int, Callable[[etree._Element], int]]:
        """Return how elements are opened, by kind; each tells what its element is for the text inside it."""
        return {
            BOX: self.open_box,
            HEADING: self.open_heading,
            CENTRE: self.open_centre,
            SPAN: self.open_span,
            LINK: self.open_link,
            ITALIC: self.open_italic,
            BOLD: self.open_bold,
            STAMP: self.open_stamp,
            FONT: self.open_font,
            BREAK: self.open_break,
            PICTURE: self.open_picture,
            READING: self.open_span,
        }

    def open_break(self, element: etree._Element) -> int:
        """Note a line break."""
        if self.pieces:
            self.flush()
        self.breaks += 1
        return 0

    def open_picture(self, element: etree._Element) -> int:
        """Note a picture."""
        self.layout.pictures.append(Picture(element, self.node, len(self.layout.blocks)))
        return 0

    def open_span(self, element: etree._Element, adds: int = 0, size: float = 0.0) -> int:
        """Open an element that stands in a line, unless its style makes it a box."""
        if element.get("itemprop") or element.get("property"):
            self.layout.marked.append(element)
        style_text = element.get("style")
        if style_text:
            style = _style(style_text)
            if style[2]:
                return self.open_box(element)
            adds |= IS_BOLD if style[3] else 0
            size = style[4] or size
        if size:
            adds |= IS_SIZED
            self.sizes.append(size)
        if adds:
            self.count(adds)
        return adds

    def open_link(self, element: etree._Element) -> int:
        """Open a link; a heading's anchor leads nowhere."""
        if self.level and (element.get("href") or "#").startswith("#"):
            return self.open_span(element)
        adds = self.open_span(element, IS_LINK)
        if adds & IS_LINK:
            self.layout.anchors.append(Anchor(element, len(self.layout.blocks)))
        return adds

    def open_italic(self, element: etree._Element) -> int:
        """Open italics."""
        return self.open_span(element, IS_ITALIC)

    def open_bold(self, element: etree._Element) -> int:
        """Open bold type."""
        return self.open_span(element, IS_BOLD)

    def open_font(self, element: etree._Element) -> int:
        """Open type of some size."""
        return self.open_span(element, size=FONT_SIZES.get(element.get("size") or "", 0.0))

    def open_stamp(self, element: etree._Element) -> int:
        """Open a time, or an abbreviation that may stand for one."""
        adds = self.open_span(element)
        if not adds & IS_NODE and (element.tag == "time" or element.get("title")):
            self.layout.stamps.append(Stamp(element, len(self.layout.blocks)))
        return adds

    def open_heading(self, element: etree._Element) -> int:
        """Open a heading element."""
        adds = self.open_box(element)
        self.level = HEADINGS[element.tag]
        return adds | IS_HEADING

    def open_centre(self, element: etree._Element) -> int:
        """Open a box of centred text."""
        adds = self.open_box(element)
        self.in_centre += not adds & IS_CENTRED
        return adds | IS_CENTRED

    def open_box(self, element: etree._Element) -> int:
        """Open a block-level element: text before it and in it are apart."""
        if self.pieces:
            self.flush()
        self.breaks = 0
        layout = self.layout
        names = element.keys()  # items() looks each value up among all: quadratic where there are many
        hint, hidden, adds = self.read_attributes(element, names) if names else ("", False, IS_NODE)
        index = len(layout.nodes)
        layout.nodes.append(Node(index, self.node, element, element.tag, hint, len(layout.blocks), 0, hidden))
        self.node = index
        return adds

    def read_attributes(self, element: etree._Element, names: Iterable[str | bytes]) -> tuple[str, bool, int]:
        """Return a box's names, whether it is hidden, and what it is for its text."""
        hint, hidden, centred, style = "", False, False, PLAIN
        for name in names:
            if name in NAMES:
                value = element.get(name) or ""
                hint = f"{hint} {value}" if hint else value
            if name in MARKS and element.tag != "meta":
                self.layout.marked.append(element)
            if name == "style":
                style = _style(element.get(name) or "")
            elif name == "align":
                centred = (element.get(name) or "").lower() == "center"
            elif name == "hidden" or (name == "aria-hidden" and element.get(name) == "true"):
                hidden = True
        adds = self.style_box(style, style[1] or centred) if centred or style is not PLAIN else IS_NODE
        return hint[:LONGEST_HINT].lower(), hidden or style[0], adds

    def style_box(self, style: Style, centred: bool) -> int:
        """Note how a box sets its text."""
        if style[4]:
            self.sizes.append(style[4])
        adds = (IS_CENTRED if centred else 0) | (IS_BOLD if style[3] else 0) | (IS_SIZED if style[4] else 0)
        self.count(adds)
        return adds | IS_NODE

    def count(self, adds: int, one: int = 1) -> None:
        """Count what an opened element is for its text; take it back, with -1, for a closed one."""
        self.in_link += one * (adds & IS_LINK)
        self.in_bold += one * ((adds & IS_BOLD) >> 1)
        self.in_emphasis += one * ((adds & IS_ITALIC) >> 2)
        self.in_centre += one * ((adds & IS_CENTRED) >> 4)
        self.styled += one * ((adds & LOOKS) > 0)

    def leave(self, element: etree._Element, adds: int) -> None:
        """Close an element and take up the text after it."""
        if adds:
            if adds & IS_NODE:
                self.close_box(adds)
            if adds != IS_NODE:
                self.count(adds, -1)
                if adds & IS_SIZED:
                    self.sizes.pop()
        if tail := element.tail:
            self.add(tail)

    def close_box(self, adds: int) -> None:
        """Close a block-level element."""
        if self.pieces:
            self.flush()
        self.breaks = 0
        node = self.layout.nodes[self.node]
        node.end, node.last = len(self.layout.blocks), len(self.layout.nodes)
        self.node = node.parent
        if adds & IS_HEADING:
            self.close_heading(node)

    def close_heading(self, node: Node) -> None:
        """Forget the level; a heading that was never closed has the article inside: only its first block is one."""
        self.level = 0
        blocks = self.layout.blocks[node.start : node.end]
        if len(blocks) > 1 and sum(b.size for b in blocks) > LONGEST_HEADING:
            for block in blocks[1:]:
                block.level = 0

    def add(self, text: str) -> None:
        """Take up a piece of text; of white space before a block only what may indent it."""
        if text.isspace():
            if self.pieces or not text.isascii():
                self.pieces.append(text)
            return
        self.pieces.append(text)
        if self.styled:
            length = len(text)
            self.linked += length * (self.in_link > 0)
            self.bold += length * (self.in_bold > 0)
            self.emphasised += length * (self.in_emphasis > 0)
            if self.sizes:
                self.big = max(self.big, self.sizes[-1])

    def flush(self) -> None:
        """Close the current block, if any text was gathered."""
        raw = "".join(self.pieces)
        self.pieces.clear()
        text = " ".join(raw.split())
        if not text:
            return
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
        self.breaks = self.linked = self.bold = self.emphasised = 0
        self.big = 0.0


def walk(root: etree._Element) -> Layout:
    """Return the page's blocks, nodes, links, pictures and times, in document order."""
    return _Walk(root).run()
