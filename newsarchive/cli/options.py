"""Options that several commands share, and how their values are read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from newsarchive.query.filters import Filters

ArchiveOption = Annotated[
    Path | None,
    typer.Option(
        "--archive",
        metavar="DIR",
        help="The archive's folder; else NEWSARCHIVE_ARCHIVE, else the archive that this folder lies in.",
    ),
]
PortalOption = Annotated[str | None, typer.Option(metavar="ID", help="Only this portal.")]
ChannelOption = Annotated[str | None, typer.Option(metavar="NAME", help="Only channels with this in their name.")]
RegionOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="Only this region and those in it: 泸县, or 四川/泸州市.")
]
SourceOption = Annotated[str | None, typer.Option(metavar="NAME", help="Only what this newspaper wrote (来源).")]
AuthorOption = Annotated[str | None, typer.Option(metavar="NAME", help="Only what this person wrote.")]
SinceOption = Annotated[str | None, typer.Option(metavar="DATE", help="Published on this day or later.")]
UntilOption = Annotated[str | None, typer.Option(metavar="DATE", help="Published on this day or earlier.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def parse_day(text: str) -> date:
    """Read a day as YYYY-MM-DD. Raises UsageError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{text!r} is no day of the calendar.", next_step="Write a day as year, month and day: 2018-02-13"
        ) from None


def parse_days(since: str | None, until: str | None) -> tuple[date | None, date | None]:
    """Read the first and the last day that were asked for. Raises UsageError, also for days in the wrong order."""
    first, last = (parse_day(text) if text else None for text in (since, until))
    if first and last and first > last:
        raise UsageError(f"--since {first} lies after --until {last}.", next_step="Change them round.")
    return first, last


def filters_of(*, since: str | None, until: str | None, **names: str | None) -> Filters:
    """Put filters together from what was typed. Raises UsageError for days that are none, or in the wrong order."""
    from newsarchive.query.filters import Filters

    first, last = parse_days(since, until)
    return Filters(since=first, until=last, **names)
