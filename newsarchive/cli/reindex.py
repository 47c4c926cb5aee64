"""`newsarchive reindex`: look for reprints anew, where the way of finding them changed."""

from __future__ import annotations

import typer

from newsarchive.cli.options import ArchiveOption
from newsarchive.cli.output import counted_progress


def reindex(archive: ArchiveOption = None) -> None:
    """Look for reprints anew among all texts, where an older newsarchive found them in another way.

    `newsarchive status` tells when that is needed. Nothing is fetched or read again. Stopped or killed, it goes on
    where it was; crawls may run meanwhile. Where nothing is to be done it says so.

    Example:

      newsarchive reindex
    """
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import reading
    from newsarchive.store.reindexing import is_current
    from newsarchive.store.reindexing import reindex as index_anew

    with open_archive(archive) as opened:
        with reading(opened.engine) as session:
            was_current = is_current(session)
        with counted_progress("Looking for reprints") as tell:
            result = index_anew(opened, on_progress=tell)
    done = "Nothing is to be done" if was_current else f"{result.noted} versions were looked through"
    typer.echo(f"{done}: the archive holds {result.texts} different texts and {result.clusters} clusters of reprints.")
