"""The headline: without the site's name, without the kicker, and the one that the page shows."""

from __future__ import annotations

import pytest

from tests.reading.pages import ONE, TWO, page, read

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
