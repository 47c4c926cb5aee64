"""What may be asked in SQL, and what comes back: the same whichever database answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from newsarchive.errors import TooMuch, UsageError

MEMORY = 512 << 20
"""Bytes that a question may have SQLite hold at once."""
LONGEST = 100_000
"""Characters of a statement."""
MOST_SECONDS = 600.0

Value = Any
"""None, a bool, an int, a float, a str, bytes, or a list of these."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A statement, and how much its answer may be."""

    statement: str
    limit: int
    """Rows after which the answer is cut."""
    seconds: float
    """Seconds that the database may work on it."""

    def __post_init__(self) -> None:
        if not self.statement.strip():
            raise UsageError("There is no statement.", next_step='Write: newsarchive sql "SELECT …"')
        if len(self.statement) > LONGEST:
            raise UsageError(f"The statement is longer than {LONGEST:,} characters.", next_step="Ask in another way.")
        if "\0" in self.statement or any(0xD800 <= ord(sign) < 0xE000 for sign in self.statement):
            raise UsageError(
                "The statement has characters that are none (NUL, surrogates).", next_step="Take them out."
            )
        if self.limit < 1:
            raise UsageError("--limit is at least 1.", next_step="Give how many rows are wanted.")
        if not 0 < self.seconds <= MOST_SECONDS:
            raise UsageError(f"--timeout lies between 0 and {MOST_SECONDS:.0f} seconds.", next_step="Give less.")


@dataclass(kw_only=True)
class Answer:
    """A table that is read as it comes."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Value, ...]] = field(default_factory=lambda: iter(()))
    is_cut: bool = False
    """Whether there are more rows than the limit; known when all have been read."""


def refused(what: str) -> UsageError:
    """Return the error for a statement that does more than read."""
    return UsageError(
        f"Refused: {what.strip()}. The archive is only read here.",
        next_step="Ask with one SELECT; which tables and views there are: newsarchive db dictionary",
    )


def wrong(said: str) -> UsageError:
    """Return the error for a statement that the database does not understand, in its words."""
    return UsageError(
        f"The database does not take this statement: {said}",
        next_step="Which tables and views there are, and their columns: newsarchive db dictionary",
    )


def too_long(question: Question) -> TooMuch:
    """Return the error for a statement that was stopped by the clock."""
    return TooMuch(
        f"Stopped: the database had no answer after {question.seconds:g} seconds.",
        next_step=f"Ask for less, or give it more time: --timeout, up to {MOST_SECONDS:.0f}",
    )


def too_much_memory() -> TooMuch:
    """Return the error for a statement that was stopped by the limit on memory."""
    return TooMuch(
        "Stopped: the answer needs more memory than a question may have.",
        next_step="Ask for less: fewer columns in what is sorted or grouped, shorter texts.",
    )
