"""Articles as a table: CSV (RFC 4180) that Excel, LibreOffice, R and pandas open without repair.

One row an article, UTF-8, lines end in CR LF, cells that need it are quoted. Several values in one cell are joined by
";" (region names by "/"); a value that has that sign itself keeps it, in its wide form (；／). docs/csv.md tells the
columns to analysts.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TextIO, TypeVar

from newsarchive.query.articles import StoredArticle

BOM = "\ufeff"

T = TypeVar("T")

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""What makes a spreadsheet read a cell as a formula when it begins so (OWASP, CSV Injection)."""

BARE = str.maketrans({"\0": "\ufffd", **{chr(code): "\ufffd" for code in range(0xD800, 0xE000)}})
"""What no CSV file may hold: NUL, and surrogates, which have no UTF-8."""


def _all(values: Iterable[str], sign: str = ";", wide: str = "；") -> str:
    return sign.join(value.replace(sign, wide) for value in values)


def _time(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _published(stored: StoredArticle) -> str:
    article = stored.article
    if article.published is None:
        return ""
    return article.published.date().isoformat() if article.published_precision == "day" else _time(article.published)


COLUMNS: dict[str, Callable[[StoredArticle], str]] = {
    "id": lambda s: s.public_id,
    "portal": lambda s: s.portal,
    "title": lambda s: s.article.title,
    "kicker": lambda s: s.article.kicker or "",
    "lead": lambda s: s.article.lead or "",
    "authors": lambda s: _all(s.article.authors),
    "source": lambda s: s.article.source or "",
    "published": _published,
    "region": lambda s: _all(s.article.region, "/", "／"),
    "channels": lambda s: _all(s.channels),
    "canonical_url": lambda s: s.article.canonical_url or "",
    "url": lambda s: s.article.url or "",
    "text": lambda s: s.article.text,
    "credits": lambda s: _all(f"{credit.role}:{credit.name}" for credit in s.article.credits),
    "language": lambda s: s.article.language or "",
    "tags": lambda s: _all(s.article.tags),
    "images": lambda s: _all(image.url.replace(";", "%3B") for image in s.article.images),
    "published_precision": lambda s: s.article.published_precision or "",
    "published_raw": lambda s: s.article.published_raw or "",
    "modified": lambda s: _time(s.article.modified),
    "byline_raw": lambda s: s.article.byline_raw or "",
    "access": lambda s: s.article.access,
    "state": lambda s: s.state,
    "versions": lambda s: str(s.versions),
    "reprints": lambda s: _all(s.reprints),
    "first_seen": lambda s: _utc(s.first_seen),
    "last_seen": lambda s: _utc(s.last_seen),
    "fetched_url": lambda s: s.capture.url if s.capture else "",
    "fetched_at": lambda s: _utc(s.capture.fetched_at) if s.capture else "",
    "warc_file": lambda s: s.capture.warc_file if s.capture else "",
    "warc_offset": lambda s: str(s.capture.warc_offset) if s.capture else "",
    "warc_record": lambda s: f"<urn:uuid:{s.capture.record_id}>" if s.capture else "",
    "warnings": lambda s: _all(s.article.warnings),
    "parser": lambda s: s.article.parser,
}
"""The columns in their order; docs/csv.md says what each holds."""


def write_csv(
    articles: Iterable[StoredArticle],
    file: TextIO,
    *,
    bom: bool = True,
    formula_safe: bool = True,
    on_row: Callable[[int], None] | None = None,
) -> int:
    """Write articles, one a row, as `write_table` does."""
    return write_table(articles, COLUMNS, file, bom=bom, formula_safe=formula_safe, on_row=on_row)


def write_table(
    things: Iterable[T],
    columns: Mapping[str, Callable[[T], str]],
    file: TextIO,
    *,
    bom: bool = True,
    formula_safe: bool = True,
    on_row: Callable[[int], None] | None = None,
) -> int:
    """Write things, one a row, to a text file opened with newline="" and return how many; memory stays flat.

    With `bom` the file begins with U+FEFF, without which Excel takes UTF-8 for something else. With `formula_safe` an
    apostrophe is put before a cell that a spreadsheet would run as a formula. `on_row` is told the rows written so far.
    """
    if bom:
        file.write(BOM)
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    written = 0
    for written, thing in enumerate(things, 1):
        writer.writerow([_cell(column(thing), formula_safe) for column in columns.values()])
        if on_row is not None:
            on_row(written)
    return written


def _cell(value: str, formula_safe: bool) -> str:
    value = value.translate(BARE)
    return f"'{value}" if formula_safe and value.startswith(FORMULA) else value
