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
from newsarchive.store.schedules import claim_due, note_exit, put_schedule, remove_schedule, schedules

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


def test_a_removed_schedule_is_gone_and_cannot_be_removed_again(archive: Archive) -> None:
    put(archive, "a")
    with writing(archive.engine) as session:
        remove_schedule(session, "a")
    assert not kept(archive)
    with pytest.raises(NotFound), writing(archive.engine) as session:
        remove_schedule(session, "a")
