"""`newsarchive reparse`: read kept pages again with today's parser."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsarchive.cli.options import ArchiveOption, PortalOption, SinceOption, parse_day
from newsarchive.cli.output import CONTROLS, counted_progress, standard_output
from newsarchive.cli.stopping import stoppable

if TYPE_CHECKING:
    from newsarchive.store.reparse import Change, Reparsed

LONGEST = 80
"""Characters of a value that are shown."""


def reparse(
    portal: PortalOption = None,
    since: SinceOption = None,
    parser_older_than: Annotated[
        str | None,
        typer.Option(metavar="PARSER", help="Only readings by parsers that this archive used before that one."),
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="File what was read; without it nothing is written.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print each change as a line of JSON.")] = False,
    archive: ArchiveOption = None,
) -> None:
    """Read kept pages again with today's parser, and show field by field what changes.

    Readings by today's parser are left alone, so that with --apply it goes on where it was stopped. What was read
    before is kept as an older reading. Exit code 4: pages that are no articles any more keep their reading. 7: kept
    pages are damaged.

    Examples:

      newsarchive reparse --portal yybnet | less

      newsarchive reparse --apply
    """
    from newsarchive.errors import ArchiveDamaged, Incomplete
    from newsarchive.store.archive import open_archive
    from newsarchive.store.reparse import Wanted
    from newsarchive.store.reparse import reparse as read_again

    wanted = Wanted(portal=portal, since=parse_day(since) if since else None, older_than=parser_older_than)
    with (
        standard_output() as stream,
        open_archive(archive) as opened,
        counted_progress("Reading again") as progress,
        stoppable(progress, next_step="The same command goes on.") as on_progress,
    ):

        def tell(change: Change) -> None:
            stream.write(json.dumps(asdict(change), ensure_ascii=False) + "\n" if as_json else _told(change))

        result = read_again(opened, wanted, apply=apply, tell=tell, on_progress=on_progress)
    typer.echo(_summary(result, applied=apply), err=True)
    if result.damaged:
        raise ArchiveDamaged(
            f"{result.damaged} kept pages are damaged.", next_step="See what else is damaged: newsarchive verify"
        )
    if result.unread:
        raise Incomplete(
            f"{result.unread} pages could not be read as articles; what was read before is kept.",
            next_step="See why a page is no article: newsarchive extract ID --explain",
        )


def _told(change: Change) -> str:
    lines = [f"{change.article} version {change.version} {change.url}"]
    if change.trouble:
        lines.append(f"  {change.trouble}")
    lines += [f"  {name}: {_clipped(old)} -> {_clipped(new)}" for name, (old, new) in change.fields.items()]
    return "\n".join(lines).translate(CONTROLS) + "\n"


def _clipped(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _summary(result: Reparsed, *, applied: bool) -> str:
    fields = ", ".join(f"{name} {count}" for name, count in result.fields.most_common())
    end = "filed" if applied else "nothing was written; file it with --apply"
    return f"{result.read} versions read again: {result.same} the same, {result.changed} changed" + (
        f" ({fields}); {end}." if fields else f"; {end}."
    )
