"""Search finds exactly what a look at every text would find, in the same order on both databases."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from newsarchive.errors import NotFound
from newsarchive.items import Article, Credit, Role, Section
from newsarchive.query.articles import iter_articles
from newsarchive.query.counting import count
from newsarchive.query.filters import Filters
from newsarchive.query.search import search
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading, writing
from newsarchive.store.findable import indexed_text
from newsarchive.store.models import Article as StoredArticle
from newsarchive.store.models import Capture, Link, Version, VersionCapture
from newsarchive.text.cjk import CJK, fold
from tests.query.filing import NOW, article, file, file_in, on

SYLLABLES = "泸县干警市瀘縣平安𠮷々"
PIECES = [
    *SYLLABLES,
    "court",
    "Court",
    "co",
    "5G",
    "5",
    "_",
    "é",
    "É",
    "カ",
    "ｶ",
    " ",
    "\u3000",
    "，",
    '"',
    "-",
    ".",
    "a",
]


def ids(archive: Archive, filters: Filters, *, limit: int = 1000, offset: int = 0) -> list[str]:
    with reading(archive.engine) as session:
        return [hit.public_id for hit in search(session, filters, limit=limit, offset=offset)]


def stands_in(word: str, text: str) -> bool:
    """Look at a text by hand: the word stands there, and no letter or digit runs on beyond its ends."""
    word, text = " ".join(fold(word).split()), "\n".join(" ".join(line.split()) for line in fold(text).split("\n"))

    def is_letter(sign: str) -> bool:
        return (sign.isalnum() or sign == "_") and not re.match(f"[{CJK}]", sign)

    for at in range(len(text)):
        if text.startswith(word, at):
            before, behind = text[max(0, at - 1) : at], text[at + len(word) : at + len(word) + 1]
            if not (is_letter(word[0]) and before and is_letter(before)) and not (
                is_letter(word[-1]) and behind and is_letter(behind)
            ):
                return True
    return False


def test_recall_and_precision_are_one_against_a_look_at_every_text(archive: Archive) -> None:
    draw = random.Random(20180213)

    def words(most: int) -> str:
        return "".join(draw.choices(PIECES, k=draw.randint(1, most))).strip() or "泸"

    texts: dict[str, str] = {}
    with writing(archive.engine) as session:
        for _ in range(60):
            item = Article(
                title=words(6),
                kicker=draw.choice([None, words(5)]),
                sections=(Section(heading=draw.choice([None, words(4)]), level=1, paragraphs=(words(40), words(40))),),
                credits=(Credit(name=words(3), role=Role.REPORTER),),
                source=words(4),
                parser="test",
            )
            texts[file_in(session, item)] = indexed_text(item)
    tried = 0
    for _ in range(100):
        quoted = draw.random() < 0.3
        wanted = [words(4).replace('"', "") for _ in range(draw.randint(1, 3))]
        wanted = [word for word in (wanted if quoted else " ".join(wanted).split()) if word.strip()]
        if not wanted:
            continue
        tried += 1
        asked = " ".join(f'"{word}"' for word in wanted) if quoted else " ".join(wanted)
        there = {public_id for public_id, text in texts.items() if all(stands_in(word, text) for word in wanted)}
        assert set(ids(archive, Filters(words=asked))) == there, asked
    assert tried > 80


def test_and_or_not_and_fields_find_what_a_look_at_every_text_finds(archive: Archive) -> None:
    draw = random.Random(20181114)
    letters = [*"泸县干警", "泸县", "co", "court", "5", " ", "，"]

    def words(most: int) -> str:
        return "".join(draw.choices(letters, k=draw.randint(1, most))).strip() or "泸"

    def tree(depth: int) -> tuple[str, Callable[[Article], bool]]:
        """Draw a search, and how it is looked up by hand."""
        if depth == 0 or draw.random() < 0.3:
            field, word = draw.choice(["", "", "title:", "author:", "source:"]), words(2)
            return f'{field}"{word}"', lambda item: stands_in(word, part_of(item, field))
        (one, in_one), (other, in_other) = tree(depth - 1), tree(depth - 1)
        kind = draw.choice(["AND", "OR", "NOT"])
        if kind == "AND":
            return f"({one} AND {other})", lambda item: in_one(item) and in_other(item)
        if kind == "OR":
            return f"({one} OR {other})", lambda item: in_one(item) or in_other(item)
        return f"({one} NOT {other})", lambda item: in_one(item) and not in_other(item)

    items: dict[str, Article] = {}
    with writing(archive.engine) as session:
        for _ in range(40):
            named = (Credit(name=words(2), role=Role.REPORTER), Credit(name=words(2), role=Role.EDITOR))
            item = article(words(6), title=words(4), credits=named, source=words(2))
            items[file_in(session, item)] = item
    several = 0
    for _ in range(80):
        asked, is_meant = tree(draw.randint(1, 3))
        meant = {public_id for public_id, item in items.items() if is_meant(item)}
        several += 0 < len(meant) < len(items)
        assert set(ids(archive, Filters(words=asked))) == meant, asked
    assert several > 40


def part_of(item: Article, field: str) -> str:
    if field == "author:":
        return "\n".join(credit.name for credit in item.credits if credit.role is Role.REPORTER)
    return {"": indexed_text(item), "title:": item.title, "source:": item.source or ""}[field]


FOUND = {
    "泸": 1,
    "县": 2,
    "泸县": 1,
    "瀘縣": 1,
    "县泸": 0,
    "干警 泸县": 1,
    "干警 没有": 0,
    "千名干警暖民心": 1,
    "court": 1,
    "COURT": 1,
    "cour": 0,
    '"county court"': 1,
    '"court county"': 0,
    "“county  court”": 1,
    "court county": 1,
    "5g网络": 1,
    "５Ｇ": 1,
    "杜鹏": 1,
    "泸州日报": 1,
    "，": 1,
    "100%": 1,
    "cour*": 1,
    "coun* NOT title:千": 1,
    "泸县 OR county": 2,
    "NOT 泸县": 1,
    "title:泸县": 0,
    "author:杜*": 1,
    "source:州日": 1,
    "source:杜鹏": 0,
    "叙永县 ，": 0,
}
"""How many of two articles are found by what words."""


def test_what_is_found(archive: Archive) -> None:
    credit = Credit(name="杜鹏", role=Role.REPORTER)
    file(archive, article("泸县，千名干警暖民心", "5G网络 100%", credits=(credit,), source="泸州日报"))
    file(archive, article("叙永县的事", "The County Court"))
    assert {words: len(ids(archive, Filters(words=words))) for words in FOUND} == FOUND


def test_titles_come_first_then_the_newest_then_what_has_no_date(archive: Archive) -> None:
    undated = file(archive, article("干警"))
    old = file(archive, article("干警", **on(date(2018, 2, 1))))
    titled = file(archive, article("别的", title="千名干警", **on(date(2017, 1, 1))))
    new = file(archive, article("干警", **on(date(2018, 2, 13))))
    assert ids(archive, Filters(words="干警")) == [titled, new, old, undated]
    assert ids(archive, Filters(words="干警"), limit=2) == [titled, new]
    assert ids(archive, Filters(words="干警"), limit=2, offset=2) == [old, undated]
    assert ids(archive, Filters()) == [new, old, titled, undated]


def test_equal_ones_come_in_the_order_of_their_ids(archive: Archive) -> None:
    made = [file(archive, article("干警", **on(date(2018, 2, 1)))) for _ in range(5)]
    assert ids(archive, Filters(words="干警")) == sorted(made)


def test_every_filter_keeps_what_it_names(archive: Archive) -> None:
    du, yang = (Credit(name=name, role=Role.REPORTER) for name in ("杜鹏", "杨平"))
    luxian = file(
        archive,
        article(
            "一",
            credits=(du,),
            source="泸州日报",
            region=("四川", "泸州市", "泸县"),
            language="zh",
            tags=("两会", "平安"),
            **on(date(2018, 2, 13), 0),
        ),
        channels=["泸县新闻"],
    )
    binxian = file(
        archive,
        article(
            "二", credits=(yang,), source="咸阳日报", region=("陕西", "咸阳市", "彬县"), **on(date(2018, 2, 14), 23)
        ),
        channels=["彬县新闻", "泸县之外"],
    )
    editor = Credit(name="杜鹏", role=Role.EDITOR)
    file(archive, article("从前"), portal="other", path="/changed.html")
    other = file(archive, article("三", credits=(editor,), language="zh-Hant"), portal="other", path="/changed.html")
    with writing(archive.engine) as session:
        shows = select(Capture.link_id).join(VersionCapture).join(Version).join(StoredArticle)
        lost = Link.id.in_(shows.where(StoredArticle.public_id == binxian))
        session.execute(update(Link).where(lost).values(state="gone", fetched_at=NOW + timedelta(days=1)))
    for filters, wanted in [
        (Filters(portal="small"), {luxian, binxian}),
        (Filters(portal="other"), {other}),
        (Filters(channel="彬县"), {binxian}),
        (Filters(channel="瀘縣"), {luxian, binxian}),
        (Filters(region="泸县"), {luxian}),
        (Filters(region="四川/泸州市"), {luxian}),
        (Filters(region="泸州"), set()),
        (Filters(source="咸陽日報"), {binxian}),
        (Filters(source="日报"), set()),
        (Filters(author="杜鹏"), {luxian}),
        (Filters(since=date(2018, 2, 13), until=date(2018, 2, 13)), {luxian}),
        (Filters(since=date(2018, 2, 14)), {binxian}),
        (Filters(until=date(2018, 2, 14)), {luxian, binxian}),
        (Filters(words="一", region="四川"), {luxian}),
        (Filters(words="一", region="陕西"), set()),
        (Filters(credit="杜鹏"), {luxian, other}),
        (Filters(credit="杜鹏", role=Role.EDITOR), {other}),
        (Filters(role=Role.REPORTER), {luxian, binxian}),
        (Filters(language="zh"), {luxian, other}),
        (Filters(language="ZH-hant"), {other}),
        (Filters(language="z"), set()),
        (Filters(tag="平安"), {luxian}),
        (Filters(tag="安"), set()),
        (Filters(changed=True), {other}),
        (Filters(gone=True), {binxian}),
        (Filters(gone=False), {luxian, other}),
        (Filters(captured_since=NOW.date()), {luxian, binxian, other}),
        (Filters(captured_since=NOW.date() + timedelta(days=1)), set()),
        (Filters(captured_until=NOW.date(), captured_since=NOW.date()), {luxian, binxian, other}),
        (Filters(captured_until=NOW.date() - timedelta(days=1)), set()),
        (Filters(), {luxian, binxian, other}),
    ]:
        assert set(ids(archive, filters)) == wanted, filters
        with reading(archive.engine) as session:
            assert count(session, filters) == len(wanted), filters
            assert {stored.public_id for stored in iter_articles(session, filters)} == wanted, filters


def test_a_portal_that_was_never_crawled_is_told(archive: Archive) -> None:
    with reading(archive.engine) as session, pytest.raises(NotFound, match="nosuch"):
        count(session, Filters(portal="nosuch"))


def test_only_what_the_publisher_says_now_is_found(archive: Archive) -> None:
    made = file(archive, article("从前的话"), path="/a.html")
    assert file(archive, article("现在的话"), path="/a.html") == made
    assert ids(archive, Filters(words="从前")) == []
    assert ids(archive, Filters(words="现在")) == [made]


def test_the_snippet_shows_the_first_match_and_where_it_is(archive: Archive) -> None:
    file(archive, article("头一段。", "很" * 300 + "ＡＢ瀘縣干警" + "好" * 300, title="关于泸县"))
    with reading(archive.engine) as session:
        (hit,) = search(session, Filters(words="泸县 ab"))
    assert [hit.title[first:behind] for first, behind in hit.title_spans] == ["泸县"]
    assert [hit.snippet[first:behind] for first, behind in hit.snippet_spans] == ["ＡＢ", "瀘縣"]
    assert hit.snippet.startswith("…很")
    assert hit.snippet.endswith("好…")
    assert len(hit.snippet) < 130


def test_a_match_in_the_title_alone_shows_how_the_text_begins(archive: Archive) -> None:
    file(archive, article("开头是这样的。", title="关于泸县"))
    with reading(archive.engine) as session:
        (hit,) = search(session, Filters(words="泸县"))
    assert hit.snippet == "开头是这样的。"
    assert hit.snippet_spans == ()


def test_a_pasted_page_is_found(archive: Archive) -> None:
    page = "".join(chr(0x4E00 + 7 * number % 20_000) for number in range(6000))
    words = " ".join(f"w{number}" for number in range(300))
    made = file(archive, article(page, words))
    file(archive, article(page[:-1], words.removesuffix("99")))
    for pasted in (page, f'"{words}"', words):
        assert ids(archive, Filters(words=pasted)) == [made]


def test_more_hits_than_are_loaded_at_once(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.query.search.BATCH", 3)
    made = [file(archive, article("干警", **on(date(2018, 1, 30 - number)))) for number in range(8)]
    assert ids(archive, Filters(words="干警"), limit=20) == made


@pytest.mark.parametrize("name", ["\udcff", "\0"])
def test_names_that_no_database_takes_find_nothing(archive: Archive, name: str) -> None:
    file(archive, article("干警"))
    for filters in (Filters(words=name), Filters(author=name), Filters(source=name), Filters(channel=name)):
        assert ids(archive, filters) == []
