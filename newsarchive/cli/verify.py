"""`newsarchive verify`: prove that nothing was lost or altered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from newsarchive.cli.options import ArchiveOption

if TYPE_CHECKING:
    from newsarchive.store.verify import Damage


def verify(
    archive: ArchiveOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Read every WARC file to its end and compare it with the database and with its recorded digests.

    Exit code 0: all is as it was filed. Exit code 7: what is damaged is named, with the articles read from it.

    Examples:

      newsarchive verify

      newsarchive verify --archive news --json
    """
    from newsarchive.errors import ArchiveDamaged
    from newsarchive.store.archive import open_archive
    from newsarchive.store.journal import read as read_journal
    from newsarchive.store.verify import Damage
    from newsarchive.store.verify import verify as verify_archive

    decisions = 0
    with open_archive(archive) as opened, _progress() as tell:
        result = verify_archive(opened, on_progress=tell)
        try:
            decisions = sum(1 for _ in read_journal(opened.config.journal))
        except ArchiveDamaged as damaged:
            result.damages.append(Damage(where="the journal", what=str(damaged)))
    if as_json:
        typer.echo(json.dumps(asdict(result) | {"journal": decisions}, ensure_ascii=False))
    else:
        for damage in result.damages:
            typer.echo(_told(damage))
        for name in result.strangers:
            typer.echo(f"{name}: not known to the database; nothing in the archive refers to it.", err=True)
    if result.damages:
        raise ArchiveDamaged(
            f"{len(result.damages)} damages in {result.files} WARC files.",
            next_step="Restore the named files from another copy, then verify again.",
        )
    if not as_json:
        typer.echo(
            f"All is as it was filed: {result.files} WARC files, {result.records} records, {result.bytes:,} bytes, "
            f"{result.captures} captures, {result.articles} articles, {decisions} decisions."
        )


def _told(damage: Damage) -> str:
    lines = [f"{damage.where}: {damage.what}"]
    if damage.record_id:
        lines.append(f"  record <urn:uuid:{damage.record_id}> of {damage.url}")
    lines.extend(f"  article {public_id}" for public_id in damage.articles)
    return "\n".join(lines)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Verifying", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
