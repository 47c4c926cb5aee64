"""Tables of an archive as bytes, and rows without one."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from newsarchive.export.tables import Asked
from newsarchive.query.filters import Filters
from newsarchive.query.tables import TABLES
from newsarchive.query.tables.columns import Row, parts_of
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading


def asked(rows: str = "articles", *columns: str, filters: Filters | None = None, **more: Any) -> Asked:
    table = TABLES[rows]
    told = {"form": "csv"} | more
    return Asked(table=table, columns=table.chosen(columns), filters=filters or Filters(), **told)


def exported(archive: Archive, rows: str = "articles", *columns: str, **more: Any) -> bytes:
    with reading(archive.engine) as session, asked(rows, *columns, **more).chunks(session) as chunks:
        return b"".join(chunk.data for chunk in chunks)


def csv_rows(archive: Archive, rows: str = "articles", *columns: str, **more: Any) -> list[dict[str, str]]:
    text = exported(archive, rows, *columns, bom=False, **more).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def json_rows(archive: Archive, rows: str = "articles", *columns: str, **more: Any) -> list[dict[str, Any]]:
    text = exported(archive, rows, *columns, form="jsonl", **more).decode()
    return [json.loads(line) for line in text.split("\n")[:-1]]


def row_of_article(**parts: Any) -> Row:
    """What is looked up of an article for all columns; what is not told is empty."""
    lists = dict.fromkeys(("people", "channels", "images", "tags", "reprints", "warnings"), ())
    known = dict.fromkeys(parts_of(TABLES["articles"].columns)) | lists | parts
    return known.pop("article_row", 0), *known.values()
