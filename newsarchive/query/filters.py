"""One set of filters for command line, export and whatever else asks: which articles are meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Integer, Select, and_, literal_column, select
from sqlalchemy.orm import Session

from newsarchive.items import Role
from newsarchive.query.conditions import READ, common, further, shown
from newsarchive.query.grammar import Wanted, parse
from newsarchive.query.lookup import lookup
from newsarchive.query.marks import marks_of
from newsarchive.store.asked import Question
from newsarchive.store.models import Article, Reading, Version
from newsarchive.store.search_index import candidates

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
    query = current(session, filters, *columns)
    looked_up = lookup(filters.wanted)
    if looked_up.asked is None:
        return query.add_columns(DECIDED if looked_up.decides else OPEN)
    hits = candidates(session, Question(looked_up.asked, marks_of(session, filters)))
    return query.join(hits, hits.c.article_id == Article.id).add_columns(hits.c.unsure if looked_up.decides else OPEN)


def current(session: Session, filters: Filters, *columns: Any) -> Select[Any]:
    """Return the query for the current readings of the articles that the filters mean, whatever they say."""
    return (
        select(*columns)
        .select_from(Article)
        .join(Version, and_(Version.article_id == Article.id, Version.is_current))
        .join(Reading, and_(Reading.version_id == Version.id, Reading.is_current))
        .where(shown(), *common(session, filters, READ), *further(session, filters))
    )
