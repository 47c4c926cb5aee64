"""Running what is due: each crawl in a process of its own, one after the other."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import FrameType, TracebackType
from typing import Any, Self

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
    run by one of the two. What comes due meanwhile is left to the next call, so that this one ends.

    Call it in the main thread: SIGINT, SIGTERM and SIGHUP stop the crawl in hand, are waited for, and end it all.
    Raises Incomplete when a crawl ended with another code than 0, Interrupted when it was stopped by a signal.
    """
    ran: list[Ran] = []
    begun = datetime.now(UTC)
    with _Signals() as signals:
        while not signals.stopped and (due := _claim(archive, begun)) is not None:
            portal_id, options = due
            tell(f"Crawling {portal_id}")
            started = datetime.now(UTC)
            code = _crawl(command(archive, portal_id, options), signals)
            with writing(archive.engine) as session:
                note_exit(session, portal_id, code)
            seconds = (datetime.now(UTC) - started).total_seconds()
            ran.append(Ran(portal_id=portal_id, exit_code=code, seconds=seconds))
            tell(f"{portal_id}: {_told(code)} after {seconds:.0f} s")
    if signals.stopped:
        raise Interrupted("Stopped.", next_step="Each crawl goes on where it stopped when it is due again.")
    failed = [one.portal_id for one in ran if one.exit_code not in (0, AlreadyRunning.exit_code)]
    if failed:
        raise Incomplete(f"Not all is done for {', '.join(failed)}.", next_step="See why: newsarchive status")
    return ran


def _claim(archive: Archive, by: datetime) -> tuple[str, dict[str, Any]] | None:
    now = datetime.now(UTC)
    with writing(archive.engine) as session:
        row = claim_due(
            session,
            now,
            lambda row: next_due(every=row.every, cron=row.cron, zone=row.zone, due=row.next_due, now=now),
            by=by,
        )
        return None if row is None else (row.portal_id, dict(row.options))


def command(archive: Archive, portal_id: str, options: dict[str, Any]) -> list[str]:
    """Return the command that crawls a portal as its schedule says."""
    words = [sys.executable, "-m", "newsarchive", "crawl", portal_id, "--archive", str(archive.root)]
    for name, value in options.items():
        words += [f"--{name.replace('_', '-')}", str(value)]
    return words


def _crawl(words: list[str], signals: _Signals) -> int:
    """Run one crawl to its end and return its exit code, 128 and the signal's number when a signal ended it.

    It has a session of its own, so that Ctrl-C in a terminal reaches it once: through us.
    """
    with subprocess.Popen(words, start_new_session=True) as process:  # noqa: S603 - no shell
        code = signals.wait(process)
    return 128 - code if code < 0 else code


class _Signals:
    """While it is entered, a signal that asks us to end is noted and passed on to the crawl in hand."""

    KINDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def __init__(self) -> None:
        self.stopped = False
        self._process: subprocess.Popen[bytes] | None = None
        self._before: dict[signal.Signals, Any] = {}

    def wait(self, process: subprocess.Popen[bytes]) -> int:
        """Return a process's code when it has ended; a signal that came before it was known is passed on now."""
        self._process = process
        if self.stopped:
            process.terminate()
        try:
            return process.wait()
        finally:
            self._process = None

    def _came(self, _number: int, _frame: FrameType | None) -> None:
        self.stopped = True
        if self._process is not None:
            self._process.terminate()

    def __enter__(self) -> Self:
        self._before = {kind: signal.signal(kind, self._came) for kind in self.KINDS}
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for kind, handler in self._before.items():
            signal.signal(kind, handler)


def _told(code: int) -> str:
    if code == AlreadyRunning.exit_code:
        return "another process is crawling it"
    return "done" if code == 0 else f"exit code {code}"
