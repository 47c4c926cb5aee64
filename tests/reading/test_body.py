"""The body: its container, paragraphs and headings, and nothing of what stands around them."""

from __future__ import annotations

import json

import pytest

import newsarchive
from tests.reading.pages import FOUR, ONE, THREE, TWO, page, read

TITLE = "<h1>Footbridge to be repaired</h1>"


@pytest.mark.parametrize(
    "body",
    [
        f"<div><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></div>",
        f"<div><div>{ONE}</div><div>{TWO}</div><div>{THREE}</div></div>",
        f"<div>{ONE}<br><br>{TWO}<br><br>{THREE}</div>",
        f"<table><tr><td>{ONE}</td></tr><tr><td>{TWO}</td></tr><tr><td>{THREE}</td></tr></table>",
        f"<section><section><span>{ONE}</span></section><section><span>{TWO}</span></section><p>"
        f"<span>{THREE}</span></p></section>",
        f"<div><p>{ONE}<p>{TWO}<p>{THREE}</div>",
    ],
)
def test_paragraphs_are_found_whatever_holds_them(body: str) -> None:
    assert read(page(TITLE + body)).paragraphs == (ONE, TWO, THREE)


def test_a_single_break_inside_a_paragraph_is_a_space() -> None:
    first, second = ONE[:50].strip(), ONE[50:].strip()
    assert read(page(f"{TITLE}<div><p>{first}<br>{second}</p><p>{TWO}</p></div>")).paragraphs[0] == f"{first} {second}"


def test_lines_that_breaks_part_are_paragraphs_and_not_one_run_of_words() -> None:
    facts = ("Date: Saturday, 9 September | Time: 10 a.m.", "Place: Mill pond, Upper Marsh", "• Bring a sickle")
    article = read(page(f"{TITLE}<div><p>{ONE}</p><p>{'<br>'.join(facts)}</p><p>{TWO}</p></div>"))
    assert article.paragraphs == (ONE, *facts, TWO)


def test_lines_broken_to_a_width_are_one_paragraph() -> None:
    words, lines = ONE.split(), []
    while words:
        lines.append(" ".join(words[:5]))
        words = words[5:]
    article = read(page(f"{TITLE}<div><p>{'<br>'.join(lines)}</p><p>{TWO}</p><p>{THREE}</p></div>"))
    assert article.paragraphs == (ONE, TWO, THREE)


MORE = tuple(f"{one} {other}" for one in (ONE, TWO, THREE, FOUR) for other in (ONE, TWO, THREE, FOUR) if one != other)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_the_text_begins_in_a_box_of_its_own() -> None:
    first = (f"{TWO} {THREE} {FOUR}", FOUR)
    article = read(page(f"<article>{TITLE}<div>{paragraphs(*first)}</div><div>{paragraphs(*MORE)}</div></article>"))
    assert (article.lead, article.paragraphs) == (None, (*first, *MORE))


def test_a_standfirst_in_a_heading_element_ends_with_it() -> None:
    figure = "<figure><img src='/b.jpg'><figcaption>The footbridge in spring</figcaption></figure>"
    text = f"<div><div><p>{TWO}</p>{figure}</div>{paragraphs(*MORE)}</div>"
    article = read(page(f"<article>{TITLE}<h2>{ONE}</h2>{text}</article>"))
    assert (article.lead, article.paragraphs) == (ONE, (TWO, *MORE))


def test_a_paragraph_above_a_list_stays_though_it_ends_with_no_stop() -> None:
    asks = "These are the days on which the bridge is closed, with the hours on each of them, in the order of the year"
    items = "".join(f"<li>{text}</li>" for text in MORE)
    article = read(page(f"<article>{TITLE}<p>{ONE} {TWO} {THREE}</p><p>{asks}</p><ol>{items}</ol></article>"))
    assert asks in article.paragraphs


def test_navigation_sidebar_comments_and_footer_are_left_out() -> None:
    around = (
        f'<div class="sidebar"><p>{FOUR}</p></div><div id="comments"><p>{FOUR}</p><p>{FOUR}</p></div>'
        f'<div class="newsletter-signup"><p>{FOUR}</p></div><footer><p>{FOUR}</p></footer>'
    )
    article = read(page(f"<nav><a href='/'>Home</a></nav>{TITLE}<div><p>{ONE}</p><p>{TWO}</p></div>{around}"))
    assert article.paragraphs == (ONE, TWO)


def test_a_box_of_teasers_between_paragraphs_is_left_out() -> None:
    box = "<div><h3>Read more</h3>" + "".join(
        f'<div><h4><a href="/n/{n}">Another story of the week</a></h4><p>What it is about in a line.</p></div>'
        for n in range(3)
    )
    article = read(page(f"{TITLE}<div><p>{ONE}</p><p>{TWO}</p>{box}</div><p>{THREE}</p><p>{FOUR}</p></div>"))
    assert article.paragraphs == (ONE, TWO, THREE, FOUR)


