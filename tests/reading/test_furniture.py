"""What pages add to articles: captions, biographies, promotion, text said twice."""

from __future__ import annotations

import pytest

from newsarchive.reading.furniture import is_furniture, opens_recommendations
from tests.reading.pages import FOUR, ONE, THREE, TWO, page, read

TITLE = "<h1>Footbridge to be repaired</h1>"
FIVE = "A notice with the dates hangs at the town hall and at the ferry, where questions are answered on weekdays."


def paragraphs(body: str, *, lang: str = "en") -> tuple[str, ...]:
    """The paragraphs of a page with this body."""
    return read(page(TITLE + body, lang=lang)).paragraphs


@pytest.mark.parametrize(
    "line",
    [
        "© 2021 Marsh Herald. All rights reserved.",
        "12 minutes ago",
        "14:30",
        "7",
        "This story originally appeared in the Ferry Post.",
        "Contact Ann Reed at ann.reed@herald.example",
        "Want more village news? Sign up for our newsletter!",
        "Your email*",
        "Disclaimer: nothing here is advice.",
        "Our website is the place for news of the marsh, so please bookmark it.",
        "For advertising inquiries, please contact the editor.",
        "This episode was produced by Ada Quill and edited by Bo Reed.",
        "The Ferry Log is a weekly letter from the landing. Get it delivered every Friday.",
        "Was there a flood in your street? Get in touch at news@herald.example",
        "The information contained in this article is for readers only and no advice.",
        "The author or authors do not own shares in any ferry named above.",
    ],
)
def test_a_line_of_the_pages_own_is_left_out(line: str) -> None:
    assert paragraphs(f"<div><p>{ONE}</p><p>{line}</p><p>{TWO}</p></div>") == (ONE, TWO)


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("de", "Ähnliche Beiträge"),
        ("de", "Das könnte dich auch interessieren"),
        ("de", "Über die Autorin"),
        ("de", "Mehr zum Thema Hochwasser"),
        ("fr", "Vous aimerez aussi"),
        ("es", "Sobre la firma"),
        ("nl", "Over de auteur"),
    ],
)
def test_what_stands_under_a_line_that_ends_the_article_is_left_out(lang: str, line: str) -> None:
    text = {
        "de": "Der Rat hat am Montag beschlossen, die Brücke noch vor dem Herbst mit neuen Bohlen zu versehen.",
        "fr": "Le conseil a décidé lundi de réparer la passerelle avant les pluies de l’automne qui vient.",
        "es": "El concejo decidió el lunes reparar la pasarela antes de las lluvias del otoño que se acerca.",
        "nl": "De raad besloot maandag de brug te herstellen voordat de regen van de herfst begint te vallen.",
    }[lang]
    body = "".join(f"<p>{text} {n}.</p>" for n in range(8))
    got = paragraphs(f"<div>{body}<h3>{line}</h3><p>Ann Reed.</p></div>", lang=lang)
    assert len(got) == 8


def test_lines_alone_with_a_picture_are_its_caption() -> None:
    figure = '<div><img src="/bridge.jpg"><p>The bridge as it looked in May.</p></div>'
    article = read(page(f"{TITLE}<div><p>{ONE}</p>{figure}<p>{TWO}</p><p>{THREE}</p></div>"))
    assert article.paragraphs == (ONE, TWO, THREE)
    assert article.images[0].caption == "The bridge as it looked in May."


def test_an_article_of_a_picture_and_a_sentence_keeps_the_sentence() -> None:
    assert paragraphs(f'<div><div><img src="/bridge.jpg"><p>{ONE}</p></div></div>') == (ONE,)


def test_who_the_author_is_is_no_part_of_the_article() -> None:
    by = "<p>By Ann Reed</p>"
    about = "<p>Ann Reed is a reporter who covers the marsh villages.</p><p>She lives by the mill.</p>"
    assert paragraphs(f"<div>{by}<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>{about}</div>") == (ONE, TWO, THREE)


def test_a_sentence_about_the_author_in_the_middle_stays() -> None:
    by, line = "<p>By Ann Reed</p>", "Ann Reed was the first reporter to cross."
    body = "".join(f"<p>{p}</p>" for p in (ONE, line, TWO, THREE, FOUR, FIVE))
    assert paragraphs(f"<div>{by}{body}</div>") == (ONE, line, TWO, THREE, FOUR, FIVE)


def test_a_long_paragraph_said_twice_is_kept_once() -> None:
    long = f"{ONE} {TWO} {THREE}"
    assert paragraphs(f"<div><p>{long}</p><p>{FOUR}</p><p>{long}</p></div>") == (long, FOUR)


def test_a_line_that_holds_the_whole_article_again_is_left_out() -> None:
    parts = tuple(f"{n}. {ONE} {TWO} {THREE} {FOUR}" for n in range(12))
    body = "".join(f"<p>{p}</p>" for p in parts)
    assert paragraphs(f"<div>{body}<div>{' '.join(parts)}</div></div>") == parts


def test_a_recommendation_inside_a_paragraphs_element_takes_no_text_with_it() -> None:
    links = '<h3><a href="/a">Mill sold</a></h3><h3><a href="/b">Ferry late</a></h3>'
    box = f'<section class="most-popular">{links}</section>'
    assert paragraphs(f"<div><p>{ONE}{box}</p><p>{TWO}</p></div>") == (ONE, TWO)


