"""Tables as bytes, a few rows at a time: what the writers of lines (CSV, JSON Lines) give."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from newsarchive.query.tables.columns import Column

ROWS = 100
"""Rows that are written together."""

BARE = re.compile("[\0\ud800-\udfff]")
"""What no table may hold: NUL, and surrogates, which have no UTF-8."""

Value = Callable[[Any], Any]


class Chunk(NamedTuple):
    """Some rows as they stand in a file, and the articles that they begin and end with."""

    data: bytes
    rows: int = 0
    first: int = 0
    """The article of the first row (`Table.iter_rows`); 0 where there is none, or where rows are not ordered by it."""
    last: int = 0
    """The article of the last."""


def iter_chunks(rows: Iterable[Any], encode: Callable[[Sequence[Any]], str]) -> Iterator[Chunk]:
    """Give rows as text in UTF-8."""
    drawn = iter(rows)
    while some := list(islice(drawn, ROWS)):
        first, last = (getattr(some[at], "article_row", 0) for at in (0, -1))
        yield Chunk(in_utf8(encode(some)), len(some), first, last)


def in_utf8(text: str) -> bytes:
    """Return a text in UTF-8, with U+FFFD for what it may not hold."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return BARE.sub("\ufffd", text).encode()
    return data.replace(b"\0", b"\xef\xbf\xbd") if b"\0" in data else data


def values_of(columns: Sequence[Column], shapes: Callable[[Column], Callable[[Any], Any] | None]) -> list[Value]:
    """Return for each column what tells it of a row, in the shape that a format wants for its kind."""
    return [_shaped(column.value, shapes(column)) for column in columns]


def _shaped(value: Value, shape: Callable[[Any], Any] | None) -> Value:
    return value if shape is None else lambda row: shape(value(row))
