"""Which box of the page holds the article's text.

Every block gets a weight: paragraphs of prose count for their length, links and lists of links against. The container
is the node with the greatest sum, the innermost where several share it; boxes that their own names call chrome count
nothing unless most of the page's prose is in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from newsarchive.reading.blocks import HEADINGS, Block, Layout, Node
from newsarchive.reading.furniture import is_furniture, opens_recommendations
from newsarchive.reading.hints import (
    AROUND,
    COMMENTING,
    CONSENTING,
    HIDING,
    SMALL,
    asks_consent,
    is_caption,
    is_content,
    is_never_text,
    told,
    unnumbered,
)

CHROME_TAGS = frozenset({"nav", "footer", "aside", "menu", "dialog", "figcaption", "figure", "address"})
TELLING_TAGS = CHROME_TAGS | {"form"}
SAFE_TAGS = frozenset({"html", "body", "main", "article"})
SUSPECT = AROUND | COMMENTING | CONSENTING | HIDING | SMALL
"""What names tell of boxes that may not be the text."""
NEVER_SHARE = 0.85
"""The same for boxes of comments and recommendations, which can be longer than the article."""
LITTLE = 100
"""UTF-8 bytes under which a paragraph called a date or a byline is believed to be one."""
LITTLE_BOX = 350
"""UTF-8 bytes of text under which a box is small."""
SHARE = 0.4
"""A box called chrome that holds more than this share of the page's prose is believed to be wrongly named."""

SHORT_TEXT = 400.0
"""The weight of a container under which the page's own sentences may outweigh the article's."""
LITTLE_FOUND = 60.0
"""The weight of a container under which other boxes are looked at once more."""
MUCH_MORE = 3.0
"""How many times its weight another box must have then."""
LONGEST_OF_SHORT, FEWEST_SHORT, INNERMOST = 120, 20, 0.8
"""UTF-8 bytes of a short line; how many of them make a text; the share of them that its innermost box has."""
SHARE_TOGETHER = 0.5
"""The same for all the boxes of one name together, each of which may hold one paragraph."""

LARGEST_FORM = 600
"""UTF-8 bytes of text of a form to fill in; some pages are one form from top to end."""

