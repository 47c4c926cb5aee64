"""Running what is due: each crawl in a process of its own, one after the other."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import FrameType
from typing import Any

from newsarchive.errors import AlreadyRunning, Incomplete, Interrupted
from newsarchive.schedule.plan import next_due
from newsarchive.store.archive import Archive
from newsarchive.store.database import writing
from newsarchive.store.schedules import claim_due, note_exit


@dataclass(frozen=True, kw_only=True)
class Ran:
    """One scheduled crawl that was run."""

    portal_id: str
    exit_code: int
    seconds: float


def run_due(archive: Archive, *, tell: Callable[[str], None] = lambda _text: None) -> list[Ran]:
    """Run every schedule that is due and return how each ended.

    A portal that another process is crawling already is left to that process. Called twice at once, each schedule is
    run by one of the two.

    Raises Incomplete when a crawl ended with another code than 0, Interrupted when it was stopped by a signal.
    """
    ran: list[Ran] = []
    while (due := _claim(archive)) is not None:
        portal_id, options = due
        tell(f"Crawling {portal_id}")
        started = datetime.now(UTC)
        code = _crawl(archive, portal_id, options)
        with writing(archive.engine) as session:
            note_exit(session, portal_id, code)
        seconds = (datetime.now(UTC) - started).total_seconds()
        ran.append(Ran(portal_id=portal_id, exit_code=code, seconds=seconds))
        tell(f"{portal_id}: {_told(code)} after {seconds:.0f} s")
        if code == Interrupted.exit_code:
            raise Interrupted("Stopped.", next_step="The next run-due goes on where it stopped.")
    failed = [one.portal_id for one in ran if one.exit_code not in (0, AlreadyRunning.exit_code)]
    if failed:
        raise Incomplete(f"Not all is done for {', '.join(failed)}.", next_step="See why: newsarchive status")
    return ran


def _claim(archive: Archive) -> tuple[str, dict[str, Any]] | None:
    now = datetime.now(UTC)
    with writing(archive.engine) as session:
        row = claim_due(
            session,
            now,
            lambda row: next_due(every=row.every, cron=row.cron, zone=row.zone, due=row.next_due, now=now),
        )
        return None if row is None else (row.portal_id, dict(row.options))


def command(archive: Archive, portal_id: str, options: dict[str, Any]) -> list[str]:
    """Return the command that crawls a portal as its schedule says."""
    words = [sys.executable, "-m", "newsarchive", "crawl", portal_id, "--archive", str(archive.root)]
    for name, value in options.items():
        words += [f"--{name.replace('_', '-')}", str(value)]
    return words


def _crawl(archive: Archive, portal_id: str, options: dict[str, Any]) -> int:
    """Run one crawl to its end; a signal to us is passed on, and waited for."""
    words = command(archive, portal_id, options)
    with subprocess.Popen(words, start_new_session=True) as process, _passed_on(process):  # noqa: S603 - no shell
        code = process.wait()
    return 128 - code if code < 0 else code


@contextmanager
def _passed_on(process: subprocess.Popen[bytes]) -> Iterator[None]:
    def pass_on(number: int, _frame: FrameType | None) -> None:
        process.send_signal(number)

    before = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _told(code: int) -> str:
    if code == AlreadyRunning.exit_code:
        return "another process is crawling it"
    return "done" if code == 0 else f"exit code {code}"
