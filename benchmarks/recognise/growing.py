"""An archive made large within minutes: its rows are copied, as other articles with other texts.

What is copied keeps its shape: addresses, digests and the numbers of passages become others, but boilerplate stays what
it is, so that more and more texts have it. No WARC file grows: nothing that is measured reads one.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, case, func, insert, or_, select, text, update
from sqlalchemy.orm import Session

from newsarchive.store.adding import table_of
from newsarchive.store.findable import Findable, findables
from newsarchive.store.models import (
    Alias,
    Article,
    Block,
    Body,
    Boilerplate,
    Capture,
    Cluster,
    Credit,
    Fingerprint,
    Image,
    Likeness,
    Link,
    Reading,
    Version,
    VersionCapture,
)
from newsarchive.store.search_index import index

COPIED = tuple(
    table_of(model)
    for model in (
        *(Cluster, Link, Capture, Article, Alias, Body, Version, VersionCapture),
        *(Reading, Block, Credit, Image, Fingerprint, Likeness),
    )
)
"""In an order in which no row comes before the one that it refers to."""
COMMON = 40
"""Companions of a number that stays what it is in every copy: those of a story that was told often are the story's."""
FAR = 1 << 30
"""Bytes by which the place of a copied capture in its WARC file is moved, times what its row is moved by."""

Texts = dict[int, Findable]
"""By article, what it is found by."""


def texts_of(session: Session) -> Texts:
    """Return the texts of the first articles: SQLite's index does not give back what went in."""
    return findables(session, list(session.scalars(select(Article.id))))


def copy_all(session: Session, copies: int, texts: Texts) -> None:
    """Copy every row so many times."""
    most = {table.name: session.scalar(select(func.max(table.c.id))) or 0 for table in COPIED if "id" in table.c}
    for number in range(1, copies + 1):
        mask = secrets.randbits(62)
        for table in COPIED:
            session.execute(
                insert(table).from_select(table.columns.keys(), _copies(session, table, most, number, mask))
            )
        _index(session, most["article"], number, texts)
    counts = {"texts": Boilerplate.texts * (copies + 1), "companions": Boilerplate.companions * (copies + 1)}
    session.execute(update(Boilerplate).values(counts), execution_options={"synchronize_session": False})
    if session.get_bind().dialect.name == "postgresql":
        for name in most:
            session.execute(
                text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")
            )


def _copies(session: Session, table: Table, most: dict[str, int], number: int, mask: int) -> Select[Any]:
    columns = {
        column.name: _moved(table, column, most, number)
        if (table.name, column.name) not in FRESH
        else FRESH[table.name, column.name](session, column, most.get(table.name, 0) * number, mask)
        for column in table.columns
    }
    first = next(iter(table.columns)) if table.name != "fingerprint" else table.c.body_id
    rows = select(*(made.label(name) for name, made in columns.items())).where(first <= most[_owner(table, first)])
    return rows.order_by(columns["value"]) if table.name == "fingerprint" else rows


def _moved(table: Table, column: Any, most: dict[str, int], number: int) -> ColumnElement[Any]:
    """Let a row's number, and what refers to a copied row, be the copy's."""
    owner = _owner(table, column)
    return column + most[owner] * number if owner in most else column


def _owner(table: Table, column: Any) -> str:
    """Return the table whose rows a column numbers; an empty string where it numbers none."""
    if column.name == "id":
        return table.name
    return next((key.column.table.name for key in column.foreign_keys), "")


def _bytes(session: Session, _column: Any, _by: int, _mask: int) -> ColumnElement[Any]:
    return func.randomblob(16) if _is_sqlite(session) else func.uuid_send(func.gen_random_uuid())


def _name(session: Session, _column: Any, _by: int, _mask: int) -> ColumnElement[Any]:
    made = func.hex(func.randomblob(10)) if _is_sqlite(session) else func.encode(_bytes(session, None, 0, 0), "hex")
    return func.substr(made, 1, 20)


def _place(_session: Session, column: Any, by: int, _mask: int) -> ColumnElement[Any]:
    return column + FAR * by


def _masked(_session: Session, column: Any, _by: int, mask: int) -> ColumnElement[Any]:
    """Give a number for each number, and for boilerplate the same: SQLite has no exclusive or."""
    stays = or_(column == 0, column.in_(select(Boilerplate.value).where(Boilerplate.companions >= COMMON)))
    return case((stays, column), else_=column.bitwise_or(mask) - column.bitwise_and(mask))


FRESH: dict[tuple[str, str], Callable[[Session, Any, int, int], ColumnElement[Any]]] = {
    ("link", "key"): _bytes,
    ("article", "key"): _bytes,
    ("alias", "key"): _bytes,
    ("body", "key"): _bytes,
    ("version", "content_hash"): _bytes,
    ("article", "public_id"): _name,
    ("capture", "record_id"): _name,
    ("capture", "payload_digest"): _name,
    ("capture", "offset"): _place,
    ("fingerprint", "value"): _masked,
    ("fingerprint", "companion"): _masked,
}
"""What is another in a copy."""


def _index(session: Session, most: int, number: int, texts: Texts) -> None:
    """Let the copies be found by what the first articles are found by."""
    if not _is_sqlite(session):
        sql = (
            "INSERT INTO search (id, article_id, portal_id, region_id, outlet_id, language, published_day, unsure,"
            " tokens) SELECT id + :by, article_id + :by, portal_id, region_id, outlet_id, language, published_day,"
            " unsure, tokens FROM search WHERE article_id <= :most"
        )
        session.execute(text(sql), {"by": most * number, "most": most})
        return
    for article_id, found_by in _repeated(texts, most):
        index(session, article_id + most * number, found_by)


def _repeated(texts: Texts, most: int) -> Iterator[tuple[int, Findable]]:
    """Give the texts of all articles up to a number: those of copies are those of the first."""
    first = max(texts)
    for by in range(0, most, first):
        for article_id, found_by in texts.items():
            yield article_id + by, found_by


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
