"""Tables as Parquet (parquet.apache.org): typed columns, lists as lists, packed with Zstandard.

Moments are timestamps in UTC. Where a page's moment has an offset, a column of minutes east of UTC stands behind it
(`published`, `published_offset`). Rows are written in groups of bounded size, so that memory stays flat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

from newsarchive.errors import ConfigError
from newsarchive.export.chunks import ROWS, Value
from newsarchive.query.tables.columns import Column, Kind, Stated

GROUP_BYTES, GROUP_ROWS = 8 << 20, 20_000
"""How large a group of rows grows in memory before it is written."""


def write_parquet(
    rows: Iterable[Any], columns: Sequence[Column], file: BinaryIO, *, on_rows: Callable[[int], None] | None = None
) -> int:
    """Write rows to a file and return how many; `on_rows` is told the rows taken so far.

    Raises ConfigError where pyarrow is not installed.
    """
    pa, pq = _module("pyarrow"), _module("pyarrow.parquet")
    pairs = [pair for column in columns for pair in _fields(column)]
    fields = [pa.field(field.name, _type(field.kind), metadata={"description": field.doc}) for field, _ in pairs]
    schema, values = pa.schema(fields), [value for _, value in pairs]
    taken = 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for group in _groups(_batches(rows, schema, values)):
            writer.write_table(group, row_group_size=group.num_rows)
            taken += group.num_rows
            if on_rows is not None:
                on_rows(taken)
    return taken


def _module(name: str) -> Any:
    """Load what is no part of newsarchive's own needs, and what other commands are not to wait for."""
    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise ConfigError(
            "Parquet needs the Python package pyarrow.", next_step="pip install 'newsarchive[parquet]', or --format csv"
        ) from None


class _Field(NamedTuple):
    name: str
    kind: Kind
    doc: str


def _fields(column: Column) -> Iterator[tuple[_Field, Value]]:
    """Give the columns that one becomes, and how their values are told of a row."""
    value = column.value
    if column.kind != Kind.STATED:
        yield _Field(column.name, column.kind, column.doc), value
        return
    offset = f"minutes east of UTC of `{column.name}`"
    yield _Field(column.name, Kind.MOMENT, column.doc), lambda row: (stated := value(row)) and stated.at
    yield _Field(f"{column.name}_offset", Kind.WHOLE, offset), lambda row: _minutes_east(value(row))


def _type(kind: Kind) -> Any:
    pa = _module("pyarrow")
    return {
        Kind.TEXT: pa.string(),
        Kind.WHOLE: pa.int64(),
        Kind.NUMBER: pa.float64(),
        Kind.YES_NO: pa.bool_(),
        Kind.DAY: pa.date32(),
        Kind.MOMENT: pa.timestamp("us", "UTC"),
        Kind.LIST: pa.list_(pa.string()),
        Kind.PAIRS: pa.list_(pa.string()),
    }[kind]


def _minutes_east(stated: Stated | None) -> int | None:
    offset = stated.at.utcoffset() if stated else None
    return None if offset is None else int(offset.total_seconds() // 60)


def _batches(rows: Iterable[Any], schema: Any, values: Sequence[Value]) -> Iterator[Any]:
    pa, drawn = _module("pyarrow"), iter(rows)
    while some := list(islice(drawn, ROWS)):
        arrays = [
            pa.array([value(row) for row in some], field.type) for field, value in zip(schema, values, strict=True)
        ]
        yield pa.record_batch(arrays, schema=schema)


def _groups(batches: Iterable[Any]) -> Iterator[Any]:
    """Gather batches until they are worth a group of their own."""
    pa = _module("pyarrow")
    held: list[Any] = []
    size = count = 0
    for batch in batches:
        held.append(batch)
        size, count = size + batch.nbytes, count + batch.num_rows
        if size >= GROUP_BYTES or count >= GROUP_ROWS:
            yield pa.Table.from_batches(held)
            held, size, count = [], 0, 0
    if held:
        yield pa.Table.from_batches(held)
