"""A heat map of coverage: a line a channel, a sign a day. The sign tells what the colour tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from newsarchive.cli.output import cell

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from newsarchive.query.coverage import Coverage

NOTHING = ("·", "dim")
"""A day on which nothing was listed that was to be captured."""
SIGNS = ((1.0, "█", "green"), (0.9, "▓", "yellow"), (0.5, "▒", "dark_orange"), (0.0, "░", "red"))
"""From which share of what was to be captured on a sign is shown, the best first."""
LEGEND = "█ all captured  ▓ 90 % or more  ▒ half or more  ░ less  · nothing listed"
NAME = 24
"""Columns for the names of channels, at most."""
BESIDE = NAME + 20
"""Columns that are no days."""

Cells = dict[date, "Coverage"]


def heat_maps(rows: Iterable[Coverage], width: int) -> Iterator[Table | Text]:
    """Give for each portal a table of its channels, as many days side by side as fit; then the days after these.

    Stretches of days that nothing was listed for are left out. What the signs mean comes last.
    """
    portals: dict[str, dict[tuple[str, str], Cells]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        assert row.day is not None
        portals[row.portal][row.channel or "(in no channel)", row.channel_url or ""][row.day] = row
    for portal, channels in portals.items():
        listed = {day for cells in channels.values() for day in cells}
        for days in _stretches(min(listed), max(listed), max(width - BESIDE, 7)):
            if listed.intersection(days):
                yield _heat_map(f"{portal}  {days[0]} to {days[-1]}", days, channels)
    yield cell(LEGEND, "dim")


def _stretches(first: date, last: date, room: int) -> Iterator[list[date]]:
    """Give the days from one to another, so many at a time; the last stretch is full."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    beyond = len(days) % room
    starts = ([0] if beyond else []) + list(range(beyond, len(days), room))
    for start, end in zip(starts, [*starts[1:], len(days)], strict=True):
        yield days[start:end]


def _heat_map(title: str, days: Sequence[date], channels: dict[tuple[str, str], Cells]) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, title=title, title_justify="left", title_style="bold")
    table.add_column(no_wrap=True, overflow="ellipsis", max_width=NAME)
    table.add_column(_days_of_the_month(days), no_wrap=True, min_width=len(days))
    table.add_column("captured", justify="right", vertical="bottom", no_wrap=True)
    for (name, _url), cells in channels.items():
        shown = [row for day in days if (row := cells.get(day)) is not None]
        wanted = sum(row.listed - row.excluded for row in shown)
        captured = f"{sum(row.captured for row in shown):,} of {wanted:,}"
        table.add_row(cell(name), signs(map(cells.get, days)), captured)
    return table


def _days_of_the_month(days: Sequence[date]) -> Text:
    """Return two lines to stand above the signs: the number of each day, written from above to below."""
    written = [f"{day.day:02}" for day in days]
    return cell("\n".join("".join(digits) for digits in zip(*written, strict=True)), "dim")


def signs(rows: Iterable[Coverage | None]) -> Text:
    """Return a sign for each of some days."""
    from rich.text import Text

    return Text.assemble(*map(_sign, rows))


def _sign(row: Coverage | None) -> tuple[str, str]:
    if row is None or row.share is None:
        return NOTHING
    return next((sign, style) for least, sign, style in SIGNS if row.share >= least)
