"""Options that several commands share, and how their values are read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from newsarchive.errors import UsageError

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


def parse_days(
    since: str | None, until: str | None, since_option: str = "--since", until_option: str = "--until"
) -> tuple[date | None, date | None]:
    """Read the first and the last day that were asked for. Raises UsageError, also for days in the wrong order."""
    first, last = (parse_day(text) if text else None for text in (since, until))
    if first and last and first > last:
        raise UsageError(f"{since_option} {first} lies after {until_option} {last}.", next_step="Change them round.")
    return first, last
