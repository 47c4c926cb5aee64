"""The one durable writer of a process: WARC records first, synced, then the rows in one transaction, then the answer.

Events that wait while a transaction is being written are filed together in the next one (group commit).
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from newsarchive.capture import files
from newsarchive.capture.members import Record, iter_members
from newsarchive.capture.metadata import is_ours, metadata, run_uri
from newsarchive.capture.records import exchange, payload_digest
from newsarchive.config import Config
from newsarchive.errors import ArchiveDamaged, DatabaseUnavailable, DiskFailed, DiskFull, NewsArchiveError
from newsarchive.store.again import PagesAgain
from newsarchive.store.budget import Budget
from newsarchive.store.database import Collided, writing
from newsarchive.store.events import Event, RunBegun, RunEnded, told
from newsarchive.store.filing import Located, file_event, find_original
from newsarchive.store.guard import Guard
from newsarchive.store.models import Link, Portal, WarcFile
from newsarchive.store.outcomes import Filed, Outcome, State
from newsarchive.store.recognition import lock_recognition
from newsarchive.store.runs import CurrentRun, note_portal
from newsarchive.store.settling import settle
from newsarchive.store.withdrawal import unless_withdrawn, withdrawn_keys

GROUP = 64
"""Events filed in one transaction, at most."""

COLLISIONS = 5
"""Times that a transaction is tried again when it collides with another process's, or loses its connection."""
RETRIES = (0.1, 0.4, 1, 2, 4, 8, 8)
"""Seconds between the times that a lost database is looked for: it may be starting again."""


@dataclass(frozen=True)
class _Job:
    event: Event
    answer: Future[Filed]


