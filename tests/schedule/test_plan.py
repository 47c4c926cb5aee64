"""When schedules come due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.errors import UsageError
from newsarchive.schedule.plan import LATEST, check_zone, delay_of, next_cron, next_due, parse_every

NOW = datetime(2018, 2, 13, 1, 53, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"), [("1m", 60), ("30m", 1800), ("6h", 21600), ("1d", 86400), ("2W", 1209600), (" 6 h ", 21600)]
)
def test_intervals(text: str, seconds: int) -> None:
    assert parse_every(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "0m", "6", "h", "often", "-1h", "1.5h", "6s", "99999d", "9999w", "٣h"])
def test_what_is_no_interval_is_told(text: str) -> None:
    with pytest.raises(UsageError) as told:
        parse_every(text)
    assert "6h" in str(told.value.next_step)


@pytest.mark.parametrize("text", ["", "* * * *", "61 * * * *", "* * * * * *", "x", "0 0 30 2 *"])
def test_what_is_no_cron_expression_is_told(text: str) -> None:
    with pytest.raises(UsageError):
        next_cron(text, "UTC", NOW)


def test_cron_is_read_in_its_zone() -> None:
    assert next_cron("0 5 * * *", "Asia/Shanghai", NOW) == datetime(2018, 2, 13, 21, 0, tzinfo=UTC)


def test_cron_comes_once_a_day_when_clocks_change() -> None:
    zone = ZoneInfo("Europe/Berlin")
    at, days = datetime(2018, 3, 23, tzinfo=UTC), []
    for _ in range(5):
        at = next_cron("0 5 * * *", "Europe/Berlin", at)
        assert at.astimezone(zone).hour == 5
        days.append(at.astimezone(zone).day)
    assert days == [23, 24, 25, 26, 27]


def test_an_unknown_zone_is_told() -> None:
    with pytest.raises(UsageError):
        check_zone("Mars/Olympus")


PORTALS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)


@given(portal=PORTALS, late=st.integers(0, 10**7), every=st.integers(60, 10**6))
def test_an_interval_keeps_its_rhythm_and_makes_up_for_missed_runs_once(portal: str, late: int, every: int) -> None:
    now = NOW + timedelta(seconds=late)
    first, due = (next_due(portal, every=every, cron=None, zone="UTC", decided=NOW, now=now) for now in (NOW, now))
    assert now < due <= now + timedelta(seconds=every) + delay_of(portal, timedelta(seconds=every))
    assert (due - first).total_seconds() % every == 0
    assert next_due(portal, every=every, cron=None, zone="UTC", decided=NOW, now=due) - due == timedelta(seconds=every)


@given(portal=PORTALS, late=st.integers(0, 10**7))
def test_a_cron_expression_is_followed_within_minutes(portal: str, late: int) -> None:
    now = NOW + timedelta(seconds=late)
    due = next_due(portal, every=None, cron="0 5 * * *", zone="UTC", decided=NOW, now=now)
    assert timedelta(0) <= due - next_cron("0 5 * * *", "UTC", now) <= LATEST
    assert next_due(portal, every=None, cron="0 5 * * *", zone="UTC", decided=NOW, now=due) - due == timedelta(days=1)


def test_portals_that_were_scheduled_alike_do_not_begin_at_one_moment() -> None:
    delays = [delay_of(f"portal{n}", timedelta(hours=6)) for n in range(200)]
    assert len(set(delays)) > 100
    assert max(delays) <= LATEST
    assert max(delay_of(f"portal{n}", timedelta(minutes=10)) for n in range(200)) <= timedelta(seconds=30)
