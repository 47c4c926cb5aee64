"""Retry-After, as servers send it, and waiting where they say nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.crawl.retry_after import LONGEST, LONGEST_BACKOFF, backoff, read_retry_after

NOW = datetime(2018, 2, 13, 1, 53, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 120 ", 120),
        ("99999999999", LONGEST.total_seconds()),
        ("Tue, 13 Feb 2018 01:55:00 GMT", 120),
        ("Tue, 13 Feb 2018 01:00:00 GMT", 0),
        ("Wed, 13 Feb 2030 01:55:00 GMT", LONGEST.total_seconds()),
    ],
)
def test_seconds_and_dates_are_read(value: str, seconds: float) -> None:
    assert read_retry_after(value, NOW) == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "Tue, 99 Feb 2018", "١٢"])
def test_garbage_is_nothing(value: str) -> None:
    assert read_retry_after(value, NOW) is None


@given(st.text(max_size=60))
def test_whatever_is_sent_is_bounded(value: str) -> None:
    moment = read_retry_after(value, NOW)
    assert moment is None or NOW <= moment <= NOW + LONGEST


@given(st.integers(1, 1000), st.floats(0, 1e6))
def test_waiting_grows_and_is_bounded(attempt: int, delay: float) -> None:
    assert timedelta(seconds=1) <= backoff(attempt, delay) <= LONGEST_BACKOFF
    assert backoff(attempt, delay) <= backoff(attempt + 1, delay)
