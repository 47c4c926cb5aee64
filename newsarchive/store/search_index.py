"""The search index: tokens of each article's current reading, on both databases. It finds candidates; `query` verifies.

SQLite keeps them in a contentless FTS5 table (sqlite.org/fts5.html#contentless_tables) with a table of what the
articles have in common beside it, PostgreSQL as a tsvector without positions under GIN. A row's number says when the
article was published, so that the newest are the last rows: SQLite reads them backwards, one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Integer,
    MetaData,
    Subquery,
    Table,
    Text,
    cast,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from newsarchive.store.asked import ANYTHING, Question, in_fts5, in_tsquery, plain
from newsarchive.store.findable import Findable, findables, marks_of, words_of
from newsarchive.store.models import Reading, Version

MOST = 1_000_000
"""Bytes of tokens that PostgreSQL takes for one article (1 MiB, the same place); a longer one is always looked at."""
BATCH = 500
"""Articles that are put into the index in one transaction, where many are."""
BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ARTICLE_BITS = 30
"""Of a row's number: the article's own. A thousand million articles can be told apart."""
ARTICLE = (1 << ARTICLE_BITS) - 1

_COMMON = "SELECT :place, a.id, a.portal_id, r.region_id, r.outlet_id, r.language, r.published_day"
_CURRENT = (
    "FROM article a JOIN version v ON v.article_id = a.id AND v.is_current"
    " JOIN reading r ON r.version_id = v.id AND r.is_current WHERE a.id = :id"
)
_COLUMNS = "id, article_id, portal_id, region_id, outlet_id, language, published_day"
INTO_FTS5 = text("INSERT INTO search (rowid, tokens) VALUES (:place, :tokens)")
BESIDE_FTS5 = text(f"INSERT INTO search_article ({_COLUMNS}) {_COMMON} {_CURRENT}")
OUT_OF_FTS5 = text("INSERT INTO search (search, rowid, tokens) VALUES ('delete', :place, :tokens)")
INTO_TSVECTORS = text(
    f"INSERT INTO search ({_COLUMNS}, unsure, tokens)"
    f" {_COMMON}, :unsure, array_to_tsvector(CAST(:tokens AS text[])) {_CURRENT}"
)

ASKED = {"sqlite": "search MATCH :match", "postgresql": "tokens @@ CAST(:match AS tsquery)"}
"""The condition that a row of the index is asked for, by database."""
EVERYTHING = {
    "sqlite": f"SELECT {_COLUMNS}, 0 AS unsure FROM search_article",  # noqa: S608 - all ours, here and below
    "postgresql": f"SELECT {_COLUMNS}, CAST(unsure AS integer) AS unsure FROM search",  # noqa: S608
}
CANDIDATES = {
    "sqlite": f"SELECT {', '.join(f'e.{name}' for name in _COLUMNS.split(', '))}, 0 AS unsure"  # noqa: S608
    f" FROM search CROSS JOIN search_article e ON e.id = search.rowid WHERE {ASKED['sqlite']}",
    "postgresql": f"{EVERYTHING['postgresql']} WHERE {ASKED['postgresql']}",
}
"""What of the index is asked for, by database. In a cross join SQLite begins with what stands first."""


def _table(name: str) -> Table:
    return Table(
        name,
        MetaData(),
        Column("id", BigInteger, primary_key=True),
        Column("article_id", BigInteger),
        Column("portal_id", Text),
        Column("region_id", BigInteger),
        Column("outlet_id", BigInteger),
        Column("language", Text),
        Column("published_day", Date),
        Column("unsure", Boolean),
    )


FOUND = {"sqlite": _table("search_article"), "postgresql": _table("search")}
"""What the found articles have in common, by database; SQLite's is never unsure, and has no such column."""


