"""How each database says what the two say differently, for statements that are written out."""

from __future__ import annotations

from typing import Protocol


class Dialect(Protocol):
    """What the views need: expressions in one database's own words."""

    now: str
    """This moment, to be compared with a column that holds one."""
    newline: str
    """A line break."""

    def joined(self, value: str, separator: str, tables: str, order: str) -> str:
        """Return a subquery of texts in an order, joined by an expression that stands between them."""

    def seconds(self, moment: str) -> str:
        """Return the seconds since 1970 of a moment."""

    def utc_day(self, moment: str) -> str:
        """Return the day in UTC of a moment."""

    def days_between(self, later: str, earlier: str) -> str:
        """Return how many days lie between two days."""

    def by_code(self, name: str) -> str:
        """Return a text to order by, so that both databases have one order."""


class SQLite:
    """SQLite: moments are text, UTC without an offset, and days are too."""

    now: str = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
    newline: str = "char(10)"

    def joined(self, value: str, separator: str, tables: str, order: str) -> str:
        """Join an ordered subquery: group_concat goes through it in its order (ORDER BY inside it came with 3.44)."""
        return f"(SELECT group_concat(part, {separator}) FROM (SELECT {value} AS part FROM {tables} ORDER BY {order}))"

    def seconds(self, moment: str) -> str:
        """Take whole seconds."""
        return f"CAST(strftime('%s', {moment}) AS integer)"

    def utc_day(self, moment: str) -> str:
        """Take the day off the front."""
        return f"substr({moment}, 1, 10)"

    def days_between(self, later: str, earlier: str) -> str:
        """Subtract Julian days."""
        return f"CAST(julianday({later}) - julianday({earlier}) AS integer)"

    def by_code(self, name: str) -> str:
        """Compare bytes, as SQLite does by itself."""
        return name


class PostgreSQL:
    """PostgreSQL, whose connections are set to UTC."""

    now: str = "now()"
    newline: str = "chr(10)"

    def joined(self, value: str, separator: str, tables: str, order: str) -> str:
        """Let the aggregate order."""
        return f"(SELECT string_agg({value}, {separator} ORDER BY {order}) FROM {tables})"

    def seconds(self, moment: str) -> str:
        """Take whole seconds."""
        return f"floor(extract(epoch FROM {moment}))"

    def utc_day(self, moment: str) -> str:
        """Cut off the time in UTC, whatever the zone of the connection."""
        return f"CAST({moment} AT TIME ZONE 'UTC' AS date)"

    def days_between(self, later: str, earlier: str) -> str:
        """Subtract days."""
        return f"({later} - {earlier})"

    def by_code(self, name: str) -> str:
        """Compare bytes, whatever the collation of the database."""
        return f'{name} COLLATE "C"'


DIALECTS: dict[str, Dialect] = {"sqlite": SQLite(), "postgresql": PostgreSQL()}
"""By SQLAlchemy's names of them."""
