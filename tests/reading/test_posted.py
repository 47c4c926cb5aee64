"""Who posted an entry, in the words of blogs, forums and small sites."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.reading.posted import read_poster
from tests.reading.pages import ONE, THREE, TWO, page, read

H1 = "<h1>Footbridge to be repaired</h1>"
TEXT = f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Posted on August 3, 2019 by marshwalker", "marshwalker"),
        ("Posted in Gardens by Ann Reed on August 3, 2019", "Ann Reed"),
        ("Erstellt von Fabian am Dienstag, 6. Mai 2014", "Fabian"),
        ("Veröffentlicht am 17. Dezember 2019 von Jens Moor", "Jens Moor"),
        ("von Kathrin", "Kathrin"),
        ("by marshwalker", "marshwalker"),
        ("Publié le 3 mai 2019 par Luc Marais", "Luc Marais"),
        ("Publicado por Rosa Prado el 3 de mayo", "Rosa Prado"),
        ("青石板 发表于 2005-9-15 11:46:00", "青石板"),
        ("本帖由青石板于2005年8月12日发表", "青石板"),
        ("发布时间 2005/05/17 22:11:42 by 青石板", "青石板"),
    ],
)
def test_a_line_that_names_who_posted_the_entry(line: str, name: str) -> None:
    credit = read_poster(line)
    assert credit is not None
    assert credit.name == name
    assert credit.raw == line


@pytest.mark.parametrize(
    "line",
    [
        ONE,
        "by Staff",
        "von Redaktion",
        "Posted by the news desk",
        "by AAP",
        "Published on May 3, 2019",
        "The bridge was closed by snow.",
        "县政府昨天发布了通知",
    ],
)
def test_a_line_that_names_nobody(line: str) -> None:
    assert read_poster(line) is None


@given(st.text(max_size=200))
def test_no_line_makes_it_fail_and_a_name_stands_in_its_line(line: str) -> None:
    credit = read_poster(line)
    assert credit is None or "".join(credit.name.split()) in "".join(line.split())


def test_the_poster_is_the_author_where_nothing_else_names_anyone() -> None:
    article = read(page(f"{H1}<p>Posted on May 6, 2020 by marshwalker</p><div>{TEXT}</div>"))
    assert list(article.authors) == ["marshwalker"]


def test_the_poster_is_none_where_the_page_states_an_author() -> None:
    head = '<title>Footbridge</title><meta name="author" content="Ann Reed">'
    article = read(page(f"{H1}<p>Posted on May 6, 2020 by marshwalker</p><div>{TEXT}</div>", head=head))
    assert list(article.authors) == ["Ann Reed"]


def test_a_byline_after_the_standfirst_is_read_and_left_out() -> None:
    article = read(page(f"{H1}<div><p><b>{ONE}</b></p><p>By Ann Reed</p><p>{TWO}</p><p>{THREE}</p></div>"))
    assert list(article.authors) == ["Ann Reed"]
    assert "By Ann Reed" not in article.paragraphs


def test_chinese_names_alone_above_the_text_are_its_authors() -> None:
    text = "<p>县里昨天公布了新的过河通道方案，施工将在三月开始，预计两个月内完成，请过往行人注意安全。</p>" * 3
    article = read(page(f"<h1>过河通道方案公布</h1><p>赵明、李小芳</p><div>{text}</div>", lang="zh"))
    assert list(article.authors) == ["赵明", "李小芳"]


def test_a_publisher_that_is_a_person_may_be_the_author() -> None:
    stated = '{"@type": ["Person", "Organization"], "name": "Jens Moor"}'
    head = f'<title>Brücke</title><script type="application/ld+json">{stated}</script>'
    article = read(page(f'{H1}<p class="author"><a href="/author/jens">Jens Moor</a></p><div>{TEXT}</div>', head=head))
    assert list(article.authors) == ["Jens Moor"]


def test_a_label_that_touches_the_name_is_no_part_of_it() -> None:
    article = read(page(f'{H1}<p class="author"><a rel="author" href="/by/ann">ByAnn Reed</a></p><div>{TEXT}</div>'))
    assert list(article.authors) == ["Ann Reed"]
