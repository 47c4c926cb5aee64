"""What is asked for of a table, and the table as lines of a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from newsarchive import __version__
from newsarchive.errors import UsageError
from newsarchive.export.chunks import Chunk
from newsarchive.export.csv import csv_chunks
from newsarchive.export.jsonl import json_chunks
from newsarchive.query.filters import Filters
from newsarchive.query.tables.columns import Column, Table

FORMATS = ("csv", "jsonl", "parquet", "wacz")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A table that is to be taken away."""

    table: Table
    columns: tuple[Column, ...]
    filters: Filters
    form: str
    """One of `FORMATS`."""
    bom: bool = True
    formula_safe: bool = True

    @contextmanager
    def rows(self, session: Any, *, after: int = 0) -> Iterator[Iterator[Any]]:
        """Give the rows behind those of an article; at the end what they were drawn from is let go of."""
        with closing(self.table.iter_rows(session, self.filters, self.columns, after)) as rows:
            yield rows

    @contextmanager
    def chunks(self, session: Any, *, after: int = 0, is_begun: bool = False) -> Iterator[Iterator[Chunk]]:
        """Give the lines of a file; one that is begun is gone on with, behind an article."""
        with self.rows(session, after=after) as rows:
            if self.form == "jsonl":
                yield json_chunks(rows, self.columns)
            else:
                form = {"bom": self.bom, "formula_safe": self.formula_safe, "is_begun": is_begun}
                yield csv_chunks(rows, self.columns, **form)

    def told(self) -> dict[str, Any]:
        """Return what makes the file what it is, as JSON can hold it."""
        filters = {name: str(value) for name, value in asdict(self.filters).items() if value not in (None, False)}
        return {
            "rows": self.table.name,
            "columns": [column.name for column in self.columns],
            "filters": filters,
            "format": self.form,
            "bom": self.bom,
            "formula_safe": self.formula_safe,
            "newsarchive": __version__,
        }


def format_of(named: str | None, output: Path | None) -> str:
    """Return the format that is named, else that of the file's ending, else CSV. Raises UsageError."""
    told = named or (output.suffix.lower().removeprefix(".") if output else "")
    if told in FORMATS:
        return told
    if named is None:
        return "csv"
    raise UsageError(f"There is no format {named!r}.", next_step=f"Formats that there are: {', '.join(FORMATS)}")
