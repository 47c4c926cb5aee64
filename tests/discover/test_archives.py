"""Lists of days are told by their addresses, and nothing else is taken for one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discover.archives import one_day, span_of
from newsarchive.errors import ConfigError
from newsarchive.portals.day_lists import DayList

HOST = "https://www.county.test"


@pytest.mark.parametrize(
    "place",
    [
        "/luxian/2024/03/05/",
        "/html/2024-03/05/node_1.htm",
        "/luxian/20240305/",
        "/luxian/2024-03-05.html",
        "/archive?date=2024-03-05",
        "/archive?rq=20240305&c=7",
        "/archive?year=2024&month=3&day=5",
        "/archive?news_date=2024/3/5",
    ],
)
def test_a_day_is_told(place: str) -> None:
    assert span_of(HOST + place) == one_day(date(2024, 3, 5))


@pytest.mark.parametrize(
    "place", ["/luxian/2024/02/", "/luxian/202402/", "/calendar?month=2024-02", "/a?year=2024&month=2"]
)
def test_a_month_is_told(place: str) -> None:
    assert span_of(HOST + place) == (date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize(
    "place",
    [
        "/luxian/",
        "/luxian/index_2.html",
        "/list/2012-10.html",
        "/list/1812/10/",
        "/luxian/2024/",
        "/luxian/2024/02/30/",
        "/luxian/20240230/",
        "/list.php?id=20240305",
        "/list.php?page=202403",
        "/archive?date=2024-13-05",
        "/zt/2024030512/",
    ],
)
def test_what_is_no_day_is_not(place: str) -> None:
    assert span_of(HOST + place) is None


@given(st.text(alphabet="/0123456789-_?&=.dateymonthr%", max_size=60))
def test_strangers_addresses_say_days_that_are_some_or_none(text: str) -> None:
    span = span_of(f"{HOST}/{text}")
    assert span is None or (span.first <= span.last and span.first.year >= 1990)


RULES = ("/html/%Y-%m/%d/node_1.htm", "/archive?date=%Y-%m-%d", "/%d/%m/%Y/", "/epaper/%Y%m%d/index.html")


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)), st.sampled_from(RULES))
def test_a_rule_reads_what_it_writes(day: date, template: str) -> None:
    rule = DayList(template)
    assert rule.day_of(rule.place(day)) == day


@given(st.text(max_size=60), st.sampled_from(RULES))
def test_a_rule_reads_days_or_none(place: str, template: str) -> None:
    day = DayList(template).day_of(place)
    assert day is None or day.year >= 1900


def test_what_lies_beside_the_list_of_a_day_belongs_to_that_day() -> None:
    rule = DayList(RULES[0])
    assert rule.day_of("/html/2024-03/05/node_17.htm") == date(2024, 3, 5)
    assert rule.day_of("/html/2024-03/node_17.htm") is None


@pytest.mark.parametrize("template", ["/html/node_1.htm", "/html/%Y-%m/", "/%Y/%Y/%m/%d/", "html/%Y%m%d"])
def test_a_rule_without_a_day_is_refused(template: str) -> None:
    with pytest.raises(ConfigError):
        DayList(template)
