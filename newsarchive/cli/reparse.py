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
    from newsarchive.store.mending import Mended
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
    quarantined: Annotated[
        bool, typer.Option("--quarantined", help="Pages in quarantine instead: how they are read now, beside before.")
    ] = False,
    apply: Annotated[bool, typer.Option("--apply", help="File what was read; without it nothing is written.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print each change as a line of JSON.")] = False,
    archive: ArchiveOption = None,
) -> None:
    """Read kept pages again with today's parser, and show field by field what changes.

    Readings by today's parser are left alone, so that with --apply it goes on where it was stopped. What was read
    before is kept as an older reading. Exit code 4: pages that are no articles any more keep their reading. 7: kept
    pages are damaged.

    With --quarantined it reads what is in quarantine, after the portal's file was mended: field by field what is usual,
    what was read when the pages came, and what is read now. With --apply, pages that are as usual again are released
    and filed. Exit code 4: pages still depart.

    Examples:

      newsarchive reparse --portal yybnet | less

      newsarchive reparse --apply

      newsarchive reparse --quarantined --portal yybnet --apply
    """
    if quarantined:
        _read_quarantined(portal, archive, apply=apply, as_json=as_json, other=bool(since or parser_older_than))
        return
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


def _read_quarantined(portal: str | None, archive: ArchiveOption, *, apply: bool, as_json: bool, other: bool) -> None:
    from newsarchive.errors import ArchiveDamaged, Incomplete, UsageError
    from newsarchive.store.archive import open_archive
    from newsarchive.store.mending import read_quarantined

    if other:
        raise UsageError("--quarantined goes with --portal only.", next_step="newsarchive reparse --help")
    found: list[Mended] = []
    with (
        standard_output() as stream,
        open_archive(archive) as opened,
        counted_progress("Reading again") as progress,
        stoppable(progress, next_step="The same command begins anew.") as on_progress,
    ):

        def tell(mended: Mended) -> None:
            found.append(mended)
            lines = [json.dumps(asdict(mended), ensure_ascii=False)] if as_json else _before_and_after(mended)
            stream.writelines(f"{line.translate(CONTROLS)}\n" for line in lines)

        read_quarantined(opened, portal=portal, apply=apply, tell=tell, on_progress=on_progress)
    filed, usual = sum(one.filed for one in found), sum(one.usual for one in found)
    end = f"{filed} filed" if apply else "nothing was written; file what is as usual with --apply"
    typer.echo(f"{sum(one.pages for one in found)} pages read again: {usual} as usual; {end}.", err=True)
    if damaged := sum(one.damaged for one in found):
        raise ArchiveDamaged(f"{damaged} kept pages are damaged.", next_step="newsarchive verify")
    if left := sum(one.departing + one.unread for one in found):
        raise Incomplete(
            f"{left} pages still depart from what is usual, or could not be read.",
            next_step="Mend the portal's file and run it again; or newsarchive quarantine release, or discard",
        )


def _before_and_after(mended: Mended) -> list[str]:
    from newsarchive.cli.quarantine import table

    rows = [(f"{f.what}, {f.unit}" if f.unit else f.what, f.usual, f.before, f.after) for f in mended.fields]
    head = f"{mended.number}  {mended.portal}  {mended.pages} pages, {mended.usual} as usual: {mended.why}"
    still = [f"still: {mended.still}"] if mended.still else []
    return [head, *table(rows, "usual", "before", "now"), *still, ""]


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
