"""Feeds and sitemaps, and telling the three kinds of listing apart."""

from __future__ import annotations

import gzip
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discover.feeds import read_feed
from newsarchive.discover.pages import read_links
from newsarchive.discover.sitemaps import read_sitemap
from newsarchive.items import Link, LinkKind
from tests.discover.listings import HOME, PAGE, STAND_IN, address_of, kind_of, urls

ARTICLE = f"{HOME}/luzhou/luxian/201802/1.html"
RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>泸县</title><link>{HOME}/</link>
<item><title>甲</title><link> {ARTICLE}#x </link><pubDate>Tue, 13 Feb 2018 09:53:00 +0800</pubDate></item>
<item><title><![CDATA[乙 & 丙]]></title><guid>{HOME}/luzhou/luxian/201802/2.html</guid>
<dc:date>2018-02-12T08:00:00+08:00</dc:date></item>
<item><title>丁</title><guid isPermaLink="false">urn:1</guid></item>
</channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>泸县</title>
<link rel="self" href="{HOME}/atom.xml"/><link rel="next" href="/atom.xml?page=2"/>
<entry><title>甲</title><link rel="replies" href="{HOME}/c/"/><link href="luzhou/luxian/201802/1.html"/>
<published>2018-02-13T09:53:00+08:00</published><updated>2018-02-20T09:53:00+08:00</updated></entry></feed>"""
SITEMAP = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>{ARTICLE}</loc><lastmod>2018-02-14</lastmod>
<n:news><n:publication_date>2018-02-13T09:53+08:00</n:publication_date><n:title>甲</n:title></n:news></url>
<url><loc>{HOME}/luzhou/luxian/201802/2.html</loc><lastmod>2018-02-12</lastmod></url></urlset>"""
INDEX = (
    f"<sitemapindex><sitemap><loc>{HOME}/s1.xml</loc><lastmod>2018-02-14T00:00:00Z</lastmod></sitemap></sitemapindex>"
)


def feed(data: str | bytes, url: str = f"{HOME}/") -> tuple[Link, ...]:
    return read_feed(data, url, kind_of=kind_of, address_of=address_of)


def sitemap(data: str | bytes) -> tuple[Link, ...]:
    return read_sitemap(data, f"{HOME}/sitemap.xml", kind_of=kind_of, address_of=address_of)


def test_an_rss_feed_gives_a_link_an_item_with_title_and_day() -> None:
    assert [(link.url, link.text, link.day, link.position, link.kind) for link in feed(RSS.encode())] == [
        (ARTICLE, "甲", date(2018, 2, 13), 0, LinkKind.ARTICLE),
        (f"{HOME}/luzhou/luxian/201802/2.html", "乙 & 丙", date(2018, 2, 12), 1, LinkKind.ARTICLE),
    ]


def test_an_atom_feed_gives_its_alternate_links_and_its_next_page() -> None:
    links = feed(ATOM)
    assert [(link.url, link.day, link.is_next, link.kind) for link in links] == [
        (ARTICLE, date(2018, 2, 13), False, LinkKind.ARTICLE),
        (f"{HOME}/atom.xml?page=2", None, True, LinkKind.LISTING),
    ]


def test_a_gb2312_feed_is_read_by_its_own_declaration() -> None:
    data = RSS.replace("utf-8", "gb2312").encode("gb2312")
    assert [link.text for link in feed(data)] == ["甲", "乙 & 丙"]


def test_a_feed_behind_a_stand_in_host_is_mapped() -> None:
    assert feed(RSS.replace(HOME, STAND_IN).encode(), f"{STAND_IN}/")[0].url == ARTICLE


def test_of_a_broken_feed_what_can_be_read_is_read() -> None:
    assert [link.text for link in feed(RSS[: RSS.index("<item><title>丁")])] == ["甲", "乙 & 丙"]
    assert feed(RSS.replace("甲", "甲&nbsp;乙&nosuch; & 丙"))[0].text == "甲 乙 丙"


def test_a_sitemap_gives_days_of_publication_before_days_of_change() -> None:
    assert [(link.url, link.text, link.day) for link in sitemap(SITEMAP)] == [
        (ARTICLE, "甲", date(2018, 2, 13)),
        (f"{HOME}/luzhou/luxian/201802/2.html", "", date(2018, 2, 12)),
    ]


def test_a_sitemap_index_lists_listings() -> None:
    (link,) = sitemap(INDEX)
    assert (link.url, link.kind, link.day) == (f"{HOME}/s1.xml", LinkKind.LISTING, date(2018, 2, 14))


def test_a_sitemap_can_be_a_plain_list_of_addresses() -> None:
    assert [link.url for link in sitemap(f"{ARTICLE}\r\nnonsense\n\n{HOME}/luzhou/\n")] == [ARTICLE, f"{HOME}/luzhou/"]


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (RSS.encode(), "application/rss+xml"),
        (RSS.encode(), "text/html; charset=utf-8"),
        (RSS.encode(), None),
        (ATOM.encode(), "application/octet-stream"),
        (SITEMAP.encode(), "text/xml"),
        (SITEMAP.encode("utf-16"), "text/xml"),
        (gzip.compress(SITEMAP.encode(), mtime=0), "application/gzip"),
        (f"{ARTICLE}\n".encode(), "text/plain"),
        (f'<a href="{ARTICLE}">x</a>'.encode(), "text/html"),
        (
            f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><a href="{ARTICLE}">x</a>'.encode(),
            "text/xml",
        ),
    ],
)
def test_a_response_is_read_as_what_it_is_whatever_it_is_called(data: bytes, content_type: str | None) -> None:
    assert urls(data, f"{HOME}/", content_type)[0] == ARTICLE


@pytest.mark.parametrize("data", [b"", b"\x1f\x8b broken", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4 <1>", b'{"a": "<a>"}'])
def test_what_lists_no_links_gives_none(data: bytes) -> None:
    for content_type in (None, "image/png", "application/pdf", "application/json", "text/plain"):
        assert urls(data, PAGE, content_type) == []


def test_a_sitemap_that_unpacks_to_very_much_is_cut_off() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * 80_000_000)
    assert urls(bomb) == []


def test_entities_are_not_expanded_and_no_file_is_read() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    data = f"{bomb}<rss><channel><item><title>甲&b;&f;</title><link>{ARTICLE}</link></item></channel></rss>"
    assert [(link.url, link.text) for link in feed(data)] == [(ARTICLE, "甲")]


@given(st.binary(max_size=300), st.sampled_from(["rss", "feed", "urlset", "sitemapindex", "html"]), st.integers(0, 600))
def test_no_bytes_raise(noise: bytes, root: str, cut: int) -> None:
    for start in (RSS, ATOM, SITEMAP, INDEX):
        data = start.encode()[:cut] + noise + start.encode()[cut:]
        for listing in (data, b"<" + root.encode() + b">" + data):
            read_links(listing, PAGE, kind_of=kind_of, address_of=address_of)
            feed(listing)
            sitemap(listing)