def place(article_id: int, published: datetime | None) -> int:
    """Return an article's number in the index: minutes since the year 1, then the article; undated ones come first."""
    minutes = max((published.astimezone(UTC) - BEGINNING) // MINUTE, 0) + 1 if published is not None else 0
    return minutes << ARTICLE_BITS | article_id


def index(session: Session, article_id: int, found_by: Findable) -> None:
    """Make an article findable, whose current reading is filed; it must not be in the index."""
    connection = session.connection()
    here = {"place": place(article_id, found_by.published), "id": article_id}
    if connection.dialect.name == "sqlite":
        connection.execute(INTO_FTS5, {"place": here["place"], "tokens": _for_fts5(article_id, found_by)})
        connection.execute(BESIDE_FTS5, here)
        return
    words, marks = words_of(found_by), marks_of(article_id, found_by)
    unsure = sum(len(token.encode()) + 2 for token in (*words, *marks)) > MOST
    # where there are too many words, those of the title are too many as well
    kept = [ANYTHING, *(mark for mark in marks if not mark.startswith("title="))] if unsure else [*words, *marks]
    connection.execute(INTO_TSVECTORS, here | {"tokens": kept, "unsure": unsure})


def unindex(session: Session, article_id: int, found_by: Findable) -> None:
    """Take an article out of the index, given what it went in with, which FTS5 wants to know."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        here = place(article_id, found_by.published)
        connection.execute(OUT_OF_FTS5, {"place": here, "tokens": _for_fts5(article_id, found_by)})
    table = found_table(session)
    connection.execute(table.delete().where(table.c.article_id == article_id))


def index_missing(session: Session, article_ids: Sequence[int]) -> None:
    """Make articles findable that are not yet."""
    found = findables(session, article_ids)
    # FTS5 writes a segment of its own for each row that comes before the last one
    for article_id in sorted(found, key=lambda one: place(one, found[one].published)):
        index(session, article_id, found[article_id])


def not_indexed(session: Session) -> Iterator[Sequence[int]]:
    """Give the articles that have a current reading and are not in the index, a batch at a time, in their order."""
    table, last = found_table(session), 0
    while True:
        query = (
            select(Version.article_id)
            .join(Reading, Reading.version_id == Version.id)
            .where(Version.is_current, Reading.is_current, Version.article_id > last)
            .where(~select(table.c.id).where(table.c.article_id == Version.article_id).exists())
            .order_by(Version.article_id)
            .limit(BATCH)
        )
        ids = session.scalars(query).all()
        if not ids:
            return
        yield ids
        last = ids[-1]


def move_to_outlet(session: Session, reading_ids: Sequence[int], outlet_id: int | None) -> None:
    """Note the outlet of articles whose current readings these are."""
    table = found_table(session)
    articles = select(Version.article_id).join(Reading, Reading.version_id == Version.id)
    articles = articles.where(Reading.id.in_(reading_ids), Version.is_current, Reading.is_current)
    session.connection().execute(update(table).where(table.c.article_id.in_(articles)).values(outlet_id=outlet_id))


def clear(session: Session) -> None:
    """Take every article out of the index."""
    if session.connection().dialect.name == "sqlite":
        session.execute(text("INSERT INTO search (search) VALUES ('delete-all')"))
    session.execute(found_table(session).delete())


def found_table(session: Session) -> Table:
    """Return the table of what the articles in the index have in common."""
    return FOUND[session.get_bind().dialect.name]


def candidates(session: Session, question: Question) -> Subquery:
    """Return the rows of the articles that are asked for, named `hits`, in any order.

    Their column `unsure` is 1 where the index knows nothing of an article's text.
    """
    backend = session.get_bind().dialect.name
    types = {column.name: column.type for column in FOUND[backend].columns} | {"unsure": BigInteger()}
    sql = CANDIDATES[backend] if question else EVERYTHING[backend]
    rows = text(sql).bindparams(**asked(session, question)) if question else text(sql)
    return rows.columns(**types).subquery("hits")


def is_unsure(session: Session, article_id: Any) -> ColumnElement[int]:
    """Return what is 1 where the index knows nothing of the text of an article that is in it."""
    if session.get_bind().dialect.name == "sqlite":
        return literal_column("0", Integer)
    table = found_table(session)
    return select(cast(table.c.unsure, Integer)).where(table.c.article_id == article_id).scalar_subquery()


def asked(session: Session, question: Question) -> dict[str, str]:
    """Return the parameters of the condition that a row of the index is asked for."""
    write = in_fts5 if session.get_bind().dialect.name == "sqlite" else in_tsquery
    return {"match": write(question)}


def _for_fts5(article_id: int, found_by: Findable) -> str:
    return plain(" ".join((*words_of(found_by), *marks_of(article_id, found_by))))
