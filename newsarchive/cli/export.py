"""`newsarchive export`: tables of the archive for other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsarchive.cli.filtering import filtered
from newsarchive.cli.options import ArchiveOption
from newsarchive.cli.output import standard_output

if TYPE_CHECKING:
    from newsarchive.export.tables import Asked
    from newsarchive.query.filters import Filters
    from newsarchive.query.tables.columns import Table


@filtered
def export(
    filters: Filters,
    output_format: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="FORMAT", help="csv, jsonl, parquet or wacz; else by the ending of FILE, else csv."
        ),
    ] = None,
    rows: Annotated[
        str,
        typer.Option(
            "--rows", metavar="ROWS", help="A row is one of: articles, versions, paragraphs, credits, reprints."
        ),
    ] = "articles",
    columns: Annotated[
        str | None, typer.Option("--columns", metavar="A,B,C", help="Only these columns, in this order.")
    ] = None,
    list_columns: Annotated[bool, typer.Option("--list-columns", help="Print which columns there are.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, not to standard output.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a FILE that was cut off.")] = False,
    words: Annotated[
        str | None,
        typer.Option("--words", metavar="WORDS", help="Only articles that say this (docs/search.md)."),
    ] = None,
    no_bom: Annotated[
        bool, typer.Option("--no-bom", help="csv: leave out the mark by which Excel knows UTF-8.")
    ] = False,
    raw_formulas: Annotated[
        bool,
        typer.Option(
            "--raw-formulas", help="csv: write cells that begin like a formula as they are, for programs only."
        ),
    ] = False,
    archive: ArchiveOption = None,
) -> None:
    """Export a table (csv, jsonl, parquet), or articles with the pages themselves, to be replayed (wacz).

    Filters say which articles are meant: of these are the versions, paragraphs and credits. With --rows reprints a row
    leads from the earliest publication to each later one, in every cluster of which an article is meant.

    FILE is there whole or, when anything fails, as it was before. An export sees the archive as it was when it began,
    whatever crawls write meanwhile. A wacz file without filters holds all WARC files as they are; with filters, only
    the records that the articles rest on.

    Examples:

      newsarchive export -o articles.csv

      newsarchive export --portal yybnet --region 泸县 --since 2018-01-01 -o luxian.parquet

      newsarchive export --rows credits --columns name,role,id,published -o people.csv

      newsarchive export --words 干警 --format jsonl | head

      newsarchive export --rows reprints --since 2018-01-01 -o reprints.csv

      newsarchive export --region 四川/泸州市 --since 2018-01-01 -o luzhou.wacz
    """
    from newsarchive.errors import UsageError
    from newsarchive.export.tables import Asked, format_of
    from newsarchive.query.tables import TABLES

    if rows not in TABLES:
        raise UsageError(f"There are no rows {rows!r}.", next_step=f"Rows that there are: {', '.join(TABLES)}")
    table, filters = TABLES[rows], replace(filters, words=words)
    if list_columns:
        _list_columns(table)
        return
    form = format_of(output_format, output)
    if form == "wacz":
        if rows != "articles" or columns or resume:
            raise UsageError(
                "A WACZ file has no rows, no columns and no --resume.", next_step="newsarchive export -o FILE.wacz"
            )
        _export_wacz(archive, filters, output)
        return
    asked = Asked(
        table=table,
        columns=table.chosen([name.strip() for name in columns.split(",")] if columns else None),
        filters=filters,
        form=form,
        bom=not no_bom,
        formula_safe=not raw_formulas,
    )
    if filters.wanted and not table.takes_words:
        raise UsageError(
            "Reprints are not chosen by words.", next_step="Use other filters: --portal, --source, --since."
        )
    if resume and (output is None or form == "parquet" or not table.is_ordered):
        raise UsageError(
            "Only a file of CSV or JSON Lines can be gone on with, and none of reprints.",
            next_step="Leave --resume out: the export begins anew.",
        )
    _export_table(archive, asked, output, resume=resume)


def _list_columns(table: Table) -> None:
    with standard_output() as stream:
        for column in table.columns:
            doc = f"{column.doc} (only where it is asked for)" if column.is_extra else column.doc
            stream.write(f"{column.name:22}{column.kind:18}{doc}\n")


def _export_table(archive: Path | None, asked: Asked, output: Path | None, *, resume: bool) -> None:
    from newsarchive.errors import UsageError
    from newsarchive.query.counting import count
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import reading

    with open_archive(archive) as opened, reading(opened.engine) as session:
        if output is None:
            if asked.form == "parquet":
                raise UsageError("Parquet is written to a file.", next_step="newsarchive export -o FILE.parquet")
            with standard_output() as stream, asked.chunks(session) as chunks:
                stream.buffer.writelines(chunk.data for chunk in chunks)
                stream.buffer.flush()
            return

        def total() -> int | None:
            if asked.table.name != "articles" or asked.filters.wanted:  # with words it would be searched twice
                return None
            return count(session, asked.filters)

        path = output.expanduser()
        with _progress(total) as tell:
            if asked.form == "parquet":
                written = _write_parquet(session, asked, path, tell)
            else:
                written = _write_lines(session, asked, path, tell, resume=resume)
    typer.echo(f"Wrote {written} {asked.table.name} to {output}.", err=True)


def _write_parquet(session: Any, asked: Asked, path: Path, tell: Callable[[int], None] | None) -> int:
    from newsarchive.export.files import replaced_bytes
    from newsarchive.export.parquet import write_parquet

    with replaced_bytes(path) as file, asked.rows(session) as rows:
        return write_parquet(rows, asked.columns, file, on_rows=tell)


def _write_lines(session: Any, asked: Asked, path: Path, tell: Callable[[int], None] | None, *, resume: bool) -> int:
    from newsarchive.export.files import replaced_bytes
    from newsarchive.export.resuming import Mark, notes_of, written
    from newsarchive.query.commit import last_commit

    if path.exists() and not path.is_file() and not path.is_dir():  # a device or a pipe
        with replaced_bytes(path) as file, asked.chunks(session) as chunks:
            return sum(chunk.rows for chunk in chunks if file.write(chunk.data))
    mark = Mark(asked=asked.told(), commit=last_commit(session))
    try:
        with written(path, mark, resume=resume) as part:
            begun = part.mark
            if resume:
                typer.echo(f"Going on behind {begun.rows} rows." if begun.rows else "Nothing was begun.", err=True)
            with asked.chunks(session, after=begun.article, is_begun=begun.rows > 0) as chunks:
                return part.write(chunks, tell)
    except BaseException:
        if notes_of(path).exists():
            typer.echo("What is written is kept: the same command with --resume goes on.", err=True)
        raise


def _export_wacz(archive: Path | None, filters: Filters, output: Path | None) -> None:
    from newsarchive.cli.output import counted_progress
    from newsarchive.errors import UsageError
    from newsarchive.export.files import replaced_bytes
    from newsarchive.export.wacz import write_wacz
    from newsarchive.query.articles import iter_articles
    from newsarchive.query.filters import Filters
    from newsarchive.query.records import Evidence
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import reading

    if output is None or output.suffix != ".wacz":
        raise UsageError(
            "A WACZ file needs a name that ends in .wacz.", next_step="newsarchive export --format wacz -o FILE.wacz"
        )
    path = output.expanduser()
    with open_archive(archive) as opened, reading(opened.engine) as session:
        chosen = ", ".join(f"{name} {value}" for name, value in asdict(filters).items() if value not in (None, False))
        with counted_progress("Exporting") as tell, replaced_bytes(path) as file:
            written = write_wacz(
                file,
                iter_articles(session, filters),
                Evidence(session, opened.config.warc),
                whole=filters == Filters(),
                title=path.stem,
                description=f"Articles of the archive {opened.root.name}" + (f": {chosen}." if chosen else "."),
                folder=path.resolve().parent,
                on_progress=tell or (lambda _done, _all: None),
            )
    typer.echo(f"Wrote {written} articles to {output}.", err=True)


@contextmanager
def _progress(total: Callable[[], int | None]) -> Iterator[Callable[[int], None] | None]:
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Exporting", total=total())
        yield lambda done: progress.update(task, completed=done)
