"""`newsarchive import`: pages that others captured."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsarchive.cli.options import ArchiveOption
from newsarchive.cli.output import CONTROLS, counted_progress
from newsarchive.cli.stopping import stoppable

if TYPE_CHECKING:
    from newsarchive.ingest.report import Report

SHOWN = 20
"""Hosts without a portal that are named."""


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILES...", help="WARC files, WACZ packages, tables of saved pages, or their folders."),
    ],
    portal: Annotated[
        str | None, typer.Option(metavar="ID", help="Only pages of this portal; others are passed over.")
    ] = None,
    any_host: Annotated[
        bool, typer.Option("--any-host", help="Also pages of hosts that no portal knows, as portal `elsewhere`.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what became of the files as JSON.")] = False,
    archive: ArchiveOption = None,
) -> None:
    """Import pages that others captured: each is kept with its own time, and read and filed like a crawled one.

    WARC files of any tool (gzip, Zstandard or plain), WACZ packages, and a table (CSV with path, url, date) of saved
    pages. Killed or stopped, it goes on at the next call; imported twice, nothing is filed twice. The files are only
    read. Exit code 7: damaged records are named and were passed over. 4: pages could not be read, refer to a body
    that is not there, or belong to no portal.

    Examples:

      newsarchive import crawl-2018.warc.gz saved.wacz --portal yybnet

      newsarchive import CC-NEWS-20180213.warc.gz --any-host --json

      newsarchive import saved/pages.csv
    """
    from newsarchive.ingest.importing import Wanted, run_import
    from newsarchive.store.archive import open_archive

    wanted = Wanted(files=tuple(files), portal=portal, any_host=any_host)
    with (
        open_archive(archive) as opened,
        counted_progress("Importing") as progress,
        stoppable(progress, next_step="Go on: the same command.") as tell,
    ):
        report = run_import(opened, wanted, tell)
    if as_json:
        typer.echo(json.dumps(_facts(report), ensure_ascii=False))
    else:
        for damage in report.damages:
            record = f" (record {damage.record})" if damage.record else ""
            typer.echo(f"{damage.file} at {damage.offset}: {damage.what}{record}".translate(CONTROLS))
        typer.echo(_summary(report), err=True)
    _judge(report)


def _judge(report: Report) -> None:
    """Raise what is left to be done."""
    from newsarchive.errors import ArchiveDamaged, Incomplete

    if report.damages:
        raise ArchiveDamaged(
            f"{len(report.damages)} damaged records were passed over.",
            next_step="Import a whole copy of the file, where there is one: what is filed already is known.",
        )
    if report.tally.failed:
        raise Incomplete(
            f"{report.tally.failed} pages are kept, but could not be read.", next_step="See why: newsarchive status"
        )
    if report.left:
        raise Incomplete(
            f"{report.left} revisit records refer to pages that are in none of the files.",
            next_step="Import the files that hold them, then these again.",
        )
    if report.strangers:
        raise Incomplete(
            f"{report.strangers.total()} pages of {len(report.strangers)} hosts belong to no portal.",
            next_step="Import them all the same: --any-host   Leave them out: --portal ID",
        )


def _summary(report: Report) -> str:
    tally = report.tally
    lines = [
        f"{tally.pages} pages imported from {report.files} {'file' if report.files == 1 else 'files'}: "
        f"{tally.new + tally.reprints} new articles ({tally.reprints} reprints), {tally.changed} changed, "
        f"{tally.same} unchanged, {tally.not_articles} no articles; {report.known} pages were there already."
    ]
    passed = ", ".join(f"{count} {why}" for why, count in report.passed.most_common())
    lines += [f"Passed over: {passed}."] if passed else []
    hosts = ", ".join(f"{host} ({count})" for host, count in report.strangers.most_common(SHOWN))
    more = len(report.strangers) - SHOWN
    lines += [f"Of no portal: {hosts}{f' and {more} more hosts' if more > 0 else ''}."] if hosts else []
    return "\n".join(lines).translate(CONTROLS)


def _facts(report: Report) -> dict[str, object]:
    return {
        "files": report.files,
        "counts": asdict(report.tally),
        "known": report.known,
        "passed": dict(report.passed),
        "no_portal": dict(report.strangers),
        "revisits_left": report.left,
        "damages": [asdict(damage) for damage in report.damages],
    }
