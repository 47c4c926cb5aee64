"""What is searched for is found where it stands, and nowhere else."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.query.phrases import Phrase, spans
from newsarchive.text.cjk import fold


def test_places_are_those_of_the_text_as_it_is_written() -> None:
    text = "ＡＢ㎏在瀘縣，e\u0301t\u00e9 泸县"
    assert [text[first:behind] for first, behind in spans([Phrase("泸县"), Phrase("été")], text)] == [
        "瀘縣",
        "e\u0301t\u00e9",
        "泸县",
    ]


def test_the_beginning_of_a_word_is_found_in_longer_ones() -> None:
    assert Phrase("count", begins=True).stands_in("the county court")
    assert not Phrase("count").stands_in("the county court")
    assert not Phrase("ounty", begins=True).stands_in("the county court")
    assert spans([Phrase("count", begins=True)], "The County") == [(4, 9)]


@settings(deadline=None, derandomize=True)
@given(before=st.text("泸县ab ，"), word=st.text("泸县干警", min_size=1, max_size=4), after=st.text("泸县ab ，"))
def test_a_chinese_word_is_found_wherever_it_stands(before: str, word: str, after: str) -> None:
    text = before + word + after
    assert Phrase(word).stands_in(fold(text))
    assert any(first <= len(before) < behind for first, behind in spans([Phrase(word)], text))
