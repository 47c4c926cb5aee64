"""`newsarchive db`: the database's schema."""

from __future__ import annotations

import typer

from newsarchive.cli.options import ArchiveOption

app = typer.Typer(help="Look after the archive's database.", no_args_is_help=True)


@app.callback()
def db() -> None:
    """Look after the archive's database."""


@app.command()
def upgrade(archive: ArchiveOption = None) -> None:
    """Bring the database's schema up to date after newsarchive itself was; `init` does it for a new archive.

    Example:

      newsarchive db upgrade --archive news
    """
    from newsarchive.cli.output import counted_progress
    from newsarchive.config import find_archive, load_config
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import connect, newest_version, reading, schema_version
    from newsarchive.store.database import upgrade as upgrade_schema
    from newsarchive.store.outlets import finish_outlets
    from newsarchive.store.reindexing import is_current

    url = load_config(find_archive(archive)).database_url
    engine = connect(url)
    before = schema_version(engine)
    engine.dispose()
    upgrade_schema(url)
    with open_archive(archive) as opened, counted_progress("Bringing articles to their outlets") as tell:
        finish_outlets(opened, on_progress=tell)
        with reading(opened.engine) as session:
            is_whole = is_current(session)
    newest = newest_version()
    typer.echo(f"The schema is at {newest}." if before == newest else f"The schema was at {before}, now at {newest}.")
    if not is_whole:
        typer.echo("Reprints are to be looked for anew: newsarchive reindex", err=True)
