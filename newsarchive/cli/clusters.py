"""`newsarchive clusters`: the stories that were reprinted, one a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from newsarchive.cli.filtering import filters_of
from newsarchive.cli.options import ArchiveOption, PortalOption
from newsarchive.cli.output import CONTROLS, plain, standard_output
from newsarchive.cli.reprints import facts, published, warn_unless

if TYPE_CHECKING:
    from newsarchive.query.reprints import Reprints

SinceOption = Annotated[
    str | None, typer.Option(metavar="DATE", help="Only stories of which a copy was published on this day or later.")
]
UntilOption = Annotated[
    str | None, typer.Option(metavar="DATE", help="Only stories of which a copy was published on this day or earlier.")
]


def clusters(
    since: SinceOption = None,
    until: UntilOption = None,
    portal: PortalOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print each story as a line of JSON.")] = False,
    archive: ArchiveOption = None,
) -> None:
    """List the stories that were reprinted, one a line: copies, the earliest's id, time and outlet, and its title.

    Those come first that were published first. With several filters, one copy satisfies them all. All about one story:
    newsarchive reprints ID.

    Examples:

      newsarchive clusters --since 2018-02-01

      newsarchive clusters --portal yybnet --since 2018-02-01 --until 2018-02-28 --json
    """
    from newsarchive.query.reprints import iter_clusters
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import reading
    from newsarchive.store.reindexing import is_current

    filters = filters_of(since=since, until=until, portal=portal)
    told = False
    with open_archive(archive) as opened, reading(opened.engine) as session:
        is_whole = is_current(session)
        with standard_output() as stream:
            for found in iter_clusters(session, filters):
                told = True
                stream.write(f"{_json(found) if as_json else _line(found)}\n")
    if not told and not as_json:
        typer.echo("There are no such stories.", err=True)
    warn_unless(is_whole)


def _json(found: Reprints) -> str:
    return json.dumps(facts(found), ensure_ascii=False, default=plain)


def _line(found: Reprints) -> str:
    first = found.earliest
    cells = (str(len(found.members)), first.public_id, published(first), first.outlet or first.portal, first.title)
    return "\t".join(" ".join(cell.split()) for cell in cells).translate(CONTROLS)
