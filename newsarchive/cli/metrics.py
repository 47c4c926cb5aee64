"""`newsarchive metrics`: numbers of an archive for Prometheus."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsarchive.cli.options import ArchiveOption
from newsarchive.cli.output import standard_output


def metrics(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write into this file, which is replaced whole."),
    ] = None,
    archive: ArchiveOption = None,
) -> None:
    """Write runs, articles, links, coverage, checks, alarms and room in Prometheus' text form (0.0.4).

    For node_exporter's textfile collector, let cron or a timer write a file that ends in .prom into its folder.

    Examples:

      newsarchive metrics

      newsarchive metrics -o /var/lib/prometheus/node-exporter/newsarchive.prom
    """
    from datetime import UTC, datetime

    from newsarchive.export.files import replaced
    from newsarchive.store.archive import open_archive
    from newsarchive.watch.exposition import exposition
    from newsarchive.watch.metrics import metrics_of

    with open_archive(archive) as opened:
        lines = list(exposition(metrics_of(opened, datetime.now(UTC)), archive=str(opened.root)))
    with replaced(output) if output else standard_output() as stream:
        stream.writelines(lines)
