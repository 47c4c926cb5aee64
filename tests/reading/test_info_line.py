"""The line under a headline is taken apart at its labels; a sentence that has a date in it is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.items import Role
from newsarchive.reading.info_line import read_info_line


@pytest.mark.parametrize(
    ("line", "source", "raw"),
    [
        ("来源:泸州日报 2018-02-13 09:53   https://www.yybnet.net/", "泸州日报", "2018-02-13 09:53"),
        ("来源：泸州日报2018-02-13 09:53", "泸州日报", "2018-02-13 09:53"),
        ("来源：泸县新闻网 | 时间：2018-02-13 | 字号：大 中 小", "泸县新闻网", "2018-02-13"),
        ("2018年02月13日 09:53 来源：泸州日报 作者：杜鹏 责任编辑：张三 点击：123", "泸州日报", "2018年02月13日 09:53"),
        ("2018-02-13 09:53:07　来源：《泸州日报》　浏览：12次", "泸州日报", "2018-02-13 09:53:07"),
        ("发布时间：2018-02-13 来源：泸县融媒体中心 [大 中 小] 打印", "泸县融媒体中心", "2018-02-13"),
        ("（来源：四川在线）", "四川在线", None),
        ("稿源：新华网", "新华网", None),
        ("Source: Reuters", "Reuters", None),
        ("Quelle: dpa", "dpa", None),
        ("Fuente: El País | 5 de enero de 2021", "El País", "5 de enero de 2021"),
        ("2018-02-13 09:53", None, "2018-02-13 09:53"),
        ("时间：2018-02-13 点击：1234次", None, "2018-02-13"),
        ("Published: January 5, 2021 3:04 pm", None, "January 5, 2021 3:04 pm"),
    ],
)
def test_source_and_date_are_told_apart(line: str, source: str | None, raw: str | None) -> None:
    info = read_info_line(line, zone="Asia/Shanghai")
    assert info is not None
    assert info.source == source
    assert (info.dated.raw if info.dated else None) == raw


def test_people_have_the_roles_of_their_labels() -> None:
    info = read_info_line("2018年02月13日 09:53 来源：泸州日报 作者：杜鹏 杨平 责任编辑：张三 点击：123")
    assert info is not None
    assert [(c.name, c.role) for c in info.credits] == [
        ("杜鹏", Role.AUTHOR),
        ("杨平", Role.AUTHOR),
        ("张三", Role.EDITOR),
    ]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("作者:heronwatch 阅读(1660) 发表于:2005-07-31", ["heronwatch"]),
        ("作者： 周思博 (Joel Marsh)", ["周思博"]),
        ("2018-02-13 作者： 赵婕 出自[泸县文学社]", ["赵婕"]),
        ("2018-02-13 作者：管理员", []),
        ("2018-02-13 作者：admin", []),
        ("5.1.2021 Autor:innen gesucht", []),
    ],
)
def test_a_label_names_authors_that_no_family_name_tells(line: str, names: list[str]) -> None:
    info = read_info_line(line)
    assert [c.name for c in info.credits] == names if info else not names


def test_an_organisation_behind_the_label_of_an_author_is_nobody() -> None:
    info = read_info_line("来源：泸州日报 作者：泸州日报")
    assert info is not None
    assert info.source == "泸州日报"
    assert info.credits == ()


@pytest.mark.parametrize(
    "line",
    [
        "",
        "春节期间",
        "2018年2月13日，泸县公安局的干警们坚守岗位，为群众过节保驾护航。",
        "记者了解到，资金来源：县财政拨款三千万元，群众自筹一千万元。这笔钱将在2018年2月13日前到位。",
        "The council met on January 5, 2021 and decided to build a new library.",
    ],
)
def test_a_sentence_is_no_info_line(line: str) -> None:
    assert read_info_line(line, language="zh") is None


PIECES = st.sampled_from(
    [
        "来源",
        "：",
        ":",
        "泸州日报",
        "2018-02-13",
        " 09:53",
        "作者",
        "张三",
        "责任编辑",
        " ",
        "　",
        "|",
        "点击",
        "123",
        "Source",
        "https://a.cn/",
        "《",
        "。",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=14).map("".join)))
def test_no_text_makes_it_fail_and_what_it_reads_stands_there(text: str) -> None:
    info = read_info_line(text)
    if info is not None:
        assert info.source or info.dated or info.credits
        assert info.source is None or info.source in text
        assert info.dated is None or info.dated.raw in text
