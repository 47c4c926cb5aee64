"""The addresses that a page states."""

from __future__ import annotations

import pytest

from tests.reading.pages import FOUR, ONE, THREE, TWO, page, read

H1 = "<h1>Footbridge to be repaired</h1>"
TEXT = "".join(f"<p>{p}</p>" for p in (ONE, TWO, THREE, FOUR))


@pytest.mark.parametrize(
    "address",
    [
        "http://[broken/a-story-of-the-week.html",
        "https://name：8080<x/a-story-of-the-week.html",
        "http:///a-story-of-the-week.html",
        "mailto:clerk@herald.example",
        "javascript:void(0)",
    ],
)
def test_an_address_that_cannot_be_is_none(address: str) -> None:
    link = f'<p><a href="{address}">Another story of the week, told elsewhere</a></p>'
    assert read(page(f"{H1}<div>{TEXT}</div>{link * 3}")).related == ()


def test_recommendations_are_told_once_and_whole() -> None:
    links = "".join(
        f'<p><a href="{address}">Another story of the week, told elsewhere</a></p>'
        for address in ("/n/1", "https://herald.example/n/2", "/n/1#top", "https://other.example/n/3")
    )
    article = read(page(f"{H1}<div>{TEXT}</div>{links}"))
    assert article.related == ("https://herald.example/n/1", "https://herald.example/n/2")
