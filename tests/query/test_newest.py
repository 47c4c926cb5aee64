"""A search looks at no more than it shows, and shows what a look at all would."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from alembic import command
from sqlalchemy import text

from newsarchive.errors import ConfigError
from newsarchive.items import Article
from newsarchive.query import counting
from newsarchive.query.counting import about, count
from newsarchive.query.facet import Facet
from newsarchive.query.facets import shares
from newsarchive.query.filters import Filters
from newsarchive.query.search import search
from newsarchive.store import indexing, newest
from newsarchive.store.archive import Archive, open_archive
from newsarchive.store.database import alembic_config, connect, reading, upgrade, writing
from newsarchive.store.outlets import alias_outlet
from tests.query.filing import CHINA, article, file, file_in
from tests.running import newsarchive

REGIONS = (("四川", "泸州市", "泸县"), ("四川", "泸州市"), ("四川",), ("陕西", "咸阳市", "彬县"), ())
LANGUAGES = ("zh", "zh-Hant", "en", "it's 100%", None)


@dataclass(frozen=True)
class Filed:
    """An article, and the id that it has."""

    public_id: str
    portal: str
    item: Article


def moment(draw: random.Random) -> datetime | None:
    """Draw a time: of the last days, of years ago, of the year 1 or 9999 as broken pages have them, or none."""
    kind = draw.random()
    if kind < 0.15:
        return None
    if kind < 0.2:
        return draw.choice([datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 31, 9, tzinfo=UTC)])
    year = 2018 if kind < 0.6 else draw.randint(1995, 2018)
    at = datetime(year, draw.randint(1, 12), draw.choice([1, 1, 28]), draw.choice([0, 0, 23]), tzinfo=CHINA)
    return at + timedelta(seconds=draw.choice([0, 0, 0, 1, 59, 60]))


def drawn(draw: random.Random) -> Article:
    at = moment(draw)
    dated = {} if at is None else {"published": at, "published_precision": "second"}
    return article(
        "".join(draw.choices("泸县干警市平", k=6)),
        title="".join(draw.choices("泸县干警", k=3)),
        region=draw.choice(REGIONS),
        language=draw.choice(LANGUAGES),
        **dated,
    )


@pytest.fixture
def filed(archive: Archive) -> list[Filed]:
    draw = random.Random(2018)
    with writing(archive.engine) as session:
        made = [(draw.choice(("small", "other")), drawn(draw)) for _ in range(150)]
        return [Filed(file_in(session, item, portal=portal), portal, item) for portal, item in made]


def in_order(meant: Sequence[Filed], words: str) -> list[str]:
    """Put articles into the order of a search by hand."""

    def rank(one: Filed) -> tuple[bool, float, str]:
        at = one.item.published
        titled = all(word in one.item.title for word in words.split())
        return not titled, -at.timestamp() if at else float("inf"), one.public_id

    return [one.public_id for one in sorted(meant, key=rank)]


def is_meant(one: Filed, filters: Filters) -> bool:
    day = one.item.published.date() if one.item.published else None
    text_ = f"{one.item.title}\n{one.item.text}"
    return (
        all(word in text_ for word in (filters.words or "").split())
        and filters.portal in (None, one.portal)
        and (filters.region is None or f"/{filters.region}/" in f"/{'/'.join(one.item.region)}/")
        and (filters.language is None or (one.item.language or "").split("-")[0] == filters.language)
        and (filters.since is None or (day is not None and day >= filters.since))
        and (filters.until is None or (day is not None and day <= filters.until))
    )


def test_pages_are_those_of_all_in_order(archive: Archive, filed: list[Filed], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newest, "FIRST", 2)
    monkeypatch.setattr(newest, "MOST", 8)
    draw = random.Random(7)
    several = 0
    with reading(archive.engine) as session:
        for _ in range(60):
            since, until = sorted(date(draw.randint(1995, 2019), draw.randint(1, 12), 28) for _ in range(2))
            filters = Filters(
                words=draw.choice([None, "泸县", "干警", "泸", "县 警", "泸县干", "平安"]),
                portal=draw.choice([None, None, "small"]),
                region=draw.choice([None, None, "四川", "四川/泸州市", "泸县"]),
                language=draw.choice([None, None, "zh", "it's 100%"]),
                since=draw.choice([None, since]),
                until=draw.choice([None, until, date(9999, 12, 31)]),
            )
            meant = in_order([one for one in filed if is_meant(one, filters)], filters.words or "")
            several += 2 < len(meant) < len(filed)
            offset, limit = draw.randint(0, 5), draw.randint(1, 40)
            found = [hit.public_id for hit in search(session, filters, limit=limit, offset=offset)]
            assert found == meant[offset : offset + limit], filters
            assert count(session, filters) == len(meant), filters
    assert several > 20


def test_what_is_many_is_told_from_a_sample(
    archive: Archive, filed: list[Filed], monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading(archive.engine) as session:
        told = about(session, Filters(words="泸"))
        assert told.is_exact
        assert str(told) == str(count(session, Filters(words="泸")))
        monkeypatch.setattr(counting, "MANY", 10)
        monkeypatch.setattr(counting, "LOOKED_AT", 20)
        told = about(session, Filters(words="泸"))
        assert not told.is_exact
        assert 64 <= told.articles <= 256  # a sample of 150 has one to four
        assert str(told).startswith("About ")
        left_open = Filters(words="泸 NOT 泸县干")
        told = about(session, left_open)
        assert not told.is_exact
        assert 10 < told.articles <= 256
        monkeypatch.setattr(counting, "MANY", 10_000)  # the candidates are counted, and only some texts looked at
        told = about(session, left_open)
        assert not told.is_exact
        assert abs(told.articles - count(session, left_open)) < 20
        assert about(session, Filters(words="没有")) == counting.Count(0, is_exact=True)


def test_what_is_moved_to_another_outlet_is_counted_there(archive: Archive) -> None:
    for source in ("泸州日报", "泸州新闻网"):
        file(archive, article("干警", source=source))
    alias_outlet(archive, "泸州新闻网", "泸州日报")
    with reading(archive.engine) as session:
        (only,) = shares(session, Filters(words="干警"), Facet.OUTLET)
    assert (only.value, only.articles) == ("泸州日报", 2)


def test_an_older_index_is_made_anew_and_the_archive_waits_for_it(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [file(archive, article("干警走访")) for _ in range(3)]
    url = archive.config.database_url
    archive.close()
    command.downgrade(alembic_config(url), "0014")
    upgrade(url)
    with pytest.raises(ConfigError, match="search index"):
        open_archive(archive.root)
    monkeypatch.setattr("newsarchive.store.search_index.BATCH", 1)
    engine = connect(url)

    def stop(done: int, total: int) -> None:
        assert total == 3
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        indexing.finish_index(engine, on_progress=stop)
    with reading(engine) as session:
        assert session.execute(text("SELECT count(*) FROM unfinished_index")).scalar() == 0
    engine.dispose()
    done = newsarchive("db", "upgrade", "--archive", archive.root)
    assert done.returncode == 0, done.stderr
    with open_archive(archive.root) as opened, reading(opened.engine) as session:
        assert sorted(hit.public_id for hit in search(session, Filters(words="干警"))) == sorted(made)
