"""The kinds of trouble: for each a function that looks at what there is and tells what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from newsarchive.errors import AlreadyRunning, Incomplete, Interrupted, RobotsRefused
from newsarchive.errors import HostUnreachable as Unreachable
from newsarchive.query.counts import RunFacts
from newsarchive.query.quarantine import Departure
from newsarchive.query.watched import Watched
from newsarchive.store.alarms import Kind, Trouble
from newsarchive.store.budget import Room
from newsarchive.store.last_damage import LastDamage
from newsarchive.watch.rate import quiet as fewer_than_usual

LEAST_GRACE, MOST_GRACE = timedelta(hours=1), timedelta(days=1)
"""How long after it is due a crawl may begin; in between, as long as its interval (six hours for cron expressions)."""
CRON_GRACE = timedelta(hours=6)
NOTHING_DONE = frozenset({"refused", "unreachable", "failed"})
"""Outcomes of runs that brought nothing."""
ORDINARY = frozenset(
    {0, Incomplete.exit_code, RobotsRefused.exit_code, Unreachable.exit_code, AlreadyRunning.exit_code}
) | {Interrupted.exit_code}
"""Exit codes of crawls that began: their runs tell more."""
FAILED_PART, LEAST_FAILED = 0.1, 10
"""Part of the articles asked for, and number, of which more have failed."""
LEAST_UNREAD = 5
"""Pages without an article, where there was no other page."""
READ = ("new", "changed", "same", "reprints")

NEXT_STEPS = {
    Kind.OVERDUE: "See that the service runs (newsarchive schedule run), or the crontab (run-due).",
    Kind.CRAWL: "See why: newsarchive crawl PORTAL. Where it is to be left alone: newsarchive schedule pause PORTAL",
    Kind.FAILURES: "See why: newsarchive coverage PORTAL",
    Kind.UNREAD: "See why: newsarchive extract ADDRESS --explain. The portal may have been redesigned.",
    Kind.QUIET: "Compare with the portal: newsarchive coverage PORTAL --heat. Its lists may have been redesigned.",
    Kind.QUARANTINE: "Look at them: newsarchive quarantine list",
    Kind.DISK: "Free space, or raise disk_budget in archive.toml.",
    Kind.DAMAGE: "Mend it: newsarchive repair --from COPY; then verify everything: newsarchive verify",
}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What there is to be looked at."""

    now: datetime
    portals: Sequence[Watched]
    departures: Sequence[Departure]
    room: Room
    damage: LastDamage | None
    is_crawled: Callable[[str], bool]
    """Tells whether a process crawls a portal now."""


def overdue(seen: Seen) -> Iterator[Trouble]:
    """Tell of crawls that nobody began, long after they were due."""
    for one in seen.portals:
        every = timedelta(seconds=one.schedule.every) if one.schedule.every else CRON_GRACE
        late = seen.now - one.schedule.next_due > min(max(every, LEAST_GRACE), MOST_GRACE)
        if late and not seen.is_crawled(one.portal):  # a crawl may take longer than its interval
            due = f"{one.schedule.next_due:%Y-%m-%d %H:%M} UTC"
            yield _trouble(Kind.OVERDUE, one, f"{one.portal} is due since {due}, and nobody crawls it.")


def crawl(seen: Seen) -> Iterator[Trouble]:
    """Tell of portals whose crawls cannot begin, or brought nothing twice in a row."""
    for one in seen.portals:
        code = one.schedule.last_exit
        if code is not None and code not in ORDINARY:
            yield _trouble(Kind.CRAWL, one, f"The crawl of {one.portal} ended with exit code {code}.")
        elif len(one.runs) == 2 and all(run.outcome in NOTHING_DONE for run in one.runs):
            why = one.runs[0].message or one.runs[0].outcome
            yield _trouble(Kind.CRAWL, one, f"The last crawls of {one.portal} brought nothing: {why}")


def failures(seen: Seen) -> Iterator[Trouble]:
    """Tell of portals of whose articles too many failed in the last crawl."""
    for one, run in _last_runs(seen):
        failed = run.counts.get("failed", 0)
        asked = failed + _read(run) + run.counts.get("not_articles", 0) + run.counts.get("gone", 0)
        if failed >= LEAST_FAILED and failed > FAILED_PART * asked:
            yield _trouble(Kind.FAILURES, one, f"{failed} of {asked} pages of {one.portal} failed in the last crawl.")


def unread(seen: Seen) -> Iterator[Trouble]:
    """Tell of portals whose lists show articles of which none is read as one; what is held is told of as that."""
    for one, run in _last_runs(seen):
        others = run.counts.get("not_articles", 0)
        if run.counts.get("lists") and others >= LEAST_UNREAD and not _read(run) and not run.counts.get("held"):
            yield _trouble(
                Kind.UNREAD, one, f"The last crawl of {one.portal} found {others} new pages, and none is an article."
            )


def quiet(seen: Seen) -> Iterator[Trouble]:
    """Tell of portals that show fewer articles than their own past makes likely."""
    for one in seen.portals:
        found = fewer_than_usual(one.listed, one.first, one.last) if one.first and one.last else None
        if found is not None:
            yield _trouble(
                Kind.QUIET,
                one,
                f"{one.portal} showed {found.listed} articles in {found.days} days, where about {found.usual:.0f} are "
                "usual.",
            )


def quarantine(seen: Seen) -> Iterator[Trouble]:
    """Tell of pages that were held because they departed from what is usual, and wait for somebody to decide."""
    for portal in sorted({one.portal for one in seen.departures}):
        own = [one for one in seen.departures if one.portal == portal]
        held, latest = sum(one.held for one in own), max(own, key=lambda one: one.number)
        told = f"{held} {'page waits' if held == 1 else 'pages wait'} in quarantine"
        yield Trouble(kind=Kind.QUARANTINE, portal=portal, message=f"{portal}: {told}: {latest.why}")


def disk(seen: Seen) -> Iterator[Trouble]:
    """Tell when little room is left."""
    if seen.room.warning:
        yield Trouble(kind=Kind.DISK, portal=None, message=seen.room.warning)


def damage(seen: Seen) -> Iterator[Trouble]:
    """Tell of damages that a verification found and none found mended."""
    if found := seen.damage:
        told = f"{found.damages} {'damage' if found.damages == 1 else 'damages'}, for example {found.first}"
        yield Trouble(kind=Kind.DAMAGE, portal=None, message=f"A verification on {found.at:%Y-%m-%d} found {told}")


KINDS: tuple[Callable[[Seen], Iterator[Trouble]], ...] = (
    overdue,
    crawl,
    failures,
    unread,
    quiet,
    quarantine,
    disk,
    damage,
)


def _trouble(kind: Kind, one: Watched, message: str) -> Trouble:
    return Trouble(kind=kind, portal=one.portal, message=message)


def _last_runs(seen: Seen) -> Iterator[tuple[Watched, RunFacts]]:
    return ((one, one.runs[0]) for one in seen.portals if one.runs)


def _read(run: RunFacts) -> int:
    return sum(int(run.counts.get(name, 0)) for name in READ)
