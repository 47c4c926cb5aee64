"""Why a page is not an article."""

from __future__ import annotations

import re

from newsarchive.reading.blocks import Layout
from newsarchive.reading.container import Choice

ERROR = re.compile(
    r"(?:^|\D)(?:404|410|403|500|502|503)(?:\D|$)|not found|page (?:cannot|can't|could not) be found|"
    r"seite nicht gefunden|page introuvable|"
    r"找不到(?:该|此|您)?(?:要)?(?:访问的)?(?:页面|网页|文章|文件)|页面(?:不存在|未找到|找不到|已删除|"
    r"走丢)|文章(?:不存在|已删除|已被删除)|无法找到(?:该|此)?(?:页|网页|资源)",
    re.IGNORECASE,
)
CHALLENGE = re.compile(
    r"just a moment|attention required|verify (?:you are|that you are|you're) (?:a )?human|"
    r"are you (?:a )?(?:human|robot)|captcha|"
    r"checking your browser|enable javascript and cookies|access denied|unusual traffic|人机验证|"
    r"安全验证|请完成验证|访问(?:被拒绝|过于频繁)",
    re.IGNORECASE,
)
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
    layout: Layout, choice: Choice, title: str, body: list[str], places: list[int], said_title: str
) -> str | None:
    """Return why this page is not an article, or None where it may be one.

    `body` is its paragraphs, `places` the indexes of their blocks, `said_title` what the title element says.
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
    if _is_list(layout, choice, body, places, size):
        return "the page is a list of links"
    if size < LEAST:
        return "the page has no article text"
    return None if title else "the page has no headline"


def _is_list(layout: Layout, choice: Choice, body: list[str], places: list[int], size: int) -> bool:
    """Whether links make the page: no text beside them, no line that is a sentence, or a container full of them."""
    linked = sum(min(b.linked, len(b.text)) for b in layout.blocks)
    share = linked / (sum(len(b.text) for b in layout.blocks) or 1)
    if size < LEAST:
        return share > 0.5
    if share > 0.3 and not any(len(line) > LONGEST_ENTRY or SENTENCE.search(line) for line in body):
        return True
    return _teased(layout, places) or (share > 0.6 and _scattered(layout, choice))


def _teased(layout: Layout, places: list[int]) -> bool:
    """Whether most paragraphs stand right under a line that is a link: teasers under their headlines."""
    prose = [b for b in (layout.blocks[i] for i in places if i >= 0) if b.size > LEAST and b.linked < 0.5 * len(b.text)]
    above = (layout.blocks[b.index - 1] for b in prose if b.index > 0)
    led = sum(b.linked > 0.8 * len(b.text.replace(" ", "")) for b in above)
    return len(prose) >= FEWEST_TEASERS and led >= 0.7 * len(prose)


def _scattered(layout: Layout, choice: Choice) -> bool:
    """Whether most of the container's text is links."""
    node = layout.nodes[choice.node]
    blocks = layout.blocks[node.start : node.end]
    linked = sum(min(b.linked, len(b.text)) for b in blocks)
    letters = sum(len(b.text) for b in blocks) or 1
    return linked > 0.45 * letters
