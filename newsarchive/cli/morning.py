"""What `newsarchive status` shows in a terminal: one screen for a few portals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from newsarchive.cli.heat import signs
from newsarchive.cli.output import cell

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from newsarchive.query.counts import RunFacts
    from newsarchive.query.coverage import Coverage
    from newsarchive.query.lately import Lately

Facts = Mapping[str, Any]

UNITS = ((timedelta(days=2), timedelta(days=1), "d"), (timedelta(hours=2), timedelta(hours=1), "h"))
"""From which span on it is told in which unit; shorter ones in minutes."""
MOST_FAILURES = 4
GOOD = frozenset({"complete", "limited", "running"})
"""Outcomes of runs that ask nothing of anybody."""


def page(facts: Facts, recent: Mapping[str, Lately], now: datetime) -> Iterator[Table | Text]:
    """Give the parts of the page, from above to below."""
    yield from _head(facts)
    yield from _alarms(facts["alarms"], now)
    if not facts["runs"]:
        yield cell("Nothing has been crawled yet: newsarchive crawl PORTAL")
    if facts["portals"]:
        yield cell("")
        yield _portals(facts["portals"], recent)
        yield from map(cell, _apart(facts["portals"]))
    if facts["portals"] or facts["schedules"]:
        yield cell("")
        yield _crawls(facts, recent, now)
        yield from map(cell, _said(recent))
    yield from _failures(facts["failures"])


def _head(facts: Facts) -> Iterator[Text]:
    from rich.filesize import decimal

    disk = facts["disk"]
    budget = f" of {decimal(disk['budget'])}" if disk["budget"] is not None else ""
    kind = " (a rehearsal)" if facts["rehearsal"] else ""
    yield cell(f"Archive {facts['archive']}{kind}", "bold")
    yield cell(f"It takes {decimal(disk['used'])}{budget}; {decimal(disk['free'])} are free on its disk.")
    if not (reprints := facts["reprints"])["is_current"]:
        done = f"{reprints['done']} of {reprints['versions']} versions are done"
        yield cell(f"Reprints are to be looked for anew ({done}): newsarchive reindex")


def _alarms(alarms: Sequence[Facts], now: datetime) -> Iterator[Text]:
    if not alarms:
        yield cell("Nothing is wrong.", "green")
        return
    yield cell("")
    yield cell("Wrong", "bold red")
    for one in alarms:
        since = now - one["since"]
        yield cell(f"  {one['message']}" + (f" ({_span(since)})" if since >= timedelta(minutes=1) else ""), "red")
        yield cell(f"    {one['next_step']}", "dim")


def _portals(portals: Sequence[Facts], recent: Mapping[str, Lately]) -> Table:
    table = _table("In 24 hours / 7 days", "portal")
    for name in ("articles", "new", "changed", "gone"):
        table.add_column(name, justify="right", no_wrap=True)
    for name in ("coverage", "looked at again"):
        table.add_column(name, no_wrap=True)
    for one in portals:
        week = recent[one["portal"]]
        again = f"{week.checked_today:,} done, {week.checks_due:,} due"
        table.add_row(cell(one["portal"]), f"{one['articles']:,}", *_both(week), _covered(week.coverage), again)
    return table


def _both(week: Lately) -> Iterator[str]:
    """Give what is new, changed and gone, of a day and of a week."""
    for name in ("new", "changed", "gone"):
        yield f"{getattr(week.day, name):,} / {getattr(week.week, name):,}"


def _covered(days: Sequence[Coverage]) -> Text:
    captured, wanted = sum(day.captured for day in days), sum(day.listed - day.excluded for day in days)
    part = f"{100 * captured // wanted:>3} % " if wanted else "    - "
    return cell(part) + signs(days)


def _apart(portals: Sequence[Facts]) -> Iterator[str]:
    """Give what is to be told of single portals."""
    for one in portals:
        if one["withdrawn"] or one["embargoed"]:
            yield f"{one['portal']}: {one['withdrawn']} withdrawn, {one['embargoed']} under an embargo"
        if one["paused_until"]:
            yield f"{one['portal']} asks to be left alone until {one['paused_until']:%Y-%m-%d %H:%M} UTC"


def _crawls(facts: Facts, recent: Mapping[str, Lately], now: datetime) -> Table:
    due = {one["portal"]: one for one in facts["schedules"]}
    last = {portal: week.last_run for portal, week in recent.items()}
    links = {one["portal"]: one["links"] for one in facts["portals"]}
    table = _table("Crawls", "portal", "last", "", "next", "waiting")
    table.add_column("brought")
    for portal in sorted(due.keys() | last.keys()):
        waiting = links.get(portal, {}).get("queued", 0)
        next_ = _next(due.get(portal), now)
        *ended, brought = _last(last.get(portal), now)
        table.add_row(cell(portal), *ended, next_, f"{waiting:,}" if waiting else "", brought)
    return table


def _said(recent: Mapping[str, Lately]) -> Iterator[str]:
    """Give what the last crawl of each portal had to say: why it did not end well, which lists it cut off."""
    for portal, week in recent.items():
        if week.last_run is not None and week.last_run.message:
            yield f"{portal}: {week.last_run.message}"


def _last(run: RunFacts | None, now: datetime) -> tuple[Text, Text, Text]:
    if run is None:
        return cell("never"), cell(""), cell("")
    counts = run.counts | {"new": run.counts.get("new", 0) + run.counts.get("reprints", 0)}
    told = (f"{counts[name]:,} {name}" for name in ("new", "changed", "gone", "failed") if counts.get(name))
    brought = ", ".join(told) or ("" if run.outcome == "running" else "nothing new")
    style = "" if run.outcome in GOOD else "bold red"
    return cell(f"{_span(now - run.started_at)} ago"), cell(run.outcome, style), cell(brought)


def _next(schedule: Facts | None, now: datetime) -> Text:
    if schedule is None:
        return cell("not scheduled", "dim")
    if schedule["paused"]:
        return cell("paused", "yellow")
    if schedule["next_due"] > now:
        return cell(f"in {_span(schedule['next_due'] - now)}")
    return cell(f"due for {_span(now - schedule['next_due'])}", "yellow")


def _failures(failures: Sequence[Facts]) -> Iterator[Text]:
    if not failures:
        return
    yield cell("")
    yield cell("Failed links, which the next crawl tries again", "bold")
    for one in failures[:MOST_FAILURES]:
        yield cell(f"  {one['links']} × {one['reason']}  ({one['portal']}; for example {one['example']})")
    if len(failures) > MOST_FAILURES:
        yield cell("  and others: newsarchive coverage", "dim")


def _table(title: str, *names: str) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", title=title)
    table.title_style, table.title_justify = "bold", "left"
    for name in names:
        table.add_column(name, no_wrap=True, overflow="ellipsis")
    return table


def _span(span: timedelta) -> str:
    """Write how long it is: 5 d, 7 h, 12 min."""
    for least, unit, sign in UNITS:
        if span >= least:
            return f"{span // unit} {sign}"
    return f"{span // timedelta(minutes=1)} min"
