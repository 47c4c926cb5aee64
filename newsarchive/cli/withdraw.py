"""`newsarchive withdraw`: take an article out of the archive, or hide it for a while."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from newsarchive.cli.options import ArchiveOption, JsonOption, parse_day

if TYPE_CHECKING:
    from newsarchive.store.withdrawal import Withdrawn


def withdraw(
    wanted: Annotated[
        str | None, typer.Argument(metavar="ID|URL", help="An article's whole id, or its address.", show_default=False)
    ] = None,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why; shown in the article's place.")] = None,
    embargo_until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only hide it, until this day begins at the portal's place.")
    ] = None,
    release: Annotated[bool, typer.Option("--release", help="Lift an embargo before its day.")] = False,
    finish: Annotated[
        bool, typer.Option("--finish", help="Finish withdrawals that were interrupted; crawls do so by themselves.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask: a withdrawal cannot be undone.")] = False,
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """Withdraw an article: its text leaves the database, its bytes are blanked, and it is never fetched again.

    What is left is that it was there: its id, its address, when it was withdrawn and why. Other articles with the same
    text are named and not touched. A page in quarantine is withdrawn by its address. With --embargo-until an article is
    only hidden from search, show and export, and comes back by itself. The decision goes to the journal. No crawl of
    its portal and no backup may run meanwhile (exit code 10).

    Examples:

      newsarchive withdraw hwqoyc3rnzda4xty --reason "court order 12/2026"

      newsarchive withdraw hwqoyc3rnzda4xty --embargo-until 2027-01-01 --reason "agreed with the publisher"
    """
    from newsarchive.errors import UsageError
    from newsarchive.store.archive import open_archive
    from newsarchive.store.withdrawal import embargo, find_article, finish_all
    from newsarchive.store.withdrawal import release as lift
    from newsarchive.store.withdrawal import withdraw as take_out

    if finish == (wanted is not None) or (release and (reason or embargo_until)):
        raise UsageError("Say which article, and what about it.", next_step="newsarchive withdraw --help")
    if wanted is not None and not release and not (reason and reason.strip()):
        raise UsageError("A withdrawal needs a reason.", next_step='For example: --reason "asked for by the author"')
    with open_archive(archive) as opened:
        if wanted is None:
            typer.echo(f"{finish_all(opened)} decisions were finished.")
            return
        article = find_article(opened, wanted)
        public_id = article.public_id
        if release:
            lift(opened, public_id)
            typer.echo(f"{public_id} is shown again.")
        elif embargo_until:
            until = _beginning(embargo_until, article.zone)
            embargo(opened, public_id, reason or "", until)
            typer.echo(f"{public_id} is hidden until {until.isoformat(timespec='minutes')}.")
        else:
            if not yes and sys.stdin.isatty():
                typer.confirm(f"Withdraw {article.address} for ever?", abort=True)
            _tell(take_out(opened, public_id, reason or ""), as_json=as_json)


def _beginning(day: str, zone: str) -> datetime:
    """Return when a day begins in a zone."""
    from datetime import UTC, time
    from zoneinfo import ZoneInfo

    from newsarchive.errors import UsageError

    moment = datetime.combine(parse_day(day), time(), ZoneInfo(zone))
    if moment <= datetime.now(UTC):
        raise UsageError(f"{day} has begun already.", next_step="Give a later day.")
    return moment


def _tell(result: Withdrawn, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(asdict(result), ensure_ascii=False))
        return
    typer.echo(f"{result.public_id} is withdrawn; {result.records} WARC records were blanked.")
    for public_id in result.reprints:
        typer.echo(f"The same text stands in {public_id}, which was not touched.")
    for record in result.kept:
        typer.echo(f"Record {record} stays: another article rests on it, or it is too short to hold an article.")
    for name in result.elsewhere:
        typer.echo(f"{name} may hold the text: look, and delete it.")
    typer.echo("Bring backups up to date: newsarchive backup DIR", err=True)
