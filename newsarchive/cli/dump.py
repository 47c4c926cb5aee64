"""`newsarchive dump`: the whole archive as text, for comparing it with another."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, TextIO

import typer

from newsarchive.cli.options import ArchiveOption
from newsarchive.cli.output import counted_progress, standard_output


def dump(
    canonical: Annotated[
        bool, typer.Option("--canonical", help="All that the archive means, nothing that a rebuild would change.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, not to standard output.")
    ] = None,
    digest: Annotated[bool, typer.Option("--digest", help="Print only the SHA-256 of the dump.")] = False,
    archive: ArchiveOption = None,
) -> None:
    """Write the archive as JSON Lines, the same for the same archive on every database: docs/rebuild.md.

    Examples:

      newsarchive dump --canonical -o before.jsonl

      newsarchive dump --canonical --digest
    """
    from newsarchive.errors import UsageError
    from newsarchive.query.canonical import canonical as things
    from newsarchive.query.canonical import line, size
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import reading

    if not canonical:
        raise UsageError("There is one kind of dump so far.", next_step="newsarchive dump --canonical")
    if digest and output is not None:
        raise UsageError("--digest writes no file.", next_step="Leave out either --digest or --output.")

    with open_archive(archive) as opened, reading(opened.engine) as session, counted_progress("Dumping") as tell:
        lines = _told((line(thing) for thing in things(session)), size(session) if tell else 0, tell)
        if digest:
            sha256 = hashlib.sha256()
            for written in lines:
                sha256.update(written.encode("utf-8", "surrogatepass"))
        else:
            with _opened(output) as file:
                file.writelines(lines)
    if digest:
        typer.echo(sha256.hexdigest())


def _told(lines: Iterable[str], total: int, tell: Callable[[int, int], None] | None) -> Iterator[str]:
    for number, written in enumerate(lines):
        yield written
        if tell and number % 100 == 0:
            tell(number, total)


def _opened(output: Path | None) -> AbstractContextManager[TextIO]:
    from newsarchive.export.files import replaced

    return standard_output(newline="") if output is None else replaced(output.expanduser())
