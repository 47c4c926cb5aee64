"""Whether the last pages of a portal depart from what is usual there: a redesign, a changed form of dates, a wall.

What is usual is learned from the pages before, field by field, in stretches of consecutive pages: how many fall below
each bound, and how much they come in clumps (ten short notices one after the other are no redesign where notices come
so). The last pages are compared with it: how likely it is that as many of them lie beyond a bound, were they pages like
those before. That number is beta-binomial: its mean is the usual share, its correlation within a stretch is estimated
from the past by the method of moments (Skellam 1948). A field is only said to depart where the share has grown by half
of all pages, so that a slow drift is learned and not reported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, lgamma, log
from typing import NamedTuple

from newsarchive.dedupe.observed import FIELDS, LIST, Bins

STRETCH = 8
"""Pages that are learned at once."""
WINDOW = 32
"""Pages that are looked at together, at most; what was before them is the past."""
LEAST = 30
"""Pages of the past without which nothing is said of a field."""
MEMORY = 800
"""Pages after which the past is half forgotten, and more."""
FEWEST = 5
"""Pages that a departure is seen in, at least."""
GROWN = 0.5
"""By how much the share of pages beyond a bound must have grown."""
UNLIKELY = log(1e-5)
"""How unlikely (logarithm) a departure must be by chance."""
CLUMPED, LEAST_CLUMPED, MOST_CLUMPED = 0.2, 0.08, 0.9
"""The correlation of the pages of a stretch where nothing is known of it; its least and its greatest."""
PRIOR = 6.0
"""Pairs of pages that are expected beyond a bound, as if they had shown what is taken where nothing is known."""
ELSEWHERE = 0.25
"""The part of the pages that must stand in other lists than most do."""
LOOKED_AT = (5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32)
"""How many of the last pages are compared with the past."""


@dataclass
class Stat:
    """What is known of one field from stretches of pages; older ones count less."""

    pages: float = 0.0
    pairs: float = 0.0
    """Ordered pairs of pages of one stretch."""
    within: list[float] = field(default_factory=list)
    """For each bound: pages that lie within it."""
    pairs_within: list[float] = field(default_factory=list)
    """For each bound: pairs of which both do."""

    def learn(self, bins: Sequence[int], bounds: int) -> None:
        """Take a stretch of pages into account."""
        kept = max(0.0, 1 - len(bins) / MEMORY) if self.pages > MEMORY / 2 else 1.0
        counts = [sum(b <= bound for b in bins) for bound in range(bounds)]
        before = self.within or [0.0] * bounds, self.pairs_within or [0.0] * bounds
        self.pages = self.pages * kept + len(bins)
        self.pairs = self.pairs * kept + len(bins) * (len(bins) - 1)
        self.within = [old * kept + count for old, count in zip(before[0], counts, strict=True)]
        self.pairs_within = [old * kept + c * (c - 1) for old, c in zip(before[1], counts, strict=True)]

    def shrink(self, pages: float) -> None:
        """Let it weigh no more than so many pages."""
        part = min(1.0, pages / self.pages) if self.pages else 1.0
        self.pages, self.pairs = self.pages * part, self.pairs * part
        self.within = [part * count for count in self.within]
        self.pairs_within = [part * count for count in self.pairs_within]

    def clumped(self, bound: int) -> float:
        """Return how much pages within a bound come together: the correlation of two pages of a stretch."""
        if not self.pages:
            return CLUMPED
        seen, share = self.within[bound] / self.pages, (self.within[bound] + 0.5) / (self.pages + 1)
        spread = share * (1 - share)
        prior = PRIOR / spread  # what is rare tells little of how it comes
        together = self.pairs_within[bound] - self.pairs * seen**2 + prior * CLUMPED * spread
        return min(MOST_CLUMPED, max(LEAST_CLUMPED, together / (self.pairs + prior) / spread))


@dataclass(frozen=True, kw_only=True)
class Sign:
    """A field in which pages depart, and how."""

    field: str
    bound: int
    """Which of the field's bounds they lie beyond."""
    above: bool
    """On which side of it."""
    pages: int
    """How many pages were looked at."""
    beyond: int
    """How many of them lie beyond."""
    usual: float
    """The part of the pages that usually does."""

    def is_on(self, seen: Bins) -> bool:
        """Whether a page shows the sign, or it cannot be told."""
        found = seen.get(self.field)
        return found is None or (found > self.bound) == self.above

    def is_seen(self, seen: Bins) -> bool:
        """Whether a page shows the sign, as far as it can be told."""
        return self.field in seen and self.is_on(seen)

    @property
    def words(self) -> str:
        """What departs, in a sentence for people."""
        told = FIELDS[self.field]
        share = f"{self.beyond} of the last {self.pages} pages, usually {100 * self.usual:.0f} %"
        if not told.unit:
            return f"{'with' if self.above else 'without'} {told.words}: {share}"
        than = "more than" if self.above else "no more than"
        return f"{told.words}: {than} {told.bounds[self.bound]:g} {told.unit} on {share}"


@dataclass(frozen=True, kw_only=True)
class Departure:
    """The last pages depart from what is usual."""

    since: int
    """Index of the first page that does, among those that were looked at."""
    signs: tuple[Sign, ...]
    """The strongest first."""

    @property
    def words(self) -> str:
        """Why, in words."""
        return "; ".join(sign.words for sign in self.signs)


def departs(seen: Bins, signs: Sequence[Sign]) -> bool:
    """Whether a page is to be taken for one of those that depart."""
    return any(sign.is_on(seen) for sign in signs)


