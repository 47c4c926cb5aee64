"""The one door: what `extract` and `explain` promise to a caller who has only a page."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime

import pytest

import newsarchive
from newsarchive.errors import NotFound

PAGE = """<!doctype html><html lang="en"><head><title>Old mill turns again | The Valley Courier</title>
<meta property="og:site_name" content="The Valley Courier">
<meta property="article:published_time" content="2021-03-04T08:30:00Z">
</head><body><nav><a href="/">Home</a> <a href="/news/">News</a></nav>
<article><h1>Old mill turns again</h1><p class="byline">By Ada Quill and Tom Reed</p>
<p>The water wheel at Lower Barrow turned on Tuesday for the first time in sixty years, to the joy of the village.</p>
<h2>Volunteers at work</h2>
<p>Forty neighbours had spent three winters replacing paddles, bearings and most of the timber frame by hand.</p>
<p>The mill opens to visitors in June, and flour from the first grinding will be sold at the market that month.</p>
</article><aside><h3>Related articles</h3><ul><li><a href="/n/2">Bridge repaired</a></li></ul></aside></body></html>"""


def test_a_page_becomes_an_article() -> None:
    article = newsarchive.extract(PAGE.encode(), url="https://courier.example/news/mill.html")
    assert article is not None
    assert article.title == "Old mill turns again"
    assert article.authors == ("Ada Quill", "Tom Reed")
    assert article.published is not None
    assert article.published.isoformat() == "2021-03-04T08:30:00+00:00"
    assert [s.heading for s in article.sections] == [None, "Volunteers at work"]
    assert len(article.paragraphs) == 3
    assert article.encoding == "utf-8"
    assert article.language == "en"
    assert article.canonical_url == "https://courier.example/news/mill.html"


def test_text_reads_as_bytes_do() -> None:
    from_bytes, from_text = newsarchive.extract(PAGE.encode()), newsarchive.extract(PAGE)
    assert from_bytes is not None
    assert from_text is not None
    assert from_text.sections == from_bytes.sections
    assert from_text.encoding is None


def test_what_is_no_article_is_none_and_explained() -> None:
    page = "<html><body>" + "".join(f'<p><a href="/{n}">Headline of story number {n}</a></p>' for n in range(40))
    assert newsarchive.extract(page) is None
    assert newsarchive.explain(page).refusal == "the page is a list of other pages"


def test_explain_names_witnesses_and_marks_the_chosen() -> None:
    witnesses = newsarchive.explain(PAGE.encode()).witnesses
    titles = [w for w in witnesses if w.field == "title"]
    assert {w.origin for w in titles} >= {"h1", "title"}
    assert [w.value for w in titles if w.chosen] == ["Old mill turns again"]
    assert any(w.field == "published" and w.chosen and w.origin == "article:published_time" for w in witnesses)


def test_an_unknown_portal_is_not_found() -> None:
    with pytest.raises(NotFound):
        newsarchive.extract(PAGE, portal="nosuchportal")


def test_a_time_of_fetching_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        newsarchive.extract(PAGE, fetched_at=datetime(2021, 3, 5))  # noqa: DTZ001


def test_extracting_loads_neither_scrapy_nor_twisted() -> None:
    code = (
        "import sys; from newsarchive import extract; assert 'lxml' not in sys.modules, 'import is not cheap';"
        "extract('<p>x</p>'); extract('<p>x</p>', portal='yybnet');"
        "bad = [m for m in sys.modules if m.split('.')[0] in ('scrapy', 'twisted', 'sqlalchemy')]; assert not bad, bad"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
