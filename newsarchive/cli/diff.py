"""`newsarchive diff`: what a publisher changed between two versions of an article."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsarchive.cli.options import ArchiveOption, JsonOption
from newsarchive.cli.output import plain, standard_output, write_styled
from newsarchive.cli.wanted import ArticleArgument, canonical_of

if TYPE_CHECKING:
    from rich.text import Text

    from newsarchive.dedupe.difference import Difference
    from newsarchive.query.articles import StoredArticle
    from newsarchive.query.versions import VersionText


def diff(
    wanted: ArticleArgument,
    first: Annotated[int | None, typer.Argument(metavar="A", help="A version's number.", show_default=False)] = None,
    second: Annotated[
        int | None,
        typer.Argument(metavar="B", help="Another one's; without it, A and the one before.", show_default=False),
    ] = None,
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """Show what the publisher changed between two versions; without numbers, between the last two.

    Changes come in reading order, each with its kind: correction (a note that tells of one), headline, figure, name,
    typo, text. In a terminal the words that changed are marked; where there are no spaces, the characters. White space,
    counts of readers and what stands beside the article make no version. The exit code is 0 whether or not there is a
    difference.

    Examples:

      newsarchive diff hwqoyc3rnzda

      newsarchive diff hwqoyc3rnzda 1 3 --json

      newsarchive show hwqoyc3rnzda --versions      which versions there are
    """
    from newsarchive.dedupe.difference import difference
    from newsarchive.query.versions import get_version
    from newsarchive.query.wanted import article_wanted
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import reading

    with open_archive(archive) as opened, reading(opened.engine) as session:
        stored = article_wanted(session, wanted, canonical=canonical_of(wanted))
        texts = [get_version(session, stored, number) for number in _numbers(stored, first, second)]
    if not texts:
        _tell_single(stored, as_json=as_json)
        return
    old, new = texts
    found = difference(old.article, new.article)
    with standard_output() as stream:
        if as_json:
            facts = _facts(stored, old, new, found)
            stream.write(json.dumps(facts, ensure_ascii=False, default=plain, indent=2) + "\n")
        else:
            write_styled(stream, _lines(old, new, found))
    if old.article.parser != new.article.parser:
        typer.echo(
            "The two were read by different parsers, which may differ in what they read. For the same one: "
            "newsarchive reparse --apply",
            err=True,
        )


def _numbers(stored: StoredArticle, first: int | None, second: int | None) -> tuple[int, ...]:
    """Return which versions are to be compared; none where there is but one and nothing else was asked for."""
    from newsarchive.errors import UsageError

    if first is None:
        return (stored.versions - 1, stored.versions) if stored.versions > 1 else ()
    if second is not None:
        return first, second
    if first == 1:
        raise UsageError(
            "Version 1 is the first one: nothing came before it.",
            next_step=f"Give two numbers: newsarchive diff {stored.public_id} 1 2",
        )
    return (first - 1, first) if first > 1 else (first, first)


def _tell_single(stored: StoredArticle, *, as_json: bool) -> None:
    if as_json:
        with standard_output() as stream:
            stream.write(json.dumps({"id": stored.public_id, "kinds": [], "changes": []}, indent=2) + "\n")
    typer.echo(
        f"Article {stored.public_id} has one version: it was not changed, as far as it was seen "
        f"(last on {stored.last_seen:%Y-%m-%d}).",
        err=True,
    )


def _lines(old: VersionText, new: VersionText, found: Difference) -> Iterator[Text]:
    from rich.text import Text

    from newsarchive.cli.changed import diff_lines, moment

    for sign, version in (("---", old), ("+++", new)):
        seen = f"seen {moment(version.first_seen)} to {moment(version.last_seen)}"
        yield Text(f"{sign} version {version.number}, {seen}", style="bold")
    yield from diff_lines(found)
    if not found.changes:
        yield Text("No difference.")


def _facts(stored: StoredArticle, old: VersionText, new: VersionText, found: Difference) -> dict[str, Any]:
    from newsarchive.cli.changed import change_facts

    versions = {
        name: {
            "number": version.number,
            "first_seen": version.first_seen,
            "last_seen": version.last_seen,
            "parser": version.article.parser,
        }
        for name, version in (("old", old), ("new", new))
    }
    head = {"id": stored.public_id, "portal": stored.portal, "canonical_url": stored.article.canonical_url}
    return {**head, **versions, **change_facts(found)}
