"""What a page calls its address is believed where it leads to a page that can be the same, and nowhere else."""

from __future__ import annotations

import time

import pytest

from newsarchive import extract
from newsarchive.reading.addresses import is_like
from tests.ingest.foreign import story
from tests.portals.test_addresses import OWN, portal

SMALL = portal(article_url=r"^/(?:news|county)/(?P<year>\d{4})/[\w-]+(?:\.html)?$")


def stated(own: str, canonical: str, *, by_portal: bool, title: str = "县里修了一条新路") -> str | None:
    link = f'<link rel="canonical" href="{canonical}">'.encode()
    page = story("一条路", title=title).replace(b"</head>", link + b"</head>")
    article = extract(page, url=own, portal=SMALL if by_portal else None)
    assert article is not None
    return article.canonical_url


@pytest.mark.parametrize("by_portal", [True, False])
@pytest.mark.parametrize(
    ("own", "canonical", "believed"),
    [
        (OWN, "/county/2018/7713943.html", True),
        ("https://www.example.org/county/2018/7713943.html", OWN, True),
        (OWN, "https://www.example.org/", False),
        (OWN, "https://www.example.org/news/", False),
        (OWN, "https://www.example.org/news/2018/7713944.html", False),
        (OWN, "https://other.example/news/2018/7713943.html", False),
        (OWN, "https://www.example.org:port/news/2018/7713943.html", False),
        ("https://www.example.org/news/2018/12.html", "https://www.example.org/county/2018/12.html", False),
        (f"{OWN}?page=2", "/county/2018/7713943.html", False),
    ],
)
def test_it_is_believed_where_it_leads_to_a_like_page(
    own: str, canonical: str, *, believed: bool, by_portal: bool
) -> None:
    told = stated(own, canonical, by_portal=by_portal)
    if believed:
        assert told == "https://www.example.org/" + canonical.removeprefix("https://www.example.org").lstrip("/")
    else:
        assert told == (SMALL.canonical(own) if by_portal else own)


def test_an_address_of_any_length_is_looked_at_in_time() -> None:
    started = time.process_time()
    for tail in ("-amp" * 100_000 + "x", "/amp" * 100_000, ".html" * 100_000, "a-" * 200_000):
        assert stated(OWN, f"/county/2018/7713943{tail}", by_portal=True) == OWN
    assert time.process_time() - started < 5


def test_by_the_portals_rule_it_must_be_an_article_of_the_same_day() -> None:
    for other in ("/other/2018/7713943.html", "/county/2017/7713943.html"):
        assert stated(OWN, other, by_portal=True) == OWN


@pytest.mark.parametrize(
    ("own", "other", "title", "like"),
    [
        ("/amp/news/old-mill-turns", "/news/old-mill-turns", "", True),
        ("/news/old-mill-turns/amp/", "/news/old-mill-turns/", "", True),
        ("/news/old-mill-turns.amp.html", "/news/old-mill-turns.html", "", True),
        ("/print/4711.html", "/news/4711", "", True),
        ("/", "/2018/02/old-mill-turns-again/", "Old mill turns again", True),
        ("/article.php", "/2018/02/old-mill-turns-again/", "Old mill turns again", True),
        ("/article.php", "/2018/02/old-mill-turns-again/", "New bridge opens", False),
        ("/", "/", "", True),
        ("/news/a.html", "/", "", False),
        ("/news/a.html", "/index.html", "", False),
        ("/news/12.html", "/sport/12.html", "", False),
        ("/news/12.html", "/news/12/", "", True),
        ("/news/4711_2.html", "/news/4711.html", "", False),
    ],
)
def test_like_addresses(own: str, other: str, title: str, *, like: bool) -> None:
    assert is_like(own, other, title) is like
