"""Lines for a terminal: as wide as they may be, with signs where Chinese typesetting wants them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from newsarchive.cli.wrapping import wrap


def test_chinese_is_broken_anywhere_and_words_are_kept() -> None:
    assert list(wrap("泸县干警走访百个村落", 10)) == ["泸县干警走", "访百个村落"]
    assert list(wrap("the county court sat", 10)) == ["the county", "court sat"]
    assert list(wrap("泸县abc干警", 8)) == ["泸县abc", "干警"]


def test_no_line_begins_with_a_closing_sign_or_ends_with_an_opening_one() -> None:
    assert list(wrap("泸县干警走。访去《百个》村", 10)) == ["泸县干警", "走。访去", "《百个》村"]


def test_a_long_address_is_cut() -> None:
    assert list(wrap("a" * 25, 10)) == ["a" * 10, "a" * 10, "a" * 5]


@settings(deadline=None, derandomize=True)
@given(text=st.text(st.sampled_from("泸县干警，。“”abc 1é\u3000"), max_size=80), width=st.integers(8, 40))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    lines = list(wrap(text, width))
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(0 < cell_len(line) <= width for line in lines)
