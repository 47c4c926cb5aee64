"""The small portal keeps what it promises: its links, its encodings, its articles."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import pytest
from parsel import Selector

from tests.fixtures.site import Site, build_site, expected
from tests.fixtures.site.layouts import LAYOUTS
from tests.fixtures.site.portal import HOST
from tests.fixtures.site.seed import FOLDER, seed_story
from tests.fixtures.site.stories import load_stories
from tests.fixtures.site.variants import build_variant

HOSTS = {"www.yybnet.net", "m.yybnet.net"}


@pytest.fixture(scope="module", params=["small", 0, 1, 2, 3, 4, 5])
def site(request: pytest.FixtureRequest) -> Site:
    return build_site() if request.param == "small" else build_variant(request.param)


def text_of(site: Site, path: str) -> str:
    """Decode a page as a browser would: by its header, its declaration, or as what the story says."""
    response = site.pages[path]
    header = dict(response.headers).get("Content-Type", "")
    declared = re.search(rb"charset=[\"']?([\w-]+)", header.encode() + response.body[:1024])
    return response.body.decode(declared[1].decode() if declared else "utf-8")


def links_of(site: Site, path: str) -> set[str]:
    """Return the absolute addresses that a page links to, without scripts."""
    hrefs = Selector(text_of(site, path)).xpath("//a/@href | //option/@value | //img/@src").getall()
    return {urljoin(site.host + path, href) for href in hrefs if not href.startswith("javascript:")}


def pages_of(site: Site) -> list[str]:
    """Return the paths of all pages with links in them."""
    return [path for path, response in site.pages.items() if response.status == 200 and response.body.startswith(b"<")]


def test_every_link_leads_to_a_page_but_the_dead_and_the_outside_ones(site: Site) -> None:
    for path in pages_of(site):
        for url in links_of(site, path) - set(site.outside):
            parts = urlsplit(url)
            assert parts.hostname in HOSTS, (path, url)
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            assert site.pages[target].status == (
                404 if target in site.dead else 301 if target in site.redirects else 200
            )


def test_the_dead_the_outside_and_the_other_odd_addresses_are_linked(site: Site) -> None:
    linked = {url for path in pages_of(site) for url in links_of(site, path)}
    odd = {*site.dead, *site.redirects, *site.no_article, *site.forbidden}
    assert {site.host + path for path in odd} | set(site.outside) <= linked


def test_every_page_is_in_the_encoding_that_it_declares(site: Site) -> None:
    for path in pages_of(site):
        assert "\N{REPLACEMENT CHARACTER}" not in text_of(site, path)


def test_every_article_shows_its_title_outlet_authors_and_text(site: Site) -> None:
    for article in site.expected:
        texts = Selector(text_of(site, urlsplit(article.url).path)).xpath("//body//text()").getall()
        shown = re.sub(r"[\s\\]", "", "".join(texts))
        for part in (article.title, article.source, *article.authors, *article.headings, *article.paragraphs):
            assert re.sub(r"\s", "", part) in shown, (article.url, part)


def test_every_article_is_listed_in_its_channels_and_in_no_other(site: Site) -> None:
    shown: dict[str, set[str]] = {}
    for path in pages_of(site):
        if re.search(r"/\d{6}/", path):
            continue
        column = Selector(text_of(site, path)).xpath("//div[@class='left']")
        for href in column.xpath(".//a/@href").getall():
            url = urlsplit(urljoin(site.host + path, href))
            shown.setdefault(site.host + url.path, set()).add(column.xpath("string(./h2)").get(""))
    for article in site.expected:
        assert shown[article.url] - {""} == set(article.channels), article.url


def test_reprints_have_the_text_of_what_they_repeat(site: Site) -> None:
    articles = {article.url: article for article in site.expected}
    reprints = [article for article in site.expected if article.reprint_of]
    assert len(reprints) >= 3
    for reprint in reprints:
        original = articles[str(reprint.reprint_of)]
        assert (reprint.paragraphs, reprint.source) == (original.paragraphs, original.source)
        assert reprint.published > original.published
        assert reprint.region != original.region


def test_addresses_are_unique_and_lie_in_the_month_of_publication(site: Site) -> None:
    urls = [article.url for article in site.expected]
    assert len(set(urls)) == len(urls)
    for article in site.expected:
        month = article.published[:7].replace("-", "")
        assert re.fullmatch(rf"{HOST}/[a-z]+/[a-z]+/{month}/\d{{7}}\.html", article.url)


def test_the_small_portal_is_as_large_as_the_demo_says() -> None:
    site = build_site()
    assert len(site.expected) == 40
    assert {channel for article in site.expected for channel in article.channels} == {
        "泸县新闻", "合江新闻", "叙永新闻", "古蔺新闻", "彬县新闻",
    }  # fmt: skip
    assert [article.title for article in site.expected if len(article.channels) == 2] == ["泸县城北新增三处便民停车场"]


def test_every_layout_and_encoding_is_there() -> None:
    stories = load_stories()
    assert {story.layout for story in stories} == set(LAYOUTS)
    assert {(story.encoding, story.declared) for story in stories} >= {
        ("utf-8", "meta"),
        ("utf-8", "header"),
        ("utf-8", "nowhere"),
        ("gb2312", "meta"),
        ("gb2312", "both"),
    }
    assert {story.byline_place for story in stories} == {"line", "before", "after", "last"}


def test_one_article_is_linked_in_every_way_that_an_address_can_be_written() -> None:
    site = build_site()
    hrefs = {href for path in pages_of(site) for href in Selector(text_of(site, path)).xpath("//a/@href").getall()}
    path = "/luzhou/luxian/201802/7713943.html"
    assert {f"{HOST}{path}", f"http://m.yybnet.net{path}", path, "201802/7713943.html"} <= hrefs


def test_expected_is_in_the_order_of_addresses() -> None:
    assert [article.url for article in expected()] == sorted(article.url for article in build_site().expected)


def test_a_variant_depends_on_its_seed_alone() -> None:
    assert build_variant(7) == build_variant(7)
    assert build_variant(7) != build_variant(8)


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_the_real_article_can_stand_among_the_others_in_any_layout(layout: str) -> None:
    story = seed_story(layout=layout, encoding="gb2312")
    if story is None:
        pytest.skip(f"{FOLDER} is not there")
    site = build_site(more=[story])
    (article,) = [article for article in site.expected if article.url.endswith(story.path)]
    assert (article.authors, article.source, len(article.headings)) == (("杜鹏", "杨平", "曾臻"), "泸州日报", 3)
    assert "干警" in text_of(site, story.path)
