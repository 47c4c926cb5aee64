"""The date beside a link, in the forms that lists have."""

from __future__ import annotations

from datetime import date

import pytest

from tests.discover.listings import only, read

A = '<a href="/luzhou/luxian/201802/1.html">甲</a>'
B = '<a href="/luzhou/luxian/201802/2.html">乙</a>'
DAY = date(2018, 2, 13)


@pytest.mark.parametrize(
    "row",
    [
        f"<ul><li>{A}<span>[2018-02-13]</span></li></ul>",
        f"<ul><li><span>2018年2月13日</span>{A}</li></ul>",
        f"<ul><li><b>{A}</b><i>2018/02/13 09:53</i></li></ul>",
        f"<ul><li>· {A} (2018.2.13)</li></ul>",
        f"<ul><li>{A} 02-13</li></ul>",
        f"<ul><li>{A} <em>2月13日</em></li></ul>",
        f"<ul><li>{A} <em>02/13</em></li></ul>",
        f"<ul><li><div><b>13</b><i>2018-02</i></div><h3>{A}</h3></li></ul>",
        f"<ul><li><b>02-13</b><i>2018</i><h3>{A}</h3></li></ul>",
        f"<table><tr><td>{A}</td><td>2018-02-13</td></tr></table>",
        f"<table><tr><td>·</td><td>{A}</td><td>泸州日报</td><td>2018-02-13 09:53</td></tr></table>",
        f"<dl><dt>2018-02-13</dt><dd>{A}</dd></dl>",
        f"<dl><dt>{A}</dt><dd>2018-02-13</dd></dl>",
        f"<ul><li>{A} <span>13. Februar 2018</span></li></ul>",
        f"<ul><li>{A} <span>Feb 13, 2018</span></li></ul>",
        f"<p>{A} 来源:泸州日报 2018-02-13 09:53</p>",
        f"<div><h3>{A}</h3><p>摘要。二月十三日,下雨。</p><p>发布时间：2018-02-13</p></div>",
        f'<div><h3>{A}</h3><time datetime="2018-02-13T09:53:00+08:00">昨天</time></div>',
        '<ul><li><a href="/luzhou/luxian/201802/1.html">甲<span>2018-02-13</span></a></li></ul>',
        '<ul><li>[<a href="/luzhou/luxian/">泸县</a>] ' + A + " 2018-02-13</li></ul>",
        f'<ul><li><a href="/luzhou/luxian/201802/1.html"><img src="a.jpg"></a>{A} 2018-02-13</li></ul>',
    ],
)
def test_the_day_in_a_links_row_is_its_day(row: str) -> None:
    days = {link.url: link.day for link in read(row).links}
    assert days["https://www.county.test/luzhou/luxian/201802/1.html"] == DAY


@pytest.mark.parametrize(
    "body",
    [
        f"<div>{A} 2018-02-13<br>{B} 2018-02-11<br></div>",
        f"<div>2018-02-13 {A}<br>2018-02-11 {B}</div>",
        f"<p>{A}<span>(2018-02-13)</span>{B}<span>(2018-02-11)</span></p>",
        f"<p><span>2018-02-13</span>{A}<span>2018-02-11</span>{B}</p>",
        f"<table><tr><td>{A}</td><td>2018-02-13</td><td>{B}</td><td>2018-02-11</td></tr></table>",
        f"<dl><dt>2018-02-13</dt><dd>{A}</dd><dt>2018-02-11</dt><dd>{B}</dd></dl>",
        f"<ul><li>{A} 02-13</li><li>{B} 02-11</li></ul>",
    ],
)
def test_each_of_two_links_has_its_own_day(body: str) -> None:
    assert [link.day for link in read(body).links] == [DAY, date(2018, 2, 11)]


@pytest.mark.parametrize(
    "row",
    [
        f"<li>{A}</li>",
        f"<li>{A} 03-13</li>",
        f"<li>{A} 2018-02-30</li>",
        f"<li>{A} 2018-02-13 2018-02-14</li>",
        f"<li>{A}<p>2018年2月13日上午,泸县召开大会。</p></li>",
        '<li><a href="/luzhou/luxian/201802/1.html">泸县2018年2月13日天气预报</a></li>',
        f"<p>今天是2018年2月13日</p><ul><li>{A}</li></ul>",
    ],
)
def test_a_day_that_is_not_plainly_shown_for_the_link_is_none(row: str) -> None:
    assert [link.day for link in read(row).links] == [None]


def test_what_is_nearest_to_the_link_counts() -> None:
    body = f"<div><p>今天是2018年3月1日</p><div><p>{A} 2018-02-13</p></div></div>"
    assert only(body).day == DAY


def test_a_month_and_day_without_year_need_the_address_to_tell_the_year() -> None:
    assert only('<li><a href="/luzhou/luxian/1.html">甲</a> 02-13</li>').day is None
    assert only('<li><a href="/a/2018/0213/1.html">甲</a> 02-13</li>').day == DAY
    assert only('<li><a href="/a/2018-02/13/1.html">甲</a> 02-13</li>').day == DAY


def test_a_line_of_very_many_links_is_not_taken_apart() -> None:
    row = "".join(f'<a href="/luzhou/luxian/201802/{n}.html">{n}</a> <i>2018-02-13</i> ' for n in range(100))
    assert {link.day for link in read(f"<p>{row}</p>").links} == {None}
    assert {link.day for link in read(f"<p>{row.replace('</i>', '</i><br>')}</p>").links} == {DAY}


def test_a_single_date_between_several_links_belongs_to_none_of_them() -> None:
    assert [link.day for link in read(f"<p>{A} {B} 2018-02-13</p>").links] == [None, None]
