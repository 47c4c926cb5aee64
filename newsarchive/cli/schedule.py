"""`newsarchive schedule`: crawls that run without anybody watching."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsarchive.cli.options import ArchiveOption, JsonOption, parse_days

if TYPE_CHECKING:
    from newsarchive.store.models import Schedule

PortalArgument = Annotated[str, typer.Argument(metavar="PORTAL", help="A portal's id.")]

app = typer.Typer(help="Crawl without anybody watching.", no_args_is_help=True)


@app.command()
def add(
    portal: PortalArgument,
    every: Annotated[str | None, typer.Option(metavar="TIME", help="Interval: 30m, 6h, 1d, 2w.")] = None,
    cron: Annotated[
        str | None, typer.Option(metavar="EXPRESSION", help='Or minute, hour, day, month, weekday: "0 5 * * *".')
    ] = None,
    tz: Annotated[str | None, typer.Option(metavar="ZONE", help="Zone of --cron; the portal's own without it.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Passed on to crawl.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Passed on to crawl.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Passed on to crawl.")] = None,
    channel: Annotated[str | None, typer.Option(metavar="NAME", help="Passed on to crawl.")] = None,
    delay: Annotated[float | None, typer.Option(min=0, help="Passed on to crawl.")] = None,
    base_url: Annotated[str | None, typer.Option(help="Passed on to crawl.")] = None,
    archive: ArchiveOption = None,
) -> None:
    """Add a portal's schedule, or replace the one that it has. It is due at once with --every.

    Examples:

      newsarchive schedule add yybnet --every 6h

      newsarchive schedule add yybnet --cron "30 5 * * 1-5" --tz Asia/Shanghai --channel 泸县
    """
    from newsarchive.errors import UsageError
    from newsarchive.portals.registry import get_portal
    from newsarchive.schedule.decisions import planned
    from newsarchive.schedule.plan import check_cron, check_zone, parse_every
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import writing
    from newsarchive.store.journal import append
    from newsarchive.store.schedules import file_decision, get_schedule

    if (every is None) == (cron is None):
        raise UsageError("Say when: either --every or --cron.", next_step="For example: --every 6h")
    parse_days(since, until)
    known = get_portal(portal)
    zone = check_zone(tz or known.zone)
    if every:
        parse_every(every)
    if cron:
        check_cron(cron)
    given = {"since": since, "until": until, "limit": limit, "channel": channel, "delay": delay, "base_url": base_url}
    options = {name: value for name, value in given.items() if value is not None}
    with open_archive(archive) as opened:
        facts = {"portal": portal, "every": every, "cron": cron, "zone": zone, "options": options}
        entry = append(opened.config.journal, "schedule-add", facts)
        with writing(opened.engine) as session:
            file_decision(session, entry, planned)
            due = get_schedule(session, portal).next_due
    typer.echo(f"{portal} is due {'now' if every else due.isoformat(timespec='minutes')}.")
    typer.echo("Let the machine run what is due: newsarchive schedule install", err=True)


@app.command("list")
def list_schedules(archive: ArchiveOption = None, as_json: JsonOption = False) -> None:
    """List the schedules: when each is due, and how its last crawl ended.

    Example:

      newsarchive schedule list
    """
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import reading
    from newsarchive.store.schedules import schedules

    with open_archive(archive) as opened, reading(opened.engine) as session:
        facts = [_facts(row) for row in schedules(session)]
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    if not facts:
        typer.echo("There are no schedules. Add one: newsarchive schedule add PORTAL --every 6h", err=True)
    for one in facts:
        when = f"every {_interval(one['every'])}" if one["every"] else f"{one['cron']} ({one['zone']})"
        last = _last(one)
        due = "paused" if one["paused"] else f"due {one['next_due']}"
        options = " ".join(f"--{name.replace('_', '-')} {value}" for name, value in one["options"].items())
        typer.echo("\t".join(filter(None, (one["portal"], when, due, last, options))))


@app.command()
def remove(portal: PortalArgument, archive: ArchiveOption = None) -> None:
    """Take a portal's schedule away. What was crawled stays.

    Example:

      newsarchive schedule remove yybnet
    """
    _decide(archive, portal, "schedule-remove")
    typer.echo(f"{portal} has no schedule any more.")


@app.command()
def pause(portal: PortalArgument, archive: ArchiveOption = None) -> None:
    """Start no crawl of a portal until `resume`. One that is under way goes on.

    Example:

      newsarchive schedule pause yybnet
    """
    _decide(archive, portal, "schedule-pause")
    typer.echo(f"{portal} is paused. Go on: newsarchive schedule resume {portal}")


@app.command()
def resume(portal: PortalArgument, archive: ArchiveOption = None) -> None:
    """Let a paused schedule go on; what was missed is made up by one crawl.

    Example:

      newsarchive schedule resume yybnet
    """
    _decide(archive, portal, "schedule-resume")
    typer.echo(f"{portal} is crawled again when it is due: newsarchive schedule list")


@app.command("run-now")
def run_now(portal: PortalArgument, archive: ArchiveOption = None) -> None:
    """Let a portal's schedule be due now; afterwards it keeps its rhythm.

    Whoever runs the schedules begins the crawl: `schedule run` within ten seconds, or the next `schedule run-due`.

    Example:

      newsarchive schedule run-now yybnet
    """
    from datetime import UTC, datetime

    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import writing
    from newsarchive.store.schedules import make_due

    with open_archive(archive) as opened, writing(opened.engine) as session:
        make_due(session, portal, datetime.now(UTC))
    typer.echo(f"{portal} is due now.")


@app.command()
def run(
    at_once: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Crawls at the same time, of different portals.  [default: 4]"),
    ] = None,
    archive: ArchiveOption = None,
) -> None:
    """Run whatever comes due, until it is stopped: the program of a service.

    Portals are crawled side by side, each in a process of its own, which ends when this one does. After a kill or a
    loss of power it goes on with what was cut off; what came due while the machine slept is made up by one crawl. Exit
    code 0: it was stopped (Ctrl-C, SIGTERM), and the crawls under way ended in order; they go on when it is started
    again. 10: another process does it already.

    Examples:

      newsarchive schedule run --archive /srv/news

      newsarchive schedule run --at-once 8
    """
    from newsarchive.schedule.due import AT_ONCE, keep_running
    from newsarchive.store.archive import open_archive

    with open_archive(archive) as opened:
        keep_running(opened, at_once=at_once or AT_ONCE, tell=_say)


def _say(text: str) -> None:
    from datetime import datetime

    typer.echo(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} {text}", err=True)


def _decide(archive: Path | None, portal: str, what: str) -> None:
    """Write a decision about a portal's schedule to the journal and file it. Raises NotFound."""
    from newsarchive.schedule.decisions import planned
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import writing
    from newsarchive.store.journal import append
    from newsarchive.store.schedules import file_decision, get_schedule

    with open_archive(archive) as opened, writing(opened.engine) as session:
        get_schedule(session, portal)
        file_decision(session, append(opened.config.journal, what, {"portal": portal}), planned)


