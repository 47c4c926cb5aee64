"""Fewer articles than a portal's past makes likely: lives of portals drawn at random, with weekends and holidays."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.watch.rate import lower_tail, quiet

FIRST = date(2023, 1, 2)
"""A Monday."""
HOLIDAYS = {30: 8, 123: 5, 275: 8}
"""The day of the year on which they begin, about, and their days."""


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def life(dice: random.Random, mean: float, weekends: float, days: int) -> dict[date, int]:
    """Draw what a portal shows each day: about so many, a part of them at weekends, none on holidays; it drifts."""
    off: set[int] = set()
    for year in range(days // 365 + 1):
        for about, length in HOLIDAYS.items():
            begins = 365 * year + about + dice.randrange(10)
            off.update(range(begins, begins + length))
    drift, shown = 1.0, {}
    for number in range(days):
        if number % 7 == 0:
            drift = min(2.0, max(0.5, drift * math.exp(dice.gauss(0, 0.1))))
        usual = mean * drift * (weekends if number % 7 >= 5 else 1) * (number not in off)
        if usual:
            shown[day(number)] = _drawn(dice, dice.gammavariate(10, usual / 10))
    return shown


def _drawn(dice: random.Random, mean: float) -> int:
    """Draw from a Poisson distribution (Knuth 1969, 3.4.1)."""
    left, count = math.exp(-mean), 0
    part = dice.random()
    while part > left:
        part *= dice.random()
        count += 1
    return count


def alarms(shown: dict[date, int], numbers: range) -> Iterator[int]:
    return (number for number in numbers if quiet(shown, FIRST, day(number)))


@pytest.mark.parametrize("weekends", [0, 0.3, 1])
@pytest.mark.parametrize("mean", [0.5, 3, 40])
def test_no_alarm_in_a_life_with_weekends_and_holidays(mean: float, weekends: float) -> None:
    shown = life(random.Random(5), mean, weekends, 2 * 365)
    assert list(alarms(shown, range(0, 2 * 365, 4))) == []


@pytest.mark.parametrize(("mean", "days"), [(3, 49), (40, 14), (300, 12)])
def test_a_portal_that_falls_silent_is_noticed_before_a_month_is_lost(mean: float, days: int) -> None:
    shown = life(random.Random(6), mean, 0.3, 120)
    noticed = next(alarms(shown, range(120, 200)))
    assert 119 + 8 < noticed <= 119 + days, "a holiday of eight days is no silence"


def test_a_silence_does_not_become_usual_by_lasting() -> None:
    shown = {day(n): 40 for n in range(120)}
    assert list(alarms(shown, range(135, 420, 5))) == list(range(135, 420, 5))


def test_with_a_year_of_past_without_pauses_it_is_noticed_within_days() -> None:
    shown = {day(n): 40 for n in range(400)}
    assert next(alarms(shown, range(400, 420))) <= 403


def test_lists_that_show_a_part_only_are_noticed() -> None:
    dice = random.Random(7)
    shown = {day(n): 40 + dice.randrange(10) for n in range(120)} | {day(n): 9 for n in range(120, 160)}
    assert next(alarms(shown, range(120, 160))) < 145


def test_a_back_file_filled_in_one_day_makes_the_days_after_it_no_silence() -> None:
    shown = {day(n): 10 for n in range(90)} | {day(60): 5000}
    assert list(alarms(shown, range(90))) == []


def test_without_a_past_nothing_is_said() -> None:
    shown = {day(n): 40 for n in range(20)}
    assert list(alarms(shown, range(36))) == []
    assert quiet({}, FIRST, day(-1)) is None


@given(st.integers(0, 200), st.floats(0.1, 500), st.floats(0.05, 2))
def test_the_tail_is_that_of_the_distribution(seen: int, mean: float, dispersion: float) -> None:
    size = 1 / dispersion
    logs = [
        math.lgamma(n + size)
        - math.lgamma(n + 1)
        - math.lgamma(size)
        + size * math.log(size / (size + mean))
        + n * math.log(mean / (size + mean))
        for n in range(seen + 1)
    ]
    assert lower_tail(seen, mean, dispersion) == pytest.approx(sum(map(math.exp, logs)), rel=1e-6)
