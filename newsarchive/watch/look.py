"""Looking whether something is wrong, and keeping what was seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from newsarchive.capture.files import FileLock, is_crawled
from newsarchive.errors import AlreadyRunning
from newsarchive.query.quarantine import departures
from newsarchive.query.watched import watched
from newsarchive.store.alarms import Trouble, note_troubles, open_alarms
from newsarchive.store.archive import Archive
from newsarchive.store.budget import room
from newsarchive.store.database import reading, writing
from newsarchive.store.last_damage import last_damage
from newsarchive.watch.telling import tell_news
from newsarchive.watch.troubles import KINDS, NEXT_STEPS, Seen

LOCK = ".watch.lock"


@dataclass(frozen=True, kw_only=True)
class Alarm(Trouble):
    """A trouble, since when it was seen, and what to do about it."""

    since: datetime
    next_step: str


def alarms(archive: Archive, now: datetime) -> list[Alarm]:
    """Return what is wrong now, the oldest first; nothing is changed and nobody is told.

    Messages are one line, and hold nothing that a terminal obeys, whatever they quote.
    """
    with reading(archive.engine) as session:
        portals, held = watched(session, now), departures(session)
        since = {(row.kind, row.portal_id): row.since for row in open_alarms(session)}
    seen = Seen(
        now=now,
        portals=portals,
        departures=held,
        room=room(archive.config),
        damage=last_damage(archive.root),
        is_crawled=lambda portal: is_crawled(archive.config.warc / portal),
    )
    found = [
        Alarm(
            kind=one.kind,
            portal=one.portal,
            message="".join(sign if sign.isprintable() else "\ufffd" for sign in one.message),
            next_step=NEXT_STEPS[one.kind].replace("PORTAL", one.portal or ""),
            since=since.get((one.kind, one.portal), now),
        )
        for look in KINDS
        for one in look(seen)
    ]
    return sorted(found, key=lambda one: one.since)


def look(
    archive: Archive,
    now: datetime,
    *,
    warn: Callable[[str], None],
    say: Callable[[str], None] = lambda _text: None,
) -> list[Alarm]:
    """Return what is wrong now; keep it, and tell of what began or ended since the last look.

    `say` is told that, in a line each; `warn` is told what could not be told to others, which is tried again at the
    next look. While another process looks, nothing is kept and nobody is told: it does both.
    """
    try:
        lock = FileLock(archive.root / LOCK, "Another process looks at the alarms.", next_step="Wait for it.")
    except AlreadyRunning:
        return alarms(archive, now)
    try:
        found = alarms(archive, now)
        with writing(archive.engine) as session:
            news = note_troubles(session, found, now)
        for row in news:
            say(f"{'Over' if row.ended_at else 'Wrong'}: {row.message}")
        tell_news(archive, now, warn=warn)
    finally:
        lock.release()
    return found
