"""Pages whose text a browser shows only with scripts, or only without."""

from __future__ import annotations

import json

import newsarchive
from tests.reading.pages import FOUR, ONE, THREE, TWO, page, read

TITLE = "<h1>Footbridge to be repaired</h1>"
MARKUP = "".join(f"<p>{p}</p>" for p in (ONE, TWO, THREE, FOUR))


def test_text_in_a_template_is_read() -> None:
    html = page(f'{TITLE}<div><script type="text/template">{MARKUP}</script></div>')
    assert read(html).paragraphs == (ONE, TWO, THREE, FOUR)


def test_text_in_the_strings_of_a_script_is_read() -> None:
    state = json.dumps({"page": {"id": 7, "html": MARKUP, "note": "x" * 500}}).replace("<", "\\u003c")
    assert read(page(f"{TITLE}<script>window.state = {state};</script>")).paragraphs == (ONE, TWO, THREE, FOUR)


def test_text_in_a_string_inside_a_string_is_read() -> None:
    inner = json.dumps({"html": MARKUP}).replace("<", "\\u003c")
    assert read(page(f"{TITLE}<script>push([1, {json.dumps(inner)}])</script>")).paragraphs == (ONE, TWO, THREE, FOUR)


def test_text_in_a_noscript_element_is_read() -> None:
    assert read(page(f"{TITLE}<noscript><div>{MARKUP}</div></noscript>")).paragraphs == (ONE, TWO, THREE, FOUR)


def test_templates_of_a_page_that_shows_its_text_are_not() -> None:
    html = page(f'{TITLE}<div>{MARKUP}</div><script type="text/template"><p>{ONE} Again.</p>{MARKUP}</script>')
    assert read(html).paragraphs == (ONE, TWO, THREE, FOUR)


def test_a_page_with_nothing_in_its_scripts_is_refused() -> None:
    reading = newsarchive.explain(page("<script>var a = 1;</script>").encode(), url="https://herald.example/")
    assert reading.article is None
    assert reading.refusal


def test_a_button_that_nothing_closes_does_not_hide_the_page() -> None:
    menu = "<header><div><button>Menu<ul><li><a href=/a>News</a></li></ul></div></header>"
    assert read(page(f"{menu}<main>{TITLE}{MARKUP}</main>")).paragraphs == (ONE, TWO, THREE, FOUR)


def test_the_text_of_a_button_is_not_read() -> None:
    assert read(page(f"{TITLE}{MARKUP}<button><h2>{ONE} Again.</h2><p>More</p></button>")).paragraphs[-1] == FOUR
