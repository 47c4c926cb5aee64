"""`newsarchive export`: write articles to a file that other programs read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO, TypedDict

import typer

from newsarchive.cli.filtering import filtered
from newsarchive.cli.options import ArchiveOption
from newsarchive.cli.output import standard_output

if TYPE_CHECKING:
    from newsarchive.query.filters import Filters

FORMATS = ("csv", "wacz", "edges")


class _Form(TypedDict):
    """How a table is written."""

    bom: bool
    formula_safe: bool
    on_row: Callable[[int], None] | None


@filtered
def export(
    filters: Filters,
    output_format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="csv, wacz or edges")] = "csv",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, not to standard output.")
    ] = None,
    words: Annotated[
        str | None,
        typer.Option("--words", metavar="WORDS", help="Only articles that say this (docs/search.md)."),
    ] = None,
    no_bom: Annotated[bool, typer.Option("--no-bom", help="Leave out the mark by which Excel knows UTF-8.")] = False,
    raw_formulas: Annotated[
        bool,
        typer.Option("--raw-formulas", help="Write cells that begin like a formula as they are, for programs only."),
    ] = False,
    archive: ArchiveOption = None,
) -> None:
    """Export articles as a table (csv), with the pages themselves to be replayed (wacz), or who reprinted whom (edges).

    With --format edges it is a table of reprints: a row leads from the earliest publication to each later one, in every
    cluster of which an article is asked for.

    FILE is there whole or, when anything fails, as it was before. A wacz file without filters holds all WARC files as
    they are; with filters, only the records that the articles rest on.

    Examples:

      newsarchive export --format csv -o articles.csv

      newsarchive export --portal yybnet --region 泸县 --since 2018-01-01 -o luxian.csv

      newsarchive export --words 干警 --no-bom | head

      newsarchive export --format wacz --region 四川/泸州市 --since 2018-01-01 -o luzhou.wacz

      newsarchive export --format edges --since 2018-01-01 -o reprints.csv
    """
    from newsarchive.errors import UsageError
    from newsarchive.export.csv import write_csv
    from newsarchive.export.edges import write_edges
    from newsarchive.export.files import replaced
    from newsarchive.query.articles import iter_articles
    from newsarchive.query.reprints import iter_clusters
    from newsarchive.query.search import count
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import reading

    if output_format not in FORMATS:
        raise UsageError(
            f"There is no format {output_format!r}.", next_step=f"Formats that there are: {', '.join(FORMATS)}"
        )
    filters = replace(filters, words=words)
    if output_format == "wacz":
        _export_wacz(archive, filters, output)
        return
    is_table = output_format == "csv"
    if filters.wanted and not is_table:
        raise UsageError(
            "Reprints are not chosen by words.", next_step="Use other filters: --portal, --source, --since."
        )
    with open_archive(archive) as opened, reading(opened.engine) as session:

        def write(file: TextIO, tell: Callable[[int], None] | None = None) -> int:
            form: _Form = {"bom": not no_bom, "formula_safe": not raw_formulas, "on_row": tell}
            if is_table:
                return write_csv(iter_articles(session, filters), file, **form)
            return write_edges(iter_clusters(session, filters), file, **form)

        if output is None:
            with standard_output(newline="") as stream:
                write(stream)
            return

        def total() -> int | None:
            if not is_table:
                return None
            return None if filters.wanted else count(session, filters)  # with words it would be searched twice

        with _progress(total) as tell, replaced(output.expanduser()) as file:
            written = write(file, tell)
    typer.echo(f"Wrote {written} {'articles' if is_table else 'reprints'} to {output}.", err=True)


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
