"""The command `newsarchive`: its subcommands, and what an error looks like to the person who typed it."""

from __future__ import annotations

import sys
import traceback
from typing import Annotated, NoReturn

import typer

from newsarchive import __version__
from newsarchive.cli import (
    backup,
    changes,
    cite,
    clusters,
    copy,
    coverage,
    crawl,
    db,
    diff,
    dump,
    evidence,
    export,
    extract,
    imports,
    init,
    metrics,
    outlets,
    portal,
    quarantine,
    rebuild,
    reindex,
    release,
    repair,
    reparse,
    reprints,
    schedule,
    search,
    show,
    sql,
    status,
    verify,
    withdraw,
)
from newsarchive.errors import NewsArchiveError

app = typer.Typer(
    name="newsarchive",
    help="Keep local news: crawl portals, keep the bytes, read the articles; search, cite and export them.",
    epilog="Start with: newsarchive init DIR   Exit codes: 0 done; 2 wrong command; 3 wrong settings or nothing there; "
    "4 incomplete; 5 robots.txt; 6 host unreachable; 7 damaged; 8 database; 9 disk full; 10 running already; "
    "11 disk; 12 alarms; 13 too much asked; 130 interrupted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"newsarchive {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Keep local news."""


app.command()(init.init)
app.add_typer(portal.app, name="portal")
app.command()(crawl.crawl)
app.command("import")(imports.import_)
app.command()(status.status)
app.command()(coverage.coverage)
app.command()(metrics.metrics)
app.command()(search.search)
app.command()(show.show)
app.command()(cite.cite)
app.command()(evidence.evidence)
app.command()(diff.diff)
app.command()(changes.changes)
app.command()(changes.gone)
app.command()(reprints.reprints)
app.command()(clusters.clusters)
app.command()(sql.sql)
app.command()(extract.extract)
app.command()(export.export)
app.add_typer(release.app, name="release")
app.add_typer(outlets.app, name="outlets")
app.add_typer(schedule.app, name="schedule")
app.command()(verify.verify)
app.command()(repair.repair)
app.command()(backup.backup)
app.command()(backup.restore)
app.command()(withdraw.withdraw)
app.command()(copy.copy)
app.add_typer(quarantine.app, name="quarantine")
app.command()(rebuild.rebuild)
app.command()(reparse.reparse)
app.command()(reindex.reindex)
app.command()(dump.dump)
app.add_typer(db.app, name="db")


def run() -> None:
    """Run the command line. Every error ends as one line, a next step and a documented exit code."""
    try:
        app()
    except NewsArchiveError as error:
        _end(error)
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        typer.echo("Stopped.", err=True)
        sys.exit(130)
    except Exception as error:
        if isinstance(error, OSError):
            from newsarchive.capture.files import OF_THE_DISK, disk_trouble

            if error.errno in OF_THE_DISK:
                _end(disk_trouble(error, error.filename or "A file"))
        traceback.print_exc()
        typer.secho("This is a fault of newsarchive itself: please report it with the lines above.", err=True)
        sys.exit(1)


def _end(error: NewsArchiveError) -> NoReturn:
    typer.secho(str(error), err=True, fg=typer.colors.RED)
    if error.next_step:
        typer.echo(error.next_step, err=True)
    sys.exit(error.exit_code)
