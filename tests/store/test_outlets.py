"""Outlets in the database: made on sight, and brought to what people decided, whatever came first."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, update

from newsarchive.dedupe.outlets import ALIAS
from newsarchive.errors import NotFound, UsageError
from newsarchive.query.canonical import canonical
from newsarchive.query.filters import Filters, matching
from newsarchive.query.outlets import outlets
from newsarchive.store import journal
from newsarchive.store.archive import Archive, init_archive, open_archive
from newsarchive.store.database import reading, writing
from newsarchive.store.models import Article, Outlet, OutletAlias, Reading
from newsarchive.store.outlets import alias_outlet, finish_outlets, meaning_of, outlet_id, unalias_outlet
from tests.query.filing import article, file
from tests.store.killed import killed

TEXT = "泸县的千名干警走进百个村落，与群众拉家常、讲法律、听意见，把矛盾化解在基层，把平安送到门口。"


def put(archive: Archive, *sources: str | None) -> list[str]:
    return [file(archive, article(TEXT, source=source)) for source in sources]


def named(archive: Archive) -> dict[str | None, str | None]:
    """Give the outlet of every source that the archive has readings with."""
    with reading(archive.engine) as session:
        rows = session.execute(select(Reading.source, Outlet.name).outerjoin(Outlet)).all()
    assert len(dict(rows)) == len(set(rows))
    return dict(rows)


def settled(archive: Archive) -> bool:
    with reading(archive.engine) as session:
        return session.scalar(select(func.count()).where(~Outlet.is_settled)) == 0


def decisions(archive: Archive) -> int:
    return sum(1 for _ in journal.read(archive.config.journal))


def told(archive: Archive) -> list[object]:
    with reading(archive.engine) as session:
        return [thing for thing in canonical(session) if thing["thing"] == "outlet alias"]


def found(archive: Archive, source: str) -> list[str]:
    with reading(archive.engine) as session:
        query = matching(session, Filters(source=source), Article.public_id)
        return sorted(row[0] for row in session.execute(query))


def test_spellings_of_one_newspaper_are_one_row(archive: Archive) -> None:
    put(archive, "泸州日报", "泸州日报社", "泸州新闻网·泸州日报", "REUTERS", "Reuters", "———", None)
    assert named(archive) == {
        "泸州日报": "泸州日报",
        "泸州日报社": "泸州日报",
        "泸州新闻网·泸州日报": "泸州日报",
        "REUTERS": "Reuters",
        "Reuters": "Reuters",
        "———": None,
        None: None,
    }
    assert settled(archive)


def test_what_is_there_and_what_comes_later_have_the_outlet_that_was_decided(archive: Archive) -> None:
    put(archive, "泸州新闻网", "泸州日报")
    file(archive, article("初稿" * 9, source="泸州新闻网"), path="/changed.html")
    file(archive, article(TEXT, source="泸州新闻网"), path="/changed.html")
    meaning = alias_outlet(archive, "泸州新闻网", "泸州日报社")
    assert (meaning.outlet, meaning.moved) == ("泸州日报", 3)
    put(archive, "来源：泸州新闻网")
    assert set(named(archive).values()) == {"泸州日报"}
    back = unalias_outlet(archive, "瀘州新聞網")
    assert (back.outlet, back.moved) == ("泸州新闻网", 4)
    assert named(archive) == {"泸州新闻网": "泸州新闻网", "来源：泸州新闻网": "泸州新闻网", "泸州日报": "泸州日报"}
    assert settled(archive)


def test_what_the_rule_joins_can_be_kept_apart(archive: Archive) -> None:
    put(archive, "人民日报", "人民日报客户端")
    assert alias_outlet(archive, "人民日报客户端", "人民日报客户端").moved == 1
    assert named(archive) == {"人民日报": "人民日报", "人民日报客户端": "人民日报客户端"}
    assert unalias_outlet(archive, "人民日报客户端").outlet == "人民日报"
    assert set(named(archive).values()) == {"人民日报"}


def test_an_outlet_is_called_as_somebody_wrote_it(archive: Archive) -> None:
    put(archive, "usa today", "Usatoday")
    alias_outlet(archive, "Usatoday", "usa today")
    assert set(named(archive).values()) == {"usa today"}
    assert alias_outlet(archive, "usa today", "USA TODAY").moved == 0
    assert set(named(archive).values()) == {"USA TODAY"}
    assert found(archive, "usatoday.com") == found(archive, "Usa Today")


def test_nothing_is_decided_twice(archive: Archive) -> None:
    for _ in range(2):
        assert alias_outlet(archive, "泸州新闻网", "泸州日报").outlet == "泸州日报"
    assert decisions(archive) == 1
    unalias_outlet(archive, "泸州新闻网")
    with pytest.raises(NotFound):
        unalias_outlet(archive, "泸州新闻网")
    with pytest.raises(UsageError):
        alias_outlet(archive, "———", "泸州日报")
    assert decisions(archive) == 2
    assert told(archive) == []


def test_names_that_no_database_takes_are_cleaned(archive: Archive) -> None:
    assert alias_outlet(archive, "a\x00\ud800b", " Old\n Auntie ").outlet == "Old Auntie"
    assert [thing["spelling"] for thing in told(archive)] == ["ab"]  # type: ignore[index]


def test_whatever_the_order_the_archive_says_the_same(archive: Archive) -> None:
    sources = ("泸州新闻网", "泸州日报社", "川江号", "Reuters.com")
    put(archive, *sources[:2])
    alias_outlet(archive, "川江号", "泸州新闻网")
    put(archive, sources[2])
    alias_outlet(archive, "泸州新闻网", "泸州日报")
    alias_outlet(archive, "Reuters", "REUTERS")
    put(archive, sources[3])
    expected = dict.fromkeys(sources[:3], "泸州日报") | {"Reuters.com": "REUTERS"}
    assert named(archive) == expected
    assert {source: meaning_of(archive, source) for source in sources} == expected


def test_a_decision_that_only_the_journal_knows_is_carried_out(archive: Archive) -> None:
    put(archive, "泸州新闻网")
    journal.append(archive.config.journal, ALIAS, {"spelling": "泸州新闻网", "outlet": "泸州日报"})
    assert finish_outlets(archive) == 1
    assert named(archive) == {"泸州新闻网": "泸州日报"}
    assert finish_outlets(archive) == 0


def test_stopped_in_between_it_goes_on(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.store.outlets.BATCH", 2)
    put(archive, *["泸州新闻网"] * 5)

    def stop(done: int, total: int) -> None:
        assert total == 5
        if done >= 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        alias_outlet(archive, "泸州新闻网", "泸州日报", on_progress=stop)
    assert not settled(archive)
    assert len(found(archive, "泸州日报")) == 2
    assert alias_outlet(archive, "泸州新闻网", "泸州日报").moved == 3
    assert decisions(archive) == 1
    assert len(found(archive, "泸州日报")) == 5
    assert settled(archive)


def test_outlets_from_before_are_brought_to_the_rule(archive: Archive) -> None:
    sources = ("泸州日报社", "泸州日报", "REUTERS", "Reuters", "———")
    put(archive, *sources)
    with writing(archive.engine) as session:
        for source in sources:
            old = Outlet(name=f"old {source}")
            session.add(old)
            session.flush()
            session.execute(update(Reading).where(Reading.source == source).values(outlet_id=old.id))
        for row in session.scalars(select(Outlet).where(Outlet.key.is_not(None))).all():
            session.delete(row)
        session.flush()
        for row in session.scalars(select(Outlet)):
            row.name = row.name.removeprefix("old ")
    assert not settled(archive)
    assert finish_outlets(archive) == 3  # 泸州日报 and Reuters are called so already
    assert named(archive) == dict(zip(sources, ["泸州日报", "泸州日报", "Reuters", "Reuters", None], strict=True))
    with reading(archive.engine) as session:
        assert set(session.scalars(select(Outlet.key))) == {"reuters", "泸州日报"}
    assert settled(archive)


def test_an_article_that_is_being_filed_meanwhile_is_not_missed(archive: Archive) -> None:
    (public_id,) = put(archive, "泸州新闻网")
    decided = threading.Thread(target=alias_outlet, args=(archive, "泸州新闻网", "泸州日报"))
    with writing(archive.engine) as session:
        before = outlet_id(session, "泸州新闻网")
        decided.start()
        decided.join(0.5)
        assert decided.is_alive()
        copy = session.scalars(select(Reading)).one()
        session.expunge(copy)
        from sqlalchemy.orm import make_transient

        make_transient(copy)
        copy.id, copy.parser, copy.is_current, copy.outlet_id = 1000, "another", False, before
        session.add(copy)
    decided.join()
    assert named(archive) == {"泸州新闻网": "泸州日报"}
    assert found(archive, "泸州新闻网") == [public_id]


def test_outlets_are_found_by_any_of_their_spellings(archive: Archive) -> None:
    ours = sorted(put(archive, "泸州日报", "泸州新闻网·泸州日报"))
    put(archive, "泸州晚报")
    for spelling in ("泸州日报", "瀘州日報社", "《泸州日报》", "来源：泸州日报"):
        assert found(archive, spelling) == ours
    assert found(archive, "泸州") == found(archive, "———") == []
    alias_outlet(archive, "lz", "泸州日报")
    assert found(archive, "LZ") == ours


def test_the_list_of_outlets(archive: Archive) -> None:
    put(archive, "泸州日报", "泸州日报社", "泸州日报", "泸州晚报")
    alias_outlet(archive, "LZ", "泸州晚报")
    alias_outlet(archive, "nobody", "Nobody's Paper")

    def listed(containing: str | None = None, *, decided: bool = False) -> Sequence[tuple[str, int, dict[str, int]]]:
        with reading(archive.engine) as session:
            facts = outlets(session, containing=containing, decided=decided)
        return [(one.outlet, one.articles, one.spellings) for one in facts]

    daily = ("泸州日报", 3, {"泸州日报": 2, "泸州日报社": 1})
    evening = ("泸州晚报", 1, {"泸州晚报": 1})
    assert listed() == [daily, evening, ("Nobody's Paper", 0, {})]
    assert listed("日報社") == [daily]
    assert listed("lz") == [evening]
    assert listed(decided=True) == [evening, ("Nobody's Paper", 0, {})]


def test_one_look_up_an_article(archive: Archive) -> None:
    put(archive, "泸州日报")
    asked: list[object] = []
    with writing(archive.engine) as session:
        outlet_id(session, "泸州日报")
        event.listen(archive.engine, "before_cursor_execute", lambda *facts: asked.append(facts[2]))
        assert outlet_id(session, "泸州日报社") is not None
        assert len(asked) == 1


def test_the_dump_tells_what_was_decided(archive: Archive) -> None:
    alias_outlet(archive, "泸州新闻网", "泸州日报")
    (thing,) = told(archive)
    with reading(archive.engine) as session:
        row = session.scalars(select(OutletAlias)).one()
    assert thing == {
        "thing": "outlet alias",
        "spelling": "泸州新闻网",
        "outlet": "泸州日报",
        "decided": row.decided_at.isoformat(),
        "by": row.decided_by,
    }


def test_killed_anywhere_it_is_decided_once_and_carried_out(tmp_path: Path, sqlite_template: Path) -> None:
    root = tmp_path / "news"
    root.mkdir()
    shutil.copy(sqlite_template, root / "archive.db")
    with init_archive(root, contact="tests@example.org") as archive:
        put(archive, *["泸州新闻网"] * 3)

    def work() -> None:
        with open_archive(root) as opened:
            alias_outlet(opened, "泸州新闻网", "泸州日报")

    kills, lines = 0, 0
    while killed(kills + 1, work):
        kills += 1
        with open_archive(root) as archive:
            alias_outlet(archive, "泸州新闻网", "泸州日报")
            assert named(archive) == {"泸州新闻网": "泸州日报"}
            unalias_outlet(archive, "泸州新闻网")
            lines += 2
            assert decisions(archive) == lines
            assert named(archive) == {"泸州新闻网": "泸州新闻网"}
    assert kills > 5
