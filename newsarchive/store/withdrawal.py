"""Withdrawals: an article's text and bytes are taken out of the archive, and it is never filed again.

First the journal says it, with all that is needed to carry it out; then the database, in one transaction; then the
bytes. Killed in between, `finish_withdrawals` goes on: crawls, the command itself and a rebuild begin with it.

A page in quarantine, of which nothing is filed, is withdrawn as the article that it would be if it were released.

An embargo hides an article until a time, and takes nothing away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, literal_column, or_, select, text, update
from sqlalchemy.orm import Session

from newsarchive.capture.alteration import altering
from newsarchive.capture.files import PortalLock
from newsarchive.errors import NotFound, UsageError
from newsarchive.store import journal
from newsarchive.store.adding import add_rows
from newsarchive.store.archive import Archive
from newsarchive.store.articles import WITHDRAWN, unpack
from newsarchive.store.blanking import blank, cleared_quarantine, plan_blanking
from newsarchive.store.clusters import put_into_clusters
from newsarchive.store.database import reading, writing
from newsarchive.store.events import Event
from newsarchive.store.findable import findable
from newsarchive.store.held_pages import held_article, held_records, withdraw_held
from newsarchive.store.images import links_of_own_images
from newsarchive.store.journal import Entry
from newsarchive.store.models import (
    Alias,
    Article,
    Blanking,
    Capture,
    Link,
    Observation,
    Portal,
    Reading,
    Sighting,
    Version,
    VersionCapture,
    WarcFile,
    Withdrawal,
)
from newsarchive.store.outcomes import Outcome, State
from newsarchive.store.recognition import forget, lock_recognition
from newsarchive.store.releasing import finish_quarantine
from newsarchive.store.removing import delete_with_parts
from newsarchive.store.search_index import unindex
from newsarchive.text.urls import digest

WITHDRAW, EMBARGO, RELEASE = "withdraw", "embargo", "release"
"""What an entry of the journal decides."""
REASON = "withdrawn"
"""Why a link is not fetched again."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """An article that something is to be decided about."""

    public_id: str
    address: str
    """The canonical one."""
    zone: str
    """IANA zone of its portal."""


@dataclass(frozen=True, kw_only=True)
class Withdrawn:
    """What was taken out, and what was not."""

    public_id: str
    records: int
    """WARC records that were blanked."""
    reprints: tuple[str, ...]
    """Public ids of other articles with the same text: they were not touched."""
    kept: tuple[str, ...]
    """Records of this article that were not blanked: other articles rest on them, or they are too short for text."""
    elsewhere: tuple[str, ...] = field(default=())
    """Files in the archive's folder that may still hold the text: databases that were replaced, exports."""


def withdrawn_keys(session: Session, portal_id: str) -> frozenset[bytes]:
    """Return the keys of a portal's articles that were withdrawn."""
    is_withdrawn = Article.state == literal_column(f"'{WITHDRAWN}'")  # as the index over them says it
    query = select(Article.key).where(Article.portal_id == portal_id, is_withdrawn)
    return frozenset(session.scalars(query))


def unless_withdrawn(event: Event, keys: frozenset[bytes]) -> Event:
    """Return an event as it may be filed: of a page that is a withdrawn article, neither bytes nor text."""
    page = (event.article or event.arrived) if isinstance(event, Outcome) else None
    if not isinstance(event, Outcome) or page is None or digest(page.canonical) not in keys:
        return event
    return replace(event, state=State.WITHDRAWN, reason=REASON, capture=None, article=None)


def find_article(archive: Archive, wanted: str) -> Named:
    """Return which article is meant, hidden or not, by its public id or an address of it. Raises NotFound."""
    key = digest(wanted)
    alias = select(Alias.article_id).where(Alias.key == key)
    meant = or_(Article.public_id == wanted, Article.key == key, Article.id.in_(alias))
    query = select(Article).where(meant).order_by((Article.key == key).desc(), Article.id).limit(1)
    with reading(archive.engine) as session:
        article = session.scalars(query).first() or held_article(session, wanted)
        if article is None:
            raise NotFound(
                f"The archive holds no article {wanted}.", next_step="Give its whole id, as newsarchive show prints it."
            )
        zone = session.get_one(Portal, article.portal_id).zone or "UTC"
        return Named(public_id=article.public_id, address=article.canonical, zone=zone)