def test_what_follows_a_recommendation_line_at_the_end_is_left_out() -> None:
    text = "".join(f"<p>{p}</p>" for p in (ONE, TWO, THREE, FOUR, ONE, TWO, THREE))
    article = read(page(f"{TITLE}<div>{text}<p>Related articles:</p><p>{FOUR}</p></div>"))
    assert article.paragraphs == (ONE, TWO, THREE, FOUR, ONE, TWO, THREE)


def test_the_article_goes_on_after_teasers_in_its_middle() -> None:
    teasers = '<p>Related articles:</p><p><a href="/n/1">Ferry fares to rise</a></p><p>By our staff</p>'
    article = read(page(f"{TITLE}<div><p>{ONE}</p><p>{TWO}</p>{teasers}<p>{THREE}</p><p>{FOUR}</p></div>"))
    assert article.paragraphs == (ONE, TWO, THREE, FOUR)


def test_headings_keep_their_levels_and_close_their_sections() -> None:
    body = f"<p>{ONE}</p><h2>The plan</h2><p>{TWO}</p><h3>The detour</h3><p>{THREE}</p><h2>The money</h2><p>{FOUR}</p>"
    sections = read(page(f"{TITLE}<div>{body}</div>")).sections
    assert [(s.heading, s.level, s.paragraphs) for s in sections] == [
        (None, 0, (ONE,)),
        ("The plan", 1, (TWO,)),
        ("The detour", 2, (THREE,)),
        ("The money", 1, (FOUR,)),
    ]


def test_a_short_bold_line_is_a_heading_and_a_bold_sentence_is_not() -> None:
    body = f"<p>{ONE}</p><p><b>The detour</b></p><p>{TWO}</p><p><b>{THREE}</b></p><p>{FOUR}</p>"
    sections = read(page(f"{TITLE}<div>{body}</div>")).sections
    assert [(s.heading, s.paragraphs) for s in sections] == [(None, (ONE,)), ("The detour", (TWO, THREE, FOUR))]


def test_a_heading_that_was_never_closed_does_not_swallow_the_article() -> None:
    article = read(
        page(f"<h1>Footbridge to be repaired<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p><p>{FOUR}</p><p>{ONE}{TWO}</p>")
    )
    assert article.title == "Footbridge to be repaired"
    assert article.paragraphs[:2] == (ONE, TWO)


def test_captions_are_with_their_pictures() -> None:
    figure = '<figure><img src="/i/bridge.jpg"><figcaption>The bridge in May. Photo: Ann Lee</figcaption></figure>'
    article = read(page(f"{TITLE}<div><p>{ONE}</p>{figure}<p>{TWO}</p></div>"))
    assert article.paragraphs == (ONE, TWO)
    assert [(i.url, i.caption, i.credit) for i in article.images] == [
        ("https://herald.example/i/bridge.jpg", "The bridge in May. Photo: Ann Lee", "Ann Lee")
    ]


def test_a_pull_quote_is_not_told_twice() -> None:
    quote = f"<blockquote class='pullquote'><p>{TWO[:60]}</p></blockquote>"
    assert read(page(f"{TITLE}<div><p>{ONE}</p>{quote}<p>{TWO}</p></div>")).paragraphs == (ONE, TWO)


def test_the_standfirst_is_apart_from_the_body() -> None:
    lead = "Marsh walkers get their crossing back before the rains."
    article = read(
        page(f'{TITLE}<p class="standfirst">{lead}</p><p>By Ada Quill</p><div><p>{ONE}</p><p>{TWO}</p></div>')
    )
    assert article.lead == lead
    assert article.paragraphs == (ONE, TWO)
    assert article.authors == ("Ada Quill",)


def test_a_short_article_is_not_outweighed_by_the_pages_own_sentences() -> None:
    notice = (
        "This newsletter may contain advertising. Subscribing to it indicates your consent to our terms of use "
        "and to our privacy notice, and you may leave it at any time by a link in every letter that is sent to you."
    )
    text = f"<article><p>{ONE}</p><p><a href=/b>The bridge</a> is old.</p></article>"
    article = read(page(f"<h1>Footbridge to be repaired</h1>{text}<div><div>{notice}</div></div>"))
    assert article.paragraphs == (ONE, "The bridge is old.")


def test_a_backslash_before_a_quotation_mark_is_a_slip() -> None:
    slip = TWO.replace("the clerk said", "\\’the clerk\\’ said")
    assert read(page(f"{TITLE}<div><p>{ONE}</p><p>{slip}</p></div>")).paragraphs[1] == slip.replace("\\", "")