def find_departure(usual: Mapping[str, Stat], pages: Sequence[Bins]) -> Departure | None:
    """Return how the last of some pages depart from the usual and from the pages before them; None where they do not.

    `pages` are in the order in which they came.
    """
    found = [best for name in FIELDS if (best := _of_field(name, usual.get(name) or Stat(), pages))]
    if not found:
        return None
    found.sort(key=lambda one: one[0])
    return Departure(since=min(since for _, since, _ in found), signs=tuple(sign for _, _, sign in found))


Found = tuple[float, int, Sign]
"""How unlikely (logarithm), since which page, and what."""


class Placed(NamedTuple):
    """What is looked at of one page."""

    place: int
    """Its index among the pages."""
    bin: int
    list: int
    """The list that shows it."""


def _of_field(name: str, stat: Stat, pages: Sequence[Bins]) -> Found | None:
    """Return the sign of one field that tells most pages that depart from those that do not."""
    having = [Placed(place, seen[name], seen.get(LIST, 0)) for place, seen in enumerate(pages) if name in seen]
    if stat.pages + len(having) < LEAST + FEWEST or name not in pages[-1]:
        return None
    sides = [above for above, is_told in ((False, FIELDS[name].below), (True, FIELDS[name].above)) if is_told]
    found = [one for above in sides for one in _of_side(name, stat, having, above)]
    if not found:
        return None
    unlikely = min(one[0] for one in found)
    _, since, sign = max(found, key=lambda one: (one[2].beyond / one[2].pages - one[2].usual, one[2].pages))
    return unlikely, since, sign


def _of_side(name: str, stat: Stat, having: Sequence[Placed], above: bool) -> Iterator[Found]:
    """Give the bounds that the last of some pages, the very last among them, lie beyond as the ones before did not."""
    bounds, newest = len(FIELDS[name].bounds), having[-1].bin
    for bound in range(newest) if above else range(newest, bounds):
        learned = stat.within[bound] if stat.within else 0.0
        learned = stat.pages - learned if above else learned
        if 2 * learned > stat.pages + len(having):
            continue  # it is usual
        yield from _of_bound(name, stat, having, learned, bound, above)


def _of_bound(
    name: str, stat: Stat, having: Sequence[Placed], learned: float, bound: int, above: bool
) -> Iterator[Found]:
    on = [(one.bin > bound) == above for one in having]
    whole, clumped = sum(on), stat.clumped(bound)
    alike = 1 + (STRETCH - 1) * clumped  # pages that come together tell less of how many there are (Kish 1965)
    for last in LOOKED_AT:
        if last > len(on) or stat.pages + len(on) - last < LEAST:
            return
        beyond = sum(on[-last:])
        usual = (learned + whole - beyond + 0.5 * alike) / (stat.pages + len(on) - last + alike)
        if beyond / last - usual < GROWN or not _is_spread(having, on, last):
            continue
        unlikely = log_tail(beyond, last, usual, clumped)
        if unlikely <= UNLIKELY:
            first = on.index(True, len(on) - last)
            while first and on[first - 1]:
                first -= 1
            sign = Sign(field=name, bound=bound, above=above, pages=last, beyond=beyond, usual=usual)
            yield unlikely, having[first].place, sign


def _is_spread(having: Sequence[Placed], on: Sequence[bool], last: int) -> bool:
    """Whether pages of several lists show it, where pages of several lists came before: each list has its own ways."""
    lists = Counter(one.list for one, is_on in zip(having[-last:], on[-last:], strict=True) if is_on)
    (most, count), before = lists.most_common(1)[0], having[:-last]
    elsewhere = sum(one.list != most for one in before) / len(before) if before else 0.0
    return sum(lists.values()) - count >= last * min(ELSEWHERE, elsewhere / 2)


def log_tail(beyond: int, pages: int, share: float, clumped: float) -> float:
    """Return the logarithm of the probability that so many pages or more lie beyond, for a beta-binomial number."""
    weight = 1 / clumped - 1
    a, b = share * weight, (1 - share) * weight
    terms = list(_log_terms(beyond, pages, a, b))
    most = max(terms)
    return min(0.0, most + log(sum(exp(term - most) for term in terms)))


def _log_terms(beyond: int, pages: int, a: float, b: float) -> Iterator[float]:
    whole = lgamma(pages + 1) + lgamma(a + b) - lgamma(a) - lgamma(b) - lgamma(pages + a + b)
    for k in range(beyond, pages + 1):
        yield whole - lgamma(k + 1) - lgamma(pages - k + 1) + lgamma(k + a) + lgamma(pages - k + b)


def typical(name: str, stat: Stat) -> str:
    """Return what a field's values are like, in words: the part of the pages that have it, or the middle value."""
    told = FIELDS[name]
    if not stat.pages:
        return ""
    if not told.unit:
        return f"{100 * (1 - stat.within[0] / stat.pages):.0f} %"
    middle = next((at for at, count in enumerate(stat.within) if 2 * count >= stat.pages), len(told.bounds))
    if middle == len(told.bounds):
        return f"over {told.bounds[-1]:g}"
    least = f"{told.bounds[middle - 1]:g}–" if middle else "up to "
    return f"{least}{told.bounds[middle]:g}"


def stat_of(name: str, pages: Sequence[Bins]) -> Stat:
    """Return what pages have in one field."""
    stat = Stat()
    if bins := [seen[name] for seen in pages if name in seen]:
        stat.learn(bins, len(FIELDS[name].bounds))
    return stat


def learn(usual: dict[str, Stat], stretch: Sequence[Bins]) -> None:
    """Take consecutive pages into the past."""
    for name, told in FIELDS.items():
        if bins := [seen[name] for seen in stretch if name in seen]:
            usual.setdefault(name, Stat()).learn(bins, len(told.bounds))
