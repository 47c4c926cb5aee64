"""Tables as JSON Lines (jsonlines.org): each row an object (RFC 8259) in a line of its own, in UTF-8.

Values are of JSON's own types: null for what the page does not say, lists as lists, people as objects. Days and moments
are texts in ISO 8601, moments with their offset from UTC.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from newsarchive.export.chunks import Chunk, iter_chunks, shaped
from newsarchive.query.tables.columns import Column, Kind, Row

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False, allow_nan=False).encode


def json_chunks(rows: Iterable[Row], columns: Sequence[Column]) -> Iterator[Chunk]:
    """Give the file, some rows at a time; memory stays flat."""
    names, shapes = [column.name for column in columns], [_shape(column) for column in columns]

    def encode(values: Sequence[Sequence[Any]]) -> str:
        told = zip(*map(shaped, values, shapes), strict=True)
        return "".join([f"{_encode(dict(zip(names, row, strict=True)))}\n" for row in told])

    return iter_chunks(rows, columns, encode)


def _shape(column: Column) -> Callable[[Any], Any] | None:
    """Return how values become JSON's; None where they are already."""
    if column.kind == Kind.PAIRS:
        return lambda pairs: [dict(zip(column.pair, pair.split(":", 1), strict=True)) for pair in pairs]
    return SHAPES.get(column.kind)


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment.isoformat(timespec='seconds')[:19]}Z"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


SHAPES: dict[Kind, Callable[[Any], Any]] = {
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.STATED: lambda stated: stated and str(stated),
}
