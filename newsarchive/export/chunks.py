"""Tables a few rows at a time, column by column: what every format is written from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from newsarchive.query.tables.columns import Column, Row, parts_of

ROWS = 100
"""Rows that are written together: column by column, that is quicker than one by one."""

BARE = re.compile("[\0\ud800-\udfff]")
"""What no table may hold: NUL, and surrogates, which have no UTF-8."""


class Some(NamedTuple):
    """A few rows."""

    values: Sequence[Sequence[Any]]
    """By column, the values of the rows."""
    rows: int
    first: int
    """The article of the first row (`Table.iter_rows`); 0 where rows are not ordered by it."""
    last: int
    """The article of the last."""


class Chunk(NamedTuple):
    """Some rows as they stand in a file, and the articles that they begin and end with."""

    data: bytes
    rows: int = 0
    first: int = 0
    last: int = 0


def iter_some(rows: Iterable[Row], columns: Sequence[Column]) -> Iterator[Some]:
    """Give rows with the values of some columns; memory stays flat."""
    places = {part: at for at, part in enumerate(parts_of(columns), 1)}
    made = [(column.value, [places[part] for part in column.parts]) for column in columns]
    drawn = iter(rows)
    while some := list(islice(drawn, ROWS)):
        parts = list(zip(*some, strict=True))
        values = [list(map(value, *(parts[at] for at in of))) if value else parts[of[0]] for value, of in made]
        yield Some(values, len(some), some[0][0], some[-1][0])


def iter_chunks(
    rows: Iterable[Row], columns: Sequence[Column], encode: Callable[[Sequence[Sequence[Any]]], str]
) -> Iterator[Chunk]:
    """Give rows as text in UTF-8."""
    for values, count, first, last in iter_some(rows, columns):
        yield Chunk(in_utf8(encode(values)), count, first, last)


def in_utf8(text: str) -> bytes:
    """Return a text in UTF-8, with U+FFFD for what it may not hold."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return BARE.sub("\ufffd", text).encode()
    return data.replace(b"\0", b"\xef\xbf\xbd") if b"\0" in data else data


def shaped(values: Sequence[Any], shape: Callable[[Any], Any] | None) -> Sequence[Any]:
    """Return values in the shape that a format wants for their kind; None: as they are."""
    return values if shape is None else list(map(shape, values))
