"""The database made again from WARC files and journal alone: what they tell happened is filed again, in its order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from newsarchive.capture.alteration import altering
from newsarchive.capture.files import PortalLock
from newsarchive.capture.members import Record, file_sha256
from newsarchive.capture.metadata import begun_of
from newsarchive.config import Config
from newsarchive.dedupe.outlets import decided as decided_outlets
from newsarchive.errors import ArchiveDamaged, NewsArchiveError, UsageError
from newsarchive.items import Capture as Kept
from newsarchive.portals.reader import Reading
from newsarchive.portals.registry import get_portal
from newsarchive.portals.responses import FurtherPage, article_of
from newsarchive.portals.worker import ReadingPool, ReadingStopped
from newsarchive.store import journal
from newsarchive.store.again import PagesAgain
from newsarchive.store.blanking import blank, blanked_records
from newsarchive.store.database import reading, writing
from newsarchive.store.events import Event, RunBegun, ToldOutcome, heard
from newsarchive.store.filing import Located, file_event
from newsarchive.store.models import Article, Capture, Link, WarcFile
from newsarchive.store.outcomes import FoundArticle, Outcome, State
from newsarchive.store.outlets import file_aliases
from newsarchive.store.releasing import DISCARD as DISCARD_HELD
from newsarchive.store.releasing import RELEASE as RELEASE_HELD
from newsarchive.store.releasing import file_quarantine_decision
from newsarchive.store.responses import find_original_record, find_record, is_revisit
from newsarchive.store.runs import CurrentRun
from newsarchive.store.schedules import Planned, file_decision
from newsarchive.store.standby import filed_lengths, has_content, standby
from newsarchive.store.told import File, Told, tell_all, warc_files
from newsarchive.store.withdrawal import EMBARGO, RELEASE, WITHDRAW, decided_at, file_withdrawal

BATCH = 48
"""Metadata records filed in one transaction, at most; the pages of as many more are being read meanwhile."""

BATCH_BYTES = 64 << 20
"""Bytes of responses after which a batch is full."""

ABOUT_PAGES = (WITHDRAW, EMBARGO, RELEASE, RELEASE_HELD, DISCARD_HELD)
"""Decisions that are filed between what crawls did before them and after."""

Plan = Callable[[journal.Entry], Planned]
"""Tells what schedule an entry of the journal decided."""


@dataclass(kw_only=True)
class Rebuilt:
    """What was read, and what could not be."""

    files: int = 0
    captures: int = 0
    articles: int = 0
    decisions: int = 0
    damages: list[str] = field(default_factory=list)
    """What is damaged, and was passed over: the place and what is wrong there."""
    unread: list[str] = field(default_factory=list)
    """Pages that were articles and are not read as such today, with the reason."""


def rebuild(
    config: Config, planned: Plan, *, replace_old: bool = False, on_progress: Callable[[int, int], None] | None = None
) -> Rebuilt:
    """Make the archive's database again; it takes the place of the old one when it is whole.

    `on_progress` is told bytes read and bytes in all. Killed at any time, nothing has happened; run it again.
    Raises UsageError where there is a database with content and `replace_old` is not given, AlreadyRunning while one
    of the portals is crawled or the archive is backed up.
    """
    url = config.database_url
    if not replace_old and has_content(url):
        raise UsageError(
            f"{config.root} has a database.",
            next_step="Make it anew, and keep the old one beside it: newsarchive rebuild --replace",
        )
    filed = filed_lengths(url)
    files = warc_files(config.warc)
    with ExitStack() as stack:
        stack.enter_context(altering(config.warc))  # what was withdrawn is blanked first
        for portal_id in sorted({file.portal_id for file in files}):
            lock = PortalLock(config.warc / portal_id, portal_id)
            stack.callback(lock.release)
        engine = stack.enter_context(standby(url))
        pool = stack.enter_context(ReadingPool(os.cpu_count() or 1))
        read_again = PagesAgain(config.warc)
        stack.callback(read_again.close)
        again = _Rebuilding(config, engine, pool, read_again)
        again.read_decisions()
        again.file_all(files, on_progress or (lambda _done, _all: None))
        again.decide_all(planned)
        again.count()
        again.compare(filed)
    return again.result


@dataclass
class _Prepared:
    """What is told, its pages on their way to being read."""

    told: Told
    events: list[Event | ToldOutcome]
    pages: dict[str, Future[Reading]]
    """By the id of the response record."""


class _Rebuilding:
    """Files what WARC files and journal tell into an empty database."""

    def __init__(self, config: Config, engine: Engine, pool: ReadingPool, read_again: PagesAgain) -> None:
        self.result = Rebuilt()
        self._config = config
        self._engine = engine
        self._pool = pool
        self._read_again = read_again
        self._runs: dict[str, tuple[str, CurrentRun]] = {}
        self._files: dict[str, int] = {}
        self._near: dict[str, Record] = {}
        self._decided: deque[journal.Entry] = deque()
        self._withdrawn: frozenset[tuple[str, str]] = frozenset()
        self._blanked: dict[str, dict[str, Any]] = {}

    def read_decisions(self) -> None:
        """Read what was decided, see to it that what was withdrawn is not in the files, and file outlets' aliases.

        So every article has its outlet at once.
        """
        decided = []
        with suppress(ArchiveDamaged):  # which is told when schedules are decided
            for entry in journal.read(self._config.journal):
                decided.append(entry)
        self._decided.extend(entry for entry in decided if entry.what in ABOUT_PAGES)
        withdrawn = [entry for entry in self._decided if entry.what == WITHDRAW]
        self._withdrawn = frozenset((entry.facts["portal"], entry.facts["address"]) for entry in withdrawn)
        self._blanked = blanked_records(entry.facts for entry in withdrawn)
        for entry in withdrawn:
            blank(self._config, entry.facts, decided_at(entry))
        with writing(self._engine) as session:
            file_aliases(session, decided_outlets(decided))

    def file_all(self, files: list[File], tell: Callable[[int, int], None]) -> None:
        """File what all files tell, reading the pages of a batch while the one before is filed."""
        done, total = dict.fromkeys((file.name for file in files), 0), sum(f.path.stat().st_size for f in files)
        before: list[_Prepared] = []
        told = tell_all(files)
        while batch := list(_batch(told)):
            self._near = {key: found for one in before for key, found in one.told.responses.items()}
            prepared = self._prepare(batch)
            self._file(before)
            before = prepared
            done.update((one.file.name, one.length) for one in batch)
            tell(sum(done.values()), total)
        self._file(before)
        with writing(self._engine) as session:
            self._decide_until(session, None)

    def decide_all(self, planned: Plan) -> None:
        """File what people decided."""
        with writing(self._engine) as session:
            try:
                for entry in journal.read(self._config.journal):
                    file_decision(session, entry, planned)
                    self.result.decisions += 1
            except ArchiveDamaged as damaged:
                self.result.damages.append(str(damaged))

    def count(self) -> None:
        """Count what there is now."""
        with reading(self._engine) as session:
            self.result.articles = session.scalar(select(func.count(Article.id))) or 0
            self.result.captures = session.scalar(select(func.count(Capture.id))) or 0

    def compare(self, filed: dict[str, int]) -> None:
        """Tell what the database before held of the WARC files and they no more tell.

        The end of a file that is still written to may be missing by right, unless somebody knows that it was filed.
        """
        with reading(self._engine) as session:
            told = dict(session.execute(select(WarcFile.name, WarcFile.length)).all())
        for name, length in sorted(filed.items()):
            if (whole := told.get(name, 0)) < length:
                self.result.damages.append(f"{name} at byte {whole}: {length - whole} bytes that were filed are lost")

    # --- reading pages ahead ---

    def _prepare(self, batch: Sequence[Told]) -> list[_Prepared]:
        prepared = []
        with reading(self._engine) as session:
            for told in batch:
                self._near |= told.responses
                self.result.damages += [f"{told.file.name} at byte {gap.offset}: {gap.what}" for gap in told.gaps]
                events = list(self._events(told))
                pages = {}
                for event in events:
                    if not isinstance(event, ToldOutcome) or event.canonical is None or event.outcome.held:
                        continue
                    if event.record_id in told.responses and not self._is_withdrawn(event):
                        pages[event.record_id] = self._read(session, told, event)
                prepared.append(_Prepared(told, events, pages))
        return prepared

    def _events(self, told: Told) -> Iterator[Event | ToldOutcome]:
        for line in told.lines:
            try:
                yield heard(told.file.portal_id, line)
            except (ValueError, KeyError, TypeError) as error:
                self.result.damages.append(f"{told.file.name} before byte {told.length}: {error!r} in what is told")

    def _read(self, session: Session, told: Told, event: ToldOutcome) -> Future[Reading]:
        record = told.responses[event.record_id or ""]
        try:
            original = self._original(session, record)
            further = tuple(self._further(session, event))
        except ArchiveDamaged as damaged:
            stopped: Future[Reading] = Future()
            stopped.set_exception(ReadingStopped(str(damaged)))
            return stopped
        return self._pool.submit(
            article_of,
            original.payload,
            original.http_headers,
            url=event.address or "",
            portal_id=told.file.portal_id,
            fetched_at=_fetched_at(record),
            further=further,
        )

    def _further(self, session: Session, event: ToldOutcome) -> Iterator[FurtherPage]:
        """Give the article's further pages that are there; one that is lost is told where its record is missed."""
        for page in event.further:
            record = self._near.get(page.record_id) or find_record(session, self._config.warc, page.record_id)
            if record is not None:
                whole = self._original(session, record)
                yield FurtherPage(whole.payload, whole.http_headers, page.address)

    def _original(self, session: Session, record: Record) -> Record:
        """Return the record that holds a response's body: near at hand, or already filed."""
        if not is_revisit(record):
            return record
        return self._near.get(record.refers_to) or find_original_record(session, self._config.warc, record)

    # --- withdrawn articles ---

    def _is_withdrawn(self, event: ToldOutcome) -> bool:
        return (event.outcome.portal_id, event.canonical) in self._withdrawn

    def _decide_until(self, session: Session, moment: datetime | None) -> None:
        """File the decisions about articles and pages from before a moment; all that are left where none is given."""
        while self._decided and (moment is None or decided_at(self._decided[0]) < moment):
            entry = self._decided.popleft()
            if entry.what in (RELEASE_HELD, DISCARD_HELD):
                file_quarantine_decision(session, entry, self._read_again)
            else:
                file_withdrawal(session, entry, is_finished=True)

    # --- filing ---

    def _file(self, batch: Sequence[_Prepared]) -> None:
        if not batch:
            return
        with writing(self._engine) as session:
            for prepared in batch:
                self._decide_until(session, prepared.told.at)
                self._file_one(session, prepared)

    def _file_one(self, session: Session, prepared: _Prepared) -> None:
        told = prepared.told
        portal_id = told.file.portal_id
        if told.ends_file and not told.responses and portal_id not in self._runs:
            return  # a file without anything in it: nobody refers to it
        left = dict(told.responses)
        for event in prepared.events:
            if isinstance(event, RunBegun):
                run_id = file_event(session, event, None, None).run_id
                assert run_id is not None
                self._runs[portal_id] = told.uri, CurrentRun(run_id, event.at)
                continue
            run = self._run(session, told)
            if not isinstance(event, ToldOutcome):
                file_event(session, event, None, run, self._read_again)
                continue
            record = left.pop(event.record_id or "", None)
            located = self._located(session, told, record) if record else self._was_located(session, told, event)
            file_event(session, self._outcome(session, prepared, event, record), located, run, self._read_again)
        for record in left.values():
            self._file_untold(session, told, record)
        row = session.get_one(WarcFile, self._file_row(session, told))
        row.length, row.records = told.length, told.records
        if told.ends_file:
            self._end_file(row, told)

    def _run(self, session: Session, told: Told) -> CurrentRun:
        """Return the run that an event belongs to; where its beginning is lost, one begins here."""
        portal_id = told.file.portal_id
        uri, run = self._runs.get(portal_id, ("", None))
        if run is not None and (uri == told.uri or told.ends_file):
            return run
        event = _lost_beginning(portal_id, told)
        run_id = file_event(session, event, None, None).run_id
        assert run_id is not None
        self._runs[portal_id] = told.uri, CurrentRun(run_id, event.at)
        return self._runs[portal_id][1]

    def _file_row(self, session: Session, told: Told) -> int:
        name = told.file.name
        if name not in self._files:
            row = WarcFile(portal_id=told.file.portal_id, name=name, length=0, records=0, opened_at=told.at, sha256="")
            session.add(row)
            session.flush()
            self._files[name] = row.id
            self.result.files += 1
        return self._files[name]

    @staticmethod
    def _end_file(row: WarcFile, told: Told) -> None:
        row.sha256 = file_sha256(told.file.path, told.length)
        row.closed_at = None if told.file.is_last_open else told.at

    def _located(self, session: Session, told: Told, record: Record) -> Located:
        revisit_of = None
        if is_revisit(record):
            revisit_of = session.scalar(select(Capture.id).where(Capture.record_id == record.refers_to))
        return Located(
            warc_file_id=self._file_row(session, told),
            offset=record.offset,
            length=record.length,
            record_id=record.record_id,
            payload_digest=record.headers.get("warc-payload-digest", ""),
            revisit_of=revisit_of,
        )

    def _was_located(self, session: Session, told: Told, event: ToldOutcome) -> Located | None:
        """Return where the record lay that was withdrawn; None where none was."""
        was = self._blanked.get(event.record_id or "")
        if was is None:
            return None
        return Located(
            warc_file_id=self._file_row(session, told),
            offset=was["offset"],
            length=was["length"],
            record_id=was["record"],
            payload_digest=was["payload_digest"],
            revisit_of=None,
        )

    def _file_untold(self, session: Session, told: Told, record: Record) -> None:
        """Keep the row of a response of which nobody tells what was done with it."""
        where = f"{told.file.name} at byte {record.offset}"
        self.result.damages.append(f"{where}: what was done with this response is not told")
        at = _fetched_at(record)
        outcome = Outcome(portal_id=told.file.portal_id, at=at, capture=_kept(record))
        file_event(session, outcome, self._located(session, told, record), self._run(session, told))

    def _outcome(self, session: Session, prepared: _Prepared, event: ToldOutcome, record: Record | None) -> Outcome:
        """Return the outcome as the crawl filed it, or as much of it as can still be proven."""
        outcome, told = event.outcome, prepared.told
        query = select(Link.id).where(Link.portal_id == outcome.portal_id, Link.key == event.link)
        link_id = session.scalar(query) if event.link else None
        if event.link and link_id is None:
            self.result.damages.append(f"{told.file.name} before byte {told.length}: where a link came from is lost")
        was = self._blanked.get(event.record_id or "")
        kept = _kept(record) if record else _kept_once(was) if was else None
        outcome = replace(outcome, link_id=link_id, capture=kept)
        if event.canonical is None:
            return outcome
        if self._is_withdrawn(event) or outcome.held:
            further = event.further if outcome.held else ()
            found = FoundArticle(article=None, canonical=event.canonical, address=event.address or "", further=further)
            return replace(outcome, article=found)
        if record is None:
            where = f"{told.file.name} before byte {told.length}"
            self.result.damages.append(f"{where}: the response of {event.canonical} is lost")
            return replace(outcome, state=State.FAILED, reason="its record in the WARC file is damaged")
        return self._with_article(outcome, event, prepared.pages[record.record_id])

    def _with_article(self, outcome: Outcome, event: ToldOutcome, page: Future[Reading]) -> Outcome:
        canonical, address = event.canonical or "", event.address or ""
        try:
            read = page.result()
        except ReadingStopped as stopped:
            self.result.unread.append(f"{canonical}: {stopped}")
            return replace(outcome, state=State.FAILED, reason=f"cannot be read: {stopped}")
        if read.article is None:
            self.result.unread.append(f"{canonical}: no article: {read.refusal}")
            return replace(outcome, reason=f"no article: {read.refusal}")
        found = FoundArticle(article=read.article, canonical=canonical, address=address, further=event.further)
        return replace(outcome, article=found)


