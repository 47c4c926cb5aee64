"""The index finds every article that may contain what is asked for, and forgets what it is told to forget."""

from __future__ import annotations

import random
from dataclasses import replace

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from newsarchive.items import Article, Credit, Role, Section
from newsarchive.query.grammar import parse
from newsarchive.query.lookup import Lookup, lookup
from newsarchive.store.archive import Archive
from newsarchive.store.asked import Question
from newsarchive.store.database import writing
from newsarchive.store.findable import findable, indexed_text
from newsarchive.store.search_index import candidates, index, unindex
from tests.query.filing import article, file_in


def found(session: Session, words: str) -> dict[int, int]:
    """Rows that may contain the words, and whether the index is unsure about them."""
    asked = lookup(parse(words)).asked
    assert asked is not None
    return {row.article_id: row.unsure for row in session.execute(select(candidates(session, Question(asked))))}


def row_of(session: Session, public_id: str) -> int:
    return int(session.execute(text("SELECT id FROM article WHERE public_id = :i"), {"i": public_id}).scalar_one())


def test_title_kicker_lead_body_names_and_source_are_indexed() -> None:
    item = Article(
        title="标题",
        kicker="引题",
        lead="导语",
        sections=(Section(paragraphs=("开头",)), Section(heading="小标题", level=1, paragraphs=("正文",))),
        credits=(Credit(name="杜鹏", role=Role.REPORTER),),
        source="泸州日报",
    )
    assert indexed_text(item).splitlines() == [
        "标题",
        "引题",
        "导语",
        "泸州日报",
        "开头",
        "小标题",
        "正文",
        "杜鹏",
    ]


def test_what_is_indexed_is_found_until_it_is_taken_out(archive: Archive) -> None:
    with writing(archive.engine) as session:
        item = article("泸县干警走访 County_Court é 𠮷野家 50%", title="A")
        row = row_of(session, file_in(session, item))
        for words in (
            "泸",
            "警",
            "泸县",
            "县干警",
            "county_court",
            "é",
            "𠮷",
            "𠮷野",
            "野家",
            "50",
            "a",
            "泸县 COUNTY_COURT",
        ):
            assert found(session, words) == {row: 0}, words
        for words in ("县泸", "count", "e", "家野", "访泸"):
            assert found(session, words) == {}, words
        unindex(session, row, findable("small", item))
        assert found(session, "泸县") == {}
        index(session, row, replace(findable("small", item), text="别的"))
        assert found(session, "别的") == {row: 0}


def test_every_letter_of_unicode_can_be_found(archive: Archive) -> None:
    letters = [chr(code) for code in range(0x20, 0x32000) if chr(code).isalnum()]
    newer = ["\u9fef", "\U0002b820", "\U00030000"]
    sample = [*random.Random(2018).sample(letters, 400), *newer, "〇", "々", "ー", "_"]
    with writing(archive.engine) as session:
        row = row_of(session, file_in(session, article(" ".join(sample))))
        for letter in sample:
            assert row in found(session, letter), hex(ord(letter))


def test_words_of_any_length_and_texts_of_any_length_are_taken(archive: Archive) -> None:
    draw = random.Random(2018)
    huge = "".join(chr(draw.randrange(0x4E00, 0x9FA5)) for _ in range(400_000))
    with writing(archive.engine) as session:
        word = row_of(session, file_in(session, article("x" * 5000)))
        row = row_of(session, file_in(session, article(huge)))
        assert word in found(session, "x" * 5000)
        assert row in found(session, huge[1000:1010])
        assert row in found(session, huge[200_000:200_002])


def test_words_without_letters_leave_everything_open() -> None:
    assert lookup(parse("？！ *")) == Lookup(None, decides=False)
    assert lookup(parse("")) == Lookup(None, decides=True)
