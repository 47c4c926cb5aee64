"""Tables as Parquet (parquet.apache.org): typed columns, lists as lists, packed with Zstandard.

Moments are timestamps in UTC. Where a page's moment has an offset, a column of minutes east of UTC stands behind it
(`published`, `published_offset`). Rows are written in groups of bounded size, so that memory stays flat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any, BinaryIO

from newsarchive.errors import ConfigError
from newsarchive.export.chunks import iter_some
from newsarchive.query.tables.columns import Column, Kind, Row, Stated

GROUP_BYTES, GROUP_ROWS = 2 << 20, 20_000
"""How large a group of rows grows in memory before it is written."""


def write_parquet(
    rows: Iterable[Row], columns: Sequence[Column], file: BinaryIO, *, on_rows: Callable[[int], None] | None = None
) -> int:
    """Write rows to a file and return how many; `on_rows` is told the rows taken so far.

    Raises ConfigError where pyarrow is not installed.
    """
    pa, pq = _module("pyarrow"), _module("pyarrow.parquet")
    fields = [field for column in columns for field in _fields(column)]
    schema = pa.schema([pa.field(name, _type(kind), metadata={"description": doc}) for name, kind, doc in fields])
    taken = 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for group in _groups(_batches(rows, columns, schema)):
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


def _fields(column: Column) -> Iterator[tuple[str, Kind, str]]:
    """Give name, kind and meaning of the columns that one becomes."""
    if column.kind != Kind.STATED:
        yield column.name, column.kind, column.doc
        return
    yield column.name, Kind.MOMENT, column.doc
    yield f"{column.name}_offset", Kind.WHOLE, f"minutes east of UTC of `{column.name}`"


def _of_fields(column: Column, values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Give the values of these."""
    if column.kind != Kind.STATED:
        yield values
        return
    yield [stated and stated.at for stated in values]
    yield [_minutes_east(stated) for stated in values]


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


def _batches(rows: Iterable[Row], columns: Sequence[Column], schema: Any) -> Iterator[Any]:
    pa = _module("pyarrow")
    for some in iter_some(rows, columns):
        values = (one for column, own in zip(columns, some.values, strict=True) for one in _of_fields(column, own))
        arrays = [pa.array(own, field.type) for field, own in zip(schema, values, strict=True)]
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
