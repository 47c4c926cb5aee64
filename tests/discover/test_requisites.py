"""What a page is shown with, by its markup and its styles."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discover.requisites import MOST, requisites_of_page, requisites_of_style

PAGE = """<html><head><base href="/sub/"><link rel="Stylesheet alternate" href="a.css"><link rel=canonical href=no.html>
<link rel="shortcut icon" href="//cdn.example.org/f.ico"><style>@import "b.css"; h1{background:url( 'bg.png' )}</style>
<script src="s.js"></script></head><body background="old.gif"><img src="1.jpg" srcset="2.jpg 2x, 3.jpg 800w">
<div style="background: url(&quot;d.png&quot;)"></div><img src="data:image/gif;base64,R0lG"><a href="next.html">n</a>
<iframe src="frame.html"></iframe><video src="film.mp4" poster="poster.jpg"></video><img src="http://["></body></html>"""


def test_markup_names_what_it_is_shown_with() -> None:
    found = requisites_of_page(PAGE.encode(), "https://example.org/p.html", "text/html; charset=utf-8")
    names = [url.removeprefix("https://example.org/sub/") for url in found]
    assert set(names) == {
        *("a.css", "b.css", "bg.png", "s.js", "old.gif", "1.jpg", "2.jpg", "3.jpg", "d.png", "poster.jpg"),
        "https://cdn.example.org/f.ico",
    }


def test_styles_name_further_ones() -> None:
    style = b"@import url(x.css) screen; @font-face{src:url(\"f.woff2\") format('woff2'),url(data:font/x;base64,AA)}"
    found = requisites_of_style(style, "https://example.org/css/a.css", "text/css")
    assert found == ("https://example.org/css/x.css", "https://example.org/css/f.woff2")


def test_a_page_of_countless_pictures_is_cut_off() -> None:
    page = "".join(f"<img src={n}.gif>" for n in range(5 * MOST)).encode()
    assert len(requisites_of_page(page, "https://example.org/", "text/html")) == MOST


@given(st.binary(max_size=400))
def test_whatever_is_sent_is_read(data: bytes) -> None:
    for read in (requisites_of_page, requisites_of_style):
        assert all(url.startswith("http") for url in read(data, "https://example.org/", None))
