"""The language files: what they tell can be used."""

from __future__ import annotations

import re
from dataclasses import fields
from zoneinfo import ZoneInfo

import pytest

from newsarchive.text.languages import LANGUAGES, any_of, words
from newsarchive.text.words import Words

PATTERNS = [field.name for field in fields(Words) if field.name not in ("months", "numbers", "zone")]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_languages_patterns_compile_and_none_of_them_matches_nothing_at_all(tag: str) -> None:
    for name in PATTERNS:
        pattern = getattr(LANGUAGES[tag], name)
        assert not pattern or re.compile(pattern, re.IGNORECASE).fullmatch("") is None, name


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_year_has_twelve_months_numbers_go_to_twelve_and_a_zone_exists(tag: str) -> None:
    assert all(len(line.split()) == 12 for line in LANGUAGES[tag].months)
    assert all(len(line.split()) == 11 for line in LANGUAGES[tag].numbers)
    if LANGUAGES[tag].zone:
        ZoneInfo(LANGUAGES[tag].zone)


@pytest.mark.parametrize("name", PATTERNS)
def test_a_field_that_nobody_tells_would_match_everything(name: str) -> None:
    assert any_of(name)
    assert "no" not in words(name) or words(name)["no"] == words(name)["nb"]
