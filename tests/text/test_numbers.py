"""Numbers as news write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.text.numbers import numbers_in


def values(text: str, language: str | None = None) -> list[str]:
    return [number.value for number in numbers_in(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234 people and 1.234.567 euros", ["1234", "1234567"]),
        ("12.5 per cent, 3,75 Euro", ["12.5", "3.75"]),
        ("全县一百二十人，资金1.2万元", ["120", "12000"]),
        ("二〇一八年二月十三日", ["2018", "2", "13"]),
        ("三千二百万吨，1.5亿元", ["32000000", "150000000"]),
        ("第三届，百分之五", ["3", "5"]),
        ("十分重要，千万不要，一些人，万一", []),
        ("两名群众和十人", ["2", "10"]),
        ("历时八个月，一个人走了三次，四周无人", ["8", "3"]),
        ("为期一个月", ["1"]),
        ("三点五万元", ["35000"]),
        ("８５户", ["85"]),
        ("Room 12b, COVID-19", ["12", "19"]),
    ],
)
def test_numbers_have_one_form(text: str, expected: list[str]) -> None:
    assert values(text) == expected


def test_numbers_in_words_are_those_of_the_language() -> None:
    assert values("Three killed, twelve hurt", "en") == ["3", "12"]
    assert values("Drei Tote, zwölf Verletzte", "de-AT") == ["3", "12"]
    assert values("Three killed", "de") == []


@given(st.text(alphabet="0123456789.,' 零一二两三十百千万亿点第分之人abc", max_size=40))
def test_any_text_can_be_asked(text: str) -> None:
    for number in numbers_in(text):
        assert 0 <= number.start < number.end <= len(text)
        assert number.value


def test_numbers_of_any_length_are_compared_as_written() -> None:
    assert values("9" * 100_000) == ["9" * 100_000]