def withdraw(archive: Archive, public_id: str, reason: str) -> Withdrawn:
    """Withdraw an article: its text leaves the database, its records are blanked, its links are never fetched again.

    Killed in between, the same call or the next crawl of the portal finishes it. Raises UsageError where it is
    withdrawn already, AlreadyRunning while its portal is crawled or the archive is backed up, DiskFull, DiskFailed.
    """
    portal_id = _portal_of(archive, public_id)
    with _Held(archive, portal_id):
        _finish(archive, portal_id)
        finish_quarantine(archive, portal_id)
        with reading(archive.engine) as session:
            article = _meant(session, public_id)
            if article.state == WITHDRAWN:
                raise UsageError(f"{public_id} is withdrawn already.", next_step=f"newsarchive show {public_id}")
            facts = _facts(archive, session, article) | {"reason": reason}
        entry = journal.append(archive.config.journal, WITHDRAW, facts)
        _carry_out(archive, entry)
    return Withdrawn(
        public_id=public_id,
        records=len(facts["records"]),
        reprints=tuple(facts["reprints"]),
        kept=tuple(facts["kept"]),
        elsewhere=tuple(_elsewhere(archive)),
    )


def embargo(archive: Archive, public_id: str, reason: str, until: datetime) -> None:
    """Hide an article until a time. Raises UsageError where it is withdrawn."""
    _decide(archive, public_id, EMBARGO, {"reason": reason, "until": until.astimezone(UTC).isoformat()})


def release(archive: Archive, public_id: str) -> None:
    """Show an article again before its embargo ends. Raises UsageError where it has none."""
    _decide(archive, public_id, RELEASE, {})


def finish_withdrawals(archive: Archive, portal_id: str) -> None:
    """Finish what a kill left of decisions about a portal's articles; the caller holds the portal's lock."""
    if _pending(archive, portal_id):
        with altering(archive.config.warc):
            _finish(archive, portal_id)


def finish_all(archive: Archive) -> int:
    """Finish what a kill left of decisions about any portal's articles; return how many they were."""
    finished = 0
    for portal_id in sorted({entry.facts["portal"] for entry in decisions(archive).values()}):
        if pending := _pending(archive, portal_id):
            with _Held(archive, portal_id):
                _finish(archive, portal_id)
            finished += len(pending)
    return finished


def decisions(archive: Archive) -> dict[str, Entry]:
    """Return the last decision about each article that there is one about, by public id."""
    return last_decisions(journal.read(archive.config.journal))


def last_decisions(entries: Iterator[Entry]) -> dict[str, Entry]:
    """Return the last decision about each article, by public id."""
    return {entry.facts["article"]: entry for entry in entries if entry.what in (WITHDRAW, EMBARGO, RELEASE)}


def decided_at(entry: Entry) -> datetime:
    """Return when a decision about an article was taken, to the microsecond."""
    return datetime.fromisoformat(entry.facts["at"])


# --- deciding ---


class _Held:
    """A portal and the archive's bytes, held by this process alone."""

    def __init__(self, archive: Archive, portal_id: str) -> None:
        self._altering = altering(archive.config.warc)
        self._warc = archive.config.warc
        self._portal_id = portal_id

    def __enter__(self) -> None:
        self._lock = PortalLock(self._warc / self._portal_id, self._portal_id)
        try:
            self._altering.__enter__()
        except BaseException:
            self._lock.release()
            raise

    def __exit__(self, *error: Any) -> None:
        self._altering.__exit__(*error)
        self._lock.release()


def _portal_of(archive: Archive, public_id: str) -> str:
    with reading(archive.engine) as session:
        return _meant(session, public_id).portal_id


