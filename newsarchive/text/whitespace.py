"""White space as a reader sees it: one kind, and none that is not there."""

from __future__ import annotations

import re

INVISIBLE = dict.fromkeys(
    (0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x180E, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
"""Soft hyphen, zero-width characters, direction marks: they are removed."""

SPACES = re.compile(r"\s+")
LINE_ENDS = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")


def clean(text: str) -> str:
    """Return the text on one line: any run of white space (no-break, ideographic) is one space, none at the ends."""
    return SPACES.sub(" ", text.translate(INVISIBLE)).strip()


def lines(text: str) -> list[str]:
    """Return the lines of a text, each clean, empty ones left out."""
    return [line for part in LINE_ENDS.split(text) if (line := clean(part))]
