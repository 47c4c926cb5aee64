"""Bytes are read in the encoding that they are written in, whatever the page says of itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.text.charset import decode

CHINESE = "<p>泸县公安局干警春节坚守岗位，群众安全有保障。本报记者采访了值班民警。</p>"
GERMAN = "<p>Die Straße nach Übersee wird größer, sagte der Bürgermeister am Donnerstag.</p>"
FRENCH = "<p>L’été dernier, la mairie a décidé que l’école serait rénovée… « enfin »</p>"


def meta(name: str) -> str:
    return f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={name}"></head>'


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk", "big5", "euc-kr", "shift_jis", "euc-jp"])
def test_what_a_page_declares_is_believed_where_its_bytes_agree(encoding: str) -> None:
    text = {"big5": "瀘縣公安局", "euc-kr": "뉴스 기자", "shift_jis": "新聞記事です", "euc-jp": "新聞記事です"}.get(
        encoding, CHINESE
    )
    for page in (
        meta(encoding) + text,
        f'<?xml version="1.0" encoding="{encoding}"?>{text}',
        f"<meta charset='{encoding}'>{text}",
    ):
        decoded = decode(page.encode(encoding))
        assert decoded.text == page
        assert decoded.warnings == ()
    assert decode(text.encode(encoding), f"text/html; charset={encoding}").text == text


def test_gb2312_is_widened_to_gb18030() -> None:
    page = meta("gb2312") + "朱镕基在泸县，€100，㐀"
    decoded = decode(page.encode("gb18030"))
    assert decoded.text == page
    assert decoded.encoding == "gb18030"


def test_latin_1_is_widened_to_windows_1252() -> None:
    page = meta("ISO-8859-1") + FRENCH
    assert decode(page.encode("cp1252")).text == page


def test_valid_utf_8_wins_over_a_wrong_declaration() -> None:
    page = meta("gb2312") + CHINESE
    decoded = decode(page.encode(), "text/html; charset=iso-8859-1")
    assert (decoded.text, decoded.encoding) == (page, "utf-8")


def test_the_page_is_believed_where_the_header_is_wrong() -> None:
    page = meta("gbk") + CHINESE
    assert decode(page.encode("gbk"), "text/html; charset=utf-8").text == page


@pytest.mark.parametrize(
    ("encoding", "text"), [("iso-2022-jp", "新聞記事です"), ("hz", "泸县公安局"), ("iso-2022-kr", "뉴스")]
)
def test_a_declared_stateful_encoding_wins_over_the_ascii_that_it_looks_like(encoding: str, text: str) -> None:
    page = f'<meta charset="{encoding}">{text}'
    assert decode(page.encode(encoding)).text.endswith(text)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_wins(encoding: str) -> None:
    page = meta("gb2312") + CHINESE
    assert decode(page.encode(encoding)).text == page


@pytest.mark.parametrize(
    ("encoding", "text"), [("gb18030", CHINESE * 8), ("cp1251", "<p>Сегодня в городе открыли новую школу</p>" * 8)]
)
def test_an_undeclared_encoding_is_found(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)).text == text


def test_bytes_of_no_encoding_are_replaced_and_warned_of() -> None:
    decoded = decode(CHINESE.encode() + b"\xff\xfe\xff" + CHINESE.encode())
    assert decoded.text.startswith(CHINESE)
    assert len(decoded.warnings) == 1


def test_nul_characters_are_replaced_and_warned_of() -> None:
    decoded = decode(b"a\0b")
    assert decoded.text == "a\ufffdb"
    assert len(decoded.warnings) == 1


@pytest.mark.parametrize("name", ["base64", "rot13", "no-such-thing", "utf-16", "idna", "undefined", "unicode_escape"])
def test_a_declaration_that_is_no_encoding_of_pages_is_passed_over(name: str) -> None:
    page = f'<meta charset="{name}">{GERMAN}'
    assert decode(page.encode()).text == page
    assert decode(page.encode("cp1252"))


@given(
    st.binary(max_size=400),
    st.one_of(st.none(), st.text(max_size=30), st.sampled_from(["text/html; charset=hz", "charset=utf-7"])),
)
def test_no_bytes_make_it_fail(data: bytes, content_type: str | None) -> None:
    decoded = decode(data, content_type)
    assert "\0" not in decoded.text
    decoded.text.encode("utf-8")  # no lone surrogate


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0\ufeff")))
def test_utf_8_is_read_as_it_was_written(text: str) -> None:
    assert decode(text.encode()).text == text
