"""Dates as news pages write them: what is stated is read to the minute, what is not stated is not guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.text.dates import Dated, read_date, read_iso
from newsarchive.text.languages import LANGUAGES

FETCHED = datetime(2021, 3, 5, 12, 0, tzinfo=UTC)
STAMPS = st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2049, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(second=0, microsecond=0)
)


def stated(text: str, language: str | None = None, fetched_at: datetime | None = FETCHED) -> str | None:
    """What is read of a line, in short: local time to the precision that is stated."""
    return short(read_date(text, language=language, fetched_at=fetched_at))


def short(dated: Dated | None) -> str | None:
    if dated is None:
        return None
    return f"{dated.moment:%Y-%m-%d}" if dated.precision == "day" else dated.moment.replace(tzinfo=None).isoformat(" ")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("来源:泸州日报 2018-02-13 09:53   https://www.yybnet.net/", "2018-02-13 09:53:00"),
        ("2018年02月13日 09:53 来源：泸州日报", "2018-02-13 09:53:00"),
        ("2018年2月13日09时53分", "2018-02-13 09:53:00"),
        ("2018年2月13日 下午3点20分", "2018-02-13 15:20:00"),
        ("2018年2月13日 下午3:20", "2018-02-13 15:20:00"),
        ("2018年2月13日 上午9:05", "2018-02-13 09:05:00"),
        ("2018年2月13日 凌晨1:05", "2018-02-13 01:05:00"),
        ("2018年2月13日 凌晨12:05", "2018-02-13 00:05:00"),
        ("2018年2月13日 中午12:30", "2018-02-13 12:30:00"),
        ("2018年2月13日 晚8:15", "2018-02-13 20:15:00"),
        ("2018年2月13日 中午1:30", "2018-02-13 13:30:00"),
        ("2018年2月13日 晚上12:30", "2018-02-13"),  # of this day or the next
        ("2018-02-13 24:00", "2018-02-13"),
        ("2018年2月13日 星期二 09:53:07", "2018-02-13 09:53:07"),
        ("2018年2月13日 星期二", "2018-02-13"),
        ("二〇一八年二月十三日", "2018-02-13"),
        ("二○一八年十二月二十三日", "2018-12-23"),
        ("２０１８年０２月１３日", "2018-02-13"),
        ("2018/2/13 9:53", "2018-02-13 09:53:00"),
        ("2018.02.13", "2018-02-13"),
        ("时间：2018-02-13 | 字号：大 中 小", "2018-02-13"),
        ("09:53 2018-02-13", "2018-02-13 09:53:00"),
        ("2021年3月4日 14時30分", "2021-03-04 14:30:00"),
    ],
)
def test_chinese_and_japanese_dates_are_read(text: str, wanted: str) -> None:
    assert stated(text, "zh") == wanted


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("January 5, 2021 3:04 pm ET", "en", "2021-01-05 15:04:00"),
        ("Published Jan. 5, 2021 at 12:04 a.m.", "en", "2021-01-05 00:04:00"),
        ("Tue, 5th January 2021, 15.04 GMT", "en", "2021-01-05 15:04:00"),
        ("5 January 2021", "en", "2021-01-05"),
        ("Sept. 5, 2020", "en", "2020-09-05"),
        ("5. Januar 2021, 14:30 Uhr", "de", "2021-01-05 14:30:00"),
        ("05.01.2021 14:30", "de", "2021-01-05 14:30:00"),
        ("Stand: 05.01.2021, 14.30 Uhr", "de", "2021-01-05 14:30:00"),
        ("5 janvier 2021 à 14h30", "fr", "2021-01-05 14:30:00"),
        ("Publié le 1er février 2021", "fr", "2021-02-01"),
        ("5 de enero de 2021 a las 14:30", "es", "2021-01-05 14:30:00"),
        ("5 gennaio 2021 alle 14:30", "it", "2021-01-05 14:30:00"),
        ("5 de março de 2020, 14:30", "pt", "2020-03-05 14:30:00"),
        ("5 maart 2020 om 14:30", "nl", "2020-03-05 14:30:00"),
        ("5. november 2020 kl. 14.30", "da", "2020-11-05 14:30:00"),
        ("5 января 2021, 14:30", "ru", "2021-01-05 14:30:00"),
        ("2021. január 5. 14:30", "hu", "2021-01-05 14:30:00"),
        ("2020. 08. 18. 21:35", "hu", "2020-08-18 21:35:00"),
        ("Aktualisiert am 06. Mär. 2020", "de", "2020-03-06"),
        ("24 أغسطس 2020 09:23 م", "ar", "2020-08-24 21:23:00"),
        ("2020년 8월 18일 오후 3:20", "ko", "2020-08-18 15:20:00"),
        ("2020年8月18日（火） 14時05分", "ja", "2020-08-18 14:05:00"),
        ("2020年8月18日 午後3時20分", "ja", "2020-08-18 15:20:00"),
    ],
)
def test_dates_of_other_languages_are_read(text: str, language: str, wanted: str) -> None:
    assert stated(text, language) == wanted


@pytest.mark.parametrize("names", [line for words in LANGUAGES.values() for line in words.months])
def test_every_name_of_a_month_is_read(names: str) -> None:
    for month, name in enumerate(names.split(), start=1):
        assert stated(f"3 {name} 2019") == f"2019-{month:02}-03", name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "02-13 09:53",  # no year
        "2月13日 09:53",
        "13 February",
        "February 2018",
        "2018年",
        "2018-13-45 09:53",
        "2018年2月30日",
        "31 April 2018",
        "电话：028-2018-0213",
        "得分 21:19，25:23",
        "version 1.2.2018.4",
        "https://www.example.org/2018-02-13/1.html",
    ],
)
def test_what_states_no_day_is_no_date(text: str) -> None:
    assert read_date(text, fetched_at=FETCHED, language="zh") is None


@pytest.mark.parametrize(
    ("language", "wanted"),
    [("en", None), (None, None), ("zh", None), ("en-US", "2021-03-04"), ("en-GB", "2021-04-03"), ("fr", "2021-04-03")],
)
def test_an_order_of_day_and_month_is_not_guessed(language: str | None, wanted: str | None) -> None:
    assert stated("03/04/2021", language) == wanted
    assert stated("25/12/2020", language) == stated("12/25/2020", language) == "2020-12-25"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("3小时前", "2021-03-05 17:00:00"),
        ("15分钟前", "2021-03-05 19:45:00"),
        ("昨天 09:53", "2021-03-04 09:53:00"),
        ("今天 09:53", "2021-03-05 09:53:00"),
        ("前天", "2021-03-03"),
        ("2天前", "2021-03-03"),
        ("2 hours ago", "2021-03-05 18:00:00"),
        ("an hour ago", "2021-03-05 19:00:00"),
        ("yesterday", "2021-03-04"),
        ("vor 3 Stunden", "2021-03-05 17:00:00"),
        ("vor einer Stunde", "2021-03-05 19:00:00"),
        ("vor zwei", None),
        ("il y a 2 jours", "2021-03-03"),
        ("hace 3 horas", "2021-03-05 17:00:00"),
        ("2 ore fa", "2021-03-05 18:00:00"),
        ("3 uur geleden", "2021-03-05 17:00:00"),
        ("3時間前", "2021-03-05 17:00:00"),
        ("5分前", "2021-03-05 19:55:00"),
        ("3시간 전", "2021-03-05 17:00:00"),
        ("1 week ago", "2021-02-26"),
    ],
)
def test_relative_words_are_read_from_the_moment_of_the_fetch(text: str, wanted: str | None) -> None:
    assert stated(text, "zh") == wanted
    assert stated(text, "zh", fetched_at=None) is None


@pytest.mark.parametrize(
    "text",
    [
        "Five things that you need to know about the county budget today",
        "Hier steht der Text",
        "据了解，昨天晚间该县公安局民警在辖区内巡逻时发现一名走失的老人，随即将其送回家中，家属表示感谢",
        "The suspect had left the house 3 hours ago when the police arrived at the scene",
    ],
)
def test_a_relative_word_in_a_sentence_is_no_date(text: str) -> None:
    assert read_date(text, fetched_at=FETCHED) is None


def test_the_raw_text_stands_in_the_line_as_it_is() -> None:
    dated = read_date("来源:泸州日报 2018-02-13 09:53   https://www.yybnet.net/", zone="Asia/Shanghai")
    assert dated is not None
    assert dated.raw == "2018-02-13 09:53"
    assert dated.precision == "minute"


def test_the_zone_is_the_pages_else_the_portals_else_the_languages_else_unknown() -> None:
    def zone(text: str, **known: str) -> tuple[timedelta | None, str | None]:
        dated = read_date(text, **known)  # type: ignore[arg-type]
        assert dated is not None
        return dated.moment.utcoffset(), dated.zone_from

    hours = timedelta(hours=1)
    assert zone("2018-02-13 09:53 +05:30", zone="Asia/Shanghai") == (5.5 * hours, "page")
    assert zone("2018-02-13 09:53 GMT", zone="Asia/Shanghai") == (0 * hours, "page")
    assert zone("July 5, 2021 3:04 pm ET") == (-4 * hours, "page")
    assert zone("2018-02-13 09:53 北京时间") == (8 * hours, "page")
    assert zone("2018-02-13 09:53", zone="Asia/Urumqi", language="zh") == (6 * hours, "portal")
    assert zone("2018-02-13 09:53", language="zh") == (8 * hours, "language")
    assert zone("2018-07-13", language="de") == (2 * hours, "language")
    assert zone("2018-02-13 09:53", language="en") == (0 * hours, None)
    assert zone("2018-02-13 09:53", zone="Nowhere/Land", language="ja") == (9 * hours, "language")


def test_an_abbreviation_of_several_zones_is_not_believed() -> None:
    dated = read_date("2018-02-13 09:53 CST", language="zh")
    assert dated is not None
    assert (dated.moment.utcoffset(), dated.zone_from) == (timedelta(hours=8), "language")


def test_a_date_after_the_fetch_is_warned_of() -> None:
    late = read_date("2021-03-07 09:53", fetched_at=FETCHED, zone="UTC")
    same_day = read_date("2021-03-05", fetched_at=FETCHED, zone="UTC")
    assert late is not None
    assert same_day is not None
    assert len(late.warnings) == 1
    assert not same_day.warnings


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2018-02-13T09:53:07+08:00", "2018-02-13 09:53:07"),
        ("2018-02-13T09:53:07.123Z", "2018-02-13 09:53:07"),
        ("2018-02-13T09:53+0800", "2018-02-13 09:53:00"),
        ("2018-02-13 09:53:07 +0800", "2018-02-13 09:53:07"),
        ("2018-02-13", "2018-02-13"),
        ("20180213", "2018-02-13"),
        ("20180213T095307", "2018-02-13 09:53:07"),
        ("Tue, 13 Feb 2018 09:53:07 +0800", "2018-02-13 09:53:07"),
        ("1518486787", "2018-02-13 01:53:07"),
        ("1518486787000", "2018-02-13 01:53:07"),
        ("2018年2月13日", "2018-02-13"),
        ("2018-02-30T09:53", None),
        ("99999999999999999999", None),
        ("20181345", None),
    ],
)
def test_machine_readable_moments_are_read(text: str, wanted: str | None) -> None:
    assert short(read_iso(text)) == wanted


def test_a_machines_offset_is_the_pages_zone() -> None:
    dated = read_iso("2018-02-13T09:53:07+08:00", zone="Europe/Berlin")
    assert dated is not None
    assert dated.zone_from == "page"
    assert dated.moment == datetime(2018, 2, 13, 9, 53, 7, tzinfo=timezone(timedelta(hours=8)))


@given(
    moment=STAMPS,
    before=st.sampled_from(["", "来源：泸州日报 ", "时间：", "（"]),
    after=st.sampled_from(["", " 点击：12"]),
)
def test_what_is_written_is_read_back(moment: datetime, before: str, after: str) -> None:
    for form in (
        "%Y-%m-%d %H:%M",
        "%Y年%m月%d日 %H:%M",
        "%Y/%m/%d %H:%M",
        "%Y年%m月%d日%H时%M分",
        "%d.%m.%Y, %H:%M Uhr",
    ):
        written = moment.strftime(form)
        dated = read_date(before + written + after, language="de")
        assert dated is not None
        assert dated.moment.replace(tzinfo=None) == moment
        assert dated.precision == "minute"
        assert dated.raw == written


@given(
    day=st.dates(min_value=date(1950, 1, 1), max_value=date(2049, 12, 31)),
    zone=st.sampled_from(["Asia/Shanghai", "America/New_York", "UTC"]),
)
def test_a_day_stays_the_local_day(day: date, zone: str) -> None:
    dated = read_date(f"{day:%Y-%m-%d}", zone=zone)
    assert dated is not None
    assert dated.moment.date() == day
    assert dated.precision == "day"


PIECES = st.sampled_from(
    [
        "2018",
        "02",
        "30",
        "13",
        "年",
        "月",
        "日",
        "-",
        "/",
        ".",
        ":",
        " ",
        "09:53",
        "pm",
        "Feb",
        "前",
        "小时",
        "ago",
        "+99:99",
        "24",
        "Z",
        "２",
        "十",
        "二〇一八年",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=14).map("".join)), st.sampled_from(["zh", "en", "zz-", None]))
def test_no_text_makes_it_fail_and_what_it_reads_stands_there(text: str, language: str | None) -> None:
    for dated in (read_date(text, fetched_at=FETCHED, language=language), read_iso(text, fetched_at=FETCHED)):
        if dated is not None:
            assert dated.moment.utcoffset() is not None
            assert dated.raw in text
