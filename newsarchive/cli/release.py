"""`newsarchive release`: frozen data sets that can be cited and checked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsarchive.cli.filtering import filtered
from newsarchive.cli.options import ArchiveOption

if TYPE_CHECKING:
    from newsarchive.query.filters import Filters

app = typer.Typer(help="Freeze data sets that others can cite and check.", no_args_is_help=True)


@app.callback()
def release() -> None:
    """Freeze data sets that others can cite and check."""


@app.command()
@filtered
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Small letters, digits, . and -: yybnet-2026-11.")],
    filters: Filters,
    rows: Annotated[
        str,
        typer.Option("--rows", metavar="A,B", help="Tables: articles, versions, paragraphs, credits, reprints."),
    ] = "articles",
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="What people call it; else NAME.")] = None,
    words: Annotated[
        str | None, typer.Option(metavar="WORDS", help="Only articles that say this (docs/search.md).")
    ] = None,
    non_consumptive: Annotated[
        bool,
        typer.Option("--non-consumptive", help="Leave texts out: lengths, digests and n-grams of each year instead."),
    ] = False,
    output_format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="csv or parquet.")] = "csv",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="DIR", help="Where it is made; else exports/releases/NAME in the archive."
        ),
    ] = None,
    archive: ArchiveOption = None,
) -> None:
    """Make a release: tables, coverage, withdrawn articles, a data dictionary, how to cite it, a digest of each file.

    The same archive gives the same bytes. The folder is there whole or not at all.

    Examples:

      newsarchive release create yybnet-2026-11 --rows articles,credits,reprints

      newsarchive release create luxian-1 --region 泸县 --until 2020-12-31 --non-consumptive
    """
    from newsarchive.errors import UsageError
    from newsarchive.export.releases.contents import Asked
    from newsarchive.export.releases.making import make_release
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import reading

    if output_format not in ("csv", "parquet"):
        raise UsageError(f"There is no format {output_format!r}.", next_step="Formats that there are: csv, parquet")
    asked = Asked(
        name=name,
        title=title or name,
        tables=tuple(dict.fromkeys(one.strip() for one in rows.split(","))),
        filters=replace(filters, words=words),
        form=output_format,
        non_consumptive=non_consumptive,
    )
    with open_archive(archive) as opened, reading(opened.engine) as session:
        folder = (output.expanduser() if output else opened.root / "exports" / "releases" / name).absolute()
        written = make_release(
            session,
            asked,
            folder,
            archive=opened.root.resolve().name,
            operator=opened.config.operator,
            on_part=lambda part: typer.echo(f"Writing {part} …", err=True),
        )
    for file in written:
        typer.echo(f"{file.rows:>12,}  {file.path}")
    typer.echo(f"The release {name} is in {folder}.", err=True)


@app.command()
def verify(folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a release.")]) -> None:
    """Check that a release is what it was: no file missing, altered or added. Needs no archive.

    Example:

      newsarchive release verify news/exports/releases/yybnet-2026-11
    """
    from newsarchive.errors import ArchiveDamaged
    from newsarchive.export.releases.making import verify_release

    wrong = list(verify_release(folder.expanduser()))
    for line in wrong:
        typer.echo(line)
    if wrong:
        raise ArchiveDamaged(
            f"{folder} is not what was released.", next_step="Get it again, or make it again from the same archive."
        )
    typer.echo(f"{folder} is what was released.")
