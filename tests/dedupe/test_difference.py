"""What a publisher changed, told by paragraph and word, each change with its kind."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.dedupe.difference import Change, Edit, Part, difference
from newsarchive.dedupe.identity import content_hash
from newsarchive.dedupe.wording import Side
from newsarchive.items import Article, Credit, Role, Section

DU = Credit(name="杜鹏", role=Role.REPORTER)


def article(*paragraphs: str, title: str = "题目", **fields: Any) -> Article:
    return Article(title=title, sections=(Section(paragraphs=paragraphs),), **fields)


def changes(old: Article, new: Article) -> list[Change]:
    return list(difference(old, new).changes)


def one_edit(old: str, new: str, language: str | None = None, **fields: Any) -> Change:
    (change,) = changes(article(old, language=language, **fields), article(new, language=language, **fields))
    assert (change.part, change.edit, change.old, change.new) == (Part.PARAGRAPH, Edit.EDITED, old, new)
    assert "".join(span.text for span in change.spans if span.side is not Side.NEW) == old
    assert "".join(span.text for span in change.spans if span.side is not Side.OLD) == new
    return change


def marked(change: Change) -> list[str]:
    signs = {Side.OLD: "-", Side.NEW: "+"}
    return [signs[span.side] + span.text for span in change.spans if span.side is not Side.BOTH]


@pytest.mark.parametrize(
    ("language", "old", "new", "kinds", "spans"),
    [
        ("zh", "全县共有一百二十名干警走进村落。", "全县共有一百三十名干警走进村落。", ["figure"], ["-二", "+三"]),
        ("zh", "总投资1.2亿元，明年完工。", "总投资1.5亿元，明年完工。", ["figure"], ["-1.2", "+1.5"]),
        ("zh", "事故造成3人受伤，已送医院。", "事故造成三人受伤，已送医院。", ["typo"], ["-3", "+三"]),
        ("zh", "千名干警走进村落，群众欢迎。", "千余名干警走进村落，群众欢迎。", ["figure"], ["+余"]),
        ("zh", "活动已经开展三年，成效明显。", "活动已经开展三年多，成效明显。", ["figure"], ["+多"]),
        ("zh", "记者张伟从县委宣传部获悉。", "记者张强从县委宣传部获悉。", ["name"], ["-伟", "+强"]),
        ("zh", "县委书记李明出席会议并讲话。", "县委书记李敏出席会议并讲话。", ["name"], ["-明", "+敏"]),
        ("zh", "干警们认真地工作，群众很满意。", "干警们认真的工作，群众很满意。", ["typo"], ["-地", "+的"]),
        ("zh", "工程已经完成，群众很满意。", "工程已经完成，群众很不满意。", ["text"], ["+不"]),
        ("zh", "县里将在春节之前完成全部工作。", "县里将在国庆以后完成全部工作。", ["text"], None),
        (
            "en",
            "The mayor said 35 people were hurt.",
            "The mayor said 53 people were hurt.",
            ["figure"],
            ["-35", "+53"],
        ),
        ("en", "It left three people dead on site.", "It left five people dead on site.", ["figure"], None),
        ("en", "He told John Smith about the plan.", "He told Jon Smith about the plan.", ["name"], ["-John", "+Jon"]),
        ("en", "The council has recieved the plan.", "The council has received the plan.", ["typo"], None),
        ("en", "The court said he was guilty of it.", "The court said he was not guilty of it.", ["text"], ["+not "]),
        ("en", "The road will open in the spring.", "The bridge may never open in the spring.", ["text"], None),
        ("en", "The meeting is on Tuesday at noon.", "The meeting is on Wednesday at noon.", ["text"], None),
        ("en", "It happened in Springfield again.", "It happened in Shelbyville again.", ["name"], None),
        ("de", "Die Strasse wird saniert.", "Die Straße wird saniert.", ["typo"], None),
        ("de", "Das Treffen ist am Dienstag im Rathaus.", "Das Treffen ist am Mittwoch im Rathaus.", ["text"], None),
        ("fr", "Le maire, M. Dupont, a refusé.", "Le maire, M. Dupond, a refusé.", ["name"], ["-Dupont", "+Dupond"]),
        ("ru", "Сообщил об этом Иванов вчера.", "Сообщил об этом Петров вчера.", ["name"], None),
        ("ja", "市長の田中氏が発表した。", "市長の田仲氏が発表した。", ["name"], ["-中", "+仲"]),
        ("en", "The fair opens on 3 March at noon.", "The fair opens on 3 April at noon.", ["text"], None),
        ("de", "Den Anwohnern wird geholfen, heißt es.", "Dem Anwohnern wird geholfen, heißt es.", ["typo"], None),
        ("de", "Am Montag sprach Peter Maier im Rat.", "Am Montag sprach Peter Meyer im Rat.", ["name"], None),
        ("de", "Der Brand zerstörte ein Gebäude.", "Der Brand zerstörte ein Wohnhaus.", ["text"], None),
        (
            "de",
            "Der Unfall geschah um 17.30 Uhr.",
            "Der Unfall geschah um 18.30 Uhr.",
            ["figure"],
            ["-17.30", "+18.30"],
        ),
        ("ko", "군수는 주민 120명과 만났다고 밝혔다.", "군수는 주민 130명과 만났다고 밝혔다.", ["figure"], None),
    ],
)
def test_an_edited_paragraph(language: str, old: str, new: str, kinds: list[str], spans: list[str] | None) -> None:
    change = one_edit(old, new, language)
    assert list(change.kinds) == kinds, change.spans
    assert spans is None or marked(change) == spans


def test_one_paragraph_can_have_changes_of_several_kinds() -> None:
    change = one_edit(
        "Mr John Smith said 35 people had recieved help.", "Mr Jon Smith said 36 people had received help.", "en"
    )
    assert list(change.kinds) == ["figure", "name", "typo"]


def test_a_credited_person_is_a_name_wherever_it_stands() -> None:
    assert list(one_edit("据杜鹏说，工程完成了。", "据杜朋说，工程完成了。", "zh", credits=(DU,)).kinds) == ["name"]


@pytest.mark.parametrize(
    "note",
    [
        "更正：前文所说的数字有误。",
        "【勘误】人数应为一百三十人。",
        "Correction: an earlier version gave a wrong date.",
        "An earlier version of this article gave a wrong date.",
        "Berichtigung: Der Brand war am Montag.",
        "In einer früheren Version hieß es anders.",
        "Rectificatif : le maire n'était pas présent.",
        "【訂正】人数に誤りがありました。",
        "[정정] 이름을 바로잡습니다.",
        "Исправление: дата была указана неверно.",
    ],
)
def test_the_note_of_a_correction_is_told(note: str) -> None:
    (change,) = changes(article("第一段文字。"), article("第一段文字。", note))
    assert (change.edit, list(change.kinds), change.new_place) == (Edit.ADDED, ["correction"], 2)


def test_a_word_of_correction_within_a_text_is_none() -> None:
    (change,) = changes(article("第一段文字。"), article("第一段文字。", "他要求干警及时更正错误。"))
    assert list(change.kinds) == ["text"]


def test_headline_kicker_lead_and_source() -> None:
    old = article("一段", title="三人受伤", kicker="引题", lead="导语一", source="泸州日报")
    new = article("一段", title="五人受伤", kicker=None, lead="导语二二二", source="四川日报")
    told = [(change.part, change.edit, list(change.kinds)) for change in changes(old, new)]
    assert told == [
        (Part.TITLE, Edit.EDITED, ["headline", "figure"]),
        (Part.KICKER, Edit.REMOVED, ["headline"]),
        (Part.LEAD, Edit.EDITED, ["text"]),
        (Part.SOURCE, Edit.EDITED, ["name"]),
    ]


def test_credits_added_removed_replaced_and_moved() -> None:
    wang, li = Credit(name="王芳", role=Role.EDITOR), Credit(name="李四", role=Role.EDITOR)
    told = [(c.edit, c.old, c.new) for c in changes(article("一", credits=(DU, wang)), article("一", credits=(li,)))]
    assert told == [(Edit.REMOVED, "杜鹏 (reporter)", None), (Edit.EDITED, "王芳 (editor)", "李四 (editor)")]
    (moved,) = changes(article("一", credits=(DU, wang)), article("一", credits=(wang, DU)))
    assert (moved.edit, list(moved.kinds)) == (Edit.MOVED, ["name"])


TEXTS = [f"第{sign}段说的是另一件事情，{sign * 6}，与其他各段都不相同。" for sign in "甲乙丙丁戊己"]


def test_a_paragraph_that_stands_elsewhere_is_moved() -> None:
    (change,) = changes(article(*TEXTS), article(TEXTS[5], *TEXTS[:5]))
    assert (change.edit, change.old_place, change.new_place, change.spans) == (Edit.MOVED, 6, 1, ())


def test_a_paragraph_that_stands_elsewhere_and_was_edited_is_both() -> None:
    edited = TEXTS[5].replace("另一件", "另外一件")
    (change,) = changes(article(*TEXTS), article(edited, *TEXTS[:5]))
    assert (change.edit, change.old_place, change.new_place) == (Edit.MOVED, 6, 1)
    assert marked(change) == ["+外"]


def test_added_removed_and_edited_come_in_reading_order() -> None:
    edited = TEXTS[1].replace("另一件", "同一件")
    told = changes(article(*TEXTS[:4]), article("全新的一段。", TEXTS[0], edited, TEXTS[3]))
    assert [(c.edit, c.old_place, c.new_place) for c in told] == [
        (Edit.ADDED, None, 1),
        (Edit.EDITED, 2, 3),
        (Edit.REMOVED, 3, None),
    ]


def test_white_space_counters_and_look_alikes_are_no_change() -> None:
    old = article("全县 120 人，参加 了。", "阅读 1234", title="题目 一")
    new = article("全县120人, 参加了。", "阅读 99999", "浏览次数：35", title="题目一")
    assert changes(old, new) == []
    assert content_hash(old) == content_hash(new)


words = st.sampled_from(["甲", "乙", "one", "two", "3", "４", "。", " ", "\u3000", "阅读 12", "更正："])
lines = st.lists(words, min_size=1, max_size=4).map("".join)
articles = st.builds(
    lambda title, heading, first, second, names: Article(
        title=title,
        sections=(Section(paragraphs=tuple(first)), Section(heading=heading, paragraphs=tuple(second))),
        credits=tuple(Credit(name=name, role=role) for name, role in names),
        language="en",
    ),
    lines,
    st.none() | lines,
    st.lists(lines, max_size=4),
    st.lists(lines, max_size=4),
    st.lists(st.tuples(st.sampled_from(["甲", "乙"]), st.sampled_from([Role.AUTHOR, Role.EDITOR])), max_size=3),
)


@given(articles, articles)
def test_there_is_a_difference_exactly_where_the_content_hash_differs(old: Article, new: Article) -> None:
    told = changes(old, new)
    assert bool(told) == (content_hash(old) != content_hash(new))
    for change in told:
        assert change.kinds
        assert "".join(span.text for span in change.spans if span.side is not Side.OLD) in ("", change.new)
    assert len({(c.part, c.new_place) for c in told if c.new_place}) == sum(c.new_place is not None for c in told)


CHANCE = random.Random(3)
SECONDS = 90
"""Of the processor, for texts over which anything quadratic would spend hours."""
MANY, LONG = 60_000, 500_000
SIGNS = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"


def some(text: str) -> str:
    return "".join(sign if CHANCE.random() > 0.1 else "某" for sign in text)


def hostile(kind: str) -> tuple[Article, Article]:
    """Make two versions that could keep a comparison busy."""
    numbered = [f"line {number} of it" for number in range(MANY)]
    chosen = "".join(CHANCE.choices(SIGNS, k=LONG))
    pairs = {
        "lines": lambda: (numbered, [line + ("x" if CHANCE.random() < 0.3 else "") for line in numbered]),
        "shuffled lines": lambda: (numbered, CHANCE.sample(numbered, MANY)),
        "two lines again and again": lambda: (CHANCE.choices("好坏", k=MANY), CHANCE.choices("好坏中", k=MANY)),
        "like lines": lambda: (
            [f"same words in every line but {number}" for number in range(MANY)],
            [f"same words in any line but {number}" for number in range(MANY)],
        ),
        "a paragraph": lambda: ([chosen], [some(chosen)]),
        "another paragraph": lambda: ([chosen], ["".join(CHANCE.choices(SIGNS, k=LONG))]),
        "one sign": lambda: (["啊" * LONG], ["啊" * 400_000 + "吧" + "啊" * 50_000]),
        "digits": lambda: (["1 " * 250_000], ["2 " * 250_000]),
        "names": lambda: (["记者张三" * 125_000], ["记者李四" * 125_000]),
    }
    old, new = pairs[kind]()
    return article(*old), article(*new)


def check_time(kind: str) -> None:
    old, new = hostile(kind)
    started = time.process_time()
    assert changes(old, new)
    assert time.process_time() - started < SECONDS


SLOW = ("lines", "a paragraph")


@pytest.mark.parametrize("kind", [*(pytest.param(kind, marks=pytest.mark.proof) for kind in SLOW), "digits"])
def test_hostile_texts_take_seconds_at_most(kind: str) -> None:
    check_time(kind)


@pytest.mark.proof
@pytest.mark.parametrize(
    "kind", ["shuffled lines", "two lines again and again", "like lines", "another paragraph", "one sign", "names"]
)
def test_more_hostile_texts_take_seconds_at_most(kind: str) -> None:
    check_time(kind)
