"""`newsarchive coverage`: of what listings showed, how much the archive has; as a table, a heat map, CSV or JSON."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from newsarchive.cli.options import ArchiveOption, ChannelOption, JsonOption, parse_day
from newsarchive.cli.output import cell, console_of, plain, standard_output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.table import Table
    from rich.text import Text

    from newsarchive.query.coverage import By, Coverage

SPAN = 30
"""Days that are looked at unless somebody says otherwise."""
NUMBERS = ("listed", "captured", "read", "gone", "lost", "failed", "waiting", "excluded")
BAD = ("lost", "failed")
IN_NONE = "(in no channel)"
MOST_REASONS = 10
"""Reasons that stand under the table."""


def coverage(
    portal: Annotated[str | None, typer.Argument(metavar="[PORTAL]", help="Only this portal.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="From this day on; else of the last 30 days.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Until this day.")] = None,
    channel: ChannelOption = None,
    by: Annotated[
        str | None,
        typer.Option(metavar="ROW", help="What a row is: portal, channel, day or channel-day; else channel."),
    ] = None,
    heat: Annotated[
        bool, typer.Option("--heat", help="A line a channel, a sign a day: how much of what was listed is captured.")
    ] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, for a spreadsheet.")] = False,
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """Show of the articles that listings showed how many the archive has, and why not the others.

    An article belongs to the day that a listing showed beside it, else to the day it was found on. Days are the
    portal's own. An article counts in every channel that lists it.

      listed    = captured + lost + failed + waiting + excluded

      captured  the page was had and is kept

      read      of those captured: an article was read from it

      gone      the portal does not show it any more, captured or not

      lost      of those gone: it was so before it could be captured

      failed    given up in the last run; the next tries again

      waiting   still to be fetched

      excluded  not asked for (robots.txt, older than wanted), or withdrawn

    Examples:

      newsarchive coverage

      newsarchive coverage yybnet --heat --since 2026-01-01

      newsarchive coverage --by channel-day --csv > coverage.csv
    """
    from newsarchive.errors import UsageError
    from newsarchive.query.coverage import By
    from newsarchive.query.coverage import coverage as cover
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import reading

    if heat + as_csv + as_json > 1 or (heat and by):
        raise UsageError("--heat, --csv and --json are three forms.", next_step="Give one; --heat goes without --by.")
    first = parse_day(since) if since else datetime.now(UTC).date() - timedelta(days=SPAN - 1)
    last = parse_day(until) if until else None
    if last and first > last:
        raise UsageError(f"The first day, {first}, lies after --until {last}.", next_step="Give an earlier --since.")
    rows_are = By.CHANNEL_DAY if heat else _by(by)
    with open_archive(archive) as opened, reading(opened.engine) as session:
        rows = cover(session, by=rows_are, portal=portal, channel=channel, since=first, until=last)
    if not rows and not (as_csv or as_json):
        typer.echo(f"No article was listed since {first}.", err=True)
        return
    _write(rows, rows_are, as_csv=as_csv, as_json=as_json, heat=heat)


def _write(rows: Sequence[Coverage], by: By, *, as_csv: bool, as_json: bool, heat: bool) -> None:
    from newsarchive.cli.heat import heat_maps
    from newsarchive.export.csv import csv_chunks
    from newsarchive.query.tables.columns import alone
    from newsarchive.query.tables.coverage import COVERAGE

    with standard_output() as stream:
        if as_csv:
            stream.buffer.writelines(chunk.data for chunk in csv_chunks(alone(rows), COVERAGE))
        elif as_json:
            stream.write(json.dumps([asdict(row) for row in rows], ensure_ascii=False, default=plain) + "\n")
        else:
            console = console_of(stream)
            for part in heat_maps(rows, console.width) if heat else (_table(rows, by), *_why(rows)):
                console.print(part)


def _by(typed: str | None) -> By:
    from newsarchive.errors import UsageError
    from newsarchive.query.coverage import By

    try:
        return By(typed or By.CHANNEL)
    except ValueError:
        raise UsageError(f"A row cannot be a {typed!r}.", next_step=f"It can be: {', '.join(By)}") from None


def _table(rows: Sequence[Coverage], by: By) -> Table:
    from rich.table import Table

    from newsarchive.query.coverage import By

    words: dict[str, Callable[[Coverage], str]] = {"portal": lambda row: row.portal}
    if by in (By.CHANNEL, By.CHANNEL_DAY):
        words["channel"] = lambda row: row.channel or IN_NONE
    if by in (By.DAY, By.CHANNEL_DAY):
        words["day"] = lambda row: str(row.day)
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold underline")
    for name in words:
        table.add_column(name, no_wrap=True, overflow="ellipsis", min_width=len(name))
    for name in NUMBERS:
        table.add_column(name, justify="right", no_wrap=True, min_width=len(name))
    for row in rows:
        table.add_row(*(cell(word(row)) for word in words.values()), *(_number(row, name) for name in NUMBERS))
    return table


def _why(rows: Sequence[Coverage]) -> Iterator[Text]:
    """Give the lines that stand under the table: why articles were not read, in all rows together."""
    reasons: Counter[str] = Counter()
    for row in rows:
        reasons.update(row.reasons)
    if reasons:
        yield cell("Not read, because (each row's own reasons: --csv)", "bold")
    for reason, links in reasons.most_common(MOST_REASONS):
        yield cell(f"{links:>8,}  {reason}")
    if (more := len(reasons) - MOST_REASONS) > 0:
        yield cell(f"          and {more} reasons more", "dim")


def _number(row: Coverage, name: str) -> Text:
    value: int = getattr(row, name)
    if not value:
        return cell("·", "dim")
    return cell(f"{value:,}", "bold red" if name in BAD else "")
