"""Running what is due: once, or for as long as the machine runs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from newsarchive.capture.files import FileLock, is_crawled
from newsarchive.errors import AlreadyRunning, DatabaseUnavailable, Incomplete, Interrupted
from newsarchive.schedule.alarms import Looks
from newsarchive.schedule.crawls import Crawl, Crawls
from newsarchive.schedule.plan import next_due
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading, writing
from newsarchive.store.models import Schedule
from newsarchive.store.schedules import claim_due, first_due, make_cut_off_due, note_exit

AT_ONCE = 4
"""Crawls that run at the same time unless somebody says otherwise: of different hosts, each waits most of its time."""
LOCK = ".schedule.lock"
LOOK_EVERY = 10.0
"""Seconds after which the schedules are looked at again: others may have changed them."""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """One scheduled crawl that was run."""

    portal_id: str
    exit_code: int
    seconds: float


def run_due(archive: Archive, *, tell: Callable[[str], None] = lambda _text: None) -> list[Ran]:
    """Run every schedule that is due, one after the other, and return how each ended.

    A portal that another process is crawling already is left to that process. Called twice at once, each schedule is
    run by one of the two. What comes due meanwhile is left to the next call, so that this one ends.

    Call it in the main thread: SIGINT, SIGTERM and SIGHUP stop the crawl in hand, are waited for, and end it all.
    Raises Incomplete when a crawl ended with another code than 0, Interrupted when it was stopped by a signal.
    """
    begun = datetime.now(UTC)
    with Crawls() as crawls:
        work = _Work(archive, crawls, at_once=1, tell=tell)
        work.take_up_what_was_cut_off()
        work.begin_due(begun)
        while crawls.portals:
            crawls.wait(LOOK_EVERY)
            work.note_ended()
            work.begin_due(begun)
        if not crawls.stopped:
            work.looks.make(datetime.now(UTC), tell)
    if crawls.stopped:
        raise Interrupted("Stopped.", next_step="What was cut off goes on at the next call.")
    failed = [one.portal_id for one in work.ran if one.exit_code not in (0, AlreadyRunning.exit_code)]
    if failed:
        raise Incomplete(f"Not all is done for {', '.join(failed)}.", next_step="See why: newsarchive status")
    return work.ran


def keep_running(archive: Archive, *, at_once: int = AT_ONCE, tell: Callable[[str], None] = lambda _text: None) -> None:
    """Run whatever comes due, up to `at_once` portals side by side, until a signal asks to end.

    What was cut off by a kill or a loss of power goes on at once; what came due while nobody looked is made up by one
    crawl each. A database that does not answer is waited for. Call it in the main thread: at SIGINT, SIGTERM or SIGHUP
    no crawl is begun any more, and it returns when those under way have ended in order.

    Raises AlreadyRunning while another process does the same for this archive.
    """
    lock = FileLock(
        archive.root / LOCK,
        "Another process runs the schedules of this archive.",
        next_step="See what it does: newsarchive status",
    )
    with ExitStack() as stack:
        stack.callback(lock.release)
        crawls = stack.enter_context(Crawls())
        work = _Work(archive, crawls, at_once=at_once, tell=tell)
        while not crawls.stopped:
            crawls.wait(work.look())
        while crawls.running:
            crawls.wait(LOOK_EVERY)
        work.look()


class _Work:
    """What is due, and the crawls that it leads to."""

    def __init__(self, archive: Archive, crawls: Crawls, *, at_once: int, tell: Callable[[str], None]) -> None:
        self.ran: list[Ran] = []
        self.looks = Looks(archive)
        self._archive, self._crawls, self._at_once, self._tell = archive, crawls, at_once, tell
        self._is_silent = False

    def look(self) -> float:
        """Do what there is to do now; return in how many seconds to look again."""
        try:
            self.note_ended()
            if not self._crawls.stopped:
                self.take_up_what_was_cut_off()
                self.begin_due(datetime.now(UTC))
                self.looks.begin(datetime.now(UTC))
            self._is_silent = False
            return self._seconds_to_next()
        except DatabaseUnavailable as error:
            if not self._is_silent:
                self._tell(f"{error} It is tried again every {LOOK_EVERY:g} s.")
            self._is_silent = True
            return LOOK_EVERY

    def note_ended(self) -> None:
        """Note and tell how crawls ended. Raises DatabaseUnavailable; call it again then."""
        for crawl in self._crawls.ended():
            assert crawl.code is not None
            with writing(self._archive.engine) as session:
                note_exit(session, crawl.portal_id, crawl.code)
            self._crawls.let_go(crawl)
            self._note(crawl, crawl.code)
            self.looks.note_ended()

    def take_up_what_was_cut_off(self) -> None:
        """Let be due what was begun by a process that is gone."""
        warc = self._archive.config.warc
        with writing(self._archive.engine) as session:
            portals = make_cut_off_due(
                session,
                datetime.now(UTC),
                lambda portal_id: is_crawled(warc / portal_id),
                but=list(self._crawls.portals),
            )
        for portal_id in portals:
            self._tell(f"{portal_id} was cut off and goes on.")

    def begin_due(self, by: datetime) -> None:
        """Begin what was due by a moment, as far as there is room; nothing once we were asked to end."""
        while len(self._crawls.portals) < self._at_once and not self._crawls.stopped:
            claimed = self._claim(by)
            if claimed is None:
                return
            portal_id, options = claimed
            self._tell(f"Crawling {portal_id}")
            self._crawls.begin(portal_id, command(self._archive, portal_id, options))

    def _claim(self, by: datetime) -> tuple[str, dict[str, Any]] | None:
        now = datetime.now(UTC)

        def again(row: Schedule) -> datetime:
            return next_due(
                row.portal_id, every=row.every, cron=row.cron, zone=row.zone, decided=row.created_at, now=now
            )

        with writing(self._archive.engine) as session:
            row = claim_due(session, now, again, by=by, but=list(self._crawls.portals))
            return None if row is None else (row.portal_id, dict(row.options))

    def _seconds_to_next(self) -> float:
        with reading(self._archive.engine) as session:
            due = first_due(session, but=list(self._crawls.portals))
        if due is None or len(self._crawls.portals) >= self._at_once:
            return LOOK_EVERY
        return min(LOOK_EVERY, max(0.0, (due - datetime.now(UTC)).total_seconds()))

    def _note(self, crawl: Crawl, code: int) -> None:
        seconds = (datetime.now(UTC) - crawl.begun).total_seconds()
        self.ran.append(Ran(portal_id=crawl.portal_id, exit_code=code, seconds=seconds))
        self._tell(f"{crawl.portal_id}: {_told(code)} after {seconds:.0f} s")


def command(archive: Archive, portal_id: str, options: dict[str, Any]) -> list[str]:
    """Return the command that crawls a portal as its schedule says."""
    words = [sys.executable, "-m", "newsarchive", "crawl", portal_id, "--archive", str(archive.root)]
    for name, value in options.items():
        words += [f"--{name.replace('_', '-')}", str(value)]
    return words


def _told(code: int) -> str:
    if code == AlreadyRunning.exit_code:
        return "another process is crawling it"
    return "done" if code == 0 else f"exit code {code}"
