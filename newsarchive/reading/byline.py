"""A byline: the people whom a line names, and what of it is text."""

from __future__ import annotations

from dataclasses import dataclass

from newsarchive.items import Credit


@dataclass(frozen=True)
class Byline:
    """A byline and what of its line is text."""

    credits: tuple[Credit, ...]
    """The people; none for 本报综合 and its like."""
    rest: str
    """What remains of the paragraph without the byline; empty for a line that is nothing else."""
    raw: str
    """The byline as it stands."""
