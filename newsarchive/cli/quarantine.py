"""`newsarchive quarantine`: pages that depart from what is usual for their portal, and what is to become of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from newsarchive.cli.options import ArchiveOption, JsonOption, PortalOption
from newsarchive.cli.output import CONTROLS, counted_progress, plain, standard_output

if TYPE_CHECKING:
    from newsarchive.query.quarantine import Compared, Departure, HeldPage

app = typer.Typer(help="See, release or discard pages that departed from what is usual.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="A quarantine's number: see `quarantine list`.")]


@app.command("list")
def list_(
    portal: PortalOption = None,
    all_: Annotated[bool, typer.Option("--all", help="Also those about which everything is decided.")] = False,
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """List what is in quarantine: number, portal, run, pages, and why.

    Example:

      newsarchive quarantine list
    """
    from newsarchive.query.quarantine import departures
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import reading

    with open_archive(archive) as opened, reading(opened.engine) as session:
        found = departures(session, portal=portal, decided=all_)
    with standard_output() as stream:
        if as_json:
            stream.write(json.dumps([asdict(one) for one in found], ensure_ascii=False, default=plain) + "\n")
        else:
            stream.writelines(f"{line.translate(CONTROLS)}\n" for one in found for line in _lines(one))
    if not found and not as_json:
        typer.echo("Nothing is in quarantine.", err=True)


@app.command()
def show(number: Number, as_json: JsonOption = False, archive: ArchiveOption = None) -> None:
    """Show a quarantine: each field as it was read beside what is usual, and the pages.

    Example:

      newsarchive quarantine show 1
    """
    from newsarchive.query.quarantine import compared, departure, pages
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import reading

    with open_archive(archive) as opened, reading(opened.engine) as session:
        one, fields, held = departure(session, number), compared(session, number), pages(session, number)
    with standard_output() as stream:
        if as_json:
            facts = asdict(one) | {"fields": [asdict(f) for f in fields], "addresses": [asdict(page) for page in held]}
            stream.write(json.dumps(facts, ensure_ascii=False, default=plain) + "\n")
        else:
            stream.writelines(f"{line.translate(CONTROLS)}\n" for line in _shown(one, fields, held))


@app.command()
def release(number: Number, as_json: JsonOption = False, archive: ArchiveOption = None) -> None:
    """Release a quarantine: its pages are filed as they would have been, in the order in which they were fetched.

    They are read again as their portal's file says today. What they are like is usual from then on. Where the portal's
    file is to be mended first, `newsarchive reparse --quarantined` tells whether it is. The decision goes to the
    journal; no crawl of the portal may run meanwhile (exit code 10). Interrupted, the next crawl goes on.

    Example:

      newsarchive quarantine release 1
    """
    from newsarchive.store.archive import open_archive
    from newsarchive.store.releasing import release as file_all

    with open_archive(archive) as opened, counted_progress("Filing") as tell:
        count = file_all(opened, number, tell=tell)
    _tell(number, "released", count, as_json=as_json)


@app.command()
def discard(number: Number, as_json: JsonOption = False, archive: ArchiveOption = None) -> None:
    """Discard a quarantine: its pages stay in the WARC files and are never filed. Their addresses are fetched again.

    The decision goes to the journal; no crawl of the portal may run meanwhile (exit code 10).

    Example:

      newsarchive quarantine discard 1
    """
    from newsarchive.store.archive import open_archive
    from newsarchive.store.releasing import discard as leave_out

    with open_archive(archive) as opened, counted_progress("Discarding") as tell:
        count = leave_out(opened, number, tell=tell)
    _tell(number, "discarded", count, as_json=as_json)


def _tell(number: int, what: str, count: int, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"number": number, what: count}))
    else:
        typer.echo(f"{count} pages of quarantine {number} were {what}.")


def _lines(one: Departure) -> Iterator[str]:
    """Give what is told of a quarantine."""
    counts = {"held": one.held, "released": one.released, "discarded": one.discarded}
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "no pages"
    ended = f", until {one.ended:%Y-%m-%d %H:%M}" if one.ended else ""
    yield f"{one.number}  {one.portal}  run {one.run}  {one.began:%Y-%m-%d %H:%M} UTC{ended}  {told}"
    yield from (f"   {reason}" for reason in one.why.split("; "))


def _shown(one: Departure, fields: list[Compared], held: list[HeldPage]) -> Iterator[str]:
    yield from _lines(one)
    yield ""
    yield from table([(_named(f.what, f.unit), f.usual, f.here) for f in fields], "usual", "here")
    yield ""
    for page in held:
        yield f"{page.fetched:%Y-%m-%d %H:%M} UTC  {page.state}  {page.address}"


def _named(what: str, unit: str) -> str:
    return f"{what}, {unit}" if unit else what


def table(rows: Sequence[tuple[str, ...]], *heads: str) -> Iterator[str]:
    """Give the lines of a table of fields; those of which nothing is known are left out."""
    told = [("", *heads), *(row for row in rows if any(row[1:]))]
    widths = [max(map(len, column)) for column in zip(*told, strict=True)]
    for row in told:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
