"""Whether a portal shows fewer articles than its own past makes likely.

The days looked at are compared with the weeks before them, by the lower tail of a negative binomial distribution whose
mean is that of the same weekdays and whose dispersion is what those weeks show: the way in which outbreaks are told
from the usual number of cases (Noufaily et al. 2013, An improved algorithm for outbreak detection in multiple
surveillance systems, Statistics in Medicine 32, 1206-1222), for too few instead of too many.

A pause of the usual length is no alarm, wherever it lies: of all days looked at, those of one pause are left out, and
the rest must be unlikely wherever the pause is thought to be.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

ALPHA = 1e-4
"""How unlikely it must be, in one look with all its stretches of days; looks on days side by side see much the same."""
BESIDE = (3, 13, 41)
"""Days looked at beside the pause: few show a silence soon; more show what has only become less, and small portals."""
LEAST_WEEKS, MOST_WEEKS = 4, 12
"""Weeks of the past that it takes, and that count."""
HOLIDAY = 8
"""Days of a pause that is usual where a portal's past is shorter than a year: as long as China's longest holidays."""
YEAR = 365
HALF = 0.5
"""A rate that is not less than this part of the usual is no alarm, however regular the portal is."""
SPREAD = 0.05
"""The least dispersion: rates drift by a fifth for reasons of their own."""
FILLED = 3
"""A day on which old articles were found counts no more than so many times its weekday's median (and 5)."""


@dataclass(frozen=True, kw_only=True)
class Quiet:
    """Days on which there was too little."""

    days: int
    listed: int
    usual: float
    """How many there are usually in as many days."""
    chance: float
    """How likely it is to see so few, or fewer; a pause of the usual length left out."""


def quiet(listed: Mapping[date, int], first: date, last: date) -> Quiet | None:
    """Return the days until `last` on which there was too little; None where that is not so, or the past is too short.

    `listed` tells how many articles were shown for each day; days that it leaves out have none. The past begins on
    `first`, or on the first day after it that has any.
    """
    first = min((day for day in listed if first <= day <= last), default=last)
    counts = [listed.get(first + timedelta(days=n), 0) for n in range((last - first).days + 1)]
    pause = _usual_pause(counts)
    silence = next((days for days, count in enumerate(reversed(counts)) if count), len(counts))
    for beside in BESIDE:
        days = max(pause + beside, silence)  # a silence that lasts does not become part of the past
        past, now = counts[:-days], counts[-days:]
        if len(past) >= 7 * LEAST_WEEKS:
            found = _compared(_Usual(past), now, pause)
            if found is not None and found.chance < ALPHA / len(BESIDE):
                return found
    return None


def _usual_pause(counts: Sequence[int]) -> int:
    """Return how many days in a row without any article are nothing special; one that has not ended does not count."""
    longest = run = 0
    for count in counts[-YEAR:]:
        longest = max(longest, run) if count else longest
        run = 0 if count else run + 1
    return longest if len(counts) >= YEAR else max(HOLIDAY, longest)


def _compared(usual: _Usual, now: Sequence[int], pause: int) -> Quiet | None:
    means = [usual.mean(after) for after in range(len(now))]
    spread = usual.spread(len(now) - pause)
    chance = 0.0
    for start in range(len(now) - pause + 1):
        seen = sum(now) - sum(now[start : start + pause])
        mean = sum(means) - sum(means[start : start + pause])
        if seen >= HALF * mean:
            return None
        chance = max(chance, lower_tail(seen, mean, spread))
    return Quiet(days=len(now), listed=sum(now), usual=sum(means), chance=chance)


class _Usual:
    """What the weeks of the past say of the days that follow them."""

    def __init__(self, past: Sequence[int]) -> None:
        past = past[-7 * min(MOST_WEEKS, len(past) // 7) :]
        weekdays: list[Sequence[int]] = [past[n::7] for n in range(7)]
        capped = [[min(count, FILLED * sorted(day)[len(day) // 2] + 5) for count in day] for day in weekdays]
        weeks: list[int] = [sum(week) for week in zip(*capped, strict=True)]
        self._means = [sum(day) / len(day) for day in capped]
        self._of_weeks = _dispersion(weeks, [sum(self._means)] * len(weeks))
        days = [(count, mean) for day, mean in zip(capped, self._means, strict=True) for count in day]
        self._of_days = _dispersion([count for count, _ in days], [mean for _, mean in days])
        self._uncertain = 1 / len(weeks), 1 / max(1, sum(weeks))

    def mean(self, after: int) -> float:
        """Return how many articles are usual on the weekday of the day so many days after the first that follows."""
        return self._means[after % 7]

    def spread(self, days: int) -> float:
        """Return by what part of its square the variance of so many days' sum exceeds the sum, the mean's included."""
        of_mean, of_total = self._uncertain
        dispersion = max(SPREAD, self._of_weeks, self._of_days / days)
        return dispersion * (1 + of_mean) + of_total


def _dispersion(counts: Sequence[int], means: Sequence[float]) -> float:
    """Return by what part of the squared means the variance exceeds the means: 0 for a Poisson distribution."""
    squares = sum(mean * mean for mean in means)
    if not squares or len(counts) < 2:
        return 0.0
    variance = sum((c - m) ** 2 for c, m in zip(counts, means, strict=True)) * len(counts) / (len(counts) - 1)
    return max(0.0, (variance - sum(means)) / squares)


def lower_tail(seen: int, mean: float, dispersion: float) -> float:
    """Return the chance of `seen` or fewer where `mean` are expected and the variance is mean + dispersion * mean^2."""
    if mean <= 0:
        return 1.0
    size = 1 / dispersion
    chance = size / (size + mean)
    part = total = math.exp(size * math.log(chance))
    for number in range(seen):
        part *= (number + size) / (number + 1) * (1 - chance)
        total += part
    return min(total, 1.0)
