"""What was typed is read as meant, and never breaks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.query.phrases import phrases, spans
from newsarchive.text.cjk import fold


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("泸县 干警", ["泸县", "干警"]),
        ("瀘縣　ＡＢＣ 泸县", ["泸县", "abc"]),
        ('"county  court" 泸县', ["county court", "泸县"]),
        ("“平安 夜话”后", ["平安 夜话", "后"]),
        ('泸县"大走访"活动', ["泸县", "大走访", "活动"]),
        ('"never closed', ["never closed"]),
        ('"" “ ” " "', []),
        ("", []),
        (None, []),
    ],
)
def test_words_and_quoted_phrases_are_told_apart(words: str | None, wanted: list[str]) -> None:
    assert [phrase.text for phrase in phrases(words)] == wanted


def test_places_are_those_of_the_text_as_it_is_written() -> None:
    text = "ＡＢ㎏在瀘縣，e\u0301t\u00e9 泸县"
    assert [text[first:behind] for first, behind in spans(phrases("泸县 été"), text)] == [
        "瀘縣",
        "e\u0301t\u00e9",
        "泸县",
    ]


@settings(deadline=None, derandomize=True)
@given(words=st.text(), text=st.text())
def test_nothing_that_is_typed_breaks_the_search(words: str, text: str) -> None:
    wanted = phrases(words)
    for phrase in wanted:
        assert phrase.stands_in(phrase.text) or not fold(phrase.text)
        assert isinstance(phrase.is_token, bool)
    assert all(0 <= first < behind <= len(text) for first, behind in spans(wanted, text))


@settings(deadline=None, derandomize=True)
@given(before=st.text("泸县ab ，"), word=st.text("泸县干警", min_size=1, max_size=4), after=st.text("泸县ab ，"))
def test_a_chinese_word_is_found_wherever_it_stands(before: str, word: str, after: str) -> None:
    text = before + word + after
    (phrase,) = phrases(word)
    assert phrase.stands_in(fold(text))
    assert any(first <= len(before) < behind for first, behind in spans((phrase,), text))
