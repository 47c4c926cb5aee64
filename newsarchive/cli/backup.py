"""`newsarchive backup` and `newsarchive restore`: a second copy of the archive, and the archive made again from it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from newsarchive.cli.options import ArchiveOption, JsonOption
from newsarchive.cli.output import counted_progress


def backup(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="Folder for the backup, best on another disk; new, or a backup before."),
    ],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Copy the archive into a folder, or bring the copy there up to date; crawls may run meanwhile.

    WARC files are copied once, or what was appended to them, and proven by their SHA-256; the database is copied as it
    was at one moment; the journal, archive.toml (without the database's password) and the archive's own portal files
    too. Killed at any moment, the backup before is whole, and the same command goes on. Exit code 7: the backup is
    there, but files of the archive are damaged.

    Examples:

      newsarchive backup /mnt/copy/news

      newsarchive restore /mnt/copy/news news-again
    """
    from newsarchive.errors import ArchiveDamaged
    from newsarchive.store.archive import open_archive
    from newsarchive.store.backup import back_up

    with open_archive(archive) as opened, counted_progress("Backing up") as tell:
        result = back_up(opened, folder.expanduser().absolute(), on_progress=tell)
    if as_json:
        typer.echo(json.dumps(asdict(result), ensure_ascii=False))
    else:
        for what in result.damages:
            typer.echo(what)
        typer.echo(
            f"{result.files} files, {result.bytes} bytes; {result.copied} bytes of WARC files were new.", err=True
        )
    if result.damages:
        raise ArchiveDamaged(
            f"The backup is there, but {len(result.damages)} files of the archive are not what was filed.",
            next_step=f"Where the backup had them whole: newsarchive repair --from {folder}",
        )


def restore(
    folder: Annotated[Path, typer.Argument(metavar="BACKUP", help="The folder that `newsarchive backup` wrote to.")],
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make the archive in; not there yet.")],
    database: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="postgresql+psycopg://USER@HOST/NAME, an empty database; an SQLite file in DIR without it.",
        ),
    ] = "",
) -> None:
    """Make an archive again from a backup, every file proven by its SHA-256.

    The backup is not changed, nor is the database that the archive had. Killed in between, the same command goes on.
    Exit code 7: files of the backup are damaged; the rest was restored.

    Examples:

      newsarchive restore /mnt/copy/news news

      newsarchive restore /mnt/copy/news news --database postgresql+psycopg://me@localhost/news
    """
    from newsarchive.errors import ArchiveDamaged
    from newsarchive.store.restore import restore as make_again

    root = directory.expanduser().absolute()
    with counted_progress("Restoring") as tell:
        result = make_again(folder.expanduser().absolute(), root, database=database, on_progress=tell)
    for what in result.damages:
        typer.echo(what)
    typer.echo(f"Restored the backup of {result.made_at}: {result.files} files, {result.bytes} bytes.", err=True)
    if not result.has_database:
        typer.echo(
            f"The database is to be made from the WARC files: newsarchive rebuild --archive {directory}", err=True
        )
    if result.damages:
        raise ArchiveDamaged(
            f"{len(result.damages)} files could not be restored as they were.",
            next_step=f"See what is damaged: newsarchive verify --archive {directory}",
        )
    typer.echo(f"Prove it: newsarchive verify --archive {directory}", err=True)
