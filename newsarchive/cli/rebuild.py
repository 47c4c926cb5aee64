"""`newsarchive rebuild`: the database again, from WARC files and journal alone."""

from __future__ import annotations

from typing import Annotated

import typer

from newsarchive.cli.options import ArchiveOption
from newsarchive.cli.output import counted_progress
from newsarchive.cli.stopping import stoppable


def rebuild(
    archive: ArchiveOption = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Make it anew though there is one; the old one is kept beside it.")
    ] = False,
) -> None:
    """Make the archive's database again from its WARC files and journal, and nothing else.

    The new database takes the old one's place when it is whole; killed before, nothing has happened. Exit code 0: all
    is there again. 7: damaged records are named and were passed over. 4: pages are not read as articles any more.

    Examples:

      newsarchive rebuild

      newsarchive rebuild --replace --archive news
    """
    from newsarchive.config import find_archive, load_config
    from newsarchive.errors import ArchiveDamaged, Incomplete
    from newsarchive.schedule.decisions import planned
    from newsarchive.store.rebuild import rebuild as make_again

    config = load_config(find_archive(archive))
    with (
        counted_progress("Rebuilding") as progress,
        stoppable(progress, next_step="Nothing has happened. Begin again: the same command.") as tell,
    ):
        result = make_again(config, planned, replace_old=replace, on_progress=tell)
    for line in (*result.damages, *result.unread):
        typer.echo(line)
    typer.echo(
        f"The database holds {result.articles} articles from {result.captures} captures in {result.files} WARC files, "
        f"and {result.decisions} decisions.",
        err=True,
    )
    if result.damages:
        raise ArchiveDamaged(
            f"{len(result.damages)} damages were passed over.",
            next_step="From a second copy: newsarchive repair --from COPY   Then: newsarchive rebuild --replace",
        )
    if result.unread:
        raise Incomplete(
            f"{len(result.unread)} pages that were articles could not be read as such.",
            next_step="Fetch the failed ones again: newsarchive crawl PORTAL",
        )