LEAST_TEXT = 30
"""UTF-8 bytes that the shortest article has: a picture and a sentence."""
LEAST_PROSE = 60.0
"""The weight from which a block counts as a paragraph of its box."""
MOST_ABOVE = 1200.0
"""Bytes of prose that may stand above the box of the text: a lead, no more."""
SHORT = -2.0
"""What a short line without links counts: captions and table cells are as common as prose's own short lines."""
PARAGRAPHS = frozenset({"p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "dd", "dt"})
"""Boxes of one paragraph: an article's container is around them, unless its lines are parted by `br`."""
LEAST_ALIKE = 0.2
"""The share of the heaviest box's weight that boxes of its name beside it have where they hold parts of one text."""
CONTENT_BONUS, LEAST_BONUS = 1.1, 30.0
"""How many times its weight a box counts that is called an article, and what more where it holds a paragraph."""
DOUBT = 0.3
"""What prose under a recommendation line is worth."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The container and what of it (and of the whole page) is set aside."""

    node: int
    """Index of the container's node."""
    aside: bytearray
    """For each block of the page: 1 where it stands in chrome."""
    weight: float
    """The sum of its blocks' weights."""
    start: int
    """Index of the first paragraph in the box that holds most of them."""


def weight_of(block: Block) -> float:
    """Return how much a block speaks for an article's text, in UTF-8 bytes of prose."""
    if not block.level and not block.linked:  # most lines; the rest would come to the same
        return SHORT if block.size < 60 else block.size - 30.0
    ratio = min(1.0, block.linked / len(block.text))
    if block.level:
        return -5.0 if ratio < 0.5 else -20.0
    if ratio > 0.5:
        return -10.0 - 0.2 * block.size * ratio
    if block.size < 60:
        return SHORT
    return block.size * (1.0 - 1.5 * ratio) - 30.0


def has_prose(layout: Layout, least: float) -> bool:
    """Whether all the prose of a page, wherever it stands, weighs that much."""
    total = 0.0
    for block in layout.blocks:
        weight = weight_of(block)
        if weight > 0:
            total += weight
            if total >= least:
                return True
    return False


def choose(layout: Layout, language: str | None = None, until: int | None = None) -> Choice:
    """Return the container of the article's text; no prose counts from the block `until` on."""
    weights = [weight_of(block) for block in layout.blocks]
    if until is not None:
        weights[until:] = [min(weight, SHORT) for weight in weights[until:]]
    _doubt_recommendations(layout, weights, language)
    choice = _chosen(layout, weights, set_aside(layout, weights))
    if choice.weight < SHORT_TEXT:
        weights = [SHORT if is_furniture(b.text, language) else w for b, w in zip(layout.blocks, weights, strict=True)]
        choice = _chosen(layout, weights, set_aside(layout, weights))
        choice = _in_short_lines(layout, choice)
    if choice.weight < LITTLE_FOUND:
        # little is left of the page: perhaps the words in its boxes' names do not mean what they say
        other = _chosen(layout, weights, set_aside(layout, weights, believe_names=False))
        if other.weight > MUCH_MORE * max(choice.weight, LEAST_PROSE):
            return other
    return choice


def _chosen(layout: Layout, weights: list[float], aside: bytearray) -> Choice:
    """Return the box of the greatest weight; what is set aside counts as short lines."""
    weights = [SHORT if out else weight for weight, out in zip(weights, aside, strict=True)]
    sums = prefix_sums(weights)
    best, most = 0, float("-inf")
    for node in layout.nodes:
        total = sums[node.end] - sums[node.start]
        if total < most and (total < 0 or _raised(total) < most):
            continue
        if total >= 0 and _raised(total) >= most and _is_called_content(node):
            total = _raised(total)
        if total >= most:
            best, most = node.index, total
    best = _with_its_like(layout, _around(layout, best), sums, aside)
    return Choice(best, aside, most, _text_start(layout, layout.nodes[best], weights, aside))


def _in_short_lines(layout: Layout, choice: Choice) -> Choice:
    """Return the box called the text that holds much more than the chosen one in short lines: verse, a diary, facts.

    It is the chosen one where there is no such box.
    """
    blocks = enumerate(layout.blocks)
    short = [
        block.size if block.size < LONGEST_OF_SHORT and not (block.linked or block.level or choice.aside[index]) else 0
        for index, block in blocks
    ]
    sums, counts = prefix_sums(short), prefix_sums([size > 0 for size in short])
    least = MUCH_MORE * max(choice.weight, LEAST_PROSE)
    found = [
        (sums[node.end] - sums[node.start], node)
        for node in layout.nodes
        if counts[node.end] - counts[node.start] >= FEWEST_SHORT
        and sums[node.end] - sums[node.start] > least
        and is_content(node.hint)
    ]
    if not found:
        return choice
    most = max(size for size, _ in found)
    size, box = next((size, node) for size, node in reversed(found) if size > INNERMOST * most)
    return Choice(box.index, choice.aside, size, next(i for i in range(box.start, box.end) if short[i]))


def _raised(total: float) -> float:
    """Return what a box of some weight counts that is called an article or its content."""
    return total * CONTENT_BONUS + (LEAST_BONUS if total >= LEAST_PROSE else 0.0)


def _is_called_content(node: Node) -> bool:
    return node.tag == "article" or is_content(node.hint)


def narrowed(layout: Layout, choice: Choice, span: range) -> Choice:
    """Return the box around all the text in a span of blocks: of an article too short for its weight to tell."""
    text = [
        b for b in layout.blocks[span.start : span.stop] if not choice.aside[b.index] and b.linked < 0.5 * len(b.text)
    ]
    if sum(b.size for b in text) < LEAST_TEXT:
        return choice
    node = next(n for n in layout.ancestors(text[0].node) if n.end > text[-1].index)
    return Choice(node.index, choice.aside, choice.weight, text[0].index)


def box_of(layout: Layout, block: Block, container: int) -> Node:
    """Return the box that a paragraph shares with its neighbours: the first around it that holds more than it."""
    node = layout.nodes[block.node]
    while (node.tag in PARAGRAPHS or node.end - node.start == 1) and node.index > container:
        node = layout.nodes[node.parent]
    return node


def _text_start(layout: Layout, container: Node, weights: list[float], aside: bytearray) -> int:
    """Return the first paragraph of the box with the most prose of its own; what stands above it is lead or furniture.

    Where the boxes above hold as much as an article's beginning, it is the container's first paragraph.
    """
    own: dict[int, float] = {}
    first: dict[int, int] = {}
    total = 0.0
    for block in layout.blocks[container.start : container.end]:
        if aside[block.index] or weights[block.index] <= LEAST_PROSE:
            continue
        node = box_of(layout, block, container.index)
        own[node.index] = own.get(node.index, 0.0) + weights[block.index]
        first.setdefault(node.index, block.index)
        total += weights[block.index]
    if not own:
        return container.start
    box = max(own, key=lambda index: own[index])
    start, earliest = first[box], min(first.values())
    above = sum(max(0.0, weights[i]) for i in range(earliest, start) if not aside[i])
    return start if above <= min(MOST_ABOVE, 0.3 * total) else earliest


def _with_its_like(layout: Layout, best: int, sums: list[float], aside: bytearray) -> int:
    """Return the box around boxes of one name side by side that share the text; what follows the last is set aside."""
    node = layout.nodes[best]
    if node.parent < 0 or not node.hint:
        return best
    around = layout.nodes[node.parent]
    alike, end = 0.0, node.end
    index = around.index + 1
    while index < around.last:
        child = layout.nodes[index]
        if child.index != best and child.tag == node.tag and child.hint == node.hint:
            prose = max(0.0, sums[child.end] - sums[child.start])
            alike, end = alike + prose, max(end, child.end) if prose else end
        index = child.last
    if alike <= LEAST_ALIKE * (sums[node.end] - sums[node.start]):
        return best
    aside[end : around.end] = b"\1" * (around.end - end)
    return around.index


def _around(layout: Layout, best: int) -> int:
    """Return the box around a paragraph that was found the heaviest by itself: its neighbours may be short lines."""
    node = layout.nodes[best]
    while node.tag in PARAGRAPHS and node.end - node.start <= 2 and node.parent >= 0:
        node = layout.nodes[node.parent]
    return node.index


def _doubt_recommendations(layout: Layout, weights: list[float], language: str | None) -> None:
    """Let prose count less after a line that recommends other articles, once an article may have been seen."""
    seen = 0.0
    for position, block in enumerate(layout.blocks):
        if seen > 0 and weights[position] < LEAST_PROSE and opens_recommendations(block.text, language):
            weights[position + 1 :] = [w * DOUBT if w > 0 else w for w in weights[position + 1 :]]
            return
        if weights[position] > 0:
            seen += weights[position]


def prefix_sums(weights: Sequence[float]) -> list[float]:
    """Return the running sums of the weights, one more than there are weights."""
    return [0.0, *accumulate(weights)]


def _is_suspect(node: Node, names: int, size: float, believe_names: bool) -> bool:
    """Whether a node's element, its names (as bits) or its being hidden tell that it is not the text."""
    if node.hidden or names & (CONSENTING | HIDING) or node.tag in CHROME_TAGS:
        return True
    if node.tag in HEADINGS:  # its names are about how it looks
        return False
    if node.tag == "form":
        return size < LARGEST_FORM
    if not believe_names:
        return bool(names & COMMENTING)
    return bool(names & AROUND) or (bool(names & SMALL) and size < (LITTLE if node.tag == "p" else LITTLE_BOX))


def _is_text(layout: Layout, node: Node, share: float) -> bool:
    """Whether a box holds the article, or paragraphs of it, in spite of its name: a paywall's, an odd class."""
    if share > (NEVER_SHARE if is_never_text(node.hint) else SHARE):
        return True
    if share < 0.02 or node.tag in CHROME_TAGS or is_never_text(node.hint):
        return False
    blocks = layout.blocks[node.start : node.end]
    if any(b.linked > 0.5 * len(b.text) for b in blocks):
        return False
    prose = [b for b in blocks if b.size > 100]
    if node.hidden:
        return len(prose) >= 2 and is_content(layout.nodes[max(node.parent, 0)].hint)
    return share > 0.1 and len(prose) >= 4


def set_aside(layout: Layout, weights: list[float], *, believe_names: bool = True) -> bytearray:
    """Return for each block whether it stands in chrome: navigation, comments, related articles, captions.

    Where names are not believed, only what is hidden, comments, and what its element sets aside.
    """
    aside = bytearray(len(weights))
    sums = prefix_sums([w if w > 0 else 0.0 for w in weights])
    sizes = prefix_sums([b.size for b in layout.blocks])
    all_prose = sums[-1] or 1.0
    suspects: list[Node] = []
    in_figures = _prose_in_figures(layout, sums) > SHARE_TOGETHER * all_prose
    figure_end = 0
    for node in layout.nodes:
        tag, hint = node.tag, node.hint
        if node.start == node.end or tag in SAFE_TAGS:
            continue
        if in_figures and tag == "figure":
            figure_end = node.last
        if node.index < figure_end and not (tag == "figcaption" or is_caption(hint)):
            continue
        names = told(hint) & SUSPECT if hint else 0
        if (names or node.hidden or tag in TELLING_TAGS) and _is_suspect(
            node, names, sizes[node.end] - sizes[node.start], believe_names
        ):
            suspects.append(node)
    namesakes = cache(lambda: _prose_of_namesakes(layout, suspects, sums))  # few pages have a box that asks for it
    skip_to = 0
    for node in suspects:
        if node.end <= skip_to:
            continue
        if not asks_consent(node.hint):
            share = (sums[node.end] - sums[node.start]) / all_prose
            if _is_text(layout, node, share) or (
                _may_be_text(node, share) and namesakes().get(unnumbered(node.hint), 0.0) > SHARE_TOGETHER * all_prose
            ):
                continue
        aside[node.start : node.end] = b"\1" * (node.end - node.start)
        skip_to = node.end
    return aside


def _may_be_text(node: Node, share: float) -> bool:
    """Whether a box can be one of several of a name that hold the article among them, paragraph by paragraph."""
    return share > 0 and node.tag not in CHROME_TAGS and not is_never_text(node.hint)


def _prose_in_figures(layout: Layout, sums: list[float]) -> float:
    """Return how much prose stands in figures and is no caption: some pages make one of every entry with a picture."""
    prose, last = 0.0, 0
    for node in layout.nodes:
        if node.tag == "figure" and node.index >= last:
            prose, last = prose + sums[node.end] - sums[node.start], node.last
        elif node.tag == "figcaption" and node.index < last:
            prose -= sums[node.end] - sums[node.start]
    return prose


def _prose_of_namesakes(layout: Layout, suspects: list[Node], sums: list[float]) -> dict[str, float]:
    """Return how much prose stands in all the boxes of the same names together; what is said again counts once."""
    prose: dict[str, float] = {}
    ends: dict[str, int] = {}
    said: set[tuple[str, str]] = set()
    for node in suspects:
        name = unnumbered(node.hint)
        first = (name, layout.blocks[node.start].text)
        if name and first not in said and node.start >= ends.get(name, 0):
            said.add(first)
            ends[name] = node.end
            prose[name] = prose.get(name, 0.0) + sums[node.end] - sums[node.start]
    return prose
