"""`newsarchive outlets`: which newspapers wrote the articles, and which spelling is which newspaper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from newsarchive.cli.options import ArchiveOption, JsonOption
from newsarchive.cli.output import CONTROLS, counted_progress, plain, standard_output

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsarchive.query.outlets import OutletFacts
    from newsarchive.store.archive import Archive
    from newsarchive.store.outlets import Meaning, Progress

app = typer.Typer()

SHOWN = 6
"""Spellings that are shown of one outlet."""

Spelling = Annotated[str, typer.Argument(metavar="SPELLING", help="A newspaper's name as pages write it (来源).")]


@app.callback(invoke_without_command=True)
def outlets(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Only outlets with this in their name or a spelling.")
    ] = None,
    decided: Annotated[
        bool, typer.Option("--decided", help="Only outlets about whose spellings somebody decided.")
    ] = False,
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """See which newspapers wrote the articles, and correct which spelling is which newspaper.

    Alone it lists the outlets, one a line: name, articles, spellings with their articles, and what was decided.

    A rule takes what a page states (来源) to an outlet: 泸州日报, 泸州新闻网·泸州日报 are one. Where it is wrong,
    say so with `alias`. The decision goes to the journal, articles that are there already are brought to their
    outlet, and search, export and tables know it from then on.

    Examples:

      newsarchive outlets

      newsarchive outlets --name 泸州 --json
    """
    from newsarchive.errors import UsageError
    from newsarchive.query.outlets import outlets as find
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import reading
    from newsarchive.store.outlets import finish_outlets

    if context.invoked_subcommand is not None:
        if archive or as_json or decided or name is not None:
            raise UsageError(
                f"Options stand behind {context.invoked_subcommand}.",
                next_step=f"newsarchive outlets {context.invoked_subcommand} --help",
            )
        return
    with open_archive(archive) as opened:
        with counted_progress("Bringing articles to their outlets") as tell:
            finish_outlets(opened, on_progress=tell)
        with reading(opened.engine) as session:
            found = find(session, containing=name, decided=decided)
    with standard_output() as stream:
        if as_json:
            stream.write(json.dumps([asdict(one) for one in found], ensure_ascii=False, default=plain) + "\n")
        else:
            stream.writelines(f"{line.translate(CONTROLS)}\n" for line in map(_line, found))
    if not found and not as_json:
        typer.echo("There are no such outlets.", err=True)


@app.command()
def alias(
    spelling: Spelling,
    outlet: Annotated[str, typer.Argument(metavar="OUTLET", help="The outlet that it means, in any of its spellings.")],
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """Decide that a spelling means an outlet; whatever meant the spelling's own outlet follows it.

    An outlet that stands for itself (the same name twice) is kept apart from what the rule takes it for, and is shown
    as it is written here. Deciding the same again changes nothing; interrupted, the same command, the next crawl or
    `newsarchive outlets` goes on.

    Examples:

      newsarchive outlets alias 泸州新闻网 泸州日报

      newsarchive outlets alias "AFP Sport" AFP

      newsarchive outlets alias 人民日报客户端 人民日报客户端     # no longer 人民日报

      newsarchive outlets alias "usa today" "USA TODAY"      # how it is written
    """
    from newsarchive.store.outlets import alias_outlet

    meaning = _decide(archive, lambda opened, tell: alias_outlet(opened, spelling, outlet, on_progress=tell))
    _tell(spelling, meaning, as_json=as_json)


@app.command()
def unalias(spelling: Spelling, as_json: JsonOption = False, archive: ArchiveOption = None) -> None:
    """Take back what was decided about a spelling: the rule holds again. Exit code 3 where nothing was decided.

    Example:

      newsarchive outlets unalias 泸州新闻网
    """
    from newsarchive.store.outlets import unalias_outlet

    meaning = _decide(archive, lambda opened, tell: unalias_outlet(opened, spelling, on_progress=tell))
    _tell(spelling, meaning, as_json=as_json)


def _decide(archive: ArchiveOption, decide: Callable[[Archive, Progress | None], Meaning]) -> Meaning:
    from newsarchive.store.archive import open_archive

    with open_archive(archive) as opened, counted_progress("Bringing articles to their outlets") as tell:
        return decide(opened, tell)


def _tell(spelling: str, meaning: Meaning, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"spelling": spelling} | asdict(meaning), ensure_ascii=False))
        return
    typer.echo(f"{spelling} means {meaning.outlet}; {meaning.moved} readings were brought to another outlet.")


def _line(facts: OutletFacts) -> str:
    return "\t".join((facts.outlet, str(facts.articles), ", ".join(_spellings(facts))))


def _spellings(facts: OutletFacts) -> Iterator[str]:
    """Give the most frequent spellings, then what was decided."""
    for spelling, articles in list(facts.spellings.items())[:SHOWN]:
        yield f"{spelling} ({articles})"
    if len(facts.spellings) > SHOWN:
        yield f"{len(facts.spellings) - SHOWN} more"
    for one in facts.decided:
        yield f"{one.spelling} (decided {one.decided_at:%Y-%m-%d} by {one.decided_by})"
