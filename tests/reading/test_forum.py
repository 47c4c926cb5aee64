"""Forums, blogs and small sites of the early Chinese web: who wrote the first entry, where it begins and ends."""

from __future__ import annotations

import pytest

from newsarchive.reading.credits import read_byline
from newsarchive.reading.furniture import is_furniture
from newsarchive.reading.info_line import read_info_line
from newsarchive.reading.posted import signs_post
from tests.reading.pages import page, read

ONE = "清晨六点，柳河镇的渡口已经排起了长队，摆渡人老宋把缆绳解开，招呼大家依次上船，不要拥挤。"
TWO = "这条渡口已经有八十多年的历史，两岸的村民赶集、上学、看病都要从这里过河，一天要跑三十多趟。"
THREE = "镇里计划明年在渡口上游修一座人行桥，桥建成以后，渡船会作为旅游项目保留下来，供游客体验。"
ANSWER = "小时候我也坐过这条船，那时候过一次河只要两分钱，风大的时候船晃得厉害，心里很害怕。"


def thread(footer: str, answer_footer: str) -> str:
    """A thread of an entry and an answer, each signed below, around it nothing that tells them apart."""
    entry = f"<td>柳河渡口的早晨<p>{ONE}<br><br>{TWO}<br><br>{THREE}</p><p>{footer}</p></td>"
    answer = f"<td>回复<p>{ANSWER}<br><br>{ANSWER[::-1]}</p><p>{answer_footer}</p></td>"
    return page(f"<table><tr>{entry}</tr><tr>{answer}</tr></table>", head="<title>柳河论坛</title>", lang="zh")


@pytest.mark.parametrize(
    ("footer", "answer_footer"),
    [
        (
            "〓 柳河论坛 杂谈 发布时间 2005/05/17 22:11:42 by 渡口人家 〓",
            "〓 柳河论坛 杂谈 发布时间 2005/06/02 08:00:10 by 过客 〓",
        ),
        ("本帖由渡口人家于2005年5月17日22:11:42在〖杂谈〗发表", "本帖由过客于2005年6月2日08:00:10在〖杂谈〗发表"),
    ],
)
def test_a_thread_is_its_first_entry(footer: str, answer_footer: str) -> None:
    article = read(thread(footer, answer_footer))
    assert article.paragraphs == (ONE, TWO, THREE)
    assert article.authors == ("渡口人家",)
    assert str(article.published) == "2005-05-17 22:11:42+08:00"


@pytest.mark.parametrize("line", [ONE, "老宋 发表于 2005-5-17 22:11", "本帖最后由管理组编辑"])
def test_other_lines_sign_no_entry(line: str) -> None:
    assert not signs_post(line, "zh")


@pytest.mark.parametrize("heading", ["版权声明：", "免责声明", "郑 重 声 明", "反侵权公告:"])
def test_a_legal_notice_under_the_text_ends_it(heading: str) -> None:
    notice = "任何媒体和个人使用本社作品，须先取得书面许可，并在显著位置标明出处，违者将承担相应的法律责任。"
    body = f"<h1>柳河渡口的早晨</h1><div><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p><p>{heading}</p><p>{notice}</p></div>"
    assert read(page(body, head="", lang="zh")).paragraphs == (ONE, TWO, THREE)


def test_who_owns_rights_may_be_what_an_article_is_about() -> None:
    assert not is_furniture("节目里使用别人的音乐，必须取得版权所有者的许可，否则可能要赔偿。", "zh")
    assert is_furniture("柳河在线 版权所有 2006", "zh")


def test_a_headline_that_links_to_its_own_page() -> None:
    body = (
        "<div><b>阅读排行榜</b></div><ul><li><a href='/1'>别的文章</a></li></ul>"
        f"<div><a href='/archive/12.html'>渡口的八十年（组图）</a></div><div>{ONE}<br><br>{TWO}<br><br>{THREE}</div>"
    )
    assert read(page(body, head="", lang="zh")).title == "渡口的八十年（组图）"


def test_the_only_first_heading_is_the_headline_however_far_above() -> None:
    facts = "".join(f"<br>◎项 目 {n} 内 容" for n in range(20))
    body = f"<h1>柳河渡口纪录片</h1><div>{facts}<br><br>◎简 介<br><br>{ONE}<br><br>{TWO}<br><br>{THREE}</div>"
    article = read(page(body, head="", lang="zh"))
    assert article.title == "柳河渡口纪录片"
    assert article.credits == ()


@pytest.mark.parametrize("line", ["◎类 别 剧情", "◎简 介", "■语言 国语"])
def test_a_mark_before_other_words_makes_no_byline(line: str) -> None:
    byline = read_byline(line, language="zh")
    assert byline is None or byline.credits == ()


def test_what_a_label_calls_the_author() -> None:
    pen = read_info_line("作者：柳絮&晚风 2005-8-28", language="zh")
    assert pen is not None
    assert [credit.name for credit in pen.credits] == ["柳絮&晚风"]
    two = read_info_line("作者：张三&李四 2005-8-28", language="zh")
    assert two is not None
    assert [credit.name for credit in two.credits] == ["张三", "李四"]


def test_markup_that_was_left_in_a_label_is_no_outlet() -> None:
    line = read_info_line('作者： size="20" 来源： size="20" 发布日期： 2005-7-5', language="zh")
    assert line is None or line.source is None


def test_the_title_element_is_never_text() -> None:
    headline = "渡口的早晨和摆渡人老宋的八十年"
    text = f"<table><tr><td><p>{headline}</p><p>{ONE}</p><p>{TWO}</p></td></tr></table>"
    article = read(f"<html><body><title>柳河在线 » {headline}</title>{text}</body></html>")
    assert article.title == headline
    assert article.breadcrumb == ()
