"""`newsarchive status`: the page to look at each morning."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsarchive.cli.options import ArchiveOption, JsonOption
from newsarchive.cli.output import CONTROLS, console_of, plain, standard_output

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from newsarchive.query.lately import Lately
    from newsarchive.store.archive import Archive
    from newsarchive.store.models import Schedule


def status(
    alarms: Annotated[
        bool, typer.Option("--alarms", help="Only what is wrong, for a monitor: exit code 12 where something is.")
    ] = False,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what is wrong, how each portal fared in the last day and week, its crawls, what failed, and the room left.

    New, changed and gone articles are told for the last 24 hours and the last 7 days; coverage (the part captured of
    what listings showed) for the last 7 days, a sign a day: `newsarchive coverage --help` tells what they mean.

    With --alarms, what began or ended is also told by mail and command, where archive.toml says so (on_problem, smtp).
    Exit code 0: nothing is wrong. 12: something is.

    Examples:

      newsarchive status

      newsarchive status --archive news --json

      newsarchive status --alarms
    """
    from datetime import UTC, datetime

    from newsarchive.cli.morning import page
    from newsarchive.store.archive import open_archive

    now = datetime.now(UTC)
    if alarms:
        _alarms(archive, now, as_json=as_json)
        return
    with open_archive(archive) as opened:
        facts, recent = _facts(opened, now)
    with standard_output() as stream:
        if as_json:
            stream.write(json.dumps(facts, ensure_ascii=False, default=plain) + "\n")
            return
        console = console_of(stream)
        for part in page(facts, recent, now):
            console.print(part)


def _alarms(archive: Path | None, now: datetime, *, as_json: bool) -> None:
    """Show what is wrong, and tell whoever is to be told. Raises Alarmed where something is."""
    from newsarchive.errors import Alarmed
    from newsarchive.store.archive import open_archive
    from newsarchive.watch.look import look

    with open_archive(archive) as opened:
        found = look(opened, now, warn=lambda text: typer.echo(text, err=True))
    with standard_output() as stream:
        if as_json:
            stream.write(json.dumps([asdict(one) for one in found], ensure_ascii=False, default=plain) + "\n")
        else:
            stream.writelines(f"{one.message}\n  {one.next_step}\n".translate(CONTROLS) for one in found)
    if found:
        raise Alarmed(
            f"{len(found)} {'alarm' if len(found) == 1 else 'alarms'}, the oldest since "
            f"{found[0].since:%Y-%m-%d %H:%M} UTC.",
            next_step="Do what each says, then look again: newsarchive status --alarms",
        )


def _facts(opened: Archive, now: datetime) -> tuple[dict[str, Any], dict[str, Lately]]:
    """Return what the page tells, as JSON has it, and the portals' last week once more."""
    from newsarchive.query.counts import failures, last_runs, portal_counts
    from newsarchive.query.lately import lately
    from newsarchive.store.budget import room
    from newsarchive.store.database import reading
    from newsarchive.store.reindexing import standing
    from newsarchive.store.schedules import schedules
    from newsarchive.watch.look import alarms

    space = room(opened.config)
    with reading(opened.engine) as session:
        recent = lately(session, now)
        facts = {
            "archive": str(opened.root),
            "at": now,
            "rehearsal": opened.config.rehearsal,
            "disk": {name: value for name, value in asdict(space).items() if name != "folder"},
            "warning": space.warning,
            "alarms": [asdict(one) for one in alarms(opened, now)],
            "reprints": asdict(standing(session)),
            "portals": [asdict(one) | {"lately": asdict(recent[one.portal])} for one in portal_counts(session)],
            "runs": [asdict(one) for one in last_runs(session)],
            "failures": [asdict(one) for one in failures(session)],
            "schedules": [_schedule(row) for row in schedules(session)],
        }
    return facts, recent


def _schedule(row: Schedule) -> dict[str, Any]:
    names = ("next_due", "last_started", "last_exit", "paused")
    return {"portal": row.portal_id} | {name: getattr(row, name) for name in names}
