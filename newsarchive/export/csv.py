"""Tables as CSV (RFC 4180) that Excel, LibreOffice, R and pandas open without repair.

UTF-8, lines end in CR LF, cells that need it are quoted. Several values in one cell are joined by ";" (region names by
"/"); a value that has that sign itself keeps it, in its wide form (；／). docs/export.md tells it to analysts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from newsarchive.export.chunks import Chunk, iter_chunks, shaped
from newsarchive.query.tables.columns import Column, Kind, Row

BOM = "\ufeff"

FORMULA = frozenset("=+-@＝＋－＠\t\r\n")
"""What makes a spreadsheet read a cell as a formula when it begins so (OWASP, CSV Injection)."""


def csv_chunks(
    rows: Iterable[Row],
    columns: Sequence[Column],
    *,
    bom: bool = True,
    formula_safe: bool = True,
    is_begun: bool = False,
) -> Iterator[Chunk]:
    """Give the file, its heading first, some rows at a time; memory stays flat.

    With `bom` it begins with U+FEFF, without which Excel takes UTF-8 for something else. With `formula_safe` an
    apostrophe is put before a cell that a spreadsheet would run as a formula. `is_begun`: rows alone, to go on with.
    """
    shapes = [_shape(column) for column in columns]
    doubtful = [formula_safe and column.kind in (Kind.TEXT, Kind.LIST, Kind.PAIRS) for column in columns]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")

    def taken() -> str:
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text

    def encode(values: Sequence[Sequence[Any]]) -> str:
        cells = map(shaped, values, shapes)
        safe = (_harmless(some) if in_doubt else some for some, in_doubt in zip(cells, doubtful, strict=True))
        writer.writerows(zip(*safe, strict=True))
        return taken()

    if not is_begun:
        writer.writerow([column.name for column in columns])
        yield Chunk(((BOM if bom else "") + taken()).encode())
    yield from iter_chunks(rows, columns, encode)


def _harmless(cells: Sequence[str | None]) -> Sequence[str | None]:
    return [f"'{cell}" if cell and cell[0] in FORMULA else cell for cell in cells]


def _shape(column: Column) -> Callable[[Any], Any] | None:
    """Return how values become what a cell says; None where they are written as they are, None as an empty cell."""
    return _joined(column) if column.kind in (Kind.LIST, Kind.PAIRS) else SHAPES.get(column.kind)


def _joined(column: Column) -> Callable[[Sequence[str]], str | None]:
    sign, wide = column.sign, column.wide
    return lambda texts: sign.join([text.replace(sign, wide) for text in texts]) if texts else None


def _moment(moment: datetime | None) -> str | None:
    """Write a moment that is in UTC: `isoformat` would take twice the time, three times a row."""
    if moment is None:
        return None
    fields = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    return "%04d-%02d-%02dT%02d:%02d:%02dZ" % fields  # noqa: UP031 - as quick as it gets


SHAPES: dict[Kind, Callable[[Any], Any]] = {
    Kind.NUMBER: lambda number: None if number is None else f"{number:.3f}",
    Kind.YES_NO: lambda is_so: "yes" if is_so else "no",
    Kind.MOMENT: _moment,
    Kind.STATED: lambda stated: stated and str(stated),
}
