"""What a release holds: the tables asked for, coverage, withdrawn articles, and, where texts are left out, n-grams."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from newsarchive.errors import UsageError
from newsarchive.export.csv import csv_chunks
from newsarchive.export.parquet import write_parquet
from newsarchive.query.coverage import By, coverage
from newsarchive.query.filters import Filters
from newsarchive.query.hidden import iter_withdrawn
from newsarchive.query.ngrams import NGRAMS, iter_ngrams
from newsarchive.query.tables import TABLES
from newsarchive.query.tables.columns import Column, Kind, Row, alone, attribute
from newsarchive.query.tables.coverage import COVERAGE

TEXTS = ("lead", "text")
"""Columns that hold what publishers wrote, beyond what says which article is meant."""
PARTS_OF_TEXTS = ("paragraphs",)
"""Tables that are made of texts."""

DIGESTS = (
    Column(
        name="text_characters",
        kind=Kind.WHOLE,
        doc="length of the body, in characters",
        value=lambda text: len(text or ""),
        parts=("text",),
    ),
    Column(
        name="text_sha256",
        kind=Kind.TEXT,
        doc="SHA-256 of the body in UTF-8, headings and paragraphs one a line, in hexadecimal",
        value=lambda text: hashlib.sha256((text or "").encode("utf-8", "replace")).hexdigest(),
        parts=("text",),
    ),
)
"""What stands in the place of texts."""

WITHDRAWN = (
    attribute("id", Kind.TEXT, "the article's id", "public_id"),
    attribute("portal", Kind.TEXT, "id of the portal that published it"),
    attribute("state", Kind.TEXT, "withdrawn, or embargoed until a day to come"),
    attribute("decided_at", Kind.MOMENT, "when that was decided"),
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody wants to be in a release."""

    name: str
    title: str
    tables: tuple[str, ...] = ("articles",)
    """Names of `query.tables.TABLES`."""
    filters: Filters = field(default_factory=Filters)
    form: str = "csv"
    """csv or parquet."""
    non_consumptive: bool = False
    """Whether texts are left out."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A table of a release."""

    name: str
    doc: str
    columns: Sequence[Column]
    rows: Generator[Row]

    def write(self, file: BinaryIO, form: str) -> int:
        """Write it and return how many rows it has. CSV is for programs here: without a mark, cells as they are."""
        with closing(self.rows) as rows:
            if form == "parquet":
                return write_parquet(rows, self.columns, file)
            chunks = csv_chunks(rows, self.columns, bom=False, formula_safe=False)
            return sum(chunk.rows for chunk in chunks if file.write(chunk.data))


def parts_of(session: Any, asked: Asked) -> Iterator[Part]:
    """Give the tables of a release, each of which is drawn from the archive when it is written.

    Raises UsageError for tables that there are not, or that are made of the texts that are to be left out.
    """
    for name in asked.tables:
        yield _table(session, asked, name)
    filters = asked.filters
    covered = coverage(session, by=By.CHANNEL_DAY, portal=filters.portal, since=filters.since, until=filters.until)
    told = "of the articles that listings showed, how many the archive has, by portal, channel and day"
    yield Part(name="coverage", doc=told, columns=COVERAGE, rows=alone(covered))
    told = "articles of the archive that are in no table, because they were withdrawn or are under an embargo"
    yield Part(name="withdrawn", doc=told, columns=WITHDRAWN, rows=alone(iter_withdrawn(session)))
    if asked.non_consumptive:
        told = "how often characters side by side (Chinese, Japanese, Korean) or words stand in the texts of a year"
        yield Part(name="ngrams", doc=told, columns=NGRAMS, rows=alone(iter_ngrams(session, filters)))


def _table(session: Any, asked: Asked, name: str) -> Part:
    if name not in TABLES:
        raise UsageError(f"There is no table {name!r}.", next_step=f"Tables that there are: {', '.join(TABLES)}")
    table, columns = TABLES[name], TABLES[name].chosen()
    if asked.filters.wanted and not table.takes_words:
        raise UsageError(
            f"The table of {name} is not chosen by words.", next_step="Leave it out, or use other filters."
        )
    if asked.non_consumptive:
        if name in PARTS_OF_TEXTS:
            raise UsageError(
                f"The table of {name} is made of texts, which are to be left out.", next_step=f"Leave {name} out."
            )
        has_text = any(one.name == "text" for one in columns)
        columns = (*(one for one in columns if one.name not in TEXTS), *(DIGESTS if has_text else ()))
    rows = table.iter_rows(session, asked.filters, columns, 0)
    return Part(name=name, doc=f"a row for each of the {name}", columns=columns, rows=rows)
