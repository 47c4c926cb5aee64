"""Pages made to hurt: nothing raises, nothing takes long, and what is left out is told."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import newsarchive
from tests.reading.pages import ONE, TWO

PARAGRAPHS = f"<p>{ONE}</p><p>{TWO}</p>"

ATTRIBUTES = " ".join(f"a{n}=1" for n in range(200_000))
HOSTILE = {
    "20,000 paragraphs": f"<h1>Title of it all</h1><article>{PARAGRAPHS * 10_000}</article>",
    "a text of 5 MB": f"<h1>Title of it all</h1><p>{'word and word. ' * 330_000}</p>",
    "300 levels": f"<h1>Title of it all</h1>{'<div>' * 300}{PARAGRAPHS}",
    "50,000 levels": f"<h1>Title of it all</h1>{'<div>' * 50_000}{PARAGRAPHS}",
    "20,000 open bold tags": f"<h1>Title of it all</h1>{'<b>' * 20_000}{PARAGRAPHS}",
    "a tag of 200,000 attributes": f"<h1>Title</h1><div {ATTRIBUTES}>{PARAGRAPHS}</div>",
    "a title of 20,000 separators": f"<title>{' - a' * 20_000}</title>{PARAGRAPHS}",
    "JSON nested 100,000 deep": f"<script type='application/ld+json'>{'[' * 100_000}</script>{PARAGRAPHS}",
    "20,000 authors": f"{'<meta name=author content=&quot;By A B&quot;>' * 20_000}{PARAGRAPHS}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_read_in_time(name: str) -> None:
    began = time.perf_counter()
    article = newsarchive.extract(HOSTILE[name])
    assert time.perf_counter() - began < 5
    assert article is not None
    if "5 MB" not in name:
        assert article.paragraphs[:2] == (ONE, TWO)


@pytest.mark.parametrize("name", ["50,000 levels", "20,000 open bold tags", "a tag of 200,000 attributes"])
def test_what_had_to_be_left_out_is_warned_of(name: str) -> None:
    article = newsarchive.extract(HOSTILE[name])
    assert article is not None
    assert article.warnings


PIECES = [
    *("<p>", "</p>", "<div>", "</div>", "<br>", "<h1>", "</h1>", "<h2>", "<b>", "</b>", "<table><tr><td>"),
    *("<!--", "-->", "</a>", "</script>", "<ul><li>", "<title>"),
    *("<div class='related'>", "<a href='//['>", "<img src='http://[x'>", "<figure>", "<meta name=author content='"),
    *("<script type='application/ld+json'>{", ONE, TWO, "来源：某报 2018-13-45 99:99", "（记者 张三", "新闻推荐"),
    *("> >", "\0", "\ud800", "&#0;"),
]
MARKUP = st.lists(
    st.sampled_from(PIECES)
    | st.text(max_size=12),
    max_size=60,
).map("".join)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(MARKUP, st.sampled_from(["https://herald.example/2018/02/13/a.html", "http://[", "", "no address"]))
def test_no_page_raises(html: str, url: str) -> None:
    newsarchive.explain(html, url=url)
    newsarchive.explain(html.encode("utf-8", "surrogatepass"), url=url, portal="yybnet")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    newsarchive.explain(data, content_type="text/html; charset=gb2312")
