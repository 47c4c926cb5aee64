"""Where researchers read: an archive opened for reading only, asked in Python.

What it gives is what the commands give: the same filters, the same order, the same words for things.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Any, Self, TypedDict, Unpack, cast

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from newsarchive.errors import UsageError
from newsarchive.export.citing import Style, cite
from newsarchive.export.frames import pandas_frame, polars_frame
from newsarchive.items import Role
from newsarchive.query.articles import StoredArticle, get_article, iter_articles
from newsarchive.query.concordance import Place, concordance
from newsarchive.query.counting import Count, about, count
from newsarchive.query.facet import Facet
from newsarchive.query.facets import Share, shares
from newsarchive.query.filters import Filters
from newsarchive.query.reprints import Reprints, reprints_of
from newsarchive.query.search import Hit, search
from newsarchive.query.versions import StoredVersion, versions_of
from newsarchive.query.wanted import article_wanted
from newsarchive.store.archive import open_database
from newsarchive.store.database import reading

DAYS = ("since", "until", "captured_since", "captured_until")


class Narrowed(TypedDict, total=False):
    """Which articles are meant: those that satisfy all that is given. `query.filters.Filters` tells each."""

    portal: str | None
    channel: str | None
    region: str | None
    source: str | None
    author: str | None
    credit: str | None
    role: Role | str | None
    language: str | None
    tag: str | None
    since: date | str | None
    """Days are dates, or text as ISO 8601 has it: 2018-02-13."""
    until: date | str | None
    captured_since: date | str | None
    captured_until: date | str | None
    changed: bool
    first: bool
    gone: bool | None


@dataclass(frozen=True)
class ReadingRoom:
    """An archive that is open for reading. Crawls go on meanwhile and are not held up.

    Close it, or use it in a `with` statement. Each method sees the archive as it is at one moment. All raise UsageError
    for words, days or roles that cannot be read, NotFound for a portal that was never crawled, DatabaseUnavailable.
    """

    engine: Engine
    """SQLAlchemy's, of a connection that cannot write."""

    def search(
        self, words: str | None = None, *, limit: int = 20, offset: int = 0, **narrowed: Unpack[Narrowed]
    ) -> list[Hit]:
        """Return what is found by words in the language of searches (docs/search.md), the best first."""
        with self.session() as session:
            return search(session, filters_of(words, narrowed), limit=limit, offset=offset)

    def count(self, words: str | None = None, *, exact: bool = False, **narrowed: Unpack[Narrowed]) -> Count:
        """Return how many articles there are; of many it is told from a sample unless `exact` is asked for."""
        filters = filters_of(words, narrowed)
        with self.session() as session:
            return Count(count(session, filters), is_exact=True) if exact else about(session, filters)

    def counts(self, by: Facet | str, words: str | None = None, **narrowed: Unpack[Narrowed]) -> list[Share]:
        """Return how articles spread over regions, outlets, portals, languages, years, months or days.

        Beside each number stands how many articles there are whatever they say.
        """
        try:
            facet = Facet(by)
        except ValueError:
            raise UsageError(f"Nothing is counted by {by!r}.", next_step=f"Count by {', '.join(Facet)}.") from None
        with self.session() as session:
            return shares(session, filters_of(words, narrowed), facet)

    def places(self, words: str, *, limit: int = 100, offset: int = 0, **narrowed: Unpack[Narrowed]) -> list[Place]:
        """Return the places where words stand, with what is around them: a concordance."""
        with self.session() as session:
            return concordance(session, filters_of(words, narrowed), limit=limit, offset=offset)

    def articles(self, words: str | None = None, **narrowed: Unpack[Narrowed]) -> Articles:
        """Return articles that are read from the archive as they are looked at, in the order of their filing."""
        return Articles(self, filters_of(words, narrowed))

    def article(self, wanted: str) -> StoredArticle | None:
        """Return one article by its id, the beginning of it (six characters or more), or an address; None without."""
        with self.session() as session:
            return get_article(session, wanted)

    def versions(self, public_id: str) -> list[StoredVersion]:
        """Return what the publisher made of an article over time, the first version first."""
        with self.session() as session:
            return versions_of(session, public_id)

    def reprints(self, public_id: str) -> Reprints | None:
        """Return the articles that tell the same story; None where none is known."""
        with self.session() as session:
            return reprints_of(session, public_id)

    def cite(self, wanted: str, style: Style | str = Style.BIBTEX) -> str:
        """Return how an article is cited: bibtex, ris, chicago or gb7714. Raises NotFound where there is none."""
        if style not in list(Style):
            raise UsageError(f"There is no style {style!r}.", next_step=f"Styles that there are: {', '.join(Style)}")
        with self.session() as session:
            return cite(article_wanted(session, wanted), Style(style))

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Give an SQLAlchemy session that sees one state of the archive, to ask `newsarchive.store.models`."""
        with reading(self.engine) as session:
            yield session

    def close(self) -> None:
        """Let go of the database's connections."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass(frozen=True)
class Articles:
    """Articles that are loaded as they are looked at, some hundred at once; each time anew."""

    room: ReadingRoom
    filters: Filters

    def __iter__(self) -> Iterator[StoredArticle]:
        with self.room.session() as session:
            yield from iter_articles(session, self.filters)

    def to_pandas(self, columns: Sequence[str] | None = None) -> Any:
        """Return a pandas.DataFrame of a row an article, with the columns of `newsarchive export` (docs/export.md).

        Moments are in UTC, lists are lists. `columns`: only these, in this order. Raises UsageError for one that there
        is not, ConfigError where pandas is not installed.
        """
        with self.room.session() as session:
            return pandas_frame(session, self.filters, columns)

    def to_polars(self, columns: Sequence[str] | None = None) -> Any:
        """Return a polars.DataFrame of the same rows and columns. Raises ConfigError where polars is not installed."""
        with self.room.session() as session:
            return polars_frame(session, self.filters, columns)


def open_reading_room(given: str | os.PathLike[str] | None = None) -> ReadingRoom:
    """Open for reading the archive in a folder, or the database at an address (postgresql://…, sqlite:///…).

    Without either, the archive that NEWSARCHIVE_ARCHIVE names or that lies in this folder or above. Raises
    ArchiveNotFound, ConfigError or DatabaseUnavailable.
    """
    return ReadingRoom(open_database(given))


def filters_of(words: str | None, narrowed: Narrowed) -> Filters:
    """Return filters as a researcher gives them. Raises UsageError for days and roles that are none."""
    given: dict[str, Any] = dict(cast("dict[str, Any]", narrowed))
    for name in DAYS:
        if isinstance(given.get(name), str):
            given[name] = _day(name, given[name])
    if isinstance(given.get("role"), str):
        given["role"] = _role(given["role"])
    try:
        return Filters(words=words, **given)
    except TypeError as error:
        names = ", ".join(Narrowed.__annotations__)
        raise UsageError(f"There is no such filter: {error}", next_step=f"Filters that there are: {names}") from None


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{name}: {text!r} is no day.", next_step="Write it as in 2018-02-13.") from None


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise UsageError(f"There is no role {text!r}.", next_step=f"Roles: {', '.join(Role)}") from None
