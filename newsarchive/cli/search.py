"""`newsarchive search`: find articles by what they say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from newsarchive.cli.filtering import filtered
from newsarchive.cli.options import ArchiveOption, JsonOption
from newsarchive.cli.output import cell, console_of, plain, standard_output, write_styled
from newsarchive.query.facet import Facet

if TYPE_CHECKING:
    from rich.text import Text

    from newsarchive.query.concordance import Place
    from newsarchive.query.filters import Filters
    from newsarchive.query.search import Hit
    from newsarchive.store.archive import Archive


@filtered
def search(
    filters: Filters,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WORDS",
            help="Words that are all wanted; '\"in quotation marks\"' as they stand; OR, NOT, brackets; pol* for words "
            "that begin so; title:, author: or source: before a word.",
        ),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Show at most so many.")] = 20,
    offset: Annotated[int, typer.Option(min=0, help="Leave out the first so many.")] = 0,
    kwic: Annotated[
        bool, typer.Option("--kwic", help="Show each place where the words stand, with what is around it, a line each.")
    ] = False,
    by: Annotated[
        Facet | None,
        typer.Option(metavar="WHAT", help=f"Count what is found by {', '.join(Facet)}: found, in all, of a thousand."),
    ] = None,
    exact: Annotated[
        bool, typer.Option("--exact", help="Count what is found one by one, where it would be told from a sample.")
    ] = False,
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """Search titles, texts, names and sources; articles with all the words in their title come first, then the newest.

    Chinese needs no spaces: a word is found wherever its characters stand together, in traditional or simplified
    writing. Words of other scripts are found whole. All about the language of searches: docs/search.md.

    Examples:

      newsarchive search 干警

      newsarchive search 泸县 检察院 --since 2018-01-01 --source 泸州日报

      newsarchive search '(泸县 OR 合江) NOT title:广告' --kwic

      newsarchive search 干警 --region 四川 --by year

      newsarchive search '"county court"' --json
    """
    from newsarchive.errors import UsageError
    from newsarchive.query.filters import Filters as No
    from newsarchive.store.archive import open_archive

    filters = replace(filters, words=" ".join(words or ()))
    if filters.wanted is None and (kwic or replace(filters, words=None) == No()) and by is None:
        raise UsageError("There is nothing to search for.", next_step="Give a word: newsarchive search 干警")
    if kwic and by is not None:
        raise UsageError("--kwic and --by are two ways to show what is found.", next_step="Leave one of them out.")
    if exact and (kwic or by is not None):
        raise UsageError("--exact is about the number of articles that are found.", next_step="Leave it out.")
    with open_archive(archive) as opened:
        if by is not None:
            _tell_shares(opened, filters, by, as_json=as_json)
        elif kwic:
            _tell_places(opened, filters, limit, offset, as_json=as_json)
        else:
            _tell_hits(opened, filters, limit, offset, exact=exact, as_json=as_json)


def _tell_hits(archive: Archive, filters: Filters, limit: int, offset: int, *, exact: bool, as_json: bool) -> None:
    from newsarchive.query.counting import Count, about, count
    from newsarchive.query.search import search as find
    from newsarchive.store.database import reading

    with reading(archive.engine) as session:
        found = find(session, filters, limit=limit + 1, offset=offset)  # one more than shown tells whether there is
        total = None
        if exact:
            total = Count(count(session, filters), is_exact=True)
        elif len(found) > limit:
            total = about(session, filters)
    hits = found[:limit]
    with standard_output() as stream:
        if as_json:
            _write_json(stream, [_facts(hit) for hit in hits])
        else:
            write_styled(stream, _lines(hits))
    if total is not None:
        typer.echo(f"{total} articles were found.", err=True)
    _tell_more(filters, len(found) > limit, len(hits), limit, offset)


def _tell_places(archive: Archive, filters: Filters, limit: int, offset: int, *, as_json: bool) -> None:
    from newsarchive.query.concordance import concordance
    from newsarchive.store.database import reading

    with reading(archive.engine) as session:
        found = concordance(session, filters, limit=limit + 1, offset=offset)
    places = found[:limit]
    with standard_output() as stream:
        if as_json:
            _write_json(stream, [{"id": place.public_id} | _around(place) for place in places])
        else:
            write_styled(stream, map(_place, places))
    _tell_more(filters, len(found) > limit, len(places), limit, offset)


def _tell_shares(archive: Archive, filters: Filters, by: Facet, *, as_json: bool) -> None:
    from rich.table import Table

    from newsarchive.query.facets import shares
    from newsarchive.store.database import reading

    with reading(archive.engine) as session:
        told = shares(session, filters, by)
    with standard_output() as stream:
        if as_json:
            _write_json(stream, [asdict(share) | {"per_thousand": round(share.per_thousand, 3)} for share in told])
            return
        table = Table(box=None, pad_edge=False)
        table.add_column(by.value)
        for heading in ("found", "in all", "of a thousand"):
            table.add_column(heading, justify="right")
        for share in told:
            numbers = (f"{share.articles:,}", f"{share.of:,}", f"{share.per_thousand:,.1f}")
            table.add_row(cell(share.value or "(none)"), *numbers)
        console_of(stream).print(table)


def _tell_more(filters: Filters, is_more: bool, shown: int, limit: int, offset: int) -> None:
    if is_more:
        typer.echo(f"There are more: --offset {offset + limit}", err=True)
    elif not shown:
        typer.echo(f"Nothing {'more ' if offset else ''}was found for {filters.words or 'these filters'}.", err=True)


def _write_json(stream: TextIO, facts: Any) -> None:
    stream.write(json.dumps(facts, ensure_ascii=False, default=plain, indent=2) + "\n")


def _around(place: Place) -> dict[str, Any]:
    return {name: value for name, value in asdict(place).items() if name != "public_id"}


def _place(place: Place) -> Text:
    """Return a line with what was found in the middle, whatever is around it."""
    from rich.cells import cell_len
    from rich.text import Text

    from newsarchive.query.concordance import AROUND

    before = " " * max(0, 2 * AROUND - cell_len(place.before)) + place.before
    day = place.published.date().isoformat() if place.published else "no date   "
    line = Text(f"{day} {place.public_id}  ", style="dim")
    return line.append(before, "default").append(place.found, "bold yellow").append(place.after, "default")


def _lines(hits: list[Hit]) -> Iterator[Text]:
    from rich.text import Text

    for hit in hits:
        day = hit.published.date().isoformat() if hit.published else "no date"
        yield _marked(hit.title, hit.title_spans, "bold")
        yield Text(" · ".join(filter(None, (hit.source, day, " ".join(hit.region)))), style="dim")
        if hit.snippet:
            yield _marked(hit.snippet, hit.snippet_spans, "")
        yield Text(f"{hit.public_id}  {hit.url}\n", style="cyan")


def _marked(text: str, spans: tuple[tuple[int, int], ...], style: str) -> Text:
    from rich.text import Text

    marked = Text(text, style=style)
    for first, behind in spans:
        marked.stylize("bold yellow", first, behind)
    return marked


def _facts(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.public_id,
        "portal": hit.portal,
        "title": hit.title,
        "source": hit.source,
        "published": hit.published,
        "region": hit.region,
        "canonical_url": hit.url,
        "snippet": hit.snippet,
    }
