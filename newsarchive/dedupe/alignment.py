"""What two sequences have in common, in order: a longest common subsequence while that is cheap, anchors beyond."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence

Pair = tuple[int, int]
"""A place in the one sequence and the like one in the other."""

CELLS = 1 << 26
"""Products of lengths, in all, up to which a longest common subsequence is looked for: some 8 MB, under a second."""


def common(old: Sequence[Hashable], new: Sequence[Hashable], *, cells: int = CELLS) -> list[Pair]:
    """Return places that are alike, ascending in both sequences.

    Within `cells` it is a longest common subsequence (Hyyrö 2004, a row of bits an element). Beyond, elements that both
    have once are anchors (Cohen's patience diff), and what lies between them is compared in turn; when `cells` are used
    up, the first occurrence of an element stands for the first, the second for the second. Time is then that of a sort.
    """
    return list(_Alignment(old, new, cells).between(0, len(old), 0, len(new)))


class _Alignment:
    def __init__(self, old: Sequence[Hashable], new: Sequence[Hashable], cells: int) -> None:
        self._old, self._new, self._cells = old, new, cells

    def between(self, low: int, high: int, start: int, end: int, *, anchored: bool = False) -> Iterator[Pair]:
        """Give the pairs of two stretches; those between anchors are not anchored again."""
        while low < high and start < end and self._old[low] == self._new[start]:
            yield low, start
            low, start = low + 1, start + 1
        tail = 0
        while low < high - tail and start < end - tail and self._old[high - tail - 1] == self._new[end - tail - 1]:
            tail += 1
        high, end = high - tail, end - tail
        if low < high and start < end:
            yield from self._inside(low, high, start, end, anchored=anchored)
        yield from ((high + step, end + step) for step in range(tail))

    def _inside(self, low: int, high: int, start: int, end: int, *, anchored: bool) -> Iterator[Pair]:
        size = (high - low) * (end - start)
        old, new = self._old[low:high], self._new[start:end]
        if size <= self._cells:
            self._cells -= size
            found = _longest(old, new)
        elif anchored:
            found = _rising(_numbered(old), _numbered(new))
        else:
            yield from self._around(_rising(_once(old), _once(new)), low, high, start, end)
            return
        yield from ((low + one, start + other) for one, other in found)

    def _around(self, anchors: list[Pair], low: int, high: int, start: int, end: int) -> Iterator[Pair]:
        """Give anchors, which are relative to the stretch, and what is alike between them."""
        before, begin = low, start
        for one, other in anchors:
            yield from self.between(before, low + one, begin, start + other, anchored=True)
            yield low + one, start + other
            before, begin = low + one + 1, start + other + 1
        yield from self.between(before, high, begin, end, anchored=True)


def _once(sequence: Sequence[Hashable]) -> dict[Hashable, int]:
    """Return where the elements stand that stand there once."""
    counted = Counter(sequence)
    return {element: place for place, element in enumerate(sequence) if counted[element] == 1}


def _numbered(sequence: Sequence[Hashable]) -> dict[Hashable, int]:
    """Return where each occurrence of each element stands."""
    seen: Counter[Hashable] = Counter()
    places: dict[Hashable, int] = {}
    for place, element in enumerate(sequence):
        places[element, seen[element]] = place
        seen[element] += 1
    return places


def _rising(old: dict[Hashable, int], new: dict[Hashable, int]) -> list[Pair]:
    """Return the longest series of shared elements whose places rise in both."""
    pairs = [(place, new[element]) for element, place in old.items() if element in new]
    ends: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(tops[length - 1] if length else -1)
        if length == len(ends):
            ends.append(place)
            tops.append(index)
        else:
            ends[length], tops[length] = place, index
    at = tops[-1] if tops else -1
    series = []
    while at >= 0:
        series.append(pairs[at])
        at = before[at]
    return series[::-1]


def _longest(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """Return a longest common subsequence; the shorter sequence is a row of bits, the longer gives the rows."""
    if len(old) > len(new):
        return [(one, other) for other, one in _longest(new, old)]
    places: defaultdict[Hashable, int] = defaultdict(int)
    for place, element in enumerate(old):
        places[element] |= 1 << place
    full = row = (1 << len(old)) - 1
    rows = []
    for element in new:
        there = row & places.get(element, 0)
        row = ((row + there) | (row - there)) & full
        rows.append(row)
    pairs = []
    at, other = len(old), len(new)
    while at and other:
        if rows[other - 1] >> (at - 1) & 1:
            at -= 1
        else:
            other -= 1
            if not other or rows[other - 1] >> (at - 1) & 1:
                at -= 1
                pairs.append((at, other))
    return pairs[::-1]
