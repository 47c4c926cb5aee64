"""Versions of articles: which there are, what differs between two, what changed in the archive, what is gone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from newsarchive import items
from newsarchive.dedupe.difference import Difference, difference
from newsarchive.dedupe.kinds import Kind
from newsarchive.errors import NotFound
from newsarchive.query.articles import StoredArticle
from newsarchive.query.conditions import known_portal, shown
from newsarchive.query.gone import is_gone, last_lost, was_lost
from newsarchive.store.models import Article, Link, Reading, Version, VersionCapture
from newsarchive.store.readings import article_of_version

BATCH = 100
"""Rows that a stream has in memory."""


@dataclass(frozen=True, kw_only=True)
class StoredVersion:
    """What the publisher said for a while."""

    number: int
    """From 1, in the order of time. An older capture that comes late moves it: cite article and time."""
    first_seen: datetime
    """When the first capture that shows it was made, in UTC."""
    last_seen: datetime
    """When the last one was made, in UTC."""
    captures: int
    """How many captures show it."""
    kinds: tuple[Kind, ...]
    """What changed since the version before it, the weightiest first; none for the first version."""


@dataclass(frozen=True, kw_only=True)
class VersionText:
    """One version and what it says."""

    number: int
    first_seen: datetime
    last_seen: datetime
    article: items.Article
    """Its newest reading."""


@dataclass(frozen=True, kw_only=True)
class Changed:
    """An article that its publisher changed, and how."""

    public_id: str
    portal: str
    address: str
    """The canonical one."""
    title: str
    """After the change."""
    number: int
    """The version that it became."""
    last_seen_before: datetime
    """When the version before was last seen, in UTC: the change came after."""
    first_seen: datetime
    """When the new one was first seen, in UTC."""
    difference: Difference


@dataclass(frozen=True, kw_only=True)
class Gone:
    """An article that its portal no longer shows; the archive keeps it."""

    public_id: str
    portal: str
    address: str
    title: str
    last_seen: datetime
    """When it was last fetched, in UTC."""
    gone_at: datetime
    """When the portal said so, in UTC; where it was shown at several addresses, of the last of them."""
    reason: str | None
    """What it said: HTTP 404, or where it redirects to."""


def versions_of(session: Session, public_id: str) -> list[StoredVersion]:
    """Return the versions of an article, the first one first."""
    shows = (VersionCapture.version_id == Version.id) & (VersionCapture.page == 1)
    shown_by = select(func.count()).where(shows).correlate(Version).scalar_subquery()
    query = select(Version, shown_by).join(Article, Article.id == Version.article_id)
    rows = session.execute(query.where(Article.public_id == public_id, shown()).order_by(Version.number)).all()
    found, before = [], None
    for version, captures in rows:
        article = article_of_version(session, version.id)
        kinds = difference(before, article).kinds if before and article else ()
        before = article
        found.append(
            StoredVersion(
                number=version.number,
                first_seen=version.first_seen,
                last_seen=version.last_seen,
                captures=captures,
                kinds=kinds,
            )
        )
    return found


def get_version(session: Session, stored: StoredArticle, number: int) -> VersionText:
    """Return one version of an article with what it says, whether it is the current one or not. Raises NotFound."""
    query = select(Version).join(Article, Article.id == Version.article_id)
    query = query.where(Article.public_id == stored.public_id, Version.number == number, shown())
    version = session.scalars(query).first() if abs(number) < 2**31 else None  # the databases' limit
    article = article_of_version(session, version.id) if version else None
    if version is None or article is None:
        there = f"versions 1 to {stored.versions}" if stored.versions > 1 else "one version"
        raise NotFound(
            f"Article {stored.public_id} has no version {number}; it has {there}.",
            next_step=f"See them: newsarchive show {stored.public_id} --versions",
        )
    return VersionText(
        number=number,
        first_seen=version.first_seen,
        last_seen=version.last_seen,
        article=replace(article, canonical_url=stored.article.canonical_url),
    )


def iter_changes(
    session: Session,
    *,
    since: date,
    until: date | None = None,
    kinds: Collection[Kind] = (),
    portal: str | None = None,
) -> Iterator[Changed]:
    """Give what publishers changed, as it was first seen from one day (in UTC) to another, in the order of time.

    With `kinds` only articles of which a change is of one of them, with those changes. Memory stays flat. Raises
    NotFound for a portal that was never crawled.
    """
    before = aliased(Version)
    columns = (Version.id, Version.number, Version.first_seen, before.id.label("before_id"), before.last_seen)
    query = (
        select(Article.public_id, Article.portal_id, Article.canonical, *columns)
        .join(Article, Article.id == Version.article_id)
        .join(before, and_(before.article_id == Version.article_id, before.number == Version.number - 1))
        .where(shown(), Version.first_seen >= _begin(since), *_of_portal(session, portal))
        .order_by(Version.first_seen, Version.id)
    )
    if until is not None:
        query = query.where(Version.first_seen < _begin(until + timedelta(days=1)))
    for row in _streamed(session, query):
        changed = _changed(session, row)
        if changed is not None and (not kinds or set(kinds) & set(changed.difference.kinds)):
            yield _only(changed, kinds) if kinds else changed


def iter_gone(session: Session, *, since: date | None = None, portal: str | None = None) -> Iterator[Gone]:
    """Give the articles that their portals no longer show, found so from a day (in UTC) on, in the order of time.

    Raises NotFound for a portal that was never crawled.
    """
    columns = (Article.public_id, Article.portal_id, Article.canonical, Article.last_seen)
    query = (
        select(*columns, Reading.title, Link.fetched_at, Link.reason)
        .join(Version, and_(Version.article_id == Article.id, Version.is_current))
        .join(Reading, and_(Reading.version_id == Version.id, Reading.is_current))
        .join(Link, Link.id == last_lost())
        .where(shown(), was_lost(), is_gone(), *_of_portal(session, portal))
        .order_by(Link.fetched_at, Article.id)
    )
    if since is not None:
        query = query.where(Link.fetched_at >= _begin(since))
    for row in _streamed(session, query):
        yield Gone(
            public_id=row.public_id,
            portal=row.portal_id,
            address=row.canonical,
            title=row.title,
            last_seen=row.last_seen,
            gone_at=row.fetched_at,
            reason=row.reason,
        )


def _streamed(session: Session, query: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    """Give the rows of a query, which are columns, a batch at a time."""
    return iter(session.execute(query.execution_options(yield_per=BATCH)))


def _changed(session: Session, row: Any) -> Changed | None:
    old, new = article_of_version(session, row.before_id), article_of_version(session, row.id)
    if old is None or new is None:
        return None
    return Changed(
        public_id=row.public_id,
        portal=row.portal_id,
        address=row.canonical,
        title=new.title,
        number=row.number,
        last_seen_before=row.last_seen,
        first_seen=row.first_seen,
        difference=difference(old, new),
    )


def _only(changed: Changed, kinds: Collection[Kind]) -> Changed:
    wanted = tuple(change for change in changed.difference.changes if set(kinds) & set(change.kinds))
    return replace(changed, difference=Difference(changes=wanted))


def _of_portal(session: Session, portal: str | None) -> list[ColumnElement[bool]]:
    return [] if portal is None else [Article.portal_id == known_portal(session, portal)]


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
