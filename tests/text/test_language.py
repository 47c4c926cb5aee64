"""The language of a text: by its script, else as declared, else by its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.text.language import detect

SIMPLIFIED = "春节期间，泸县公安局的干警们坚守岗位，为群众过节保驾护航。"
TRADITIONAL = "春節期間，瀘縣公安局的幹警們堅守崗位，為群眾過節保駕護航，這是來自現場的報導。"
JAPANESE = "市は十三日、新しい図書館の建設計画を発表した。来年の春に完成する見通しだ。"
KOREAN = "시는 내년 봄까지 새 도서관을 짓기로 했다고 13일 밝혔다."
ENGLISH = "The county council said on Thursday that the new library would open before the end of next year. " * 2
GERMAN = (
    "Der Gemeinderat hat am Donnerstag beschlossen, dass die neue Bücherei noch im nächsten Jahr öffnet. Die Kosten "
    "trägt zur Hälfte das Land, den Rest zahlt die Stadt aus ihren Rücklagen. Nicht alle waren damit zufrieden: Eine "
    "Anwohnerin fragte, warum der Spielplatz dafür weichen müsse, und bekam darauf keine Antwort."
)
FRENCH = (
    "Le conseil municipal a décidé jeudi que la nouvelle bibliothèque ouvrirait avant la fin de l’année prochaine. Les "
    "travaux seront payés pour moitié par la région, et la ville prendra le reste à sa charge. Une habitante du "
    "quartier a demandé pourquoi il fallait supprimer les jeux des enfants, mais personne ne lui a répondu."
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (SIMPLIFIED, "zh"),
        (TRADITIONAL, "zh-Hant"),
        (JAPANESE, "ja"),
        (KOREAN, "ko"),
        (ENGLISH, "en"),
        (GERMAN, "de"),
        (FRENCH, "fr"),
    ],
)
def test_a_language_is_known_without_a_declaration(text: str, wanted: str) -> None:
    assert detect(text) == wanted


@pytest.mark.parametrize("declared", ["en", "ja", "zh-TW", "zh_CN", "garbage!"])
def test_a_script_wins_over_a_wrong_declaration(declared: str) -> None:
    assert detect(SIMPLIFIED, declared) == "zh"


def test_a_chinese_declaration_of_an_english_text_is_not_believed() -> None:
    assert detect(ENGLISH, "zh-CN") == "en"


def test_a_declaration_is_believed_where_nothing_speaks_against_it() -> None:
    assert detect("Olá", "pt_BR") == "pt-BR"
    assert detect("", "de") == "de"


def test_where_nothing_is_known_nothing_is_said() -> None:
    assert detect("") is None
    assert detect("123 …", None) is None
    assert detect("abc") is None


@given(st.text(), st.one_of(st.none(), st.text(max_size=12)))
def test_no_text_makes_it_fail(text: str, declared: str | None) -> None:
    found = detect(text, declared)
    assert found is None or found


@pytest.mark.parametrize(
    ("declared", "wanted"), [("es_es", "es-ES"), ("EN-us", "en-US"), ("sr-latn-rs", "sr-Latn-RS"), ("de", "de")]
)
def test_a_declared_tag_is_told_in_the_case_that_the_standard_recommends(declared: str, wanted: str) -> None:
    assert detect("", declared) == wanted
