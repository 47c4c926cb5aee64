"""Which box of the page holds the article's text.

Every block gets a weight: paragraphs of prose count for their length, links and lists of links against. The container
is the node with the greatest sum, the innermost where several share it; boxes that their own names call chrome count
nothing unless most of the page's prose is in them.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsarchive.reading.blocks import Block, Layout, Node
from newsarchive.reading.furniture import opens_recommendations
from newsarchive.reading.hints import is_caption, is_chrome, is_content

CHROME_TAGS = frozenset({"nav", "footer", "aside", "menu", "dialog", "figcaption", "figure", "address"})
SAFE_TAGS = frozenset({"html", "body", "main", "article", "form"})
SHARE = 0.4
"""A box called chrome that holds more than this share of the page's prose is believed to be wrongly named."""

SHORT = -2.0
"""What a short line without links counts: captions and table cells are as common as prose's own short lines."""
PARAGRAPHS = frozenset({"p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "dd", "dt"})
"""Boxes of one paragraph: an article's container is around them, unless its lines are parted by `br`."""
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


def weight_of(block: Block) -> float:
    """Return how much a block speaks for an article's text, in UTF-8 bytes of prose."""
    length = len(block.text)
    ratio = min(1.0, block.linked / length)
    if block.level:
        return -5.0 if ratio < 0.5 else -20.0
    if ratio > 0.5:
        return -10.0 - 0.2 * block.size * ratio
    if block.size < 60:
        return SHORT
    return block.size * (1.0 - 1.5 * ratio) - 30.0


def choose(layout: Layout, language: str | None = None) -> Choice:
    """Return the container of the article's text."""
    weights = [weight_of(block) for block in layout.blocks]
    _doubt_recommendations(layout, weights, language)
    aside = set_aside(layout, weights)
    for i, out in enumerate(aside):
        if out:
            weights[i] = -2.0
    sums = prefix_sums(weights)
    best, most = 0, float("-inf")
    for node in layout.nodes:
        total = sums[node.end] - sums[node.start]
        if is_content(node.hint) or node.tag == "article":
            total *= 1.1
        if total >= most:
            best, most = node.index, total
    return Choice(_around(layout, best), aside, most)


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
        if seen > 0 and opens_recommendations(block.text, language):
            weights[position + 1 :] = [w * DOUBT if w > 0 else w for w in weights[position + 1 :]]
            return
        seen += max(0.0, weights[position])


def prefix_sums(weights: list[float]) -> list[float]:
    """Return the running sums of the weights, one more than there are weights."""
    sums = [0.0]
    total = 0.0
    for weight in weights:
        total += weight
        sums.append(total)
    return sums


def _withheld(layout: Layout, node: Node, prose: float) -> bool:
    """Whether a hidden box holds paragraphs of the article that a script shows to subscribers."""
    around = layout.nodes[max(node.parent, 0)]
    blocks = layout.blocks[node.start : node.end]
    return prose > 300 and is_content(around.hint) and not any(b.linked > 0.5 * len(b.text) for b in blocks)


def set_aside(layout: Layout, weights: list[float]) -> bytearray:
    """Return for each block whether it stands in chrome: navigation, comments, related articles, captions."""
    aside = bytearray(len(weights))
    sums = prefix_sums([max(0.0, w) for w in weights])
    all_prose = sums[-1] or 1.0
    skip_to = 0
    for node in layout.nodes:
        if node.end <= skip_to or node.tag in SAFE_TAGS or node.start == node.end:
            continue
        if node.tag in CHROME_TAGS or node.hidden or is_chrome(node.hint) or is_caption(node.hint):
            prose = sums[node.end] - sums[node.start]
            if prose / all_prose > SHARE or (node.hidden and _withheld(layout, node, prose)):
                continue
            aside[node.start : node.end] = b"\1" * (node.end - node.start)
            skip_to = node.end
    return aside
