"""One walk over the tree: what a reader would see as separate lines, each with what can be told from its markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import islice

from lxml import etree

from newsarchive.reading.blocks import HEADINGS, Anchor, Block, Layout, Node, Picture, Stamp

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
        "rt", "title", "input", "textarea", "canvas", "audio", "video", "head", "map", "applet", "embed",
        "datalist", "progress", "meter", "amp-ad", "amp-analytics", "amp-iframe", "amp-social-share",
    }
)  # fmt: skip
BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
CENTRED_STYLE = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|table|flex)", re.IGNORECASE)
BIG_STYLE = re.compile(r"font-size\s*:\s*(?:(\d+(?:\.\d+)?)\s*(px|pt|em|rem)|(x+-large|large))", re.IGNORECASE)
PIXELS = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0}


Style = tuple[bool, bool, bool, bool, float]
"""Whether a style hides, centres, makes a block, makes bold; its font size in pixels."""


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


def _pixels(style: str) -> float:
    found = BIG_STYLE.search(style)
    if not found:
        return 0.0
    if found[3]:
        return 20.0
    return float(found[1]) * PIXELS[found[2].lower()]


PLAIN: Style = (False, False, False, False, 0.0)
NAMED, MARKED, STYLED, ALIGNED, HIDES, MAY_HIDE = (1 << n for n in range(6))
ATTRIBUTES: dict[object, int] = {
    **dict.fromkeys(("class", "id", "role"), NAMED),
    "itemprop": NAMED | MARKED,
    "property": MARKED,
    "style": STYLED,
    "align": ALIGNED,
    "hidden": HIDES,
    "aria-hidden": MAY_HIDE,
}
"""What attributes tell of a box; those of microdata and of RDFa mark what an element says for machines."""
TELLING = frozenset(("itemprop", "property", "style"))
"""Those that tell something of an element in a line: most have none of them, which one look at the names shows."""
LONGEST_HINT = 160
"""Characters of class and id that are looked at: what comes after is switches for scripts."""
LONGEST_HEADING = 600
"""UTF-8 bytes that the blocks of one heading element may have in all."""
FONT_SIZES = {"4": 18.0, "5": 24.0, "6": 32.0, "7": 48.0, "+1": 18.0, "+2": 24.0, "+3": 32.0, "+4": 48.0}

IS_LINK, IS_BOLD, IS_ITALIC, IS_SIZED, IS_CENTRED, IS_NODE, IS_HEADING = (1 << n for n in range(7))
"""What an open element is for the text inside it, as bits, so that closing it takes them back."""
LOOKS = IS_LINK | IS_BOLD | IS_ITALIC | IS_SIZED

BOX, HEADING, CENTRE, SPAN, LINK, ITALIC, BOLD, STAMP, FONT, BREAK, PICTURE, READING, BUTTON, SKIP = range(14)
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
    "button": BUTTON,
}
"""By tag; all other elements are boxes."""


def _is_bracketed(element: etree._Element) -> bool:
    """Whether it is the reading of a character in brackets (rp): without them it would run into the text."""
    before = element.getprevious()
    return before is not None and before.tag == "rp"


def _is_unclosed(button: etree._Element) -> bool:
    """Whether a button holds paragraphs or the page's main part: what follows one that nothing closes is inside it."""
    if not len(button):
        return False
    tags = [element.tag for element in islice(button.iter(), MOST_IN_BUTTON)]
    return tags.count("p") >= FEWEST_PARAGRAPHS or "main" in tags or "article" in tags


FEWEST_PARAGRAPHS, MOST_IN_BUTTON = 3, 1000
"""Paragraphs that no button has; elements inside one that are looked at."""


