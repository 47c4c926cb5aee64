"""`newsarchive crawl`: crawl one portal now."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from newsarchive.cli.options import ArchiveOption, parse_days

if TYPE_CHECKING:
    from newsarchive.crawl.run import Watcher
    from newsarchive.crawl.session import CrawlSession, Report


def crawl(
    portal: Annotated[str, typer.Argument(metavar="PORTAL", help="A portal's id: see `newsarchive portal list`.")],
    archive: ArchiveOption = None,
    base_url: Annotated[
        str | None,
        typer.Option(help="Fetch from this stand-in instead of the portal's hosts; the archive becomes a rehearsal."),
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Leave out articles before this day.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Leave out articles after this day.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Fetch at most so many articles; the rest stays queued.")
    ] = None,
    channel: Annotated[
        str | None, typer.Option(metavar="NAME", help="Crawl only channels with this in their name or address.")
    ] = None,
    delay: Annotated[
        float | None,
        typer.Option(min=0, help="Seconds between two requests; never less than the portal asks for."),
    ] = None,
    fresh: Annotated[
        bool,
        typer.Option(
            "--fresh/--resume",
            help="Begin discovery anew and follow lists to their end: what earlier crawls left waiting is fetched only "
            "where lists still show it.",
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Fetch lists only, and print the articles that would be fetched.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print how it ended as JSON.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log every request to standard error.")] = False,
) -> None:
    """Crawl a portal into the archive: fetch what is new, keep the bytes, read and file the articles.

    Killed or stopped, it goes on at the next call where it was. Exit code 0 means that all that was due is filed.

    Examples:

      newsarchive crawl yybnet --since 2018-02-01 --limit 100

      newsarchive crawl yybnet --since 2017-01-01 --until 2017-12-31

      newsarchive crawl yybnet --channel 泸县 --dry-run

      newsarchive crawl yybnet --base-url http://127.0.0.1:8000/
    """
    from newsarchive.crawl.options import CrawlOptions
    from newsarchive.crawl.run import crawl as run_crawl
    from newsarchive.crawl.run import rehearse
    from newsarchive.store.archive import open_archive
    from newsarchive.store.budget import room

    first, last = parse_days(since, until)
    options = CrawlOptions(
        base_url=base_url,
        since=first,
        until=last,
        limit=limit,
        channel=channel,
        delay=delay,
        fresh=fresh,
        dry_run=dry_run,
    )
    with open_archive(archive) as opened:
        if dry_run:
            report, addresses = rehearse(opened, portal, options)
            for address in addresses[:limit]:
                typer.echo(address)
            typer.echo(f"{len(addresses)} articles are new to this archive; nothing was filed.", err=True)
        else:
            with _progress(portal, shown=not verbose) as watch:
                report = run_crawl(opened, portal, options, watch=watch, log_level="INFO" if verbose else "CRITICAL")
        little = room(opened.config).warning
    if little:
        typer.echo(f"Little room is left: {little}", err=True)
    if as_json:
        typer.echo(json.dumps(_facts(report), ensure_ascii=False))
    else:
        typer.echo(_summary(report), err=True)
        if report.cut_off:
            typer.echo(report.cut_off, err=True)
    if report.error is not None:
        raise report.error


def _progress(portal: str, *, shown: bool) -> AbstractContextManager[Watcher | None]:
    from rich.console import Console

    console = Console(stderr=True)
    return _bar(portal, console) if shown and console.is_terminal else nullcontext()


def _bar(portal: str, console: object) -> AbstractContextManager[Watcher]:
    import time
    from collections.abc import Iterator
    from contextlib import contextmanager

    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    @contextmanager
    def shown() -> Iterator[Watcher]:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[articles]} articles"),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=console) as progress:  # type: ignore[arg-type]
            task = progress.add_task(f"Crawling {portal}", total=None, articles=0)

            next_count = 0.0

            def watch(session: CrawlSession) -> None:
                nonlocal next_count
                done, now = session.tally.fetched, time.monotonic()
                progress.update(task, completed=done, articles=session.tally.articles)
                if now >= next_count:
                    progress.update(task, total=done + session.drawing.count_left())
                    took = time.monotonic() - now
                    next_count = now + max(0.5, 30 * took)  # many links take long to count

            yield watch

    return shown()


def _summary(report: Report) -> str:
    tally = report.tally
    found = [
        f"{tally.new + tally.reprints} new articles ({tally.reprints} reprints)",
        f"{tally.changed} changed",
        f"{tally.same} unchanged",
    ]
    trouble = {"no articles": tally.not_articles, "gone": tally.gone, "failed": tally.failed, "queued": report.left}
    trouble["in quarantine"] = tally.held
    trouble["of these counted before"] = tally.taken_back
    trouble["images not to be had"] = tally.attached_missing
    told = [f"{count} {name}" for name, count in trouble.items() if count]
    return (
        f"{report.outcome.capitalize()} after {report.seconds:.0f} s: {', '.join(found)}; "
        f"{tally.lists} list pages, {tally.attached} images, {tally.fetched} responses kept"
        + (f"; {', '.join(told)}." if told else ".")
    )


def _facts(report: Report) -> dict[str, object]:
    return {
        "run": report.run_id,
        "outcome": report.outcome,
        "seconds": round(report.seconds, 3),
        "left": report.left,
        "message": str(report.error) if report.error else None,
        "cut_off": report.cut_off,
        "counts": vars(report.tally),
    }
