"""The table of articles as a frame of pandas or polars, where these are installed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import UTC
from importlib import import_module
from typing import Any

from newsarchive.errors import ConfigError
from newsarchive.export.chunks import iter_some
from newsarchive.query.filters import Filters
from newsarchive.query.tables.articles import ARTICLES
from newsarchive.query.tables.columns import Column, Kind

OF_PANDAS = {
    Kind.TEXT: "string",
    Kind.WHOLE: "Int64",
    Kind.NUMBER: "Float64",
    Kind.YES_NO: "bool",
    Kind.DAY: "object",
    Kind.MOMENT: "datetime64[us, UTC]",
    Kind.STATED: "datetime64[us, UTC]",
    Kind.LIST: "object",
    Kind.PAIRS: "object",
}
"""Types of pandas that know what is missing, and dates of any year."""


def pandas_frame(session: Any, filters: Filters, columns: Sequence[str] | None) -> Any:
    """Return a pandas.DataFrame. Raises UsageError for a column that there is not, ConfigError without pandas."""
    pandas = _module("pandas")
    chosen = ARTICLES.chosen(columns)
    values = _values(session, filters, chosen)
    made = {
        column.name: pandas.Series(some, dtype=OF_PANDAS[column.kind])
        for column, some in zip(chosen, values, strict=True)
    }
    return pandas.DataFrame(made)


def polars_frame(session: Any, filters: Filters, columns: Sequence[str] | None) -> Any:
    """Return a polars.DataFrame. Raises UsageError for a column that there is not, ConfigError without polars."""
    polars = _module("polars")
    chosen = ARTICLES.chosen(columns)
    types = {
        Kind.WHOLE: polars.Int64,
        Kind.NUMBER: polars.Float64,
        Kind.YES_NO: polars.Boolean,
        Kind.DAY: polars.Date,
        Kind.MOMENT: polars.Datetime("us", "UTC"),
        Kind.STATED: polars.Datetime("us", "UTC"),
        Kind.LIST: polars.List(polars.String),
        Kind.PAIRS: polars.List(polars.String),
    }
    values = _values(session, filters, chosen)
    made = {column.name: some for column, some in zip(chosen, values, strict=True)}
    return polars.DataFrame(made, schema={column.name: types.get(column.kind, polars.String) for column in chosen})


def _values(session: Any, filters: Filters, columns: Sequence[Column]) -> list[list[Any]]:
    """Return the values of each column, moments in UTC."""
    found: list[list[Any]] = [[] for _ in columns]
    with closing(ARTICLES.iter_rows(session, filters, columns, 0)) as rows:
        for some in iter_some(rows, columns):
            for column, whole, values in zip(columns, found, some.values, strict=True):
                whole.extend(map(_plain, values) if column.kind in (Kind.STATED, Kind.LIST, Kind.PAIRS) else values)
    return found


def _plain(value: Any) -> Any:
    if value is None:
        return None
    return value.at.astimezone(UTC) if hasattr(value, "at") else list(value)


def _module(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise ConfigError(f"The Python package {name} is not installed.", next_step=f"pip install {name}") from None
