"""White space of every kind is one space, and what cannot be seen is gone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.text.whitespace import clean, lines


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("　　春节　期间 \n 泸县\t", "春节 期间 泸县"),
        ("a\u00a0\u00a0b\u2009c", "a b c"),
        ("zu\u00adsam\u00admen\u200bge\ufeffsetzt", "zusammengesetzt"),
        ("\u202aleft\u202c \u2066isolated\u2069", "left isolated"),
        ("\u200b \u00a0", ""),
    ],
)
def test_a_line_is_read_as_a_reader_sees_it(text: str, wanted: str) -> None:
    assert clean(text) == wanted


def test_lines_are_clean_and_never_empty() -> None:
    assert lines("一\r\n\u3000\n 二 \u2028三\x85\x0b四") == ["一", "二", "三", "四"]


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert all(line == clean(line) != "" for line in lines(text))


@given(st.text())
def test_no_letter_is_lost(text: str) -> None:
    letters = [c for c in text if c.isalnum()]
    assert [c for c in clean(text) if c.isalnum()] == letters
    assert [c for c in "".join(lines(text)) if c.isalnum()] == letters
