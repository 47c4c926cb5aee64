"""Tokens: every text that contains what is asked for has the tokens that are asked for."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.text.cjk import fold, query_tokens, tokens

CHINESE = st.text("泸县干警州市瀘縣𠮷々ーア한국", max_size=8)
MIXED = st.text("泸县干瀘縣aB1é_ 　,。\"'*\0Ａ㎏ｱﾞ", max_size=20)


def test_a_run_of_characters_is_cut_into_bigrams_with_the_last_alone() -> None:
    assert tokens("泸县干警") == ["泸县", "县干", "干警", "警"]
    assert tokens("泸") == ["泸"]


def test_other_scripts_are_cut_into_words() -> None:
    assert tokens("The County Court, 2018-02") == ["the", "county", "court", "2018", "02"]
    assert tokens("5G网络App") == ["5g", "网络", "络", "app"]


def test_traditional_wide_and_upper_case_writing_is_folded() -> None:
    assert fold("瀘縣　ＡＢＣ") == fold("泸县 abc")
    assert fold("Straße") == fold("STRASSE")


def test_one_character_is_asked_for_as_the_beginning_of_a_token() -> None:
    assert query_tokens("泸") == ["泸*"]
    assert query_tokens("泸县") == ["泸县"]
    assert query_tokens("泸县干警") == ["泸县", "县干", "干警"]
    assert query_tokens("，。") == []


@settings(deadline=None, derandomize=True)
@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(deadline=None, derandomize=True)
@given(st.text())
def test_folding_agrees_with_unicode_where_nothing_is_chinese(text: str) -> None:
    if fold(text).isascii():
        assert fold(text) == unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


@settings(deadline=None, derandomize=True)
@given(before=MIXED, wanted=CHINESE, after=MIXED)
def test_a_text_that_contains_a_chinese_word_has_its_tokens(before: str, wanted: str, after: str) -> None:
    there = tokens(before + " " + wanted + " " + after)
    for token in query_tokens(wanted):
        assert any(t.startswith(token[:-1]) for t in there) if token.endswith("*") else token in there
    there = tokens("泸" + wanted + "县")
    for token in query_tokens(wanted):
        assert any(t.startswith(token[:-1]) for t in there) if token.endswith("*") else token in there
