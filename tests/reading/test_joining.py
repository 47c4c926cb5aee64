"""Several pages become one article."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.items import Article, Credit, Image, Role, Section
from newsarchive.reading.joining import first_page, in_order, joined

HOST = "https://news.example/2024"


def page(number: int, *paragraphs: str, of: int = 3, **fields: object) -> Article:
    """Return what is read of a page of an article: /a.html, /a_2.html …"""
    urls = [f"{HOST}/a.html", *(f"{HOST}/a_{n}.html" for n in range(2, of + 1))]
    others = tuple(url for n, url in enumerate(urls, start=1) if n != number)
    article = Article(url=urls[number - 1], title="Bridge opens", pages=others)
    return replace(article, sections=(Section(paragraphs=paragraphs),), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("shuffled", "ordered"),
    [
        (["a_10.html", "a_2.html", "a.html"], ["a.html", "a_2.html", "a_10.html"]),
        (["a_1.html", "a.html"], ["a.html", "a_1.html"]),
        (["a-12_2.html", "a-12.html"], ["a-12.html", "a-12_2.html"]),
        (["a.html?page=11", "a.html?page=2", "a.html"], ["a.html", "a.html?page=2", "a.html?page=11"]),
        (["a/page/3/", "a/page/2/"], ["a/page/2/", "a/page/3/"]),
    ],
)
def test_addresses_are_ordered_by_the_number_of_their_page(shuffled: list[str], ordered: list[str]) -> None:
    assert in_order(f"{HOST}/{name}" for name in shuffled) == [f"{HOST}/{name}" for name in ordered]


def test_a_later_page_knows_the_first() -> None:
    assert first_page(page(2, "b")) == f"{HOST}/a.html"
    assert first_page(page(1, "a")) is None
    assert first_page(Article(title="alone", url=f"{HOST}/a-12.html")) is None


def test_each_says_what_it_has_and_what_all_repeat_is_kept_once() -> None:
    intro = "Part of our series on bridges."
    editor, author = (Credit(name=name, role=role, raw=name) for name, role in (("E", Role.EDITOR), ("A", Role.AUTHOR)))
    when = datetime(2024, 3, 5, tzinfo=UTC)
    first = page(1, intro, "One.", credits=(author,), images=(Image(url="p1"),), published=when)
    second = page(2, intro, "Two.", "Two.", images=(Image(url="p1"), Image(url="p2")), tags=("bridge",))
    third = replace(
        page(3), sections=(Section(paragraphs=("Three.",)), Section(heading="After", paragraphs=("Four.",)))
    )
    whole = joined([third, replace(first, credits=(author,)), replace(second, credits=(author, editor))])
    texts = [(section.heading, section.paragraphs) for section in whole.sections]
    assert texts == [(None, (intro, "One.", "Two.", "Two.", "Three.")), ("After", ("Four.",))]
    assert (whole.url, whole.published) == (first.url, when)
    assert [credit.name for credit in whole.credits] == ["A", "E"]
    assert [image.url for image in whole.images] == ["p1", "p2"]
    assert whole.tags == ("bridge",)
    assert whole.pages == (second.url, third.url)
    assert whole.warnings == ()


def test_what_is_missing_is_told_and_another_article_is_left_out() -> None:
    strange = page(3, "Tomatoes.", title="Growing tomatoes")
    whole = joined([page(1, "One."), strange])
    assert [section.paragraphs for section in whole.sections] == [("One.",)]
    assert whole.pages == (f"{HOST}/a_2.html",)
    assert whole.warnings == (f"a further page is missing: {HOST}/a_2.html",)
    with pytest.raises(ValueError, match="no page"):
        joined([])


@settings(max_examples=30)
@given(
    st.permutations(range(1, 6)),
    st.lists(st.text("abc。 ", min_size=1, max_size=9), min_size=5, max_size=5, unique=True),
)
def test_the_order_in_which_pages_come_does_not_matter(order: list[int], texts: list[str]) -> None:
    pages = [page(number, texts[number - 1], of=5) for number in range(1, 6)]
    whole = joined([pages[number - 1] for number in order])
    assert whole.sections == (Section(paragraphs=tuple(texts)),)
    assert joined([whole]).sections == whole.sections
