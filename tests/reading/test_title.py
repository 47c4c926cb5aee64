"""The headline: without the site's name, without the kicker, and the one that the page shows."""

from __future__ import annotations

import pytest

from tests.reading.pages import FOUR, ONE, THREE, TWO, page, read

TEXT = f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p><p>{FOUR}</p>"

BODY = f"<div><p>{ONE}</p><p>{TWO}</p></div>"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Footbridge to be repaired - Marsh Herald", "Footbridge to be repaired"),
        ("Footbridge to be repaired | Local | Marsh Herald", "Footbridge to be repaired"),
        ("Marsh Herald: Footbridge", "Marsh Herald: Footbridge"),
        ("小河村修好了石拱桥_清水新闻_地方在线", "小河村修好了石拱桥"),
        ("小河村修好了石拱桥-清水新闻网", "小河村修好了石拱桥"),
    ],
)
def test_tails_of_the_title_element_are_cut(title: str, expected: str) -> None:
    assert read(page(BODY, head=f"<title>{title}</title>")).title == expected


def test_the_heading_wins_over_the_title_for_search_engines() -> None:
    head = "<title>Bridge repair Upper Marsh: all you need to know</title>"
    assert read(page(f"<h1>Footbridge to be repaired</h1>{BODY}", head=head)).title == "Footbridge to be repaired"


def test_the_site_name_in_the_first_heading_is_not_the_headline() -> None:
    html = page(f"<h1>Marsh Herald</h1><h2>Footbridge to be repaired</h2>{BODY}")
    assert read(html).title == "Footbridge to be repaired"


def test_a_kicker_inside_the_heading_is_cut_where_the_head_has_none() -> None:
    head = '<title>Footbridge to be repaired</title><meta property="og:title" content="Footbridge to be repaired">'
    html = page(f"<h1><span>Works:</span> Footbridge to be repaired</h1>{BODY}", head=head)
    assert read(html).title == "Footbridge to be repaired"


def test_a_headline_over_two_lines_is_one() -> None:
    html = page(f"<h1>Footbridge<br>to be repaired</h1>{BODY}")
    assert read(html).title == "Footbridge to be repaired"


def test_the_headline_under_one_for_search_engines() -> None:
    head = (
        "<title>Marsh bridge repair 2021: dates and detours | Marsh Herald</title>"
        '<meta property="og:title" content="Back across the water by autumn">'
    )
    body = (
        "<h1>Marsh bridge repair 2021: dates and detours</h1>"
        "<h2><span>Upper Marsh</span> Back across the water by autumn</h2>"
        f"<div><p>{ONE}</p><p>{TWO}</p></div>"
    )
    assert read(page(body, head=head)).title == "Back across the water by autumn"


def test_a_subtitle_that_nothing_calls_the_title_is_none() -> None:
    head = (
        "<title>Footbridge to be repaired | Marsh Herald</title>"
        '<meta property="og:title" content="Footbridge to be repaired">'
    )
    body = f"<h1>Footbridge to be repaired</h1><h2>Work starts in September</h2><div><p>{ONE}</p><p>{TWO}</p></div>"
    assert read(page(body, head=head)).title == "Footbridge to be repaired"


def test_a_section_that_the_breadcrumb_names_is_cut_from_the_title() -> None:
    body = (
        '<div class="breadcrumb"><a href="/">首页</a> &gt; <a href="/n">渡口年会秘书处</a></div>'
        f"<div>第四届渡口年会议程</div><p>{'年会讨论了渡口的保护与利用，来自各地的代表作了发言。' * 3}</p>"
    )
    article = read(page(body, head="<title>第四届渡口年会议程_渡口年会秘书处_柳河网</title>", lang="zh"))
    assert article.title == "第四届渡口年会议程"


def test_a_heading_that_only_leads_home_is_the_sites_name() -> None:
    body = '<h1><a href="/">Footbridge Watch</a></h1><h2>Bridge to be repaired</h2>' + TEXT
    assert (
        read(page(body, head="<title>Bridge to be repaired : Footbridge Watch</title>")).title
        == "Bridge to be repaired"
    )


@pytest.mark.parametrize(
    "heading",
    [
        '<span class="dachzeile">Marsh council</span> <span class="headline">Footbridge to be repaired</span>',
        "<small>Marsh council</small><br>Footbridge to be repaired",
        '<span class="h1small">Marsh council</span> Footbridge to be repaired',
        '<span>Marsh council</span><span hidden> - </span><span class="c__text">Footbridge to be repaired</span>',
    ],
)
def test_a_kicker_inside_the_heading_is_apart_from_the_headline(heading: str) -> None:
    article = read(page(f"<h1>{heading}</h1>" + TEXT, head="<title>Marsh Herald</title>"))
    assert (article.title, article.kicker) == ("Footbridge to be repaired", "Marsh council")


def test_what_the_head_calls_the_article_by_is_no_kicker() -> None:
    heading = '<h1><span class="kicker">Marsh council:</span> Footbridge to be repaired</h1>'
    head = '<title>Marsh Herald</title><meta property="og:title" content="Marsh council: Footbridge to be repaired">'
    assert read(page(heading + TEXT, head=head)).title == "Marsh council: Footbridge to be repaired"


@pytest.mark.parametrize("tail", [" | Opinion", " 02.02.2022 • Council, Bridges"])
def test_a_heading_loses_a_tail_that_the_head_does_not_know(tail: str) -> None:
    head = '<title>Footbridge to be repaired</title><meta property="og:title" content="Footbridge to be repaired">'
    assert (
        read(page(f"<h1>Footbridge to be repaired{tail}</h1>" + TEXT, head=head)).title == "Footbridge to be repaired"
    )


def test_a_lower_heading_that_the_head_does_not_know_is_no_headline() -> None:
    head = '<title>Herald</title><meta property="og:title" content="Footbridge to be repaired">'
    assert read(page("<h3>Stand up for the marsh</h3>" + TEXT, head=head)).title == "Footbridge to be repaired"


def test_of_two_headings_the_title_element_begins_with_the_headline() -> None:
    head = "<title>Footbridge closed until autumn - What walkers have to know now - Herald</title>"
    body = "<h1>Footbridge closed until autumn</h1><h2>What walkers have to know now</h2>" + TEXT
    assert read(page(body, head=head)).title == "Footbridge closed until autumn"


def test_an_outlet_whose_name_is_in_the_headline_is_not_the_headline() -> None:
    head = (
        "<title>Bridgefacts</title><meta property='og:site_name' content='Bridgefacts'>"
        "<meta property='og:title' content='Bridgefacts | A campaign of rumours about the footbridge: lie of the year'>"
    )
    title = read(page(TEXT, head=head), "https://bridgefacts.example/a.html").title
    assert title == "A campaign of rumours about the footbridge: lie of the year"


def test_the_section_is_no_part_of_a_korean_headline() -> None:
    head = (
        "<title>x</title><meta property='og:site_name' content='갈대일보'>"
        "<meta property='article:section' content='정치'>"
        "<meta property='og:title' content='시의회, 가을 장마 전에 다리 고치기로 결정했다-정치ㅣ갈대일보'>"
    )
    assert read(page(TEXT, head=head, lang="ko")).title == "시의회, 가을 장마 전에 다리 고치기로 결정했다"
