"""Looking for reprints anew: an archive whose numbers another method made is brought to today's.

The row of `recognition` tells how far that is: today's method, and the last version that was done. It stands there from
the transaction that clears what there was, so a process that is killed leaves an archive that is whole, only not
complete, and the next one goes on behind that version. Crawls take part meanwhile: links follow from the set of texts
and not from the order in which they come, so that what they file counts as done.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from newsarchive.dedupe.sketch import METHOD
from newsarchive.items import Article as Read
from newsarchive.store.archive import Archive
from newsarchive.store.articles import unpack
from newsarchive.store.database import reading, tried_again
from newsarchive.store.models import (
    Article,
    Body,
    Boilerplate,
    Cluster,
    Fingerprint,
    Likeness,
    Reading,
    Recognition,
    Version,
)
from newsarchive.store.packing import unpacked
from newsarchive.store.recognition import AFTER, lock_recognition, recognise

BATCH = 50
"""Versions of one transaction, for which crawls on PostgreSQL wait."""
PAUSE = 0.12
"""Seconds between two transactions on SQLite, which looks every tenth of a second whether it may write: a crawl that
waits comes in between."""
NO_SYNC = {"synchronize_session": False}

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How an archive's numbers stand, by which reprints are found."""

    is_current: bool
    """Whether today's method made them all."""
    done: int
    """Versions whose texts they are made of."""
    versions: int
    """Versions in all."""


@dataclass(frozen=True, kw_only=True)
class Reindexed:
    """What was done, and what there is now."""

    noted: int
    """Versions whose texts were noted."""
    texts: int
    """Different texts that are long enough to be compared."""
    clusters: int


def is_current(session: Session) -> bool:
    """Whether today's method made all numbers that there are; so it is where nothing is there."""
    known = session.scalar(select(Recognition.method))
    return known == METHOD or (known is None and session.scalar(select(Version.id).limit(1)) is None)


def standing(session: Session) -> Standing:
    """Return how the numbers stand."""
    versions = session.scalar(select(func.count(Version.id))) or 0
    if is_current(session):
        return Standing(is_current=True, done=versions, versions=versions)
    after = _done_to(session.scalar(select(Recognition.method)))
    before = select(func.count(Version.id)).where(Version.id <= (0 if after is None else after))
    return Standing(is_current=False, done=session.scalar(before) or 0, versions=versions)


def reindex(archive: Archive, *, on_progress: Progress | None = None) -> Reindexed:
    """Bring an archive's numbers, links and clusters to today's method; does nothing where they are its.

    `on_progress` is told versions done and in all. Killed in between, it goes on where it was. Raises
    DatabaseUnavailable, DiskFull.
    """
    with reading(archive.engine) as session:
        is_needed = not is_current(session)
    noted = 0
    if is_needed:
        tried_again(archive.engine, _begin)
        with reading(archive.engine) as session:
            begun = standing(session)
        while done := tried_again(archive.engine, _note_some):
            noted += done
            if archive.engine.dialect.name == "sqlite":
                time.sleep(PAUSE)
            if on_progress is not None:
                on_progress(begun.done + noted, max(begun.versions, begun.done + noted))
    with reading(archive.engine) as session:
        texts, clusters = (session.scalar(select(func.count(kind.id))) or 0 for kind in (Body, Cluster))
    return Reindexed(noted=noted, texts=texts, clusters=clusters)


def _done_to(known: str | None) -> int | None:
    """Return the last version that was done by today's method; None where none was begun."""
    method, mark, last = (known or "").partition(AFTER)
    return int(last) if mark and method == METHOD else None


def _begin(session: Session) -> None:
    """Clear what another method made; nothing where that was done."""
    lock_recognition(session)
    known = session.scalar(select(Recognition.method))
    if known == METHOD or _done_to(known) is not None:
        return
    session.execute(update(Version).where(Version.body_id.is_not(None)).values(body_id=None), execution_options=NO_SYNC)
    session.execute(
        update(Article).where(Article.cluster_id.is_not(None)).values(cluster_id=None), execution_options=NO_SYNC
    )
    for kind in (Likeness, Boilerplate, Fingerprint, Body, Cluster, Recognition):
        session.execute(delete(kind), execution_options=NO_SYNC)
    session.add(Recognition(method=f"{METHOD}{AFTER}0"))


def _note_some(session: Session) -> int:
    """Note the texts of the next versions; return how many these were, 0 at the end."""
    lock_recognition(session)
    after = _done_to(session.scalar(select(Recognition.method)))
    if after is None:  # another process came to the end
        return 0
    query = select(Version).where(Version.id > after).order_by(Version.id).limit(BATCH)
    versions = session.scalars(query).all()
    for version in versions:
        article = _newest(session, version.id)
        if article is not None:
            recognise(session, version, article)
    known = f"{METHOD}{AFTER}{versions[-1].id}" if versions else METHOD
    session.execute(update(Recognition).values(method=known), execution_options=NO_SYNC)
    return len(versions)


def _newest(session: Session, version_id: int) -> Read | None:
    """Return what a version's newest reading says."""
    query = select(Reading).where(Reading.version_id == version_id).order_by(Reading.id.desc()).limit(1)
    row = session.scalars(query).first()
    if row is None:
        return None
    return unpack(session, row) if row.packed is None else unpacked(row.packed)
