"""Coverage: of the articles that listings showed, how many the archive has, by portal, channel and day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from newsarchive.errors import NotFound
from newsarchive.items import LinkKind
from newsarchive.query.conditions import known_portal
from newsarchive.store.local_day import local_day
from newsarchive.store.models import Channel, Link, Listing, Portal, Sighting
from newsarchive.store.outcomes import State
from newsarchive.store.quarantine import REASON as HELD
from newsarchive.text.cjk import fold

A_DAY = timedelta(days=1)
ELSEWHERE = re.compile(r" to https?://\S+")
"""Where a redirect led to: every one of them would be a reason of its own."""


class By(StrEnum):
    """What a row of the table is."""

    PORTAL = "portal"
    CHANNEL = "channel"
    DAY = "day"
    CHANNEL_DAY = "channel-day"


class Fate(StrEnum):
    """What became of an article that a listing showed. Every one has exactly one of these."""

    READ = "read"
    TAKEN = "taken"
    """Read, and gone from the portal since."""
    UNREAD = "unread"
    LOST = "lost"
    FAILED = "failed"
    WAITING = "waiting"
    EXCLUDED = "excluded"


@dataclass(kw_only=True)
class Coverage:
    """Articles that listings showed, and what became of them: listed = captured + lost + failed + waiting + excluded.

    An article belongs to the day that a listing showed beside it; where none did, to the day on which it was found.
    Days are the portal's own. One that stands in several channels counts in each. An address that redirects is left
    out: the one that it leads to counts.
    """

    portal: str
    channel: str | None = None
    """Its name; None where rows are no channels, and for articles that stand in none (a home page showed them)."""
    channel_url: str | None = None
    day: date | None = None
    """None where rows are no days."""
    listed: int = 0
    captured: int = 0
    """Its page was had and is kept."""
    read: int = 0
    """Of those captured, the ones that an article was read from."""
    gone: int = 0
    """The portal does not show it any more, captured before or not."""
    lost: int = 0
    """Of those gone, the ones that were so before they were captured."""
    failed: int = 0
    waiting: int = 0
    """Still to be fetched."""
    excluded: int = 0
    """Not asked for (robots.txt, older than wanted, outside), or withdrawn from the archive."""
    reasons: dict[str, int] = field(default_factory=dict)
    """Why those that were not read, and do not wait, were not; the most frequent first."""

    @property
    def share(self) -> float | None:
        """The part that is captured of what was to be; None where nothing was."""
        wanted = self.listed - self.excluded
        return self.captured / wanted if wanted else None


def coverage(
    session: Session,
    *,
    by: By,
    portal: str | None = None,
    channel: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> list[Coverage]:
    """Return the coverage of the days from `since` to `until`, by portal, channel name and day.

    `channel` is a part of the names of the channels that are meant. Raises NotFound for a portal that was never
    crawled, and where no channel is called so.
    """
    portals = session.scalars(select(Portal.id)).all() if portal is None else [known_portal(session, portal)]
    links = _links(portals, since, until)
    channels = None if channel is None else _called(session, channel)
    rows: dict[tuple[Any, ...], Coverage] = {}
    names = _names(session)
    for counted in session.execute(_counts(links, by, channels)):
        channel_id, day = getattr(counted, "channel_id", None), getattr(counted, "day", None)
        key = (counted.portal_id, channel_id, day)
        if key not in rows:
            name, address = (None, None) if channel_id is None else names[channel_id]
            rows[key] = Coverage(portal=counted.portal_id, channel=name, channel_url=address, day=day)
        _add(rows[key], Fate(counted.fate), counted.reason, counted.links)
    for row in rows.values():
        row.reasons = dict(sorted(row.reasons.items(), key=lambda one: (-one[1], one[0])))
    return sorted(rows.values(), key=_place)


def listed_by_day(session: Session, since: date) -> dict[str, dict[date, int]]:
    """Return for each portal how many articles listings showed for each day since; indexes answer most of it.

    Addresses that redirect, and what is excluded, count here: for how much there is, not for what became of it.
    """
    portals = session.scalars(select(Portal.id)).all()
    found = local_day(Link.found_at, Portal.zone).label("day")
    dated = select(Link.portal_id, Link.day, func.count()).where(*_articles(portals), Link.day >= since)
    undated = select(Link.portal_id, found, func.count()).join(Portal, Portal.id == Link.portal_id)
    undated = undated.where(*_articles(portals), Link.day.is_(None), Link.found_at >= _midnight(since) - A_DAY)
    listed: dict[str, dict[date, int]] = {portal: {} for portal in portals}
    counts: list[Any] = [dated.group_by(Link.portal_id, Link.day), undated.group_by(Link.portal_id, found)]
    for query in counts:
        for portal, day, links in session.execute(query):
            listed[portal][day] = listed[portal].get(day, 0) + links
    return listed


def _articles(portals: Sequence[str]) -> list[ColumnElement[bool]]:
    """Return the conditions that a link leads to an article, written so that the indexes of articles are of use."""
    return [Link.portal_id.in_(portals), Link.kind == literal(LinkKind.ARTICLE.value, literal_execute=True)]


def _add(row: Coverage, fate: Fate, reason: str | None, links: int) -> None:
    row.listed += links
    row.captured += links * (fate in (Fate.READ, Fate.TAKEN, Fate.UNREAD))
    row.read += links * (fate in (Fate.READ, Fate.TAKEN))
    row.gone += links * (fate in (Fate.TAKEN, Fate.LOST))
    if fate in (Fate.LOST, Fate.FAILED, Fate.WAITING, Fate.EXCLUDED):
        setattr(row, fate, getattr(row, fate) + links)
    if fate in (Fate.UNREAD, Fate.LOST, Fate.FAILED, Fate.EXCLUDED):
        told = ELSEWHERE.sub(" elsewhere", reason or "unknown")
        row.reasons[told] = row.reasons.get(told, 0) + links


def _place(row: Coverage) -> tuple[Any, ...]:
    return row.portal, row.channel is None, row.channel or "", row.channel_url or "", row.day or date.min


def _links(portals: Sequence[str], since: date | None, until: date | None) -> CTE:
    """Return the links of articles that belong to some days: by the day that they have, else by when they were found.

    Each of both is found by an index of its own, which portals that are named begin with.
    """
    found = local_day(Link.found_at, Portal.zone)
    shared = (Link.id, Link.portal_id, _fate().label("fate"), _reason().label("reason"))
    articles = [*_articles(portals), or_(Link.leads_to.is_(None), Link.first_read.is_not(None))]
    from_portals = select(*shared).join(Portal, Portal.id == Link.portal_id)
    dated = from_portals.add_columns(Link.day.label("day")).where(*articles, Link.day.is_not(None))
    undated = from_portals.add_columns(found.label("day")).where(*articles, Link.day.is_(None))
    if since is not None:
        dated = dated.where(Link.day >= since)
        undated = undated.where(Link.found_at >= _midnight(since) - A_DAY, found >= since)
    if until is not None:
        dated = dated.where(Link.day <= until)
        undated = undated.where(Link.found_at <= _midnight(until) + 2 * A_DAY, found <= until)
    return union_all(dated, undated).cte("meant")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _was_read() -> ColumnElement[bool]:
    """Return the condition that an article was read from a page and filed; one that is held is not."""
    held = func.coalesce(Link.reason, "").startswith(HELD)
    return and_(Link.first_read.is_not(None), ~held)


def _fate() -> ColumnElement[str]:
    was_read = _was_read()
    return case(
        (Link.state == State.WITHDRAWN, Fate.EXCLUDED.value),
        (and_(was_read, Link.state == State.GONE), Fate.TAKEN.value),
        (was_read, Fate.READ.value),
        (Link.state == State.DONE, Fate.UNREAD.value),
        (Link.state == State.GONE, Fate.LOST.value),
        (Link.state == State.FAILED, Fate.FAILED.value),
        (Link.state == State.QUEUED, Fate.WAITING.value),
        else_=Fate.EXCLUDED.value,
    )


def _reason() -> ColumnElement[str | None]:
    """Return why a link was not read; none for those that were, or wait."""
    filed = and_(_was_read(), Link.state != State.WITHDRAWN)
    return case((or_(filed, Link.state == State.QUEUED), null()), else_=Link.reason)


def _counts(links: CTE, by: By, channels: list[int] | None) -> Select[Any] | CompoundSelect[Any]:
    """Return the query that counts links by portal, fate and reason, and by what else a row is."""
    groups = [links.c.portal_id, links.c.fate, links.c.reason]
    if by in (By.DAY, By.CHANNEL_DAY):
        groups.append(links.c.day)
    in_channel = _in_channel(links, channels)
    if by in (By.PORTAL, By.DAY):
        query = _counted(groups, func.count())
        return query if channels is None else query.where(in_channel)
    placed = (
        _counted([*groups, Listing.channel_id], func.count(links.c.id.distinct()))
        .join(Sighting, Sighting.link_id == links.c.id)
        .join(Listing, Listing.link_id == Sighting.listing_id)
        .where(_stands(channels))
    )
    if channels is not None:
        return placed
    unplaced = select(*groups, null().label("channel_id"), func.count()).where(~in_channel).group_by(*groups)
    return union_all(placed, unplaced)


def _counted(groups: Sequence[Any], count: ColumnElement[int]) -> Select[Any]:
    return select(*groups, count.label("links")).group_by(*groups)


def _in_channel(links: CTE, channels: list[int] | None) -> ColumnElement[bool]:
    return exists().where(Sighting.link_id == links.c.id, Listing.link_id == Sighting.listing_id, _stands(channels))


def _stands(channels: list[int] | None) -> ColumnElement[bool]:
    """Return the condition that a listing of a channel shows a link in its list proper."""
    wanted = Listing.channel_id.is_not(None) if channels is None else Listing.channel_id.in_(channels)
    return and_(Sighting.in_list, wanted)


def _names(session: Session) -> dict[int, tuple[str, str]]:
    rows = session.execute(select(Channel.id, Channel.name, Channel.address))
    return {row.id: (row.name, row.address) for row in rows}


def _called(session: Session, name: str) -> list[int]:
    wanted = fold(name)
    found = [channel_id for channel_id, (known, _) in _names(session).items() if wanted in fold(known)]
    if not found:
        raise NotFound(
            f"There is no channel with {name!r} in its name.", next_step="See which there are: newsarchive coverage"
        )
    return found
