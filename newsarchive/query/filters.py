"""One set of filters for command line, export and whatever else asks: which articles are meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Tuple,
    and_,
    case,
    exists,
    extract,
    func,
    literal_column,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.orm import Session, aliased

from newsarchive.dedupe.outlets import names_of
from newsarchive.errors import NotFound
from newsarchive.items import AUTHOR_ROLES, Role
from newsarchive.query.gone import is_gone, last_lost, was_lost
from newsarchive.query.grammar import Wanted, parse
from newsarchive.query.lookup import lookup
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
from newsarchive.store.search_index import candidates
from newsarchive.text.cjk import fold

DECIDED, OPEN = (literal_column(value, Integer).label("unsure") for value in ("0", "1"))
"""Whether the index leaves open what is in the text."""


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which articles are meant: those that satisfy all that is not None. Names are compared folded."""

    words: str | None = None
    """What the article says, in the language of searches (`query.grammar`)."""
    portal: str | None = None
    """Id of the portal that published it."""
    channel: str | None = None
    """Part of the name of a channel that it stands in."""
    region: str | None = None
    """A region that it is about, or one further out: a name (泸县) or several joined by / (四川/泸州市)."""
    source: str | None = None
    """Name of the outlet that wrote it, in any of its spellings."""
    author: str | None = None
    """Name of one of its authors, exactly."""
    since: date | None = None
    """Published on this day or later; the day is the portal's own. Articles without a date are left out."""
    until: date | None = None
    """Published on this day or earlier; likewise."""
    captured_since: date | None = None
    """A page of it was captured on this day (UTC) or later."""
    captured_until: date | None = None
    """A page of it was captured on this day (UTC) or earlier; with `captured_since`, one within these days."""
    credit: str | None = None
    """Name of somebody who is credited with something, exactly."""
    role: Role | None = None
    """What somebody did for it: with `credit`, that person; without, anybody."""
    language: str | None = None
    """Its language as a tag (RFC 5646), or the beginning of one: zh means zh-Hant too (RFC 4647, 3.3.1)."""
    tag: str | None = None
    """One of its tags, exactly."""
    changed: bool = False
    """Only articles of which the publisher made several versions, as far as they were seen."""
    first: bool = False
    """Of the reprints of one story only the earliest publication, as far as the dates tell (docs/reprints.md)."""
    gone: bool | None = None
    """True: only articles that their portal no longer shows; False: only others."""

    @cached_property
    def wanted(self) -> Wanted | None:
        """What `words` asks for; None for nothing. Raises UsageError where they cannot be read."""
        return parse(self.words)


def matching(session: Session, filters: Filters, *columns: Any) -> Select[Any]:
    """Return the query for the current readings of the articles that the filters mean, with the columns asked for.

    After them comes the column `unsure`: 1 where the index leaves open whether the words are there, which the caller
    then looks up in the text. Withdrawn and embargoed articles are never meant. Raises NotFound for a portal that was
    never crawled.
    """
    query: Select[Any] = (
        select(*columns)
        .select_from(Article)
        .join(Version, and_(Version.article_id == Article.id, Version.is_current))
        .join(Reading, and_(Reading.version_id == Version.id, Reading.is_current))
        .where(shown(), *_conditions(session, filters))
    )
    looked_up = lookup(filters.wanted)
    if looked_up.asked is None:
        return query.add_columns(DECIDED if looked_up.decides else OPEN)
    sql, values = candidates(looked_up.asked, sqlite=session.get_bind().dialect.name == "sqlite")
    inner = text(sql).bindparams(**values).columns(article_id=Article.id.type, unsure=Version.number.type)
    hits = inner.subquery("hits")
    return query.join(hits, hits.c.article_id == Article.id).add_columns(hits.c.unsure if looked_up.decides else OPEN)


def shown(article: type[Article] = Article) -> ColumnElement[bool]:
    """Return the condition that an article may be shown: neither withdrawn nor under an embargo at this moment."""
    embargoed = select(Withdrawal.article_id).where(Withdrawal.hidden_until > datetime.now(UTC))
    return and_(article.state != WITHDRAWN, article.id.not_in(embargoed))


def _conditions(session: Session, filters: Filters) -> Iterable[ColumnElement[bool]]:
    if filters.portal is not None:
        yield Article.portal_id == known_portal(session, filters.portal)
    if filters.channel is not None:
        wanted = fold(filters.channel)
        ids = _ids(session, Channel.id, Channel.name, lambda name: wanted in fold(name))
        yield Article.id.in_(select(ArticleChannel.article_id).where(ArticleChannel.channel_id.in_(ids)))
    if filters.region is not None:
        inside = f"/{fold(filters.region).strip('/')}/"
        yield Reading.region_id.in_(_ids(session, Region.id, Region.path, lambda path: inside in f"/{fold(path)}/"))
    if filters.source is not None:
        yield Reading.outlet_id.in_(_outlets(session, filters.source))
    if filters.author is not None:
        wrote = Credit.role.in_(sorted(AUTHOR_ROLES))
        by = select(Credit.reading_id).where(Credit.name == storable(filters.author), wrote)
        yield Reading.id.in_(by)
    yield from _times(filters)
    yield from _marks(session, filters)


def _marks(session: Session, filters: Filters) -> Iterable[ColumnElement[bool]]:
    if filters.credit is not None or filters.role is not None:
        named = [] if filters.credit is None else [Credit.name == storable(filters.credit)]
        did = [] if filters.role is None else [Credit.role == filters.role]
        yield exists().where(Credit.reading_id == Reading.id, *named, *did)
    if filters.language is not None:
        tag, spoken = storable(filters.language).lower(), func.lower(Reading.language)
        yield or_(spoken == tag, spoken.startswith(f"{tag}-", autoescape=True))
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


def _times(filters: Filters) -> Iterable[ColumnElement[bool]]:
    if filters.since is not None:
        yield Reading.published_day >= filters.since
    if filters.until is not None:
        yield Reading.published_day <= filters.until
    if filters.captured_since is not None or filters.captured_until is not None:
        fetched = []
        if filters.captured_since is not None:
            fetched.append(Capture.fetched_at >= _midnight(filters.captured_since))
        if filters.captured_until is not None:
            fetched.append(Capture.fetched_at < _midnight(filters.captured_until) + timedelta(days=1))
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
