"""What departs from the usual is noticed and nothing else is, on portals made at random; figures: benchmarks.drift."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.drift.__main__ import Watch, noticed, quiet
from benchmarks.drift.portals import REDESIGNS, Portal
from newsarchive.dedupe.drift import Sign, Stat, departs, find_departure, learn, log_tail, typical
from newsarchive.dedupe.observed import FIELDS, Bins, Marks, Page, marks_of, observed
from newsarchive.items import Article, Credit, Role, Section

NOON = datetime(2018, 2, 14, 12, tzinfo=UTC)
SMALL, SEVERAL = 1, 7
"""Portals of eight articles a day in two channels, and of fifteen in three."""


@pytest.fixture(scope="module", params=[SMALL, SEVERAL])
def life(request: pytest.FixtureRequest) -> tuple[Portal, Watch]:
    portal, watch, alarms, _ = quiet(request.param, 8)
    assert alarms == []
    return portal, watch


@pytest.mark.parametrize("name", [name for name in REDESIGNS if name != "day and month changed round"])
def test_a_redesign_is_noticed_after_some_pages(life: tuple[Portal, Watch], name: str) -> None:
    pages, runs, left, found = noticed(*deepcopy(life), REDESIGNS[name])
    assert found is not None
    assert (pages <= 40, runs <= 5, left <= 8) == (True, True, True), (pages, runs, left, found.words)


def test_an_older_stretch_of_the_lists_is_no_departure(life: tuple[Portal, Watch]) -> None:
    portal, watch = deepcopy(life)
    pages = list(portal._channel_by_channel(60, oldest=timedelta(days=900), newest=timedelta(days=100)))
    assert not any(watch.note(page) for page in pages)


STORY, NOTICE = {"article": 1, "body": 9, "list": 1}, {"article": 1, "body": 1, "list": 2}


def test_what_came_in_clumps_is_no_departure_when_it_does_again() -> None:
    usual: dict[str, Stat] = {}
    for stretch in ([STORY] * 8,) * 9 + ([NOTICE] * 8,) + ([STORY] * 8,) * 9:
        learn(usual, stretch)
    assert find_departure(usual, [STORY] * 8 + [NOTICE] * 16) is None


def test_one_list_alone_is_no_departure_where_there_are_several() -> None:
    usual: dict[str, Stat] = {}
    for _ in range(20):
        learn(usual, [STORY] * 8)
    assert find_departure(usual, [STORY] * 8 + [NOTICE] * 10) is None
    found = find_departure(usual, [STORY] * 8 + [STORY | {"body": 1}] * 10)
    assert found is not None
    assert found.since == 8
    assert "body: no more than" in found.words


def test_nothing_is_said_without_a_past() -> None:
    assert find_departure({}, [{"article": 1}] * 20 + [{"article": 0}] * 9) is None
    assert find_departure({}, [{"article": 1}] * 120 + [{"article": 0}] * 14) is not None


def test_a_field_that_cannot_be_told_counts_as_departing() -> None:
    sign = Sign(field="body", bound=2, above=False, pages=8, beyond=8, usual=0.0)
    assert [departs(seen, [sign]) for seen in ({"body": 2}, {"body": 3}, {})] == [True, False, True]
    assert not sign.is_seen({})


@given(st.integers(1, 30), st.floats(0.001, 0.999), st.floats(0.05, 0.9))
def test_tails_of_the_distribution_grow_with_what_they_hold(pages: int, share: float, clumped: float) -> None:
    tails = [log_tail(beyond, pages, share, clumped) for beyond in range(pages + 1)]
    assert abs(tails[0]) < 1e-6, "all of it"
    assert tails == sorted(tails, reverse=True)


bins = st.fixed_dictionaries({}, optional={name: st.integers(0, len(told.bounds)) for name, told in FIELDS.items()})


@given(st.lists(st.lists(bins, min_size=1, max_size=8), max_size=6), st.lists(bins, max_size=40))
def test_any_past_and_any_pages_are_judged(past: list[list[Bins]], pages: list[Bins]) -> None:
    usual: dict[str, Stat] = {}
    for stretch in past:
        learn(usual, stretch)
    found = find_departure(usual, pages) if pages else None
    if found is not None:
        assert 0 <= found.since < len(pages)
        assert departs(pages[-1], found.signs)
        assert found.words
    for name, stat in usual.items():
        assert typical(name, stat) or not stat.pages


def article(title: str = "题目", text: str = "县里的水库今年头一回蓄满，沿河三个村子不再为用水发愁。") -> Article:
    by = (Credit(name="杜鹏", role=Role.REPORTER),)
    return Article(title=title, sections=(Section(paragraphs=(text,)),), credits=by, published=NOON)


def seen(read: Article | None, others: list[Marks], shown: date | None = None) -> Bins:
    return observed(Page(article=read, fetched_at=NOON + timedelta(minutes=2), shown=shown), others)


def test_what_is_looked_at_of_a_page() -> None:
    others = [marks_of(article("另一题"), ())]
    page = seen(article(), others, date(2018, 2, 10))
    assert {name: page[name] for name in ("article", "published", "source", "credits", "same_title")} == {
        "article": 1,
        "published": 1,
        "source": 0,
        "credits": 1,
        "same_title": 0,
    }
    assert FIELDS["lag"].bounds[page["lag"]] == 3, "published two minutes before"
    assert page["other_day"] == 1
    assert seen(None, others) == {"article": 0, "list": 0}
