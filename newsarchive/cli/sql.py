"""`newsarchive sql`: a question to the archive in SQL, which can only read; the answer as a table, CSV or JSON."""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from newsarchive.cli.options import ArchiveOption
from newsarchive.cli.output import cell, console_of, standard_output

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from newsarchive.query.answer import Answer

WIDEST = 400
"""Characters of a cell that a table shows at most."""
NARROWEST = 10
"""Signs that a column has to have, with what parts it from the next, for a table to be read."""


class Form(StrEnum):
    """What an answer is written as."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


MOST = {Form.TABLE: 200, Form.CSV: 10_000, Form.JSON: 10_000}
"""Rows that are given unless somebody asks for more."""


def sql(
    statement: Annotated[
        str | None, typer.Argument(metavar="[SELECT]", help="One SELECT, in quotation marks; - reads it from input.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", "-f", metavar="FILE", help="Read the statement from a file.")
    ] = None,
    form: Annotated[Form, typer.Option("--format", metavar="FORMAT", help="table, csv or json")] = Form.TABLE,
    limit: Annotated[
        int | None,
        typer.Option(metavar="ROWS", help="Rows at most: 200 of a table, 10,000 of CSV and JSON. More: exit code 4."),
    ] = None,
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="How long it may take, 600 at most.")] = 30,
    no_bom: Annotated[bool, typer.Option("--no-bom", help="Leave out the mark by which Excel knows UTF-8.")] = False,
    raw_formulas: Annotated[
        bool,
        typer.Option("--raw-formulas", help="Write cells that begin like a formula as they are, for programs only."),
    ] = False,
    archive: ArchiveOption = None,
) -> None:
    """Ask the archive in SQL. Nothing can be changed: the database is opened for reading only.

    The views articles, paragraphs, credits, versions, reprints, captures and coverage are made for people:
    newsarchive db dictionary tells their columns, docs/tables.md shows questions.

    Examples:

      newsarchive sql "SELECT outlet, count(*) FROM articles GROUP BY outlet ORDER BY 2 DESC"

      newsarchive sql "SELECT id, title, text FROM articles WHERE region LIKE '四川/%'" --format csv > sichuan.csv

      newsarchive sql --file question.sql --format json --limit 100000 --timeout 300
    """
    from newsarchive.errors import Incomplete
    from newsarchive.query.answer import Question
    from newsarchive.query.door import asked
    from newsarchive.store.archive import open_archive

    question = Question(
        statement=_statement(statement, file), limit=MOST[form] if limit is None else limit, seconds=timeout
    )
    with open_archive(archive) as opened:
        config = opened.config
    with asked(config, question) as answer, standard_output() as stream:
        if form is Form.CSV:
            _write_csv(answer, stream, bom=not no_bom, formula_safe=not raw_formulas)
        elif form is Form.JSON:
            _write_json(answer, stream)
        else:
            _write_table(answer, stream)
    if answer.is_cut:
        raise Incomplete(
            f"There are more than {question.limit:,} rows: these are the first.",
            next_step=f"Ask for more: --limit {10 * question.limit}",
        )


def _statement(typed: str | None, file: Path | None) -> str:
    """Return what is asked: as it was typed, from standard input or from a file. Raises UsageError."""
    from newsarchive.errors import UsageError

    if (typed is None) == (file is None):
        raise UsageError("Give one statement, or a file.", next_step='newsarchive sql "SELECT …" or: --file FILE')
    if file is None and typed != "-":
        return str(typed)
    try:
        kept = sys.stdin.buffer.read() if file is None or str(file) == "-" else file.expanduser().read_bytes()
        return kept.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.", next_step="Give another file.") from None
    except UnicodeDecodeError:
        raise UsageError("The statement is not in UTF-8.", next_step="Save it as UTF-8.") from None


def _names(columns: Sequence[str]) -> list[str]:
    """Return names of columns of which no two are the same: the second `n` is `n_2`."""
    seen: Counter[str] = Counter()
    names: list[str] = []
    for column in columns:
        name = column
        while name in names:
            seen[column] += 1
            name = f"{column}_{seen[column] + 1}"
        names.append(name)
    return names


def _write_csv(answer: Answer, stream: TextIO, *, bom: bool, formula_safe: bool) -> None:
    from newsarchive.export.csv import csv_chunks
    from newsarchive.query.tables.columns import Column, Kind

    columns = [
        Column(name=name, kind=Kind.TEXT, parts=(str(place),), value=_text)
        for place, name in enumerate(_names(answer.columns))
    ]
    rows = ((0, *row) for row in answer.rows)
    chunks = csv_chunks(rows, columns, bom=bom, formula_safe=formula_safe)
    stream.buffer.writelines(chunk.data for chunk in chunks)


def _write_json(answer: Answer, stream: TextIO) -> None:
    """Write a list of objects, a row a line."""
    names = _names(answer.columns)
    stream.write("[")
    for number, row in enumerate(answer.rows):
        told = dict(zip(names, map(_json, row), strict=True))
        stream.write(("," if number else "") + "\n" + json.dumps(told, ensure_ascii=False, allow_nan=False))
    stream.write("\n]\n")


def _write_table(answer: Answer, stream: TextIO) -> None:
    """Write a table or, where it has too many columns for one, each row as a block of lines."""
    rows = list(answer.rows)
    console = console_of(stream)
    if len(answer.columns) * NARROWEST > console.width:
        for number, row in enumerate(rows):
            stream.write("\n" if number else "")
            console.print(_block(answer.columns, row))
    else:
        console.print(_table(answer.columns, rows))
    if not rows:
        typer.echo("No rows.", err=True)


def _table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold underline")
    for place, name in enumerate(columns):
        is_number = any(_is_number(row[place]) for row in rows)
        table.add_column(cell(name), justify="right" if is_number else "left", no_wrap=True, overflow="ellipsis")
    for row in rows:
        table.add_row(*map(_cell, row))
    return table


def _block(columns: Sequence[str], row: Sequence[Any]) -> Table:
    from rich.table import Table

    block = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    for name, value in zip(columns, row, strict=True):
        block.add_row(cell(name, "bold"), _cell(value))
    return block


def _cell(value: Any) -> Text:
    """Return a value on one line, cut where it is long."""
    return cell(" ".join(_text(value)[:WIDEST].split()))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _text(value: Any) -> str:
    """Return a value as a cell shows it: nothing for NULL, bytes in hexadecimal digits."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case bytes():
            return value.hex()
        case list():
            return json.dumps([_json(part) for part in value], ensure_ascii=False)
        case _:
            return str(value)


def _json(value: Any) -> Any:
    """Return a value as JSON has it: bytes in hexadecimal digits, what is no number in JSON (infinity) as text."""
    match value:
        case bytes():
            return value.hex()
        case float() if not math.isfinite(value):
            return str(value)
        case list():
            return [_json(part) for part in value]
        case _:
            return value
