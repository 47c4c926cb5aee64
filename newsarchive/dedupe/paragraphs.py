"""Which paragraph of a new text is which of the old one: the same, moved, edited, gone or new."""

from __future__ import annotations

import heapq
import zlib
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsarchive.dedupe.alignment import Pair, common
from newsarchive.dedupe.wording import similarity
from newsarchive.text.cjk import tokens

ALIKE = 0.5
"""Share of words from which on a paragraph is an edited one, wherever it stands."""
ALIKE_IN_PLACE = 0.25
"""The same for one that stands where the other stood."""
SKETCH = 16
"""Words of a paragraph, the same ones of like paragraphs, by which candidates are found (a bottom-k sketch)."""
CROWD = 8
"""Paragraphs a word leads to; what stands in more of them tells nothing."""
TRIED = 3
"""Candidates that are compared with a paragraph."""


@dataclass(frozen=True, kw_only=True)
class Matched:
    """A paragraph of the old text that is one of the new; by place, from 0."""

    old: int
    new: int
    is_moved: bool
    """Whether it stands elsewhere among the others."""


@dataclass(frozen=True, kw_only=True)
class Matching:
    """Two texts side by side. What is in none of them was removed, or added."""

    kept: list[Pair]
    """In place and the same."""
    matched: list[Matched]
    """Moved, edited, or both."""


def match(old: Sequence[str], new: Sequence[str], *, is_prose: bool = True) -> Matching:
    """Match the paragraphs of two texts, each given as it is compared; only equal ones where they are no prose.

    Time grows as that of sorting them.
    """
    kept = common(old, new)
    left = _Left(old, new, kept)
    matched = left.same()
    return Matching(kept=kept, matched=[*matched, *left.alike(), *left.in_place()] if is_prose else matched)


class _Left:
    """Paragraphs that are not the same in the same place."""

    def __init__(self, old: Sequence[str], new: Sequence[str], kept: Sequence[Pair]) -> None:
        self._old, self._new, self._kept = old, new, kept
        self._old_anchors, self._new_anchors = [pair[0] for pair in kept], [pair[1] for pair in kept]
        there, here = set(self._old_anchors), set(self._new_anchors)
        self._gone = dict.fromkeys(place for place in range(len(old)) if place not in there)
        self._come = dict.fromkeys(place for place in range(len(new)) if place not in here)
        self._words: dict[tuple[bool, int], list[str]] = {}

    def same(self) -> list[Matched]:
        """Take out what is the same elsewhere."""
        places: defaultdict[str, deque[int]] = defaultdict(deque)
        for place in self._come:
            places[self._new[place]].append(place)
        pairs = [(old, places[self._old[old]].popleft()) for old in self._gone if places.get(self._old[old])]
        return [self._take(*pair, is_moved=True) for pair in pairs]

    def alike(self) -> list[Matched]:
        """Take out what has most of its words elsewhere or in place, the most alike first."""
        index = self._index()
        likely = []
        for old in self._gone:
            for new in self._candidates(old, index):
                alike = similarity(self._of_old(old), self._of_new(new))
                if alike >= ALIKE:
                    likely.append((-alike, not self._is_in_place(old, new), abs(old - new), old, new))
        found = []
        for *_, old, new in sorted(likely):
            if old in self._gone and new in self._come:
                found.append(self._take(old, new, is_moved=not self._is_in_place(old, new)))
        return found

    def in_place(self) -> list[Matched]:
        """Take out what stands where as much else stood, if something of that is left in it."""
        gaps: defaultdict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for old in self._gone:
            gaps[bisect_left(self._old_anchors, old)][0].append(old)
        for new in self._come:
            gaps[bisect_left(self._new_anchors, new)][1].append(new)
        pairs = [
            pair for gone, come in gaps.values() if len(gone) == len(come) for pair in zip(gone, come, strict=True)
        ]
        enough = [p for p in pairs if similarity(self._of_old(p[0]), self._of_new(p[1])) >= ALIKE_IN_PLACE]
        return [self._take(*pair, is_moved=False) for pair in enough]

    def _take(self, old: int, new: int, *, is_moved: bool) -> Matched:
        del self._gone[old], self._come[new]
        return Matched(old=old, new=new, is_moved=is_moved)

    def _is_in_place(self, old: int, new: int) -> bool:
        return bisect_left(self._old_anchors, old) == bisect_left(self._new_anchors, new)

    def _index(self) -> dict[int, list[int]]:
        index: defaultdict[int, list[int]] = defaultdict(list)
        for new in self._come if self._gone else ():
            for word in _sketch(self._of_new(new)):
                if len(index[word]) <= CROWD:
                    index[word].append(new)
        return index

    def _candidates(self, old: int, index: dict[int, list[int]]) -> Iterator[int]:
        votes: Counter[int] = Counter()
        for word in _sketch(self._of_old(old)) if index else ():
            there = index.get(word, [])
            if len(there) <= CROWD:
                votes.update(there)
        yield from heapq.nsmallest(TRIED, votes, key=lambda new: (-votes[new], abs(old - new)))

    def _of_old(self, place: int) -> list[str]:
        return self._split(False, place, self._old[place])

    def _of_new(self, place: int) -> list[str]:
        return self._split(True, place, self._new[place])

    def _split(self, is_new: bool, place: int, text: str) -> list[str]:
        if (is_new, place) not in self._words:
            self._words[is_new, place] = tokens(text)
        return self._words[is_new, place]


def _sketch(words: Sequence[str]) -> list[int]:
    return heapq.nsmallest(SKETCH, {zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words})
