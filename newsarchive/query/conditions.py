"""What the filters ask of an article, as conditions of SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Tuple, and_, case, exists, extract, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from newsarchive.dedupe.outlets import names_of
from newsarchive.errors import NotFound
from newsarchive.items import AUTHOR_ROLES
from newsarchive.query.gone import is_gone, last_lost, was_lost
from newsarchive.store.articles import WITHDRAWN
from newsarchive.store.models import (
    Article,
    ArticleChannel,
    Capture,
    Channel,
    Credit,
    Link,
    Outlet,
    Portal,
    Reading,
    Region,
    Version,
    VersionCapture,
    Withdrawal,
)
from newsarchive.store.outlets import find_outlet
from newsarchive.text.cjk import fold

if TYPE_CHECKING:
    from newsarchive.query.filters import Filters


def shown(article: type[Article] = Article) -> ColumnElement[bool]:
    """Return the condition that an article may be shown: neither withdrawn nor under an embargo at this moment."""
    return and_(article.state != WITHDRAWN, article.id.not_in(embargoed()))


def embargoed() -> Select[int]:
    """Ask for the articles that are under an embargo at this moment."""
    return select(Withdrawal.article_id).where(Withdrawal.hidden_until > datetime.now(UTC))


def regions(session: Session, name: str) -> dict[int, str]:
    """Return the rows and paths of the regions that a name means, and of all inside them."""
    inside = f"/{fold(name).strip('/')}/"
    rows = session.execute(select(Region.id, Region.path))
    return {row_id: path for row_id, path in rows if inside in f"/{fold(path)}/"}


class Common(NamedTuple):
    """Columns of what articles have in common."""

    portal_id: Any
    region_id: Any
    outlet_id: Any
    language: Any
    published_day: Any


READ = Common(Article.portal_id, Reading.region_id, Reading.outlet_id, Reading.language, Reading.published_day)
"""In the archive's own tables."""


def common(session: Session, filters: Filters, of: Common) -> Iterable[ColumnElement[bool]]:
    """Give what filters ask of these columns. Raises NotFound for a portal that was never crawled."""
    if filters.portal is not None:
        yield of.portal_id == known_portal(session, filters.portal)
    if filters.region is not None:
        yield of.region_id.in_(list(regions(session, filters.region)))
    if filters.source is not None:
        yield of.outlet_id.in_(_outlets(session, filters.source))
    if filters.language is not None:
        tag, spoken = storable(filters.language).lower(), func.lower(of.language)
        yield or_(spoken == tag, spoken.startswith(f"{tag}-", autoescape=True))
    if filters.since is not None:
        yield of.published_day >= filters.since
    if filters.until is not None:
        yield of.published_day <= filters.until


def further(session: Session, filters: Filters) -> Iterable[ColumnElement[bool]]:
    """Give whatever else filters ask of an article and its current reading."""
    if filters.channel is not None:
        wanted = fold(filters.channel)
        ids = _ids(session, Channel.id, Channel.name, lambda name: wanted in fold(name))
        yield Article.id.in_(select(ArticleChannel.article_id).where(ArticleChannel.channel_id.in_(ids)))
    if filters.author is not None:
        wrote = Credit.role.in_(sorted(AUTHOR_ROLES))
        by = select(Credit.reading_id).where(Credit.name == storable(filters.author), wrote)
        yield Reading.id.in_(by)
    if filters.credit is not None or filters.role is not None:
        named = [] if filters.credit is None else [Credit.name == storable(filters.credit)]
        did = [] if filters.role is None else [Credit.role == filters.role]
        yield exists().where(Credit.reading_id == Reading.id, *named, *did)
    if filters.tag is not None:
        each = func.json_each if session.get_bind().dialect.name == "sqlite" else func.json_array_elements_text
        tags = each(Reading.tags).table_valued("value")
        yield select(tags.c.value).where(tags.c.value == storable(filters.tag)).exists()
    if filters.changed:
        older = aliased(Version)
        yield exists().where(older.article_id == Article.id, ~older.is_current)
    if filters.first:
        yield ~_earlier_copies().exists()
    if filters.gone is not None:
        gone = and_(was_lost(), exists().where(Link.id == last_lost(), is_gone()))
        yield gone if filters.gone else ~gone
    yield from _captured(filters)


def _earlier_copies() -> Select[int]:
    """Ask for the copies of an article that were published before it, in the order of `query.reprints`."""
    article, version, other = aliased(Article), aliased(Version), aliased(Reading)
    return (
        select(article.id)
        .join(version, and_(version.article_id == article.id, version.is_current))
        .join(other, and_(other.version_id == version.id, other.is_current))
        .where(article.cluster_id == Article.cluster_id, shown(article))
        .where(_published(article, other) < _published(Article, Reading))
    )


def _published(article: type[Article], current: type[Reading]) -> Tuple:
    """Return what says which of two copies had been published first; where only days are known, what was seen first."""
    width = case((current.published_precision == "day", 86400), (current.published_precision == "second", 1), else_=60)
    ends = extract("epoch", current.published_at) + width
    undated = case((current.published_at.is_(None), 1), else_=0)
    return tuple_(
        undated, func.coalesce(ends, extract("epoch", article.first_seen)), article.first_seen, article.public_id
    )


def _captured(filters: Filters) -> Iterable[ColumnElement[bool]]:
    fetched = []
    if filters.captured_since is not None:
        fetched.append(Capture.fetched_at >= _midnight(filters.captured_since))
    if filters.captured_until is not None:
        fetched.append(Capture.fetched_at < _midnight(filters.captured_until) + timedelta(days=1))
    if fetched:
        seen = aliased(Version)
        captures = select(VersionCapture.capture_id).join(seen, seen.id == VersionCapture.version_id)
        captures = captures.join(Capture, Capture.id == VersionCapture.capture_id)
        yield captures.where(seen.article_id == Article.id, *fetched).exists()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def storable(name: str) -> str:
    """Return a name as a database takes it: what no article holds (NUL, bytes that are no UTF-8) replaced."""
    return name.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _outlets(session: Session, source: str) -> list[int]:
    """Return the outlet that a source string means, and one of that very name where the string means another now."""
    names = names_of(source)
    if names is None:
        return []
    named = session.scalars(select(Outlet.id).where(Outlet.key == names.spelling)).all()
    known = find_outlet(session, names)
    return [*named, *([] if known is None else [known])]


def known_portal(session: Session, portal_id: str) -> str:
    """Return a portal's id. Raises NotFound for one that was never crawled."""
    portal_id = storable(portal_id)
    if session.get(Portal, portal_id) is None:
        raise NotFound(
            f"This archive holds nothing of a portal {portal_id!r}.",
            next_step="See what it holds: newsarchive status",
        )
    return portal_id


def _ids(session: Session, key: Any, name: Any, wanted: Callable[[str], bool]) -> list[int]:
    """Return the rows whose name is wanted; they are few, and looked at here, so that both databases agree."""
    return [row_id for row_id, text_ in session.execute(select(key, name)) if wanted(text_)]
