"""What a column is: a name, a kind, what it holds, and how it is told of a row. Every format is written from this."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from newsarchive.errors import UsageError
from newsarchive.query.filters import Filters


class Kind(StrEnum):
    """What the values of a column are; None is a value of each but yes or no: the page does not say."""

    TEXT = "text"
    """str."""
    WHOLE = "whole number"
    """int."""
    NUMBER = "number"
    """float."""
    YES_NO = "yes or no"
    """bool."""
    DAY = "day"
    """datetime.date."""
    MOMENT = "moment"
    """datetime.datetime, in UTC."""
    STATED = "moment as stated"
    """`Stated`: with the offset from UTC that the page states or its portal has."""
    LIST = "list of text"
    """A sequence of str; none is an empty one."""
    PAIRS = "list of pairs"
    """A sequence of str, each of two parts, joined by a colon that the first has not."""


class Stated(NamedTuple):
    """A moment as precisely as its page states it."""

    at: datetime
    """With its offset from UTC."""
    is_day: bool = False
    """Whether the page states the day alone."""

    def __str__(self) -> str:
        """Write it in ISO 8601: the day alone, or to the second and with its offset."""
        return self.at.date().isoformat() if self.is_day else self.at.isoformat(timespec="seconds")


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table."""

    name: str
    kind: Kind
    parts: tuple[str, ...]
    """What has to be looked up of a row for it."""
    value: Callable[..., Any] | None = None
    """Makes it of these, in their order; None where the one part is the value."""
    doc: str = ""
    """What it holds, in a few words."""
    is_extra: bool = False
    """Whether it is there only where somebody asks for it."""
    sign: str = ";"
    """What parts the values of a list where they have to stand in one cell."""
    wide: str = "；"
    """What that sign becomes inside a value."""
    pair: tuple[str, str] = ("", "")
    """What the two parts of each pair are."""


def column(name: str, kind: Kind, doc: str = "", part: str = "", **more: Any) -> Column:
    """Return a column of one part, which has its name or another."""
    return Column(name=name, kind=kind, doc=doc, parts=(part or name,), **more)


def attribute(name: str, kind: Kind, doc: str = "", of: str = "") -> Column:
    """Return a column of rows that are one thing each (`alone`): an attribute of it, which has its name or another."""
    return Column(name=name, kind=kind, doc=doc, parts=("thing",), value=attrgetter(of or name))


def alone(things: Iterable[Any]) -> Generator[Row]:
    """Give rows of one thing each, which have no article's order."""
    yield from ((0, thing) for thing in things)


Row = Sequence[Any]
"""What was looked up: the number of the article's row, by which rows are ordered where the table is, then the parts of
the columns in the order of `parts_of`."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table that can be taken away."""

    name: str
    columns: tuple[Column, ...]
    iter_rows: Callable[[Session, Filters, Sequence[Column], int], Generator[Row]]
    """Gives the rows that filters mean, with what some columns need, behind an article's number; memory stays flat.

    Raises NotFound for a portal that was never crawled.
    """
    takes_words: bool = True
    """Whether its articles can be chosen by words."""
    is_ordered: bool = True
    """Whether its rows come in the order of their articles, so that it can be gone on with behind one of them."""

    def chosen(self, names: Sequence[str] | None = None) -> tuple[Column, ...]:
        """Return the columns of those names, in that order; the usual ones without. Raises UsageError."""
        if not names:
            return tuple(column for column in self.columns if not column.is_extra)
        known = {column.name: column for column in self.columns}
        for name in names:
            if name not in known:
                raise UsageError(
                    f"The table of {self.name} has no column {name!r}.",
                    next_step=f"Columns that there are, the likest first: {', '.join(_likest_first(name, known))}",
                )
            if names.count(name) > 1:
                raise UsageError(f"The column {name!r} is asked for twice.", next_step="Name each column once.")
        return tuple(known[name] for name in names)


def parts_of(columns: Sequence[Column]) -> list[str]:
    """Return what has to be looked up for some columns, each once."""
    return list(dict.fromkeys(part for column in columns for part in column.parts))


def _likest_first(name: str, known: Sequence[str] | dict[str, Column]) -> list[str]:
    like = {one: difflib.SequenceMatcher(None, name.lower(), one).ratio() for one in known}
    return sorted(known, key=lambda one: -like[one])