def _batch(told: Iterator[Told]) -> Iterator[Told]:
    """Take as many metadata records as are filed in one transaction."""
    size = 0
    for one in islice(told, BATCH):
        yield one
        size += sum(len(record.block) for record in one.responses.values())
        if size > BATCH_BYTES:
            return


def _kept(record: Record) -> Kept:
    """Return what filing needs to know of a response; its body stays where it is."""
    return Kept(
        url=record.headers.get("warc-target-uri", ""),
        fetched_at=_fetched_at(record),
        status=record.status,
        response_headers=record.http_headers,
        truncated=record.headers.get("warc-truncated"),  # type: ignore[arg-type]
    )


def _kept_once(was: Mapping[str, Any]) -> Kept:
    """Return what is still known of a response that was withdrawn."""
    return Kept(
        url=was["url"],
        fetched_at=datetime.fromisoformat(was["fetched_at"]),
        status=was["status"],
        response_headers=(("Content-Type", was["content_type"]),) if was["content_type"] else (),
        truncated=was["truncated"],
    )


def _fetched_at(record: Record) -> datetime:
    return datetime.fromisoformat(record.headers["warc-date"])


def _lost_beginning(portal_id: str, told: Told) -> RunBegun:
    """Return the beginning of a run as far as it can be known from what came after it."""
    try:
        at = begun_of(told.uri)
    except ValueError:
        at = told.at
    names = ("name", "home", "country", "language", "zone")
    try:
        portal = get_portal(portal_id)
        facts = {name: str(getattr(portal, name)) for name in names}
    except NewsArchiveError:
        facts = dict.fromkeys(names, "")
    return RunBegun(portal_id=portal_id, at=at, portal=facts | {"definition": ""}, options={}, software="")
