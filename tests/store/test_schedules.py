"""Schedules in the database: one a portal, taken once when due."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from newsarchive.errors import NotFound
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading, writing
from newsarchive.store.models import Schedule
from newsarchive.store.schedules import (
    BEGINNING,
    claim_due,
    first_due,
    get_schedule,
    make_cut_off_due,
    note_exit,
    put_schedule,
    schedules,
)

NOW = datetime(2018, 2, 13, 1, 53, tzinfo=UTC)
HOUR = timedelta(hours=1)


def put(archive: Archive, portal_id: str, *, due: datetime = NOW, every: int = 3600) -> None:
    with writing(archive.engine) as session:
        put_schedule(session, portal_id, every=every, cron=None, zone="UTC", options={"limit": 3}, due=due, now=NOW)


def claim(archive: Archive, *, now: datetime = NOW, by: datetime | None = None) -> str | None:
    with writing(archive.engine) as session:
        row = claim_due(session, now, lambda _row: now + HOUR, by=by)
        return None if row is None else row.portal_id


def kept(archive: Archive) -> Sequence[Schedule]:
    with reading(archive.engine) as session:
        return schedules(session)


def test_a_portal_has_one_schedule(archive: Archive) -> None:
    put(archive, "a")
    put(archive, "a", every=60, due=NOW + HOUR)
    (row,) = kept(archive)
    assert (row.every, row.next_due, row.options) == (60, NOW + HOUR, {"limit": 3})


def test_what_is_due_is_taken_once_and_the_longest_due_first(archive: Archive) -> None:
    put(archive, "late", due=NOW)
    put(archive, "later", due=NOW - HOUR)
    put(archive, "not yet", due=NOW + HOUR)
    assert [claim(archive) for _ in range(3)] == ["later", "late", None]
    assert [row.last_started for row in kept(archive) if row.portal_id == "late"] == [NOW]


def test_many_who_ask_at_once_get_each_schedule_once(archive: Archive) -> None:
    for name in "abc":
        put(archive, name)
    with ThreadPoolExecutor(6) as threads:
        got = list(threads.map(lambda _n: claim(archive), range(6)))
    assert sorted(name for name in got if name) == ["a", "b", "c"]


def test_what_came_due_after_the_beginning_is_left(archive: Archive) -> None:
    put(archive, "a", due=NOW + HOUR)
    assert claim(archive, now=NOW + 2 * HOUR, by=NOW) is None
    assert claim(archive, now=NOW + 2 * HOUR) == "a"


def test_how_it_ended_is_noted_even_when_its_schedule_is_gone(archive: Archive) -> None:
    put(archive, "a")
    with writing(archive.engine) as session:
        note_exit(session, "a", 4)
        note_exit(session, "gone", 0)
    assert [row.last_exit for row in kept(archive)] == [4]


def test_a_portal_without_a_schedule_is_told(archive: Archive) -> None:
    with pytest.raises(NotFound), reading(archive.engine) as session:
        get_schedule(session, "a")


def test_what_is_paused_or_under_way_here_is_not_taken(archive: Archive) -> None:
    put(archive, "paused", due=NOW - HOUR)
    put(archive, "under way", due=NOW - HOUR)
    put(archive, "a")
    with writing(archive.engine) as session:
        get_schedule(session, "paused").paused = True
        assert first_due(session) == NOW - HOUR
        assert first_due(session, but=["under way"]) == NOW
        taken = claim_due(session, NOW, lambda _row: NOW + HOUR, but=["under way"])
        assert taken is not None
        assert taken.portal_id == "a"


def test_what_was_begun_and_never_ended_is_due_again(archive: Archive) -> None:
    for portal_id, code in (("cut", None), ("stopped", 130), ("done", 0), ("failed", 4), ("crawled", None)):
        put(archive, portal_id)
        claim(archive)
        with writing(archive.engine) as session:
            get_schedule(session, portal_id).last_exit = code
    put(archive, "never begun", due=NOW + HOUR)
    with writing(archive.engine) as session:
        assert make_cut_off_due(session, NOW, lambda _id: False) == [], "they have only just begun"
        later = NOW + BEGINNING + timedelta(seconds=1)
        assert make_cut_off_due(session, later, lambda portal_id: portal_id == "crawled") == ["cut", "stopped"]
        assert {row.portal_id for row in schedules(session) if row.next_due == later} == {"cut", "stopped"}
        assert make_cut_off_due(session, later, lambda portal_id: portal_id == "crawled") == []
