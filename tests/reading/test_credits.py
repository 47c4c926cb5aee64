"""Bylines as newspapers write them; a sentence of the article is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.items import Credit, Role
from newsarchive.reading.credits import read_byline, read_names
from tests.reading.pages import FOUR, ONE, THREE, TWO, page, read

SHORT = {
    Role.AUTHOR: "a",
    Role.REPORTER: "r",
    Role.CORRESPONDENT: "c",
    Role.EDITOR: "e",
    Role.PHOTOGRAPHER: "p",
    Role.TRANSLATOR: "t",
}


def told(people: tuple[Credit, ...]) -> list[str]:
    """The people in short: role, name, affiliation."""
    return [f"{SHORT[c.role]} {c.name}" + (f" {c.affiliation}" if c.affiliation else "") for c in people]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("■杜鹏 杨平 本报记者 曾臻", ["a 杜鹏", "a 杨平", "r 曾臻 本报"]),
        ("（记者 张三 通讯员 李四）", ["r 张三", "c 李四"]),
        ("□本报记者 张三 实习生 李四", ["r 张三 本报", "r 李四"]),
        ("本报记者 张三 李四 王小五", ["r 张三 本报", "r 李四 本报", "r 王小五 本报"]),
        ("记者 张三 文/图", ["r 张三", "p 张三"]),
        ("张三 摄", ["p 张三"]),
        ("李四摄", ["p 李四"]),
        ("责任编辑：赵六", ["e 赵六"]),
        ("编辑 王一", ["e 王一"]),
        ("作者：张三", ["a 张三"]),
        ("文/张三 图/李四", ["a 张三", "p 李四"]),
        ("张三/文 李四/图", ["a 张三", "p 李四"]),
        ("记者 王　芳", ["r 王芳"]),
        ("特约记者 张三", ["r 张三"]),
        ("全媒体记者 张三", ["r 张三"]),
        ("泸州日报记者 张三", ["r 张三 泸州日报"]),
        ("新华社记者 张三", ["r 张三 新华社"]),
        ("记者 欧阳修远 诸葛亮", ["r 欧阳修远", "r 诸葛亮"]),
        ("记者 阿布都拉·买买提", ["r 阿布都拉·买买提"]),
        ("见习记者 张三 特约通讯员 李四", ["r 张三", "c 李四"]),
        ("记者张三、李四 通讯员王五", ["r 张三", "r 李四", "c 王五"]),
        ("撰文：张三 翻译：李四", ["a 张三", "t 李四"]),
        ("泸州网新闻频道 记者 伊琳 李芬", ["r 伊琳 泸州网新闻频道", "r 李芬 泸州网新闻频道"]),
        ("本报记者罗科苏盈发自北京", ["r 罗科苏盈 本报"]),
        ("著者：後藤大", ["a 後藤大"]),
        ("記者杜若蘅／台北報導", ["r 杜若蘅"]),
        ("■ 帕提古丽·艾山 王　芳", ["a 帕提古丽·艾山", "a 王芳"]),
    ],
)
def test_a_chinese_byline_names_people_and_what_they_did(line: str, wanted: list[str]) -> None:
    byline = read_byline(line, language="zh")
    assert byline is not None
    assert told(byline.credits) == wanted
    assert byline.rest == ""
    assert byline.raw == line
    assert all(c.raw for c in byline.credits)


@pytest.mark.parametrize(
    ("paragraph", "wanted", "rest"),
    [
        ("本报讯（记者 王五 通讯员 李四 文/图）昨日，泸县举行活动。", ["r 王五", "c 李四"], "昨日，泸县举行活动。"),
        ("晚报讯（记者 王五 实习生 李四）昨日，泸县举行活动。", ["r 王五", "r 李四"], "昨日，泸县举行活动。"),
        ("本报讯 （记者 王五）昨日，泸县举行活动。", ["r 王五"], "昨日，泸县举行活动。"),
        ("（记者 王五）昨日，泸县举行活动。", ["r 王五"], "昨日，泸县举行活动。"),
        ("泸州日报讯（记者 王五）昨日，泸县举行活动。", ["r 王五"], "昨日，泸县举行活动。"),
        ("新华社成都2月13日电（记者 王五）春节将至。", ["r 王五"], "春节将至。"),
        ("本报讯 记者王五　昨日，泸县举行了春节活动。", ["r 王五"], "昨日，泸县举行了春节活动。"),
        ("◎伍慈近日，泸县举行活动。", ["a 伍慈"], "近日，泸县举行活动。"),
        ("活动持续到三月。（记者 王五）", ["r 王五"], "活动持续到三月。"),
        ("活动持续到三月。（张三）", ["a 张三"], "活动持续到三月。"),
        ("活动持续到三月。（张三 上海报道）", ["a 张三"], "活动持续到三月。"),
        ("活动持续到三月。（张三 李四 摄影报道）", None, "活动持续到三月。"),
    ],
)
def test_a_byline_in_a_paragraph_leaves_the_text(paragraph: str, wanted: list[str] | None, rest: str) -> None:
    byline = read_byline(paragraph, language="zh")
    assert byline is not None
    assert byline.credits
    if wanted is not None:
        assert [t for t in told(byline.credits) if t[0] != "p"] == wanted
    assert byline.rest == rest


@pytest.mark.parametrize(
    ("line", "language", "wanted"),
    [
        ("初日は約６０人が列をつくった。（三雲航平）", "ja", ["a 三雲航平"]),
        ("初日は約６０人が列をつくった。（三雲航平、森 ゆり）", "ja", ["a 三雲航平", "a 森ゆり"]),
        ("차은결 기자", "ko", ["r 차은결"]),
        ("솔밭신문 = 차은결 기자 cha@solbat.example", "ko", ["r 차은결"]),
    ],
)
def test_bylines_in_japanese_and_korean_are_read(line: str, language: str, wanted: list[str]) -> None:
    byline = read_byline(line, language=language)
    assert byline is not None
    assert told(byline.credits) == wanted


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("初日は約６０人が列をつくった。（敬称略）", "ja"),
        ("気温は平年より高くなる。（気象庁発表）", "ja"),
        ("初日は約６０人が列をつくった。（おわり）", "ja"),
        ("시민 기자", "ko"),
        ("차은결 기자는 어제 이 방앗간을 찾았다.", "ko"),
    ],
)
def test_what_stands_where_japanese_and_korean_names_do_is_no_byline(line: str, language: str) -> None:
    assert read_byline(line, language=language) is None


@pytest.mark.parametrize("line", ["本报综合", "（本报综合报道）", "据新华社电"])
def test_a_line_that_names_nobody_is_a_byline_of_nobody(line: str) -> None:
    byline = read_byline(line, language="zh")
    assert byline is not None
    assert byline.credits == ()


@pytest.mark.parametrize(
    "line",
    [
        "",
        "记者从泸县公安局获悉，春节期间将加强巡逻。",
        "记者了解到，该县今年投入资金三千万元。",
        "昨日，本报记者张三来到泸县采访。",
        "编辑部的故事",
        "水文",
        "任文 干渠",
        "原文：",
        "新闻推荐",
        "图为活动现场。",
        "高温天气持续",
        "■平安泸县",
        "◎关注民生",
        "文化惠民进乡村",
        "（一）加强领导",
        "活动持续到三月。（完）",
        "会议强调，要坚持党的领导（见第三版）。",
        "张三说：“我们一定会回来的。”",
        "作者为泸县人民医院医生",
        "王小明今年八岁",
        "The mayor said by Friday the road would open.",
        "By Friday, the road was open again.",
        "By the river they found a boat",
        "Von dort ging es weiter nach Bremen.",
        "Par ailleurs, le maire a annoncé une hausse.",
        "Por otra parte, el alcalde anunció la subida.",
        "John Smith was born in Ohio.",
    ],
)
def test_a_sentence_of_the_article_is_no_byline(line: str) -> None:
    assert read_byline(line) is None


@pytest.mark.parametrize(
    ("line", "language", "wanted"),
    [
        ("By Jane Doe and John Smith, Staff Writers", "en", ["Jane Doe", "John Smith"]),
        ("By JANE DOE", "en", ["Jane Doe"]),
        ("By Jane Doe | Reuters", "en", ["Jane Doe"]),
        ("By Jane Doe, jane.doe@example.org", "en", ["Jane Doe"]),
        ("By Jane Doe @janedoe", "en", ["Jane Doe"]),
        ("By Dr. Jane O'Neill-Doe", "en", ["Jane O'Neill-Doe"]),
        ("By Martin Luther King Jr.", "en", ["Martin Luther King Jr"]),
        ("By Jane Doe and John Smith The Associated Press", "en", ["Jane Doe", "John Smith"]),
        ("By Jane Doe and John Smith on March 3, 2024 at 3:04PM", "en", ["Jane Doe", "John Smith"]),
        ("By Jane Doe 30 August 2023 • 4:45pm", "en", ["Jane Doe"]),
        ("von Max Müller, RADIO MARSCHLAND", "de", ["Max Müller"]),
        ("Written by Jane van der Doe", "en", ["Jane van der Doe"]),
        ("Von Max Müller und Eva Groß", "de", ["Max Müller", "Eva Groß"]),
        ("Par Émilie Dupont", "fr", ["Émilie Dupont"]),
        ("Por Ana García y Luis Pérez", "es", ["Ana García", "Luis Pérez"]),
        ("di Mario Rossi e Anna Bianchi", "it", ["Mario Rossi", "Anna Bianchi"]),
        ("Door Jan de Vries", "nl", ["Jan de Vries"]),
    ],
)
def test_a_byline_in_latin_letters_names_people_without_titles(line: str, language: str, wanted: list[str]) -> None:
    byline = read_byline(line, language=language)
    assert byline is not None
    assert [c.name for c in byline.credits] == wanted
    assert {c.role for c in byline.credits} == {Role.AUTHOR}


@pytest.mark.parametrize(
    "line", ["By Reuters", "By Associated Press", "Von dpa", "By Staff Reporter", "By The Editorial Board"]
)
def test_an_agency_is_no_author(line: str) -> None:
    assert read_byline(line) is None


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("Jane Doe, John Smith", ["Jane Doe", "John Smith"]),
        ("Jane Doe", ["Jane Doe"]),
        ("By Jane Doe", ["Jane Doe"]),
        ("Reuters", []),
        ("admin", []),
        ("张三 李四", ["张三", "李四"]),
        ("张三、李四", ["张三", "李四"]),
        ("泸州日报", []),
        ("", []),
    ],
)
def test_a_statement_of_names_is_read_without_organisations(statement: str, wanted: list[str]) -> None:
    assert [c.name for c in read_names(statement)] == wanted


def test_names_have_the_role_that_their_statement_has() -> None:
    assert told(read_names("赵六", Role.EDITOR)) == ["e 赵六"]


PIECES = st.sampled_from(
    [
        "本报",
        "讯",
        "记者",
        "通讯员",
        "张三",
        "李四",
        "王　芳",
        "（",
        "）",
        "(",
        ")",
        "■",
        "◎",
        " ",
        "　",
        "文/图",
        "摄",
        "：",
        "、",
        "。",
        "近日",
        "编辑",
        "By ",
        "Von ",
        "Jane Doe",
        "and",
        ",",
        "|",
        "@x",
        "·",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=14).map("".join)))
def test_no_text_makes_it_fail_and_what_is_left_is_a_part_of_it(text: str) -> None:
    byline = read_byline(text)
    read_names(text)
    if byline is not None:
        assert text.strip().startswith(byline.rest) or text.strip().endswith(byline.rest)
        assert byline.raw in text
        assert all(c.name == c.name.strip() != "" for c in byline.credits)


TITLE = "<h1>Footbridge to be repaired</h1>"
TEXT = f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p><p>{FOUR}</p>"


def stated(*names: str) -> str:
    """A head whose JSON-LD names these authors."""
    people = ",".join(f'{{"@type":"Person","name":"{name}"}}' for name in names)
    return (
        "<title>Footbridge to be repaired</title>"
        f'<script type="application/ld+json">{{"@type":"NewsArticle","author":[{people}]}}</script>'
    )


@pytest.mark.parametrize(
    ("around", "wanted"),
    [
        ('<p>posted by <a class="url fn n" href="/?u=1">heronwatch</a></p>', ("heronwatch",)),
        ('<p><a class="story__author" href="/u/1">Ada Quill</a></p>', ("Ada Quill",)),
        (
            '<p><a rel="author" href="/u/1">Ada Quill</a> <a rel="author" href="/u/1">All articles</a></p>',
            ("Ada Quill",),
        ),
        ('<div class="byline"><span>Ada Quill</span> <span>Bo Reed Marsh</span></div>', ("Ada Quill", "Bo Reed Marsh")),
        ('<div class="byline"><a href="/a">Ada Quill</a><b>CEO</b></div>', ("Ada Quill",)),
        ("<p>Ada Quill | 5 May 2024, 10:30</p>", ("Ada Quill",)),
        ("<p>Last Modified 5 May 2024, 10:30</p>", ()),
        ('<p><a href="/politics">Local Politics</a> | 5 May 2024</p>', ()),
    ],
)
def test_a_name_near_the_headline_is_read_from_its_box_its_link_or_beside_the_date(
    around: str, wanted: tuple[str, ...]
) -> None:
    assert read(page(TITLE + around + TEXT)).authors == wanted


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (("新华社",), ()),
        (("柳河发布",), ()),
        (("柳河时报中文",), ()),
        (("Do MTV", "Ada Quill"), ("Ada Quill",)),
        (("宋立春",), ("宋立春",)),
        (("heronwatch",), ("heronwatch",)),
    ],
)
def test_no_outlet_is_an_author_whatever_the_page_states(names: tuple[str, ...], wanted: tuple[str, ...]) -> None:
    assert read(page(TITLE + TEXT, head=stated(*names))).authors == wanted


def test_an_author_link_below_the_text_counts_where_nothing_else_names_anyone() -> None:
    below = '<p><a rel="author" href="/author/ada">Ada Quill</a></p>'
    assert read(page(f"<article>{TITLE}{TEXT}{below}</article>")).authors == ("Ada Quill",)
    named = page(f"<article>{TITLE}{TEXT}{below}</article>", head=stated("Bo Reed"))
    assert read(named).authors == ("Bo Reed",)


def test_authors_of_other_articles_near_the_headline_are_not_this_one_s() -> None:
    others = '<p><a href="/author/bo">Bo Reed</a></p><p><a href="/author/ada">Ada Quill</a></p>'
    assert read(page(TITLE + others + TEXT, head=stated("Ada Quill"))).authors == ("Ada Quill",)


def test_a_full_name_shown_is_believed_before_the_name_of_an_account() -> None:
    shown = '<div class="author">Ada Quill</div>'
    assert read(page(TITLE + shown + TEXT, head=stated("adaq"))).authors == ("Ada Quill",)


def test_a_byline_that_shows_all_who_are_stated_names_them_all() -> None:
    byline = "<p>By Ada Quill and Bo Reed Marsh Weekly Observer</p>"
    assert set(read(page(TITLE + byline + TEXT, head=stated("Ada Quill", "Bo Reed"))).authors) == {
        "Ada Quill",
        "Bo Reed",
    }


def test_a_chinese_name_alone_under_the_last_sentence_is_a_byline() -> None:
    text = "泸县公安局的干警们坚守岗位，为群众过节保驾护航，受到了当地居民的一致好评和热情的感谢。"
    article = read(page(f"<h1>干警坚守岗位保平安</h1><p>{text}</p><p>{text}</p><p>张小三</p>", head="", lang="zh"))
    assert article.authors == ("张小三",)
    assert [p for s in article.sections for p in s.paragraphs] == [text, text]