@app.command("run-due")
def run_due(archive: ArchiveOption = None, as_json: JsonOption = False) -> None:
    """Run every crawl that is due, one after the other. Called twice at once, each runs once.

    Exit code 0: all that was due is done, or another process is at it. 4: a crawl failed or is incomplete; `status`
    says why. 130: stopped.

    Example:

      newsarchive schedule run-due --archive /srv/news
    """
    from dataclasses import asdict

    from newsarchive.schedule.due import run_due as run
    from newsarchive.store.archive import open_archive

    with open_archive(archive) as opened:
        ran = run(opened, tell=lambda text: typer.echo(text, err=True))
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in ran]))
    elif not ran:
        typer.echo("Nothing is due.", err=True)


@app.command()
def install(
    archive: ArchiveOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be installed.")] = False,
    cron: Annotated[bool, typer.Option("--cron", help="A line of your crontab, even where systemd runs.")] = False,
    system: Annotated[
        bool, typer.Option("--system/--user", help="Units of the whole machine (needs root), or your own.")
    ] = False,
    windows: Annotated[
        bool, typer.Option("--windows", help="Print the command that makes a Windows task, for an archive in WSL.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Change the crontab without asking.")] = False,
) -> None:
    """Make this machine run what is due: systemd units, or a crontab line where there is no systemd.

    The units are a service (`schedule run`) and a timer that verifies a sample of the archive every week.

    Examples:

      newsarchive schedule install --dry-run

      newsarchive schedule install --cron --yes
    """
    from newsarchive.schedule.install import has_systemd, units, windows_task, write_units
    from newsarchive.store.archive import open_archive

    with open_archive(archive) as opened:
        root = opened.root.resolve()
    if windows:
        typer.echo(windows_task(root))
        return
    if cron or not (has_systemd() or dry_run):
        _install_crontab(root, dry_run=dry_run, yes=yes)
        return
    made = units(root, system=system)
    folder = Path("/etc/systemd/system") if system else Path.home() / ".config/systemd/user"
    if dry_run:
        for name, text in made.files.items():
            typer.echo(f"# {folder / name}\n{text}")
        return
    write_units(made, folder)
    user = "" if system else "--user "
    typer.echo(f"Wrote {', '.join(made.files)} into {folder}. Now start them:")
    typer.echo(f"  systemctl {user}daemon-reload && systemctl {user}enable --now {' '.join(made.begin_with)}")
    if not system:
        typer.echo("  loginctl enable-linger    # so that it also runs while you are logged out")


def _install_crontab(root: Path, *, dry_run: bool, yes: bool) -> None:
    import sys

    from newsarchive.errors import UsageError
    from newsarchive.schedule.install import add_to_crontab, crontab_line

    line = crontab_line(root)
    typer.echo(line)
    if dry_run:
        return
    if not yes and not sys.stdin.isatty():
        raise UsageError(
            "Nothing was changed: there is nobody to ask.", next_step="Add that line to your crontab: --yes"
        )
    if yes or typer.confirm("Add that line to your crontab?", err=True):
        add_to_crontab(line)
        typer.echo("It is in your crontab.", err=True)


def _facts(row: Schedule) -> dict[str, Any]:
    return {
        "portal": row.portal_id,
        "every": row.every,
        "cron": row.cron,
        "zone": row.zone,
        "options": row.options,
        "paused": row.paused,
        "next_due": row.next_due.isoformat(timespec="seconds"),
        "last_started": row.last_started.isoformat(timespec="seconds") if row.last_started else None,
        "last_exit": row.last_exit,
    }


def _last(one: dict[str, Any]) -> str:
    if one["last_exit"] is not None:
        return f"last exit code {one['last_exit']}"
    return f"begun {one['last_started']}" if one["last_started"] else "not run yet"


def _interval(seconds: int) -> str:
    for unit, size in (("w", 604800), ("d", 86400), ("h", 3600)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds // 60}m"
