"""Captures taken back out of articles leave what the other captures alone would have made; on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from newsarchive.query.counting import count
from newsarchive.query.filters import Filters
from newsarchive.store.archive import Archive
from newsarchive.store.models import Capture, Link
from newsarchive.store.unfiling import TakenBack, take_back
from tests.store.test_versions import HOME, TEXTS, Shown, captures, file_all, told

some = st.lists(captures, min_size=1, max_size=8, unique=True).flatmap(
    lambda filed: st.tuples(st.just(filed), st.sets(st.integers(0, len(filed) - 1)))
)


def said(session: Session) -> list[dict[str, Any]]:
    """Return what the archive means, without links, which stay, and without when an article was seen."""
    words = [f"第{sign}种说法" for sign in "甲乙丙"]
    found = [{"found": [count(session, Filters(words=word)) for word in words]}]
    return found + [
        one for one in told(session) if one.get("thing") != "link" and not isinstance(one.get("article"), tuple)
    ]


def compare(archive: Archive, shown: list[Shown], taken: set[int]) -> None:
    results = []
    for kept in (shown, [one for place, one in enumerate(shown) if place not in taken]):
        with Session(archive.engine) as session:
            file_all(session, kept)
            if kept is shown:
                take(session, shown, taken)
            session.flush()
            results.append(said(session))
            session.rollback()
    assert results[0] == results[1]


def take(session: Session, shown: list[Shown], taken: set[int]) -> None:
    rows = {row.offset: row for row in session.scalars(select(Capture))}
    pages = {row.id: shown[place].read for place, row in rows.items()}
    for place in sorted(taken, reverse=True):
        found = take_back(session, rows[place].id, lambda _, key: pages[key])
        assert found == TakenBack(HOME + shown[place].path)
        assert take_back(session, rows[place].id, lambda _, key: pages[key]) is None, "it shows nothing any more"
    assert session.scalars(select(Link)).all(), "links stay"


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some)
def test_taking_back_is_as_if_it_had_never_come(archive: Archive, some: tuple[list[Shown], set[int]]) -> None:
    compare(archive, *some)


@pytest.mark.proof
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some)
def test_many_are_taken_back(archive: Archive, some: tuple[list[Shown], set[int]]) -> None:
    compare(archive, *some)


def test_a_version_that_came_between_goes_and_its_neighbours_are_one(archive: Archive) -> None:
    assert len(TEXTS) == 3
    compare(archive, [Shown("/a.html", minute, text, 0) for minute, text in ((1, 0), (2, 1), (3, 0))], {1})
    compare(archive, [Shown("/a.html", minute, text, 0) for minute, text in ((1, 0), (2, 1))], {1})
