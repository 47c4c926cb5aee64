"""Parquet: typed columns, bounded groups, and what is said where pyarrow is not there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from newsarchive.errors import ConfigError
from newsarchive.export.parquet import write_parquet
from newsarchive.query.tables import TABLES
from newsarchive.query.tables.columns import Kind, Row, Stated, column
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from tests.export.exported import asked, json_rows
from tests.export.test_tables import fill
from tests.query.filing import CHINA

EVERY_KIND = [column(kind.name.lower(), kind, "what it is") for kind in Kind]


def a_row(**values: Any) -> Row:
    return 0, *(dict.fromkeys(one.name for one in EVERY_KIND) | {"yes_no": False} | values).values()


def written(path: Path, rows: Any, columns: Any = EVERY_KIND) -> Any:
    with path.open("wb") as file:
        write_parquet(rows, columns, file)
    return pq.ParquetFile(path)


def test_every_kind_has_its_type(tmp_path: Path) -> None:
    moment = datetime(2018, 2, 13, 9, 53, tzinfo=CHINA)
    plain = {
        "text": "泸县",
        "whole": 1,
        "number": 0.5,
        "yes_no": True,
        "day": date(2018, 2, 13),
        "moment": moment.astimezone(UTC),
        "list": ["a;b", "c"],
        "pairs": ["editor:王芳"],
    }
    file = written(tmp_path / "a.parquet", [a_row(stated=Stated(moment), **plain), a_row()])
    assert file.read().to_pylist()[0] == plain | {"stated": moment, "stated_offset": 480}
    assert {field.name: str(field.type) for field in file.schema_arrow} == {
        "text": "string",
        "whole": "int64",
        "number": "double",
        "yes_no": "bool",
        "day": "date32[day]",
        "moment": "timestamp[us, tz=UTC]",
        "stated": "timestamp[us, tz=UTC]",
        "stated_offset": "int64",
        "list": "list<element: string>",
        "pairs": "list<element: string>",
    }
    assert file.schema_arrow.field("text").metadata[b"description"] == b"what it is"
    assert all(value is None or value is False for value in file.read().to_pylist()[1].values())


def test_a_table_without_rows_has_its_columns(tmp_path: Path) -> None:
    assert written(tmp_path / "a.parquet", []).schema_arrow.names[0] == "text"


def test_groups_are_bounded_and_drawn_as_they_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.export.parquet.GROUP_BYTES", 100_000)

    def rows() -> Iterator[Any]:
        for _ in range(1000):
            assert pa.total_allocated_bytes() < 10_000_000
            yield a_row(text="千" * 1000)

    metadata = written(tmp_path / "a.parquet", rows()).metadata
    assert metadata.num_row_groups == 10
    assert metadata.row_group(0).column(0).compression == "ZSTD"


@pytest.mark.parametrize("rows", TABLES)
def test_it_says_what_json_lines_say(archive: Archive, tmp_path: Path, rows: str) -> None:
    fill(archive)
    wanted = asked(rows)
    with reading(archive.engine) as session, wanted.rows(session) as given:
        found = written(tmp_path / "a.parquet", given, wanted.columns).read().to_pylist()
    names = [one.name for one in wanted.columns if one.kind in (Kind.TEXT, Kind.WHOLE, Kind.LIST, Kind.YES_NO)]

    def told(rows_: list[dict[str, Any]]) -> list[list[Any]]:
        return [[row[name] for name in names] for row in rows_]

    assert told(found) == told(json_rows(archive, rows))


def test_without_pyarrow_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ConfigError) as told:
        written(tmp_path / "a.parquet", [])
    assert "newsarchive[parquet]" in (told.value.next_step or "")
