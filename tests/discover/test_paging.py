"""Ways to the other pages of a list, and what only looks like one."""

from __future__ import annotations

import pytest

from newsarchive.discover.listing import read_listing
from newsarchive.items import LinkKind
from tests.discover.listings import HOME, PAGE, STAND_IN, further, kind_of, read

CHINESE = (
    "下一页",
    "下页",
    "后一页",
    "下一頁",
    "[下一页]",
    "下一页>>",
    "下一页 »",
    "尾页",
    "末页",
    "最后一页",
    "第2页",
    "下5页",
)
OTHERS = ("Next", "next page", "Older posts", "Weiter", "»", ">", ">>", "2", "[2]", "2/10")


@pytest.mark.parametrize("text", [*CHINESE, *OTHERS])
def test_a_links_text_says_that_it_leads_to_another_page(text: str) -> None:
    assert further(f'<a href="index_2.html">{text}</a>') == [f"{PAGE}index_2.html"]


@pytest.mark.parametrize(
    ("page", "href"),
    [
        ("/luzhou/luxian/", "index_2.html"),
        ("/luzhou/luxian/", "list_2.html"),
        ("/luzhou/luxian/", "list-3-2.shtml"),
        ("/luzhou/luxian/", "?page=2"),
        ("/luzhou/luxian/", "/luzhou/luxian/index.html?p=2"),
        ("/luzhou/luxian/", "2/"),
        ("/luzhou/luxian/", "page/2/"),
        ("/luzhou/luxian/", "p2.html"),
        ("/luzhou/luxian/", "/luzhou/luxian_2.html"),
        ("/luzhou/luxian", "/luzhou/luxian/page/2"),
        ("/luzhou/luxian/2/", "../3/"),
        ("/luzhou/luxian/page/2/", "/luzhou/luxian/page/3/"),
        ("/luzhou/luxian/index_2.html", "index_3.html"),
        ("/list/12.html", "12_2.html"),
        ("/luzhou/luxian/", "list/2.html"),
        ("/luzhou/luxian/", "/plus/list.php?tid=5&PageNo=2"),
        ("/list.php?id=12", "list.php?id=12&page=2"),
        ("/", "?page=2"),
    ],
)
def test_pages_of_a_list_are_recognised_by_the_shape_of_their_addresses(page: str, href: str) -> None:
    assert len(further(f'<a href="{href}">2</a>', HOME + page)) == 1


@pytest.mark.parametrize(
    "anchor",
    [
        '<a href="/luzhou/hejiang/">下一页</a>',
        '<a href="/luzhou/hejiang/index_2.html">2</a>',
        '<a href="/luzhou/hejiang/">»</a>',
        '<a href="201802/7713943.html">下一页</a>',
        '<a href="http://elsewhere.test/luzhou/luxian/index_2.html">下一页</a>',
        '<a href="index_2.html">更多</a>',
        '<a href="index_2.html">更多>></a>',
        '<a href="index_2.html">下一篇</a>',
        '<a href="/luzhou/luxian/">1</a>',
        '<a href="index_2.html">三农</a>',
        '<select><option value="2">2</option></select>',
        '<select><option value="/luzhou/hejiang/">合江</option></select>',
    ],
)
def test_what_leads_elsewhere_is_no_page_of_the_list(anchor: str) -> None:
    assert further(anchor) == []


def test_a_next_page_is_a_listing_even_where_the_portals_rules_do_not_know_it() -> None:
    (link,) = read('<a href="index_2.html">2</a>').links
    assert (kind_of(link.url), link.kind, link.is_next) == (LinkKind.OTHER, LinkKind.LISTING, True)


def test_an_article_of_several_pages_is_no_list() -> None:
    assert further('<a href="7713943_2.html">下一页</a>', f"{PAGE}201802/7713943.html") == []


def test_links_without_text_speak_by_rel_title_label_or_class() -> None:
    for said in ('rel="next"', 'title="下一页"', 'aria-label="Next"', 'class="page-next"'):
        assert further(f'<a {said} href="index_2.html"><i></i></a>') == [f"{PAGE}index_2.html"], said
    assert further('<a href="index_2.html"><img alt="下一页"></a>') == [f"{PAGE}index_2.html"]


def test_the_pages_head_can_name_the_next_page() -> None:
    page = '<html><head><link rel="stylesheet" href="a.css"><link rel="next" href="index_2.html"></head><body>x'
    links = read_listing(page, PAGE, kind_of=kind_of).links
    assert [(link.url, link.is_next) for link in links] == [(f"{PAGE}index_2.html", True)]


def test_the_options_of_a_select_box_can_be_pages() -> None:
    options = '<option value="/luzhou/luxian/">第1页</option><option value="list_2.html">第2页</option>'
    assert further(f"<select>{options}</select>") == [f"{PAGE}list_2.html"]


def test_pages_are_recognised_behind_a_stand_in_host() -> None:
    body = f'<a href="{HOME}/luzhou/luxian/index_2.html">2</a><a href="index_3.html">3</a>'
    assert further(body, f"{STAND_IN}/luzhou/luxian/") == [f"{PAGE}index_2.html", f"{PAGE}index_3.html"]
