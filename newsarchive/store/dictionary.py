"""The data dictionary: what every view, table and column holds, out of the places where they are declared.

docs/tables.md ends with it, as `as_markdown` writes it; a test holds both equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, LargeBinary, String, Table

from newsarchive.store.models import Base, Utc
from newsarchive.store.views import VIEWS

TYPES: tuple[tuple[type[Any], str], ...] = (
    (Utc, "time"),
    (Date, "day"),
    (Boolean, "yes or no"),
    (JSON, "JSON"),
    (LargeBinary, "bytes"),
    (Float, "number"),
    (Integer, "number"),
    (String, "text"),
)
"""SQLAlchemy's types in plain words; of several that fit, the first."""


@dataclass(frozen=True, kw_only=True)
class DescribedColumn:
    """A column of a table or view."""

    name: str
    type: str
    """text, number, time, day, yes or no, JSON or bytes."""
    doc: str
    is_key: bool = False
    """Whether it tells rows apart, alone or with the others that do."""
    refers_to: str | None = None
    """The table and column that it refers to: `article.id`."""


@dataclass(frozen=True, kw_only=True)
class Described:
    """A table, or a view made for people."""

    name: str
    kind: str
    """view or table."""
    doc: str
    """What a row of it is."""
    columns: tuple[DescribedColumn, ...]


def dictionary() -> list[Described]:
    """Return the views, then the tables in the order in which they are declared."""
    return [*_views(), *map(_described, Base.metadata.tables.values())]


def _views() -> Iterator[Described]:
    for view in VIEWS:
        columns = (DescribedColumn(name=name, type=kind, doc=doc) for name, (kind, doc) in view.columns.items())
        yield Described(name=view.name, kind="view", doc=view.doc, columns=tuple(columns))


def _described(table: Table) -> Described:
    docs = {mapper.class_.__tablename__: mapper.class_.__doc__ or "" for mapper in Base.registry.mappers}
    return Described(
        name=table.name,
        kind="table",
        doc=" ".join(docs[table.name].split()),
        columns=tuple(map(_column, table.columns)),
    )


def _column(column: Column[Any]) -> DescribedColumn:
    referred = next(iter(column.foreign_keys), None)
    return DescribedColumn(
        name=column.name,
        type=type_of(column),
        doc=column.doc or "",
        is_key=column.primary_key,
        refers_to=referred.target_fullname if referred else None,
    )


def type_of(column: Column[Any]) -> str:
    """Return the type of a column in plain words."""
    return next(word for kind, word in TYPES if isinstance(column.type, kind))


def as_markdown(described: list[Described]) -> str:
    """Write tables and views as sections of a page."""
    return "\n".join(line for one in described for line in _section(one))


def _section(one: Described) -> Iterator[str]:
    yield from (f"### {one.name}", "", one.doc, "", "| column | type | what it holds |", "|---|---|---|")
    for column in one.columns:
        yield f"| `{column.name}` | {_marked(column)} | {column.doc} |"
    yield ""


def _marked(column: DescribedColumn) -> str:
    """Return a type with what else there is to say of a column: that it is a key, or what it refers to."""
    key = ", key" if column.is_key else ""
    return f"{column.type}{key} → {column.refers_to}" if column.refers_to else f"{column.type}{key}"