class _Walk:
    """The state of one walk: the open nodes, and the text gathered since the last boundary.

    It sees every element of the page, so what all of them share is written for speed: one look-up tells what to do,
    an element is asked only for what its kind needs, and most pieces of text, the white space between two tags, are
    dropped where they are met.
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
        """Walk without recursion: pages nest as deep as they like.

        From child to child goes getnext, since an iterator for each element would cost more than the step itself.
        """
        kinds, opens, add, close, pieces = KINDS, self.opens(), self.add, self.close, self.pieces
        around: list[tuple[etree._Element, int]] = []
        deepest = 0
        element: etree._Element | None = self.root
        while element is not None:
            adds = 0
            kind = kinds.get(element.tag, BOX)
            if kind < READING or (
                kind < SKIP and (_is_bracketed(element) if kind == READING else _is_unclosed(element))
            ):
                adds = opens[kind](element)
                text = element.text
                if text and (pieces or not text.isspace() or not text.isascii()):
                    add(text)
                if len(element):
                    around.append((element, adds))
                    if len(around) > deepest:  # noqa: PLR1730 - a call of max for each element would be felt
                        deepest = len(around)
                    element = element[0]
                    continue
            while True:
                if adds:
                    close(adds)
                text = element.tail
                if text and (pieces or not text.isspace() or not text.isascii()):
                    add(text)
                following = element.getnext() if around else None  # roots beside the root are no part of it
                if following is not None or not around:
                    break
                element, adds = around.pop()
            element = following
        self.layout.depth = deepest
        return self.layout

    def opens(self) -> tuple[Callable[[etree._Element], int], ...]:
        """Return how elements are opened, by kind; each tells what its element is for the text inside it."""
        return (
            self.open_box,
            self.open_heading,
            self.open_centre,
            self.open_span,
            self.open_link,
            self.open_italic,
            self.open_bold,
            self.open_stamp,
            self.open_font,
            self.open_break,
            self.open_picture,
            self.open_span,
            self.open_box,
        )

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
        if not TELLING.isdisjoint(element.keys()):
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
            self.count(adds, 1)
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
        layout, known = self.layout, ATTRIBUTES
        hint, hidden, centred, style = "", False, False, PLAIN
        for name in element.keys():  # noqa: SIM118 - items() looks each value up among all: quadratic for many
            tells = known.get(name)
            if tells is None:
                continue
            value = element.get(name) or ""
            if tells & NAMED:
                hint = f"{hint} {value}" if hint else value
            if tells & MARKED and element.tag != "meta":
                layout.marked.append(element)
            if tells == STYLED:
                style = _style(value)
            elif tells == ALIGNED:
                centred = value.lower() == "center"
            elif tells == HIDES or (tells == MAY_HIDE and value == "true"):
                hidden = True
        nodes = layout.nodes
        index = len(nodes)
        hint = hint[:LONGEST_HINT].lower()
        nodes.append(Node(index, self.node, element, element.tag, hint, len(layout.blocks), 0, hidden or style[0]))
        self.node = index
        return self.style_box(style, style[1] or centred) if centred or style is not PLAIN else IS_NODE

    def style_box(self, style: Style, centred: bool) -> int:
        """Note how a box sets its text."""
        if style[4]:
            self.sizes.append(style[4])
        adds = (IS_CENTRED if centred else 0) | (IS_BOLD if style[3] else 0) | (IS_SIZED if style[4] else 0)
        self.count(adds, 1)
        return adds | IS_NODE

    def count(self, adds: int, one: int) -> None:
        """Count what an opened element is for its text (`one` is 1); take it back for a closed one (-1)."""
        if adds & LOOKS:
            self.styled += one
        if adds & IS_LINK:
            self.in_link += one
        if adds & IS_BOLD:
            self.in_bold += one
        if adds & IS_ITALIC:
            self.in_emphasis += one
        if adds & IS_CENTRED:
            self.in_centre += one

    def close(self, adds: int) -> None:
        """Close an element that is something for its text."""
        if adds & IS_NODE:
            if self.pieces:
                self.flush()
            self.breaks = 0
            layout = self.layout
            node = layout.nodes[self.node]
            node.end, node.last = len(layout.blocks), len(layout.nodes)
            self.node = node.parent
            if adds == IS_NODE:
                return
            if adds & IS_HEADING:
                self.close_heading(node)
        self.count(adds, -1)
        if adds & IS_SIZED:
            self.sizes.pop()

    def close_heading(self, node: Node) -> None:
        """Forget the level; a heading that was never closed has the article inside: only its first block is one."""
        self.level = 0
        blocks = self.layout.blocks[node.start : node.end]
        if len(blocks) > 1 and sum(b.size for b in blocks) > LONGEST_HEADING:
            for block in blocks[1:]:
                block.level = 0

    def add(self, text: str) -> None:
        """Take up a piece of text; of white space before a block only what may indent it is passed on."""
        self.pieces.append(text)
        if self.styled and not text.isspace():
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
        pieces = self.pieces
        raw = pieces[0] if len(pieces) == 1 else "".join(pieces)
        pieces.clear()
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
