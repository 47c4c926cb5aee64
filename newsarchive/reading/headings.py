"""Section headings: short lines that are no sentences, in heading elements, bold, centred, large, or plain."""

from __future__ import annotations

import re

from newsarchive.reading.blocks import Block

ENDS_SENTENCE = re.compile(r"[。！；，、：,;!…．.:]['\"”’」』）)\]»]*$")
"""Marks that a heading does not end with; a question mark is allowed."""
ENDS_CLAUSE = re.compile(r"[。！？；…．.!?]['\"”’」』）)\]»]*$")
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")
NUMBERED = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2}|[IVX]{1,4})[)）]?[、.．:：]\s*\S|"
    r"[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]\s*\S|"
    r"第[一二三四五六七八九十\d]{1,3}[章节条部]"
)
OUTLINE = tuple(
    re.compile(pattern)
    for pattern in (
        r"第[一二三四五六七八九十\d]{1,3}[章节部]|[一二三四五六七八九十]{1,3}[、.．:：]",
        r"[（(][一二三四五六七八九十]{1,3}[)）]",
        r"\d{1,2}[、.．:：](?!\d)",
        r"[（(]\d{1,2}[)）]",
    )
)
"""How Chinese texts number what stands under what (GB/T 9704-2012, 7.3.3)."""
NO_HEADING = re.compile(
    r"^[\s（(【\[“\"'‘「『■◎□●▲△◆★※*•·—\-\d]*(?:本报|记者|通讯员|图为|图[:：]|文[/／:：]|编辑|责编|"
    r"责任编辑|来源|作者|摄影|资料图|据|附[:：]|注[:：]|\d+$)"
)
STARTS_ASIDE = re.compile(r"^[\s]*[（(【\[◎□●▲△★※“\"‘「『]")
"""What begins an aside, a caption, or a line of a list of facts."""
MARK = re.compile(r"^[■◆▌▍◼●❖◇★]\s*")
"""What stands before cross-heads, bylines and facts in newspapers of China and Japan."""
FACT = re.compile(r"^\w{2,8}[：:]")
MOST_CJK = 26
"""Longest plain line in Chinese characters that may be a heading (cross-heads have up to two lines of 12)."""
MOST_LATIN = 120
"""Longest bold line in Latin characters that may be a heading."""


def is_cjk(text: str) -> bool:
    """Whether a text is written mostly in Chinese, Japanese or Korean characters."""
    return not text.isascii() and len(CJK.findall(text[:200])) * 2 > min(len(text), 200)


def outline_of(text: str) -> int:
    """Return how deep a heading's number says that it stands: 1 for 一、 to 4 for （1）, 0 for none."""
    return next((depth for depth, number in enumerate(OUTLINE, 1) if number.match(text)), 0)


def is_bold(block: Block) -> bool:
    """Whether all of a block is bold."""
    return block.bold > 0 and block.bold >= 0.9 * len(block.text.replace(" ", ""))


def is_short(text: str) -> bool:
    """Whether a line is as short as headings are in its script."""
    return len(text) <= (MOST_CJK if is_cjk(text) else MOST_LATIN)


def stands_out(block: Block, usual_size: float) -> bool:
    """Whether the markup of a block sets it off from paragraphs: bold, centred or large."""
    return is_bold(block) or block.centred or (block.big > 0 and block.big > usual_size + 1)


def is_heading_like(block: Block, usual_size: float) -> bool:
    """Whether a block outside heading elements reads as a heading.

    Set off by its markup, a short line without a sentence's end is one in any language; plain lines are believed only
    in CJK scripts, where a paragraph of so few characters without a full stop hardly occurs.
    """
    text = MARK.sub("", block.text)
    if text != block.text and FACT.match(text):
        return False
    if not is_short(text) or len(text) < 2 or block.linked > 0.5 * len(text) or NO_HEADING.match(text):
        return False
    if ENDS_SENTENCE.search(text) and not (NUMBERED.match(text) and not ENDS_CLAUSE.search(text)):
        return False
    if stands_out(block, usual_size):
        return True
    aside = STARTS_ASIDE.match(text) and not NUMBERED.match(text)
    return is_cjk(text) and not aside and not re.search(r"[，。；,;]", text)
