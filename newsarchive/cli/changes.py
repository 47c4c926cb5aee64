"""`newsarchive changes` and `newsarchive gone`: what publishers changed or took away, across the archive."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsarchive.cli.options import ArchiveOption, PortalOption, parse_day
from newsarchive.cli.output import plain, standard_output, write_styled

if TYPE_CHECKING:
    from rich.text import Text

    from newsarchive.dedupe.kinds import Kind
    from newsarchive.query.versions import Changed, Gone

MOST_SHOWN = 5
"""Changes of one article that the listing shows."""


def changes(
    since: Annotated[
        str, typer.Option(metavar="DATE", help="Changes first seen on this day (in UTC) or later.", show_default=False)
    ],
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Or on this day and earlier.")] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            metavar="KIND",
            help="Only changes of this kind: correction, headline, figure, name, typo or text. Can be repeated.",
        ),
    ] = None,
    portal: PortalOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines, an article's change a line.")] = False,
    archive: ArchiveOption = None,
) -> None:
    """List what publishers changed in articles, in the order in which it was seen.

    [-What was there-] and {+what is there now+} stand side by side; `newsarchive diff ID N` shows all of a change.

    Examples:

      newsarchive changes --since 2026-01-01 --kind headline --kind correction

      newsarchive changes --since 2026-01-01 --until 2026-01-31 --portal yybnet --json > changes.jsonl
    """
    from newsarchive.errors import UsageError
    from newsarchive.query.versions import iter_changes
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import reading

    kinds = _kinds(kind or ())
    first, last = parse_day(since), parse_day(until) if until else None
    if last and first > last:
        raise UsageError(f"--since {first} lies after --until {last}.", next_step="Change them round.")
    with open_archive(archive) as opened, reading(opened.engine) as session, standard_output() as stream:
        found = iter_changes(session, since=first, until=last, kinds=kinds, portal=portal)
        count = 0
        for changed in found:
            count += 1
            if as_json:
                stream.write(json.dumps(_facts(changed), ensure_ascii=False, default=plain) + "\n")
            else:
                write_styled(stream, _lines(changed))
    if not count:
        typer.echo(f"No {'such ' if kinds else ''}change was seen since {first}.", err=True)


def gone(
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Found gone on this day (in UTC) or later.")] = None,
    portal: PortalOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines, an article a line.")] = False,
    archive: ArchiveOption = None,
) -> None:
    """List articles that their portals no longer show (HTTP 404 or 410, a redirect away), and when they were last seen.

    The archive keeps them: `newsarchive show ID`. That an article is gone is found when its address is fetched again.

    Examples:

      newsarchive gone --since 2026-01-01

      newsarchive gone --portal yybnet --json
    """
    from newsarchive.query.versions import iter_gone
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import reading

    first = parse_day(since) if since else None
    with open_archive(archive) as opened, reading(opened.engine) as session, standard_output() as stream:
        count = 0
        for article in iter_gone(session, since=first, portal=portal):
            count += 1
            if as_json:
                stream.write(json.dumps(_gone_facts(article), ensure_ascii=False, default=plain) + "\n")
            else:
                write_styled(stream, _gone_lines(article))
    if not count:
        typer.echo("No article is known to be gone" + (f" since {first}." if first else "."), err=True)


def _kinds(typed: Collection[str]) -> frozenset[Kind]:
    from newsarchive.dedupe.kinds import Kind
    from newsarchive.errors import UsageError

    try:
        return frozenset(Kind(name) for name in typed)
    except ValueError:
        wrong = next(name for name in typed if name not in tuple(Kind))
        raise UsageError(f"There is no kind of change {wrong!r}.", next_step=f"Kinds: {', '.join(Kind)}") from None


def _lines(changed: Changed) -> Iterator[Text]:
    from rich.text import Text

    from newsarchive.cli.changed import kinds_line, moment, short

    made = changed.difference.changes
    yield Text(changed.title, style="bold")
    yield Text(
        f"{moment(changed.first_seen)} · version {changed.number} · {kinds_line(changed.difference.kinds)}", "dim"
    )
    for change in made[:MOST_SHOWN]:
        yield Text(f"  {short(change)}")
    if len(made) > MOST_SHOWN:
        yield Text(f"  and {len(made) - MOST_SHOWN} more")
    yield Text(f"{changed.public_id}  {changed.address}\n", style="cyan")


def _facts(changed: Changed) -> dict[str, Any]:
    from newsarchive.cli.changed import change_facts

    return {
        "id": changed.public_id,
        "portal": changed.portal,
        "canonical_url": changed.address,
        "title": changed.title,
        "version": changed.number,
        "last_seen_before": changed.last_seen_before,
        "first_seen": changed.first_seen,
        **change_facts(changed.difference),
    }


def _gone_lines(article: Gone) -> Iterator[Text]:
    from rich.text import Text

    from newsarchive.cli.changed import moment

    found = f"gone {moment(article.gone_at)}"
    told = " · ".join(filter(None, (f"last seen {moment(article.last_seen)}", found, article.reason)))
    yield Text(article.title, style="bold")
    yield Text(told, style="dim")
    yield Text(f"{article.public_id}  {article.address}\n", style="cyan")


def _gone_facts(article: Gone) -> dict[str, Any]:
    facts = asdict(article)
    return {"id": facts.pop("public_id"), "portal": facts.pop("portal"), "canonical_url": facts.pop("address"), **facts}