def _meant(session: Session, public_id: str) -> Article:
    article = session.scalars(select(Article).where(Article.public_id == public_id)).first()
    article = article or held_article(session, public_id)
    assert article is not None, public_id
    return article


def _decide(archive: Archive, public_id: str, what: str, more: dict[str, Any]) -> None:
    portal_id = _portal_of(archive, public_id)
    with _Held(archive, portal_id):
        _finish(archive, portal_id)
        with reading(archive.engine) as session:
            article = _meant(session, public_id)
            if article.id is None:
                raise UsageError(
                    f"{article.canonical} is in quarantine: nobody is shown it.",
                    next_step="Withdraw it for ever, or see: newsarchive quarantine list",
                )
            there = session.get(Withdrawal, article.id)
            if article.state == WITHDRAWN:
                raise UsageError(
                    f"{public_id} is withdrawn: its text is gone, and cannot be shown again.",
                    next_step=f"newsarchive show {public_id}",
                )
            if what == RELEASE and there is None:
                raise UsageError(f"{public_id} has no embargo.", next_step=f"newsarchive show {public_id}")
            facts = _named(article) | more
        _carry_out(archive, journal.append(archive.config.journal, what, facts))


def _named(article: Article) -> dict[str, Any]:
    return {
        "article": article.public_id,
        "portal": article.portal_id,
        "address": article.canonical,
        "at": datetime.now(UTC).isoformat(),
    }


def _facts(archive: Archive, session: Session, article: Article) -> dict[str, Any]:
    """Return all that is needed to carry a withdrawal out, now or when the database is made again."""
    shown = select(VersionCapture.capture_id).join(Version).where(Version.article_id == article.id)
    is_shown = or_(Capture.id.in_(shown), Capture.record_id.in_(held_records(session, article)))
    is_own = or_(Link.key == article.key, Link.id.in_(select(Capture.link_id).where(is_shown)))
    own = session.scalars(select(Link).where(Link.portal_id == article.portal_id, is_own)).all()
    own = [*own, *links_of_own_images(session, article)]
    links = _leading_to(session, own)
    like = select(Article.public_id).where(Article.cluster_id == article.cluster_id, Article.id != article.id)
    named = _named(article)
    blanking = plan_blanking(
        archive.config, session, article, [link.id for link in own], datetime.fromisoformat(named["at"])
    )
    return named | {
        "links": sorted(link.key.hex() for link in links),
        "reprints": sorted(session.scalars(like)) if article.cluster_id is not None else [],
        **blanking,
    }


def _leading_to(session: Session, links: Sequence[Link]) -> list[Link]:
    """Return links with those that redirect to them."""
    found = {link.id: link for link in links}
    new = list(found)
    while new:
        rows = session.scalars(select(Link).where(Link.leads_to.in_(new), Link.id.not_in(found))).all()
        found |= {link.id: link for link in rows}
        new = [link.id for link in rows]
    return list(found.values())


def _elsewhere(archive: Archive) -> Iterator[str]:
    yield from sorted(path.name for path in archive.root.glob("archive.db.replaced-*"))
    yield from sorted(f"exports/{path.name}" for path in (archive.root / "exports").glob("*"))


# --- carrying out ---


def _pending(archive: Archive, portal_id: str) -> list[Entry]:
    """Return decisions about a portal's articles that the database does not hold, or whose bytes still stand."""
    decided = {key: entry for key, entry in decisions(archive).items() if entry.facts["portal"] == portal_id}
    if not decided:
        return []
    query = (
        select(Article.public_id, Withdrawal.decided_at, Withdrawal.is_finished)
        .join(Withdrawal, Withdrawal.article_id == Article.id)
        .where(Article.portal_id == portal_id)
    )
    with reading(archive.engine) as session:
        filed = {row.public_id: (row.decided_at, row.is_finished) for row in session.execute(query)}
    wanted = {key: None if e.what == RELEASE else (decided_at(e), True) for key, e in decided.items()}
    return sorted((e for key, e in decided.items() if filed.get(key) != wanted[key]), key=lambda e: e.seq)