def test_boxes_of_one_name_that_hold_the_article_among_them_are_text() -> None:
    body = "".join(f'<div class="gallery-slide{n}"><p>{p}</p></div>' for n, p in enumerate((ONE, TWO, THREE, FOUR)))
    assert paragraphs(f"<div>{body}</div>") == (ONE, TWO, THREE, FOUR)


def test_placeholders_of_one_name_that_all_say_the_same_are_no_text() -> None:
    blocked = "".join(f'<div class="social-placeholder"><p>{FOUR} {FIVE}</p></div>' for _ in range(6))
    assert paragraphs(f"<div><p>{ONE}</p><p>{TWO}</p>{blocked}</div>") == (ONE, TWO)


def test_a_class_that_is_a_headline_says_nothing_about_its_box() -> None:
    slide = f'<div class="the-clerk-wore-a-similar-hat-to-the-last-fair"><p>{TWO}</p></div>'
    assert paragraphs(f"<div><p>{ONE}</p>{slide}<p>{THREE}</p></div>") == (ONE, TWO, THREE)


def test_an_entry_is_text_whatever_its_tags_are() -> None:
    entry = f'<div class="post-7 hentry category-village tag-bridge"><p>{ONE}</p><p>{TWO}</p></div>'
    assert paragraphs(f"{entry}<div class='sidebar'><p>{FOUR}</p></div>") == (ONE, TWO)


def test_a_form_to_fill_in_is_no_text() -> None:
    form = "<form><p>Name</p><p>Your opinion of the footbridge, in a few words that others can read:</p></form>"
    assert paragraphs(f"<div><p>{ONE}</p><p>{TWO}</p>{form}</div>") == (ONE, TWO)


def test_boxes_of_one_name_side_by_side_hold_parts_of_one_text() -> None:
    notices = "".join(f"<p>{word}</p>" for word in ("Members", "Paper", "Mobile", "Letters", "Help") * 6)
    links = "".join(f'<p><a href="/{n}">What members can read as well</a></p>' for n in range(12))
    body = (
        f'<div><div class="part"><p>{ONE} {THREE}</p></div><div class="part"><p>{TWO}</p></div>{notices}{links}</div>'
    )
    assert paragraphs(body) == (f"{ONE} {THREE}", TWO)


def test_a_list_of_other_articles_under_the_text_is_left_out_however_long() -> None:
    item = '<li><div><a href="/n/{0}">What happened at the mill in week {0}</a></div><p>{1} {2}</p></li>'
    others = "".join(item.format(n, THREE, FOUR) for n in range(20))
    text = (ONE, TWO, FIVE, f"{ONE} {FIVE}", f"{TWO} {FIVE}")
    assert paragraphs(f"<div>{''.join(f'<p>{p}</p>' for p in text)}<ul>{others}</ul></div>") == text


def test_a_list_of_steps_is_text() -> None:
    steps = tuple(f"Step {n}: {text}" for n, text in enumerate((ONE, TWO, THREE, FOUR)))
    body = f"<p>{ONE}</p><p>{TWO} {FIVE}</p><ol>{''.join(f'<li><p>{step}</p></li>' for step in steps)}</ol>"
    assert paragraphs(f"<div>{body}</div>") == (ONE, f"{TWO} {FIVE}", *steps)


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Contribute as little as $3 to keep the Herald free for all.", "en"),
        ("Will you help us to go on with this work?", "en"),
        ("We may earn a commission if you buy through the links on this page.", "en"),
        ("已标记为不喜欢内容，以后会少推荐这样的文章", "zh"),
        ("이 글자크기로 변경됩니다.", "ko"),
        ("Simak breaking news dan berita lain langsung di ponselmu.", "id"),
    ],
)
def test_appeals_and_buttons_of_the_page_are_no_text(line: str, language: str) -> None:
    assert is_furniture(line, language)


@pytest.mark.parametrize("line", ["评论13", "评论 2", "评论（5）"])
def test_a_count_of_comments_ends_the_text(line: str) -> None:
    assert opens_recommendations(line, "zh")


def test_comments_on_something_may_be_a_heading() -> None:
    assert not opens_recommendations("评论2005年的电影", "zh")


@pytest.mark.parametrize(
    "box",
    [
        '<div class="not-prose grid">{}</div>',
        '<div class="article_ElementPoll__x1">{}</div>',
        '<div class="ttsViewLayer view_layer">{}</div>',
        '<div class="info-tooltip">{}</div>',
        '<div class="noticias-relacionadas">{}</div>',
        '<div class="artikel-terkait">{}</div>',
        '<div class="lire-aussi">{}</div>',
        '<div class="umfrage">{}</div>',
    ],
)
def test_a_box_whose_name_says_that_it_stands_beside_the_text_is_left_out(box: str) -> None:
    beside = box.format("<p>Which of the two landings should be mended before the other one, do you think?</p>")
    assert paragraphs(f"<div><p>{ONE}</p><p>{TWO}</p>{beside}<p>{THREE}</p><p>{FOUR}</p></div>") == (
        ONE,
        TWO,
        THREE,
        FOUR,
    )


def test_buttons_that_read_a_text_aloud_are_left_out_in_korean() -> None:
    text = "군청은 가을비가 오기 전에 나루터의 다리를 고치기로 월요일에 결정했다고 밝혔다. "
    tools = "<ul><li>느림</li><li>보통</li><li>빠름</li></ul>"
    body = f"<div>{tools}<p>{text * 2}</p><p>{text * 3}</p></div>"
    assert paragraphs(body, lang="ko") == ((text * 2).strip(), (text * 3).strip())
