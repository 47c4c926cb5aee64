"""`newsarchive search`: find articles by what they say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsarchive.cli.filtering import filtered
from newsarchive.cli.options import ArchiveOption, JsonOption
from newsarchive.cli.output import plain, standard_output, write_styled

if TYPE_CHECKING:
    from rich.text import Text

    from newsarchive.query.filters import Filters
    from newsarchive.query.search import Hit


@filtered
def search(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS",
            help="Words that are all wanted; '\"in quotation marks\"' as they stand; OR, NOT, brackets; pol* for words "
            "that begin so; title:, author: or source: before a word.",
        ),
    ],
    filters: Filters,
    limit: Annotated[int, typer.Option(min=1, help="Show at most so many.")] = 20,
    offset: Annotated[int, typer.Option(min=0, help="Leave out the first so many.")] = 0,
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """Search titles, texts, names and sources; articles with all the words in their title come first, then the newest.

    Chinese needs no spaces: a word is found wherever its characters stand together, in traditional or simplified
    writing. Words of other scripts are found whole. All about the language of searches: docs/search.md.

    Examples:

      newsarchive search 干警

      newsarchive search 泸县 检察院 --since 2018-01-01 --source 泸州日报

      newsarchive search '(泸县 OR 合江) NOT title:广告' --captured-since 2026-01-01

      newsarchive search '"county court"' --json
    """
    from newsarchive.errors import UsageError
    from newsarchive.query.search import search as find
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import reading

    filters = replace(filters, words=" ".join(words))
    if filters.wanted is None:
        raise UsageError("There is nothing to search for.", next_step="Give a word: newsarchive search 干警")
    with open_archive(archive) as opened, reading(opened.engine) as session:
        found = find(session, filters, limit=limit + 1, offset=offset)  # one more than shown tells whether there is
    hits = found[:limit]
    with standard_output() as stream:
        if as_json:
            stream.write(json.dumps([_facts(hit) for hit in hits], ensure_ascii=False, default=plain, indent=2) + "\n")
        else:
            write_styled(stream, _lines(hits))
    if len(found) > limit:
        typer.echo(f"There are more: --offset {offset + limit}", err=True)
    elif not hits:
        typer.echo(f"Nothing {'more ' if offset else ''}was found for {' '.join(words)}.", err=True)


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
