"""`newsarchive repair`: restore damaged records from a second copy."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsarchive.cli.options import ArchiveOption

if TYPE_CHECKING:
    from newsarchive.store.repair import Restored


def repair(
    copy: Annotated[
        Path,
        typer.Option(
            "--from", metavar="COPY", help="The second copy: an archive, a backup, or a folder of WARC files."
        ),
    ],
    archive: ArchiveOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was restored as JSON.")] = False,
) -> None:
    """Restore WARC records and the journal, bit by bit, from a second copy of the archive.

    Only what is damaged is replaced, and only by what is proven whole. The damaged bytes are kept in `quarantine`, and
    the journal tells each record that was restored. Exit code 7: something is still damaged.

    Examples:

      newsarchive repair --from /mnt/copy/news
    """
    from newsarchive.errors import ArchiveDamaged
    from newsarchive.store.archive import open_archive
    from newsarchive.store.repair import repair as mend

    with open_archive(archive) as opened:
        result = mend(opened, copy)
    if as_json:
        typer.echo(json.dumps(asdict(result), ensure_ascii=False))
    else:
        for restored in result.restored:
            typer.echo(_told(restored))
        for what in result.left:
            typer.echo(f"{what} (not restored)")
    if result.left:
        raise ArchiveDamaged(
            f"{len(result.left)} damages are left: the copy does not have these records whole.",
            next_step="Run the command again with another copy.",
        )
    if not as_json and not result.damaged:
        typer.echo("Nothing is damaged.")


def _told(restored: Restored) -> str:
    kept = f"; the damaged bytes are in quarantine/{restored.was}" if restored.was else ""
    return f"{restored.file} at byte {restored.offset}: {restored.length} bytes restored{kept}"
