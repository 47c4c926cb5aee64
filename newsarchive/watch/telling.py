"""Telling somebody: what of the alarms is news, and the ways by which it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from newsarchive.config import Config
from newsarchive.errors import NewsArchiveError
from newsarchive.store.alarms import Kind, news_of, note_nobody, note_told, untold
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading, writing
from newsarchive.store.models import Alarm
from newsarchive.watch.command import run_command
from newsarchive.watch.mail import send_mail
from newsarchive.watch.troubles import NEXT_STEPS


@dataclass(frozen=True, kw_only=True)
class News:
    """That an alarm began, or ended."""

    news: str
    """began or ended."""
    kind: str
    portal: str | None
    message: str
    next_step: str
    since: datetime
    ended_at: datetime | None


Way = Callable[[Sequence[News], datetime], None]
"""Tells news; raises NewsArchiveError where that did not succeed."""


def ways_of(config: Config) -> dict[str, Way]:
    """Return the ways by which the archive's settings want news to be told, by name."""
    ways: dict[str, Way] = {}
    if config.on_problem:
        ways["command"] = lambda news, now: run_command(config, facts_of(config, news, now))
    if config.smtp:
        ways["mail"] = lambda news, _now: send_mail(config, *letter(config, news))
    return ways


def tell_news(archive: Archive, now: datetime, *, warn: Callable[[str], None]) -> None:
    """Tell what began or ended and was not told yet, by each way once. What fails is told next time."""
    ways = ways_of(archive.config)
    with reading(archive.engine) as session:
        rows = untold(session)
    if not ways and rows:
        with writing(archive.engine) as session:
            note_nobody(session, now)
    for name, way in ways.items():
        new = [row for row in rows if f"{news_of(row)} {name}" not in row.told]
        if not new:
            continue
        try:
            way([_news(row) for row in new], now)
        except NewsArchiveError as error:
            warn(f"{error} {error.next_step or ''} It is tried again at the next look.")
            continue
        with writing(archive.engine) as session:
            note_told(session, [row.id for row in new], name, ways, now)


def _news(row: Alarm) -> News:
    return News(
        news=news_of(row),
        kind=row.kind,
        portal=row.portal_id,
        message=row.message,
        next_step=NEXT_STEPS[Kind(row.kind)].replace("PORTAL", row.portal_id or ""),
        since=row.since,
        ended_at=row.ended_at,
    )


def facts_of(config: Config, news: Sequence[News], now: datetime) -> dict[str, Any]:
    """Return news as a command gets them."""
    return {"archive": str(config.root), "at": now, "news": [asdict(one) for one in news]}


def letter(config: Config, news: Sequence[News]) -> tuple[str, str]:
    """Return subject and text of a mail that tells news."""
    began = [one for one in news if one.news == "began"]
    ended = [one for one in news if one.news == "ended"]
    counts = [f"{len(some)} {word}" for some, word in ((began, "wrong"), (ended, "over")) if some]
    lines = [f"The news archive in {config.root}:", ""]
    for one in began:
        lines += [f"{one.message}", f"  {one.next_step}", ""]
    for one in ended:
        assert one.ended_at is not None
        lines += [
            f"Over since {one.ended_at:%Y-%m-%d %H:%M} UTC (it began {one.since:%Y-%m-%d %H:%M}): {one.message}",
            "",
        ]
    lines.append("How it stands: newsarchive status")
    return f"News archive {config.root.name}: {', '.join(counts)}", "\n".join(lines) + "\n"
