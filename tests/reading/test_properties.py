"""What holds for every input of the small readers, whatever it is: found by machine, not by example."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html

import newsarchive
from newsarchive.reading.credits import read_byline
from newsarchive.reading.info_line import read_info_line
from newsarchive.reading.metadata import read_metadata
from newsarchive.text.dates import read_date, read_iso
from tests.reading.pages import ONE, THREE, TWO, page

FETCHED = datetime(2021, 6, 1, 12, tzinfo=UTC)
WORDS = [
    *(
        "记者",
        "通讯员",
        "王小山",
        "李　芳",
        "本报讯",
        "摄",
        "文/图",
        "来源：",
        "东河日报",
        "作者：",
        "责任编辑：",
        "（",
        "）",
        "■",
        " ",
        "　",
    ),
    *(
        "By ",
        "Mary Miller",
        " and ",
        ", ",
        "Staff Writer",
        "von ",
        "par ",
        "Tom Reed",
        "|",
        "·",
        "/",
        ":",
        "@",
        "news@herald.example",
    ),
    *(
        "2021-03-04",
        "2021年3月4日",
        "4 March 2021",
        "March 4, 2021",
        "04.03.2021",
        "08:30",
        "8:30 am",
        "昨天",
        "3 hours ago",
        "星期二",
    ),
    *(
        "Updated ",
        "发布时间：",
        "0",
        "9",
        "13",
        "99",
        "-",
        ".",
        "年",
        "月",
        "日",
        "T",
        "Z",
        "+08:00",
        "Uhr",
        "\u200b",
        "٣",
        "²",
    ),
]
LINES = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=12).map("".join)
LANGUAGES = st.sampled_from([None, "zh", "zh-Hant", "en", "en-US", "de", "fr", "ja", "ko", "xx", ""])
ZONES = st.sampled_from([None, "Asia/Shanghai", "Europe/Berlin", "America/New_York"])
NAMES = ("author", "date", "article:published_time", "og:title", "keywords", "og:site_name")
STRUCTURED = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["NewsArticle", "Person"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["@type", "@graph", "@id", "name", "author", "headline", "datePublished", "articleBody", "publisher"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(deadline=None, max_examples=400)
@given(LINES, LANGUAGES, ZONES, st.sampled_from([None, FETCHED]))
def test_a_date_is_aware_plausible_and_stands_in_the_text(
    text: str, language: str | None, zone: str | None, fetched_at: datetime | None
) -> None:
    dated = read_date(text, fetched_at=fetched_at, zone=zone, language=language)
    if dated is None:
        return
    assert dated.moment.tzinfo is not None
    assert dated.moment.utcoffset() is not None
    assert dated.precision in ("day", "minute", "second")
    assert dated.raw
    assert " ".join(dated.raw.split()) in " ".join(text.split())


@settings(deadline=None, max_examples=200)
@given(st.dates(date(1990, 1, 1), date(2035, 12, 31)))
def test_every_day_reads_back_from_the_forms_that_leave_no_doubt(day: date) -> None:
    forms = (
        f"{day:%Y-%m-%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.day} {day:%B %Y}",
        f"{day:%B} {day.day}, {day.year}",
    )
    for form in forms:
        dated = read_date(form, zone="Asia/Shanghai", language="zh" if "年" in form else "en")
        assert dated is not None, form
        assert dated.moment.date() == day, form


@settings(deadline=None, max_examples=200)
@given(st.datetimes(datetime(1995, 1, 1), datetime(2035, 1, 1)), st.integers(-12 * 60, 14 * 60))  # noqa: DTZ001
def test_every_iso_moment_reads_back_as_it_is(moment: datetime, minutes: int) -> None:
    sign, hours = "+" if minutes >= 0 else "-", divmod(abs(minutes), 60)
    stated = f"{moment:%Y-%m-%dT%H:%M:%S}{sign}{hours[0]:02}:{hours[1]:02}"
    dated = read_iso(stated)
    assert dated is not None, stated
    assert dated.moment.utcoffset() == timedelta(minutes=minutes)
    assert dated.moment.replace(tzinfo=None) == moment.replace(microsecond=0)


@settings(deadline=None, max_examples=400)
@given(LINES, LANGUAGES)
@example("（）", "zh")
@example("■", None)
def test_a_byline_names_people_and_keeps_the_rest(text: str, language: str | None) -> None:
    byline = read_byline(text, language=language)
    if byline is None:
        return
    assert byline.raw
    assert all(c.name and c.name == c.name.strip() for c in byline.credits)
    assert byline.rest in text
    folded = "".join(text.split())
    for credit in byline.credits:
        assert "".join(credit.name.split()).casefold() in folded.casefold()


@settings(deadline=None, max_examples=400)
@given(LINES, LANGUAGES, ZONES)
def test_an_info_line_states_what_stands_in_it(text: str, language: str | None, zone: str | None) -> None:
    info = read_info_line(text, zone=zone, language=language, fetched_at=FETCHED)
    if info is None:
        return
    assert info.source or info.dated or info.credits
    assert info.source is None or info.source in text
    assert all(credit.name for credit in info.credits)


@settings(deadline=None, max_examples=200)
@given(STRUCTURED, st.lists(st.tuples(st.sampled_from(NAMES), LINES), max_size=5))
def test_statements_for_machines_are_read_whatever_they_are(stated: object, metas: list[tuple[str, str]]) -> None:
    root = html.fromstring("<html><head></head><body></body></html>")
    head = root[0]
    script = html.fragment_fromstring("<script type='application/ld+json'></script>")
    script.text = json.dumps(stated).replace("</", "<\\/")
    head.append(script)
    for name, content in metas:
        meta = html.fragment_fromstring("<meta>")
        meta.set("name", name)
        meta.set("content", "".join(c for c in content if c.isprintable()))
        head.append(meta)
    found = read_metadata(root)
    assert set(found.metas) <= set(NAMES)
    assert all(isinstance(item, dict) for item in found.items)
    newsarchive.explain(html.tostring(root) + f"<h1>Title</h1><p>{ONE}</p>".encode())


@settings(deadline=None, max_examples=150)
@given(LINES, LINES, LINES, st.booleans())
def test_an_article_is_tidy_whole_and_can_be_written_down(title: str, byline: str, line: str, marked: bool) -> None:
    shown = [text.replace("<", "&lt;") for text in (title, byline, line)]
    box = "article" if marked else "div"
    body = f"<{box}><h1>{shown[0]}</h1><p>{shown[1]}</p><p>{ONE}</p><p>{TWO}</p><p>{shown[2]}</p><p>{THREE}</p></{box}>"
    told = newsarchive.explain(page(body).encode("utf-8", "replace"), url="https://herald.example/a.html")
    article = told.article
    assert article is not None, told.refusal
    for sentence in (ONE, TWO, THREE):
        assert any(sentence in text for text in (article.text, article.lead or "")), sentence
    assert all(p and p == " ".join(p.split()) for p in (article.title, *article.paragraphs))
    json.dumps(asdict(article), ensure_ascii=False, default=str).encode()


@settings(deadline=None, max_examples=100)
@given(LINES)
def test_reading_twice_gives_the_same(line: str) -> None:
    data = page(f"<h1>{line}</h1><p>{line}</p><p>{ONE}</p><p>{TWO}</p>").encode("utf-8", "replace")
    assert newsarchive.explain(data) == newsarchive.explain(data)
