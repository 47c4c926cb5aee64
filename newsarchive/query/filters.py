"""One set of filters for command line, export and whatever else asks: which articles are meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, literal_column, select, text
from sqlalchemy.orm import Session

from newsarchive.dedupe.outlets import names_of
from newsarchive.errors import NotFound
from newsarchive.items import AUTHOR_ROLES
from newsarchive.query.phrases import Phrase, phrases
from newsarchive.store.articles import WITHDRAWN
from newsarchive.store.models import (
    Article,
    ArticleChannel,
    Channel,
    Credit,
    Outlet,
    Portal,
    Reading,
    Region,
    Version,
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
    """Words that the article contains, all of them; "in quotation marks" as they stand."""
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

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """What `words` asks for."""
        return phrases(self.words)


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
    found = candidates(
        " ".join(phrase.text for phrase in filters.phrases), sqlite=session.get_bind().dialect.name == "sqlite"
    )
    if found is None:
        return query.add_columns(OPEN if filters.phrases else DECIDED)
    sql, values = found
    inner = text(sql).bindparams(**values).columns(article_id=Article.id.type, unsure=Version.number.type)
    hits = inner.subquery("hits")
    decided = all(phrase.is_token for phrase in filters.phrases)
    return query.join(hits, hits.c.article_id == Article.id).add_columns(hits.c.unsure if decided else OPEN)


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
    if filters.since is not None:
        yield Reading.published_day >= filters.since
    if filters.until is not None:
        yield Reading.published_day <= filters.until


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
