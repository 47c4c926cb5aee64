"""`newsarchive verify`: prove that nothing was lost or altered."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from newsarchive.cli.options import ArchiveOption
from newsarchive.cli.output import counted_progress
from newsarchive.cli.stopping import stoppable

if TYPE_CHECKING:
    from newsarchive.store.archive import Archive
    from newsarchive.store.verify import Verified
    from newsarchive.store.warc_check import Damage


def verify(
    archive: ArchiveOption = None,
    deep: Annotated[
        bool, typer.Option("--deep", help="Also read every article again from its bytes, and compare with its rows.")
    ] = False,
    sample: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Read only N captures, drawn at random, instead of all.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a verification that was interrupted.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Read every WARC file to its end and compare it with the database and with its recorded digests.

    Exit code 0: all is as it was filed. Exit code 7: what is damaged is named, with the articles read from it; that
    is an alarm (`newsarchive status --alarms`) until a verification of everything finds no damage.

    Examples:

      newsarchive verify

      newsarchive verify --deep --archive news --json

      newsarchive verify --sample 1000
    """
    from newsarchive.errors import ArchiveDamaged, UsageError
    from newsarchive.store.archive import open_archive
    from newsarchive.store.last_damage import note_verified
    from newsarchive.store.verify import verify as verify_all
    from newsarchive.store.verify import verify_sample

    if sample is not None and (deep or resume):
        raise UsageError("A sample is neither deep nor resumed.", next_step="Leave out --sample, or the other option.")
    with open_archive(archive) as opened:
        with counted_progress("Verifying") as tell:
            if sample is None:
                result = verify_all(opened, resume=resume, on_progress=tell)
            else:
                result = verify_sample(opened, sample, on_progress=tell)
        counts = {"journal": _count_decisions(opened, result)}
        if deep:
            counts |= _verify_readings(opened, result)
        note_verified(opened.root, result)
    if as_json:
        typer.echo(json.dumps(asdict(result) | counts, ensure_ascii=False))
    else:
        for damage in result.damages:
            typer.echo(_told(damage))
        for name in result.strangers:
            typer.echo(f"{name}: not known to the database; nothing in the archive refers to it.", err=True)
    if result.damages:
        count = len(result.damages)
        raise ArchiveDamaged(
            f"{count} {'damage' if count == 1 else 'damages'} in {result.files} WARC files and the database.",
            next_step="Where there is a second copy of the archive: newsarchive repair --from COPY",
        )
    if not as_json:
        typer.echo(_summary(result, counts))


def _count_decisions(opened: Archive, result: Verified) -> int:
    from newsarchive.errors import ArchiveDamaged
    from newsarchive.store.journal import read
    from newsarchive.store.warc_check import Damage

    try:
        return sum(1 for _ in read(opened.config.journal))
    except ArchiveDamaged as damaged:
        result.damages.append(Damage(where="the journal", what=str(damaged)))
        return 0


def _verify_readings(opened: Archive, result: Verified) -> dict[str, int]:
    """Read again what today's parser read; return how many readings were compared, and how many others there are."""
    from newsarchive.store.reparse import Change, Wanted, count, reparse
    from newsarchive.store.warc_check import Damage

    def tell(change: Change) -> None:
        what = change.trouble or f"read again, it differs from its rows in: {', '.join(change.fields)}"
        where = f"article {change.article}, version {change.version}"
        result.damages.append(Damage(where=where, what=what, url=change.url, articles=(change.article,)))

    with (
        counted_progress("Reading again") as progress,
        stoppable(progress, next_step="Begin again: the same command.") as on_progress,
    ):
        compared = reparse(opened, Wanted(by_today=True), apply=False, tell=tell, on_progress=on_progress)
    return {"compared": compared.read, "by_other_parsers": count(opened, Wanted())}


def _summary(result: Verified, counts: dict[str, int]) -> str:
    if result.sample is not None:
        return f"{result.sample} of {result.captures} captures in {result.files} WARC files are as they were filed."
    told = (
        f"All is as it was filed: {result.files} WARC files, {result.records} records, {result.bytes:,} bytes, "
        f"{result.captures} captures, {result.articles} articles, {counts['journal']} decisions."
    )
    if result.earlier:
        told += f" {result.earlier} of the files were read before it was interrupted."
    if "compared" in counts:
        told += f" Read again, {counts['compared']} versions say the same."
        if counts["by_other_parsers"]:
            told += (
                f" {counts['by_other_parsers']} were read by other parsers and cannot be compared: newsarchive reparse"
            )
    return told


def _told(damage: Damage) -> str:
    lines = [f"{damage.where}: {damage.what}"]
    if damage.record_id:
        lines.append(f"  record <urn:uuid:{damage.record_id}> of {damage.url}")
    lines.extend(f"  article {public_id}" for public_id in damage.articles)
    return "\n".join(lines)
