"""What was changed within a text: by word where spaces part words, by character where none do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from newsarchive.dedupe.alignment import common
from newsarchive.text.cjk import UNSPACED

TOKEN = re.compile(
    rf"\d+(?:[.,]\d+)*|(?:(?![{UNSPACED}])[^\W\d_])+(?:['’‑-](?:(?![{UNSPACED}])[^\W\d_])+)*|\s+|.", re.DOTALL
)
"""A number, a word, a run of white space, else one character."""
CELLS = 1 << 24
"""Up to two texts of 4,000 tokens are compared exactly, longer ones around what both have once."""


class Side(StrEnum):
    """Where a stretch of text stands."""

    BOTH = "both"
    OLD = "old"
    NEW = "new"


@dataclass(frozen=True)
class Span:
    """A stretch of a text that was changed."""

    side: Side
    """Whether it stands in the old text, the new one or both, as the new one writes it."""
    text: str


@dataclass(frozen=True)
class Hunk:
    """One replacement: characters of the old text that gave way to characters of the new one; either may be none."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int

    def __add__(self, other: Hunk) -> Hunk:
        """Return the replacement of both, which follow one another, and of what stands between them."""
        return Hunk(self.old_start, other.old_end, self.new_start, other.new_end)

    @property
    def weight(self) -> int:
        """Characters, of the longer side."""
        return max(self.old_end - self.old_start, self.new_end - self.new_start)


def hunks(old: str, new: str) -> list[Hunk]:
    """Return what was replaced by what, from left to right. Little that stayed between much that changed counts as
    changed: a reader follows one replacement better than five.
    """
    old_tokens, new_tokens = TOKEN.findall(old), TOKEN.findall(new)
    pairs = common(_keys(old_tokens), _keys(new_tokens), cells=CELLS)
    found: list[Hunk] = []
    for hunk in _replaced(pairs, _places(old_tokens), _places(new_tokens)):
        joined = hunk
        while found and _between(found[-1], joined) <= min(found[-1].weight, joined.weight):
            joined = found.pop() + joined
        found.append(joined)
    return found


def spans(old: str, new: str, found: Sequence[Hunk]) -> tuple[Span, ...]:
    """Return both texts as one, told apart by where each stretch stands."""
    return tuple(span for span in _spans(old, new, found) if span.text)


def similarity(old: Sequence[str], new: Sequence[str]) -> float:
    """Return how much of two sequences of words is in both, whatever their order: 0 to 1 (Sørensen and Dice)."""
    left: dict[str, int] = {}
    for word in old:
        left[word] = left.get(word, 0) + 1
    shared = 0
    for word in new:
        if left.get(word, 0) > 0:
            left[word] -= 1
            shared += 1
    return 2 * shared / (len(old) + len(new)) if old or new else 1.0


def _spans(old: str, new: str, found: Sequence[Hunk]) -> Iterator[Span]:
    at = 0
    for hunk in found:
        yield Span(Side.BOTH, new[at : hunk.new_start])
        yield Span(Side.OLD, old[hunk.old_start : hunk.old_end])
        yield Span(Side.NEW, new[hunk.new_start : hunk.new_end])
        at = hunk.new_end
    yield Span(Side.BOTH, new[at:])


def _keys(tokens: Sequence[str]) -> list[str]:
    return [" " if token.isspace() else unicodedata.normalize("NFKC", token) for token in tokens]


def _places(tokens: Sequence[str]) -> list[int]:
    """Return where each token begins, and where the last one ends."""
    places = [0]
    for token in tokens:
        places.append(places[-1] + len(token))
    return places


def _replaced(pairs: Sequence[tuple[int, int]], old: Sequence[int], new: Sequence[int]) -> Iterator[Hunk]:
    one = other = 0
    for old_place, new_place in (*pairs, (len(old) - 1, len(new) - 1)):
        if one < old_place or other < new_place:
            yield Hunk(old[one], old[old_place], new[other], new[new_place])
        one, other = old_place + 1, new_place + 1


def _between(before: Hunk, after: Hunk) -> int:
    return after.new_start - before.new_end