def _finish(archive: Archive, portal_id: str) -> None:
    for entry in _pending(archive, portal_id):
        _carry_out(archive, entry)


def _carry_out(archive: Archive, entry: Entry) -> None:
    with writing(archive.engine) as session:
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("PRAGMA secure_delete = ON"))
        file_withdrawal(session, entry)
    if entry.what != WITHDRAW:
        return
    blank(archive.config, entry.facts, decided_at(entry))
    cleared_quarantine(archive.config, entry.facts)
    if archive.engine.dialect.name == "sqlite":
        with archive.engine.connect().execution_options(reads=True) as connection:
            connection.rollback()
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    with writing(archive.engine) as session:
        article = _article(session, entry)
        if article is not None:
            session.get_one(Withdrawal, article).is_finished = True


def _article(session: Session, entry: Entry) -> int | None:
    return session.scalar(select(Article.id).where(Article.public_id == entry.facts["article"]))


def file_withdrawal(session: Session, entry: Entry, *, is_finished: bool = False) -> None:
    """File a decision about an article; `is_finished` says that its records are blanked already."""
    if entry.what == WITHDRAW:
        withdraw_held(session, entry.facts)
    article_id = _article(session, entry)
    if article_id is None:  # all that told of it is lost
        return
    session.execute(delete(Withdrawal).where(Withdrawal.article_id == article_id))
    if entry.what == RELEASE:
        return
    facts, until = entry.facts, entry.facts.get("until")
    session.add(
        Withdrawal(
            article_id=article_id,
            reason=facts["reason"],
            decided_at=decided_at(entry),
            hidden_until=datetime.fromisoformat(until) if until else None,
            is_finished=is_finished or entry.what == EMBARGO,
        )
    )
    if entry.what == WITHDRAW:
        _take_out(session, session.get_one(Article, article_id), facts)
    session.flush()


def _take_out(session: Session, article: Article, facts: dict[str, Any]) -> None:
    current = session.scalars(
        select(Reading).join(Version).where(Version.article_id == article.id, Reading.is_current, Version.is_current)
    ).first()
    if current is not None:
        unindex(session, article.id, findable(article.portal_id, unpack(session, current)))
    lock_recognition(session)
    shown = select(Version.body_id).where(Version.article_id == article.id, Version.body_id.is_not(None))
    bodies = {body_id for body_id in session.scalars(shown) if body_id is not None}
    delete_with_parts(session, Version, select(Version.id).where(Version.article_id == article.id))
    article.state = WITHDRAWN
    put_into_clusters(session, bodies | forget(session, bodies), {article.id})
    _silence(session, article.portal_id, [bytes.fromhex(key) for key in facts["links"]])
    ids = dict(
        session.execute(
            select(Capture.record_id, Capture.id).where(
                Capture.record_id.in_([one["record"] for one in facts["records"]]),
                Capture.id.not_in(select(Blanking.capture_id)),
            )
        ).all()
    )
    if ids:
        add_rows(session, Blanking, [{"capture_id": row, "article_id": article.id} for row in ids.values()])
    for file in facts["files"]:
        here = (WarcFile.name == file["name"]) & (WarcFile.sha256 == file["was"])
        session.execute(update(WarcFile).where(here).values(sha256=file["now"]))


def _silence(session: Session, portal_id: str, keys: Sequence[bytes]) -> None:
    """Let links never be fetched again, and forget the words beside them, which are the article's headline, and what
    tells its page from others.
    """
    ids = session.scalars(select(Link.id).where(Link.portal_id == portal_id, Link.key.in_(keys))).all()
    session.execute(update(Link).where(Link.id.in_(ids)).values(state=State.WITHDRAWN, reason=REASON, next_check=None))
    session.execute(update(Sighting).where(Sighting.link_id.in_(ids)).values(text=""))
    session.execute(update(Observation).where(Observation.link_id.in_(ids)).values(marks=[]))
