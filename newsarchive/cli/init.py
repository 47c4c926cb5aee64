"""`newsarchive init`: make an archive."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make the archive in.")],
    contact: Annotated[
        str | None,
        typer.Option(help="Who answers for the crawls: an e-mail address or a page. Sent with every request."),
    ] = None,
    operator: Annotated[
        str | None, typer.Option(help="The person or institution that keeps the archive, named in every WARC file.")
    ] = None,
    database: Annotated[
        str,
        typer.Option(help="postgresql+psycopg://USER@HOST/NAME for PostgreSQL; an SQLite file in DIR without it."),
    ] = "",
) -> None:
    """Make an archive: a folder with its settings, WARC files, journal and database.

    Examples:

      newsarchive init news --contact you@example.org

      newsarchive init news --contact https://example.org/crawl --database postgresql+psycopg://me@localhost/news
    """
    from newsarchive.store.archive import init_archive

    if contact is None and sys.stdin.isatty():
        contact = typer.prompt("Whom may a portal write to about your crawls (e-mail address or page)?")
    with init_archive(directory.expanduser().absolute(), contact=contact, operator=operator, database=database):
        pass
    typer.echo(f"Made an archive in {directory}.")
    if not contact:
        typer.echo(f'Before you crawl a real portal, write contact = "you@example.org" into {directory}/archive.toml.')
    typer.echo(f"Next: cd {directory} && newsarchive portal list && newsarchive crawl PORTAL")