def test_paragraphs_that_only_wide_spaces_part_are_parted() -> None:
    first = "清水镇的乡亲们今天一早就来到田头，帮着邻村抢收晚稻，忙到太阳落山才回家。"
    second = "镇里的干部说，今年的收成比去年好，大家心里都踏实，明年还要多种几亩。"
    html = page(
        f"<h1>邻村帮忙收晚稻</h1><div><p>　　{first}　　{second}</p></div>",
        head="<title>邻村帮忙收晚稻</title>",
        lang="zh",
    )
    assert read(html).paragraphs == (first, second)


def test_a_body_that_only_json_ld_states_is_taken_with_a_warning() -> None:
    stated = json.dumps(
        {"@type": "NewsArticle", "headline": "Footbridge to be repaired", "articleBody": f"{ONE}\n\n{TWO}"}
    )
    head = f'<title>Footbridge to be repaired</title><script type="application/ld+json">{stated}</script>'
    article = read(page('<div id="app"></div>', head=head))
    assert article.paragraphs == (ONE, TWO)
    assert article.warnings == ("the page shows no text: the body is what its JSON-LD states",)


def test_a_list_of_teasers_is_no_article() -> None:
    items = "".join(
        f'<li><a href="/n/{n}">Council news of week {n}</a><p>{p}</p></li>' for n, p in enumerate((ONE, TWO) * 6)
    )
    reading = newsarchive.explain(page(f"<ul>{items}</ul>", head="<title>Marsh Herald</title>"))
    assert reading.article is None
    assert reading.refusal == "the page is a list of other pages"


def test_figures_that_hold_the_paragraphs_are_text() -> None:
    entries = "".join(
        f'<h2>{n}. A thing to see</h2><figure class="media"><img src="/{n}.jpg"><figcaption>Thing {n}</figcaption>'
        f'<div class="figure-footer"><div><p>{text} {FOUR}</p></div></div></figure>'
        for n, text in enumerate(MORE)
    )
    article = read(page(f"<article>{TITLE}<p>{ONE}</p><p>{TWO}</p>{entries}</article>"))
    assert article.paragraphs[-len(MORE) :] == tuple(f"{text} {FOUR}" for text in MORE)


def test_a_diary_of_short_lines_outweighs_the_one_long_one_beside_it() -> None:
    lines = tuple(f"On day {n} we walked on" for n in range(40))
    told = "".join(f"<div>{line}</div>" for line in lines)
    card = f'<a href="/about"><span class="card-content"><span>{FOUR}</span></span></a><p>{TWO}</p>'
    article = read(page(f'{TITLE}<div class="entry-body">{told}</div><div class="box">{card}</div>'))
    assert article.paragraphs == lines


def test_a_cell_with_a_number_or_a_label_belongs_to_the_one_beside_it() -> None:
    rows = (
        "<tr><td>[1]</td><td>Reed, A. On footbridges. Upper Marsh, 2008.</td></tr>"
        "<tr><td>Height:</td><td>four metres above the water of the pond</td></tr>"
        "<tr><td>Depth</td><td>one metre and a half in the wettest weeks</td></tr>"
    )
    assert read(
        page(f"<h1>Footbridge to be repaired</h1><div><p>{ONE}</p><p>{TWO}</p><table>{rows}</table></div>")
    ).paragraphs[2:] == (
        "[1] Reed, A. On footbridges. Upper Marsh, 2008.",
        "Height: four metres above the water of the pond",
        "Depth",
        "one metre and a half in the wettest weeks",
    )


def test_a_table_that_only_lays_out_the_page_joins_no_paragraphs() -> None:
    cell = f"<td><p>The clerk said:</p><p>{ONE}</p></td><td><p>{TWO}</p></td>"
    article = read(page(f"<h1>Footbridge to be repaired</h1><table><tr>{cell}</tr></table>"))
    assert article.paragraphs == ("The clerk said:", ONE, TWO)


def test_a_line_that_announces_something_is_not_broken_to_a_width() -> None:
    lines = (
        "渡口的修缮工程在九月第二周动工，预计不超过十二天就能完成，在此期间行人请走水塘边上",
        "的小路。各村的代表谈了他们的看法：",
        "年长的代表说，从前的木桥虽然窄，可是每年秋天都有人换板子，如今的桥宽了，反倒没有人",
        "记得要换，所以才有今年的事。",
    )
    article = read(page(f"<h1>渡口的桥要修</h1><div>{'<br>'.join(lines)}</div>", lang="zh"))
    assert article.paragraphs == ("".join(lines[:2]), "".join(lines[2:]))
