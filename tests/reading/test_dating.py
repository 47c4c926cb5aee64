"""When an article was published: which of a page's many dates."""

from __future__ import annotations

import json

import pytest

from tests.reading.pages import ONE, TWO, page, read

BODY = f"<div><p>{ONE}</p><p>{TWO}</p></div>"
H1 = "<h1>Footbridge to be repaired</h1>"


def published(html: str, url: str = "https://herald.example/local/footbridge.html") -> str | None:
    moment = read(html, url).published
    return moment.isoformat() if moment else None


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2020-05-06T07:08:09+02:00">',
        '<meta itemprop="datePublished" content="2020-05-06T07:08:09+02:00">',
        '<script type="application/ld+json">'
        + json.dumps({"@type": "NewsArticle", "datePublished": "2020-05-06T07:08:09+02:00"})
        + "</script>",
        '<script type="application/ld+json">'
        + json.dumps(
            {
                "@graph": [
                    {"@type": "WebPage"},
                    {"@type": ["ReportageNewsArticle"], "datePublished": "2020-05-06T07:08:09+02:00"},
                ]
            }
        )
        + "</script>",
    ],
)
def test_what_the_page_states_for_machines(head: str) -> None:
    assert published(page(H1 + BODY, head=head)) == "2020-05-06T07:08:09+02:00"


def test_the_date_under_the_headline_is_read() -> None:
    assert published(page(f"{H1}<p>May 6, 2020</p>{BODY}")) == "2020-05-06T00:00:00+00:00"


def test_a_date_of_the_last_change_is_not_that_of_publication() -> None:
    html = page(f"{H1}<p>Updated: May 9, 2020</p><p>Published: May 6, 2020</p>{BODY}")
    assert published(html) == "2020-05-06T00:00:00+00:00"


def test_the_clock_at_the_top_of_the_page_is_not_the_articles() -> None:
    html = page(f"<div>Today is June 1, 2023</div>{'<p><a href=/x>menu</a></p>' * 8}{H1}<p>May 6, 2020</p>{BODY}")
    assert published(html) == "2020-05-06T00:00:00+00:00"


def test_the_address_tells_the_day_where_nothing_else_does() -> None:
    assert (
        published(page(H1 + BODY), "https://herald.example/2020/05/06/footbridge.html") == "2020-05-06T00:00:00+00:00"
    )


def test_a_moment_in_utc_is_told_on_the_clock_that_readers_see() -> None:
    head = '<meta property="article:published_time" content="2020-05-07T01:30:00Z">'
    article = read(page(f"{H1}<p>May 6, 2020, 8:30 pm</p>{BODY}", head=head))
    assert article.published is not None
    assert article.published.isoformat() == "2020-05-06T20:30:00-05:00"


def test_a_page_without_a_date_has_none() -> None:
    assert published(page(H1 + BODY)) is None
