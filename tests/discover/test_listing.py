"""A list page's links: addresses, texts, order, and what strangers' markup may do."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discover.listing import MOST_LINKS, read_listing
from newsarchive.items import LinkKind
from tests.discover.listings import HOME, PAGE, STAND_IN, address_of, kind_of, only, read

PIECES = re.split(
    r"\|",
    "<a href='|/a/1.html|'>|</a>|<ul>|<li>|</div>|<base href=|http://[|//|<br>|<table>|<td>|<!--|-->|<select>|%|#"
    "|<option value=|<time datetime=|<script>|2018-02-30|&#0;|&gt;|\x00|\ud800|下一页|data:|?page=2|<![CDATA[| > ",
)
MARKUP = st.lists(st.sampled_from(PIECES)).map("".join)


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("201802/1.html", f"{PAGE}201802/1.html"),
        ("/luzhou/hejiang/", f"{HOME}/luzhou/hejiang/"),
        ("../hejiang/", f"{HOME}/luzhou/hejiang/"),
        ("//m.county.test/luzhou/luxian/201802/1.html", "https://m.county.test/luzhou/luxian/201802/1.html"),
        (" \n/luzhou/lux\tian/ ", PAGE),
        ("\\luzhou\\hejiang\\?a=\\", f"{HOME}/luzhou/hejiang/?a=\\"),
        ("201802/1.html#pinglun", f"{PAGE}201802/1.html"),
        ("/search?q=1&amp;p=2", f"{HOME}/search?q=1&p=2"),
    ],
)
def test_an_address_is_made_absolute_as_a_browser_does_it(href: str, url: str) -> None:
    assert only(f'<a href="{href}">甲</a>').url == url


@pytest.mark.parametrize(
    "href",
    ["", "#top", "javascript:void(0)", "JavaScript:go(2)", "mailto:a@b.c", "data:text/html,x", "tel:1", "http://["],
)
def test_what_leads_to_no_page_is_no_link(href: str) -> None:
    assert read(f'<a href="{href}">甲</a>').links == ()


def test_relative_addresses_follow_the_base_that_the_page_names() -> None:
    page = '<html><head><base href="/luzhou/hejiang/"></head><body><a href="201802/1.html">甲</a></body></html>'
    (link,) = read_listing(page, PAGE, kind_of=kind_of).links
    assert link.url == f"{HOME}/luzhou/hejiang/201802/1.html"


def test_a_stand_in_host_is_mapped_before_anything_is_asked_of_the_address() -> None:
    link = only('<a href="201802/1.html">甲</a>', f"{STAND_IN}/luzhou/luxian/")
    assert (link.url, link.kind) == (f"{PAGE}201802/1.html", LinkKind.ARTICLE)


def test_each_address_stands_once_at_its_first_place_with_its_first_text() -> None:
    links = read(
        '<a href="201802/1.html"><img src="a.jpg"></a><a href="201802/2.html">乙</a>'
        '<a href="201802/1.html">甲</a><a href="201802/1.html">详细</a>'
    ).links
    assert [(link.position, link.url.rpartition("/")[2], link.text) for link in links] == [
        (0, "1.html", "甲"),
        (1, "2.html", "乙"),
    ]


@pytest.mark.parametrize(
    ("anchor", "text"),
    [
        ('<a href="/a/">　甲\n 乙 </a>', "甲 乙"),
        ('<a href="/a/" title="全题">短题…</a>', "短题…"),
        ('<a href="/a/" title="全题"><img alt="图"></a>', "全题"),
        ('<a href="/a/"><img src="x.png" alt="图"></a>', "图"),
        ('<a href="/a/">甲<span>2018-02-13</span></a>', "甲"),
    ],
)
def test_a_link_has_the_text_that_the_list_shows_for_it(anchor: str, text: str) -> None:
    assert only(anchor).text == text


def test_kinds_are_those_of_the_portals_rules() -> None:
    links = read('<a href="201802/1.html">a</a><a href="/luzhou/">b</a><a href="http://elsewhere.test/">c</a>').links
    assert [link.kind for link in links] == [LinkKind.ARTICLE, LinkKind.LISTING, LinkKind.OTHER]


def test_the_title_is_read_and_missing_ones_are_none() -> None:
    assert read_listing("<title> 泸县\n新闻 </title><p>x", PAGE, kind_of=kind_of).title == "泸县 新闻"
    assert read("<p>x</p>").title is None


def test_gb2312_bytes_are_read_by_their_declaration() -> None:
    page = '<meta charset="gb2312"><title>合江新闻</title><a href="/luzhou/hejiang/">合江</a>'.encode("gb2312")
    listing = read_listing(page, PAGE, kind_of=kind_of, content_type="text/html")
    assert (listing.title, listing.links[0].text) == ("合江新闻", "合江")


def test_a_page_with_very_many_links_is_cut_off() -> None:
    body = "".join(f'<li><a href="/x/{n}/">{n}</a> 2018-02-13</li>' for n in range(MOST_LINKS + 50))
    assert len(read(f"<ul>{body}</ul>").links) == MOST_LINKS


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 20_000 + '<a href="/a/">x</a>',
        '<a href="/a/">x</a>' * 20_000,
        "<span>x</span>" * 50_000 + "".join(f'<a href="{n}/">x</a>' for n in range(4_000)),
        "".join(f'<b><a href="{n}/">2</a></b>' for n in range(4_000)),
        "<div>" * 200 + "".join(f'<a href="201802/{n}.html">x</a> 1-1 ' for n in range(4_000)),
        f'<a href="/{"1-" * 2_000}x">2</a>' * 50,
        f"<a href='/a/'>{'>' * 100_000}</a>",
        "甲 > " * 50_000,
        f"<li><a href='/a/'>x</a>{' ' * 200_000}2018</li>",
    ],
)
def test_hostile_pages_cost_little(body: str) -> None:
    start = time.process_time()
    read(body)
    assert time.process_time() - start < 20  # about one second; what grows with the square takes minutes


@given(MARKUP)
def test_no_markup_raises(body: str) -> None:
    for link in read(body).links:
        assert link.url.startswith(("http://", "https://"))


@given(st.binary(max_size=400), st.sampled_from([None, "text/html; charset=gbk", "text/html; charset=nonsense", "x"]))
def test_no_bytes_raise(data: bytes, content_type: str | None) -> None:
    read_listing(data, PAGE, kind_of=kind_of, address_of=address_of, content_type=content_type)


@given(MARKUP, st.text(max_size=30))
def test_no_page_address_raises(body: str, url: str) -> None:
    read(body, url)
    read(body, f"https://{url}")
