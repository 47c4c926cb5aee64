"""Why a page is not an article."""

from __future__ import annotations

import re
from collections import Counter

from newsarchive.reading.blocks import Layout
from newsarchive.reading.container import Choice, box_of
from newsarchive.reading.headings import is_cjk
from newsarchive.text.languages import any_of

ERROR = re.compile(rf"(?:^|\D)(?:404|410|403|500|502|503)(?:\D|$)|{any_of('missing_page')}", re.IGNORECASE)
CHALLENGE = re.compile(any_of("challenge"), re.IGNORECASE)
LITTLE = 900
"""Bytes of prose under which an error's words in title or text mean an error page."""
SENTENCE = re.compile(r"[。！？；]|[.!?…][\"'”’»)]?(?:\s|$)")
"""The end of a sentence, which entries of lists do not have."""
FEWEST_TEASERS = 4
"""Paragraphs that a list of teasers has at least."""
LONGEST_ENTRY = 80
"""Characters of an entry of a list; a longer line is a paragraph, whatever it ends with."""
LEAST = 60
"""Bytes of prose without which there is no article."""


def refusal_of(
    layout: Layout, choice: Choice, title: str, body: list[str], places: list[int], said_title: str, stated: bool
) -> str | None:
    """Return why this page is not an article, or None where it may be one.

    `body` is its paragraphs and standfirst, `places` the indexes of the paragraphs' blocks, `said_title` what the title
    element says. A page that has `stated` an article for machines is not taken for a list by its shape.
    """
    size = sum(len(p.encode()) for p in body)
    everything = sum(b.size for b in layout.blocks)
    if not everything and not body:
        return "the page is empty"
    head = " ".join((title, said_title))
    sample = " ".join([head, *(b.text for b in layout.blocks[:40])]) if everything < 4000 else head
    if size < LITTLE and CHALLENGE.search(sample):
        return "the page is a bot challenge"
    if size < LITTLE and (ERROR.search(head) or (size < LITTLE / 3 and ERROR.search(sample))):
        return "the page is an error page"
    if _is_list(layout, choice, body, places, size, stated):
        return "the page is a list of links"
    if size < LEAST:
        return "the page has no article text"
    return None if title else "the page has no headline"


def _is_list(layout: Layout, choice: Choice, body: list[str], places: list[int], size: int, stated: bool) -> bool:
    """Whether links make the page: no text beside them, no line that is a sentence, or a container full of them."""
    linked = sum(min(b.linked, len(b.text)) for b in layout.blocks)
    share = linked / (sum(len(b.text) for b in layout.blocks) or 1)
    if size < LEAST:
        return share > 0.5
    if share > 0.3 and not any(map(_is_sentence, body)):
        return True
    if stated:
        return False
    return _teased(layout, choice, places) or (
        share > 0.6 and _scattered(layout, choice) and not _together(layout, choice, places)
    )


def _is_sentence(line: str) -> bool:
    """Whether a line is a sentence, or as long as one; an address or an identifier is not."""
    return SENTENCE.search(line) is not None or (len(line) > LONGEST_ENTRY and (" " in line or is_cjk(line)))


def _teased(layout: Layout, choice: Choice, places: list[int]) -> bool:
    """Whether most paragraphs stand right under a line that is a link: teasers under their headlines."""
    prose = [b for b in (layout.blocks[i] for i in places if i >= 0) if b.size > LEAST and b.linked < 0.5 * len(b.text)]
    above = (layout.blocks[b.index - 1] for b in prose if b.index > 0 and not choice.aside[b.index - 1])
    led = sum(b.linked > 0.8 * len(b.text.replace(" ", "")) for b in above)
    return len(prose) >= FEWEST_TEASERS and led >= 0.7 * len(prose)


def _together(layout: Layout, choice: Choice, places: list[int]) -> bool:
    """Whether most paragraphs stand side by side in one box, where each teaser of a list has a box of its own."""
    boxes = Counter(box_of(layout, layout.blocks[i], choice.node).index for i in places if i >= 0)
    return len(places) >= FEWEST_TEASERS and max(boxes.values(), default=0) >= 0.7 * len(places)


def _scattered(layout: Layout, choice: Choice) -> bool:
    """Whether most of the container's text is links."""
    node = layout.nodes[choice.node]
    blocks = layout.blocks[node.start : node.end]
    linked = sum(min(b.linked, len(b.text)) for b in blocks)
    letters = sum(len(b.text) for b in blocks) or 1
    return linked > 0.45 * letters
