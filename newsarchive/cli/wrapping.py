"""Breaking text into lines as a terminal shows them, where a Chinese character is two columns wide."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len

from newsarchive.text.cjk import CJK

NOT_FIRST = "，。、；：？！）》〉」』】〕”’…—·,.;:?!)]}%％"
"""What does not stand at the beginning of a line (W3C, Requirements for Chinese Text Layout, 3.1.3)."""
NOT_LAST = "（《〈「『【〔“‘([{"
"""What does not stand at the end of a line."""

UNITS = re.compile(
    rf"[{re.escape(NOT_LAST)}]*(?:[{CJK}]|[^\s{CJK}{re.escape(NOT_LAST)}]+)?[{re.escape(NOT_FIRST)}]*\s*"
)
"""What is not broken: one CJK character or one word, with the signs that belong to it."""


def wrap(text: str, width: int, *, indent: str = "") -> Iterator[str]:
    """Give the lines of a paragraph, `width` columns wide at most; every line begins with `indent`."""
    room, line = max(8, width - cell_len(indent)), ""
    for unit in UNITS.findall(" ".join(text.split())):
        if line and cell_len(line + unit.rstrip()) > room:
            yield indent + line.rstrip()
            line = ""
        line += unit
        while cell_len(line.rstrip()) > room:  # one unit longer than a line: an address, a row of dots
            cut = _fitting(line, room)
            yield indent + line[:cut]
            line = line[cut:]
    if line.strip():
        yield indent + line.rstrip()


def _fitting(line: str, room: int) -> int:
    cut = room
    while cell_len(line[:cut]) > room:
        cut -= 1
    return cut