class Writer:
    """Files the events of one portal's run, from its beginning on; its caller holds the portal's lock.

    What the database is about to say stands in the WARC file first: each group of events is told in a metadata record
    after the exchanges that it brought, and synced with them.

    After an error that a repetition would meet again (full disk, lost database) every further event is refused with
    that error: nothing is acknowledged that is not on the disk.
    """

    def __init__(self, engine: Engine, config: Config, *, begun: RunBegun, info: dict[str, str]) -> None:
        self._engine = engine
        self._config = config
        self._portal_id = begun.portal_id
        self._uri = run_uri(begun.portal_id, begun.at)
        self._info = info
        self._run: CurrentRun | None = None
        self._again = PagesAgain(config.warc)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._broken: BaseException | None = None
        self._budget = Budget(config)
        self._budget.check()
        with writing(engine) as session:
            note_portal(session, begun)  # which the row of a new WARC file refers to
            self._withdrawn = withdrawn_keys(session, begun.portal_id)
        self._guard = Guard(engine, begun.portal_id)
        self._row, self._opened_at, self._file = self._open()
        try:
            self.run_id = self._begin_run(begun)
        except BaseException:
            self.close()
            raise
        self._thread = threading.Thread(target=self._work, name=f"writer of {self._portal_id}", daemon=True)
        self._thread.start()

    def _begin_run(self, begun: RunBegun) -> int:
        run_id = self._commit_at_last([begun])[0].run_id
        assert run_id is not None
        self._run = CurrentRun(run_id, begun.at)
        return run_id

    def file(self, event: Event) -> Future[Filed]:
        """Hand over an event; the future is done when it is on the disk, or failed with why it is not."""
        job = _Job(event, Future())
        job.answer.set_running_or_notify_cancel()  # whoever waits may give up; the event is filed all the same
        self._jobs.put(job)
        return job.answer

    def drain(self) -> None:
        """Return when all that was handed over has been answered; nothing more may be, but the run's end."""
        self._jobs.put(None)
        self._thread.join()

    def end(self, ended: RunEnded) -> None:
        """File how the run ended, after `drain`. Where nothing more can be written to the WARC file, the database says
        it alone: a rebuild will take the run for an interrupted one.
        """
        if self._broken is None:
            self._commit_at_last([ended])
            return
        with writing(self._engine) as session:
            file_event(session, ended, None, self._run)

    def close(self) -> None:
        """Let go of the WARC file, which stays open for the next run."""
        self._again.close()
        self._file.close()

    def _work(self) -> None:
        open_still = True
        while open_still:
            jobs = [self._jobs.get()]
            while len(jobs) < GROUP and not self._jobs.empty():
                jobs.append(self._jobs.get())
            open_still = None not in jobs
            self._file_group([job for job in jobs if job is not None])

    def _file_group(self, jobs: Sequence[_Job]) -> None:
        if not jobs:
            return
        if self._broken is not None:
            self._refuse(jobs, self._broken)
            return
        try:
            self._budget.check()
        except DiskFull as full:  # while there is room to say how the run ended
            self._refuse(jobs, full)
            return
        try:
            filed = self._commit_at_last([job.event for job in jobs])
        except (NewsArchiveError, OSError) as error:
            self._broken = error
            self._refuse(jobs, error)
        except Exception as error:  # whatever one page brings, the others are to be filed
            self._file_apart(jobs, error)
        else:
            for job, answer in zip(jobs, filed, strict=True):
                job.answer.set_result(answer)
            self._rotate()

    def _file_apart(self, jobs: Sequence[_Job], error: Exception) -> None:
        """One of a group cannot be filed: find it, keep its bytes, and give its link a reason."""
        if len(jobs) > 1:
            for job in jobs:
                self._file_group([job])
            return
        job = jobs[0]
        event = job.event
        if not isinstance(event, Outcome) or (event.reason and event.reason.startswith("cannot be filed")):
            self._broken = error
            self._refuse(jobs, error)
            return
        reason = " ".join(f"cannot be filed: {type(error).__name__}: {error}".split())[:500]
        arrived = replace(event.arrived, state=State.FAILED) if event.arrived else None
        bare = replace(event, state=State.FAILED, reason=reason, article=None, channel=None, links=(), found=None)
        bare = replace(bare, arrived=arrived)
        self._file_group([_Job(bare, job.answer)])

    @staticmethod
    def _refuse(jobs: Sequence[_Job], error: BaseException) -> None:
        for job in jobs:
            job.answer.set_exception(error)

    def _commit_at_last(self, events: Sequence[Event]) -> list[Filed]:
        """Commit; again where another portal's writer took the same row first, or the connection was lost meanwhile.

        Raises DatabaseUnavailable where that happens again and again: it is no fault of what is to be filed.
        """
        for _ in range(COLLISIONS):
            try:
                return self._commit(events)
            except Collided as collided:
                last = collided
        raise DatabaseUnavailable(
            f"The database took nothing in {COLLISIONS} attempts: {last}", next_step="Run the command again later."
        ) from last

    def _commit(self, events: Sequence[Event]) -> list[Filed]:
        """Append, sync, commit. What is in doubt is not cut back: the next start decides.

        In doubt is a transaction whose last sync failed: SQLite says no, and may find it whole in its log when it is
        opened again. Where the connection to the database is lost, whether it had committed is looked up when it
        answers again: it knows as many bytes of the WARC file as it was told last.
        """
        mark, filed, is_whole = self._file.mark(), list[Filed](), False
        try:
            with writing(self._engine) as session:
                filed = self._file_events(session, events)
                row = session.get_one(WarcFile, self._row)
                row.length, row.records, row.sha256 = self._file.length, self._file.records, self._file.sha256
                session.flush()
                self._file.sync()
                is_whole = True
        except (DiskFull, DiskFailed):
            if not is_whole:
                self._file.cut_back(mark)
            raise
        except DatabaseUnavailable as lost:
            if self._committed_length(lost) == self._file.length > mark.length:
                return filed
            self._file.cut_back(mark)
            raise Collided(str(lost), next_step="Run the command again.") from lost
        except BaseException:
            self._file.cut_back(mark)
            raise
        self._budget.note(self._file.length - mark.length)
        return filed

    def _committed_length(self, lost: DatabaseUnavailable) -> int:
        """Return the bytes of the WARC file that the database knows, when it answers again. Raises what was lost.

        The row is locked: a commit that is still on its way comes first.
        """
        if self._engine.dialect.name == "sqlite":  # it has waited for its lock already
            raise lost
        for seconds in RETRIES:
            time.sleep(seconds)
            with suppress(DatabaseUnavailable), writing(self._engine) as session:
                return session.get_one(WarcFile, self._row, with_for_update=True).length
        raise lost

    def _file_events(self, session: Session, events: Sequence[Event]) -> list[Filed]:
        """Append exchanges and file events, one after the other, then append what was done."""
        filed, lines, written = [], [], []
        if any(isinstance(event, Outcome) and event.article is not None for event in events):
            lock_recognition(session)  # first of all locks, so that no two writers wait for each other
        links = self._links_of(session, events)
        for stated in events:
            stated_link = links[stated.link_id] if isinstance(stated, Outcome) and stated.link_id is not None else None
            allowed = unless_withdrawn(settle(session, stated), self._withdrawn)
            answer = Filed()
            for event in self._guard.judged(session, allowed, stated_link):
                link = stated_link if isinstance(event, Outcome) else None
                located = self._append(session, event)
                record_id = located.record_id if located else None
                found = file_event(session, event, located, self._run, self._again)
                answer = replace(found, record_id=record_id, taken_back=answer.taken_back + found.taken_back)
                lines.append(told(event, link=(link.key, link.address) if link else None, record_id=record_id))
                written.extend([record_id] if record_id else [])
            filed.append(answer)
        self._file.append(metadata(self._uri, lines, about=written, at=datetime.now(UTC)).data, 1)
        return filed

    @staticmethod
    def _links_of(session: Session, events: Sequence[Event]) -> dict[int, Link]:
        """Return the links of a group of events, so that the session has them at hand."""
        ids = {event.link_id for event in events if isinstance(event, Outcome)}
        return {link.id: link for link in session.scalars(select(Link).where(Link.id.in_(ids)))}

    def _append(self, session: Session, event: Event) -> Located | None:
        if not isinstance(event, Outcome) or event.capture is None:
            return None
        found = find_original(session, self._portal_id, event.capture)
        records = exchange(event.capture, found[1] if found else None)
        offset = self._file.append(records.data, records.count)
        return Located(
            warc_file_id=self._row,
            offset=offset,
            length=len(records.response.data),
            record_id=records.response.record_id,
            payload_digest=payload_digest(event.capture.body),
            revisit_of=found[0] if found else None,
        )

    def _open(self) -> tuple[int, datetime, files.OpenFile]:
        """Continue the portal's open file, or begin one.

        Its row is locked, and the portal's, which a new file's refers to: what PostgreSQL is still committing for a
        process that is gone comes first.
        """
        with writing(self._engine) as session:
            session.get_one(Portal, self._portal_id, with_for_update=True)
            query = select(WarcFile).where(WarcFile.portal_id == self._portal_id, WarcFile.closed_at.is_(None))
            row = session.scalars(query.order_by(WarcFile.id).with_for_update()).first()
            if row is not None and (opened := self._reopen(row)) is not None:
                return row.id, row.opened_at, opened
        return self._begin()

    def _reopen(self, row: WarcFile) -> files.OpenFile | None:
        """Continue a file; None when it is closed now, because it was renamed before a kill, or is damaged.

        A damaged file keeps the length and the digest that it should have: `verify` names what is wrong with it, and
        crawling goes on in another.
        """
        config = self._config
        if not files.is_finished(config.warc, row.name):
            self._refuse_unknown(row)
            try:
                return files.reopen(
                    config.warc,
                    config.quarantine,
                    row.name,
                    length=row.length,
                    records=row.records,
                    sha256=row.sha256,
                )
            except ArchiveDamaged:
                pass
        row.closed_at = datetime.now(UTC)
        return None

    def _refuse_unknown(self, row: WarcFile) -> None:
        """Refuse a database that is older than the file: a kill leaves one group of records unfiled, never more."""
        path = self._config.warc / f"{row.name}{files.OPEN}"
        if not path.is_file() or path.stat().st_size <= row.length:
            return
        tail = iter_members(path, row.length)
        groups = sum(isinstance(found, Record) and is_ours(found) for found in tail)
        if groups > 1:
            raise ArchiveDamaged(
                f"{path} tells of {groups} transactions that the database does not know: it is an older copy, or its "
                "log (-wal) was lost.",
                next_step="Make it again from the WARC files: newsarchive rebuild --replace",
            )

    def _begin(self) -> tuple[int, datetime, files.OpenFile]:
        now = datetime.now(UTC)
        opened = files.create(self._config.warc, self._portal_id, now, self._info)
        row = WarcFile(
            portal_id=self._portal_id,
            name=opened.name,
            length=opened.length,
            records=opened.records,
            sha256=opened.sha256,
            opened_at=now,
        )
        try:
            with writing(self._engine) as session:
                session.add(row)
                session.flush()
        except BaseException:
            opened.close()
            raise
        return row.id, now, opened

    def _rotate(self) -> None:
        """Close a file that is large or old enough, and begin the next."""
        now = datetime.now(UTC)
        old = now - self._opened_at >= timedelta(days=self._config.warc_days)
        if self._file.length < self._config.warc_size and not old:
            return
        try:
            self._file.finish()
            with writing(self._engine) as session:
                session.get_one(WarcFile, self._row).closed_at = now
            self._row, self._opened_at, self._file = self._begin()
        except (NewsArchiveError, OSError) as error:
            self._broken = error
