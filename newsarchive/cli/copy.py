"""`newsarchive copy`: the database into another one, from SQLite to PostgreSQL or back."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from newsarchive.cli.options import ArchiveOption
from newsarchive.cli.output import counted_progress


def copy(
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="ADDRESS",
            help="An empty database: postgresql+psycopg://USER@HOST/NAME, or sqlite: a file in the archive's folder.",
        ),
    ],
    switch: Annotated[bool, typer.Option("--switch", help="Use the copy from now on: change archive.toml.")] = False,
    archive: ArchiveOption = None,
) -> None:
    """Copy the archive's database into another one, and prove that both say the same (`dump --canonical`).

    No crawl can run meanwhile (exit code 10). Killed in between, the same command goes on. The database that was copied
    is not changed. Without --switch the archive keeps using it, and the last line says how to use the copy.

    Examples:

      newsarchive copy --to postgresql+psycopg://me@localhost/news --switch

      newsarchive copy --to sqlite
    """
    from newsarchive.errors import ArchiveDamaged
    from newsarchive.query.canonical import digest
    from newsarchive.store.archive import open_archive
    from newsarchive.store.moving import copied, target_address
    from newsarchive.store.moving import switch as use

    with open_archive(archive) as opened:
        address = target_address(opened, to)
        with counted_progress("Copying") as tell, copied(opened, address, on_progress=tell) as both:
            said = digest(both.there)
            if digest(both.here) != said:
                raise ArchiveDamaged(
                    "The copy does not say what the database says.", next_step="Begin anew with an empty database."
                )
        if switch:
            use(opened, address)
    typer.echo(f"The copy is whole: both dumps have the SHA-256 {said}.")
    if not switch:
        typer.echo("To use it: the same command with --switch, or in archive.toml:")
        typer.echo(f'database = "{"" if to == "sqlite" else to}"')
    elif "NEWSARCHIVE_DATABASE" in os.environ:
        typer.echo("NEWSARCHIVE_DATABASE is set and still names the old one: change it.", err=True)
