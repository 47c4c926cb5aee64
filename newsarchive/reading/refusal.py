"""Why a page is not an article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

from newsarchive.reading.blocks import Block, Layout
from newsarchive.reading.container import Choice, box_of
from newsarchive.reading.headings import is_cjk
from newsarchive.text.languages import any_of

STATUS = (
    r"(?:^|[|–—:·!！.。(（-]|error|http|错误|状态码?)\s*(?:404|410|403|50[023])\s*"
    r"(?:$|[|–—:·!！,，.。)）-]|错误|页面|出错|error|page|not|forbidden|gone|internal|bad|service)"
)
"""A status by itself, or before what it means: headlines count 503 villagers, too."""
ERROR = re.compile(rf"{STATUS}|{any_of('missing_page')}", re.IGNORECASE)
CHALLENGE = re.compile(any_of("challenge"), re.IGNORECASE)
LOGIN = re.compile(any_of("login"), re.IGNORECASE)
CONSENT = re.compile(any_of("consent"), re.IGNORECASE)
LITTLE = 900
"""Bytes of prose under which an error's words in title or text mean an error page."""
SENTENCE = re.compile(r"[。！？；]|[.!?…][\"'”’»)]?(?:\s|$)")
"""The end of a sentence, which entries of lists do not have."""
FEWEST_TEASERS = 4
"""Paragraphs that a list of teasers has at least."""
ENTRY, FEWEST_ENTRIES, MOST_BESIDE = 3, 3, 2.0
"""Lines of an entry of a list under its heading; its fewest entries; how many times the rest of the prose theirs is."""
LONGEST_ENTRY = 80
"""Characters of an entry of a list; a longer line is a paragraph, whatever it ends with."""
FOOT = re.compile(r"(?:^|[\s_-])footer(?:$|[\s_-])")
LEAST = 60
"""Bytes of prose without which there is no article."""
CHALLENGED, CONSENT_FIRST, LOGIN_FIRST = (
    "the page is a bot challenge",
    "the page is a consent wall",
    "the page asks to log in",
)
WALLS = frozenset({CHALLENGED, CONSENT_FIRST, LOGIN_FIRST})
"""Reasons of pages that hide what stands behind them, whatever that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What of a page tells whether it is an article."""

    layout: Layout
    choice: Choice
    title: str
    said_title: str
    """What the title element says."""
    body: list[str]
    """The paragraphs and the standfirst."""
    places: list[int]
    """Indexes of the paragraphs' blocks."""
    headed: bool
    """Whether the page shows its headline."""
    stated: bool
    """Whether the page states an article, or when one was published, for machines: then no shape makes it a list."""
    is_root: bool
    """Whether it lies at the root of its site."""


MANY = 8
"""Lines among which an article has more than one sentence, where links make a third of its page."""


def refusal_of(page: Seen) -> str | None:
    """Return why a page is not an article, or None where it may be one."""
    return next(_reasons(page), None)


def _reasons(page: Seen) -> Iterator[str]:
    size = sum(len(p.encode()) for p in page.body)
    everything = sum([b.size for b in page.layout.blocks])
    if not everything and not page.body:
        yield "the page is empty"
    head = [page.title, page.said_title]
    lines = [*head, *(b.text for b in page.layout.blocks[:40])] if everything < 4000 else head
    sample = " ".join(lines)
    if size < LITTLE:
        if CHALLENGE.search(sample):
            yield CHALLENGED
        if any(ERROR.search(line) for line in (lines if size < LITTLE / 3 else head)):
            yield "the page is an error page"
    if size < LITTLE / 3:
        yield from _walls(sample if size < LEAST else " ".join(page.body))
    if _is_list(page, size):
        yield "the page is a home page" if page.is_root else "the page is a list of other pages"
    if size < LEAST:
        yield "the page has no article text"
    if not page.title:
        yield "the page has no headline"


def _walls(asked: str) -> Iterator[str]:
    """Give what a page wants before it shows a text, where all the text there is asks for it."""
    if CONSENT.search(asked):
        yield CONSENT_FIRST
    if LOGIN.search(asked):
        yield LOGIN_FIRST


def _is_list(page: Seen, size: int) -> bool:
    """Whether links make the page: no text beside them, no line that is a sentence, or a container full of them."""
    layout, choice, places = page.layout, page.choice, page.places
    linked = sum([min(b.linked, len(b.text)) for b in layout.blocks if b.linked])
    share = linked / (sum([len(b.text) for b in layout.blocks]) or 1)
    if size < LEAST:
        return share > 0.5 or sum(b.level > 0 and b.linked > 0.8 * len(b.text) for b in layout.blocks) >= FEWEST_TEASERS
    if share > 0.3 and sum(map(_sentences, page.body)) < (1 if len(page.body) < MANY else 2):
        return True
    if page.stated:
        return False
    if not page.headed and _is_foot(layout, choice):
        return True
    if _is_of_entries(layout, choice, places):
        return True
    return _teased(layout, choice, places) or (
        share > 0.6 and _scattered(layout, choice) and not _together(layout, choice, places)
    )


def _is_foot(layout: Layout, choice: Choice) -> bool:
    """Whether all the text that the page has stands at its foot."""
    return any(n.tag == "footer" or FOOT.search(n.hint) for n in islice(layout.ancestors(choice.node), 3))


def _sentences(line: str) -> int:
    """Return how many sentences a line has; one as long as a sentence is one, an address or an identifier is none."""
    return len(SENTENCE.findall(line)) or int(len(line) > LONGEST_ENTRY and (" " in line or is_cjk(line)))


def _is_of_entries(layout: Layout, choice: Choice, places: list[int]) -> bool:
    """Whether most prose of the page stands under headings that are links, and little of the body elsewhere."""
    entries, under = 0, 0
    in_entry: set[int] = set()
    blocks = layout.blocks
    for block in blocks:
        if not block.level or choice.aside[block.index] or not _leads(block):
            continue
        following = blocks[block.index + 1 : block.index + 1 + ENTRY]
        prose = [
            b
            for b in takewhile(lambda b: not b.level, following)
            if b.size > LEAST and b.linked < 0.5 * len(b.text) and not choice.aside[b.index]
        ]
        entries += bool(prose)
        under += sum(b.size for b in prose)
        in_entry.update(b.index for b in prose)
    rest = sum(blocks[i].size for i in places if i >= 0 and i not in in_entry)
    return entries >= FEWEST_ENTRIES and rest < LITTLE and under > MOST_BESIDE * rest


def _leads(block: Block) -> bool:
    """Whether a line is a link for the most part."""
    return block.linked > 0.8 * len(block.text.replace(" ", ""))


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
