"""`newsarchive show`: one article as a reader wants to read it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsarchive.cli.options import ArchiveOption, JsonOption
from newsarchive.cli.output import CONTROLS, plain, standard_output, write_styled
from newsarchive.cli.wanted import ArticleArgument, canonical_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.text import Text

    from newsarchive.items import Article
    from newsarchive.query.articles import StoredArticle
    from newsarchive.query.hidden import Hidden
    from newsarchive.query.images import KeptImage
    from newsarchive.query.versions import StoredVersion

WHY_NOT = {"queued": "it waits for the next crawl", "unknown": "it was not asked for"}
WIDEST = 80
"""Columns of a line that is easy to read: forty Chinese characters."""


def show(
    wanted: ArticleArgument,
    versions: Annotated[
        bool, typer.Option("--versions", help="List its versions: when each was seen, and what changed.")
    ] = False,
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """Show an article: its text, then where it was published, when it was fetched, and the record that proves it.

    In a terminal paragraphs are wrapped; elsewhere each is one line.

    Examples:

      newsarchive show hwqoyc3rnzda

      newsarchive show https://www.yybnet.net/luzhou/luxian/201802/7713943.html --json

      newsarchive show hwqoyc3rnzda --versions
    """
    from newsarchive.query.articles import get_article
    from newsarchive.query.hidden import get_hidden
    from newsarchive.query.versions import versions_of
    from newsarchive.query.wanted import nothing_of
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import reading

    with open_archive(archive) as opened, reading(opened.engine) as session:
        canonical = canonical_of(wanted)
        stored = get_article(session, wanted, canonical=canonical)
        hidden = get_hidden(session, wanted, canonical=canonical) if stored is None else None
        if stored is None and hidden is None:
            raise nothing_of(session, wanted)
        listed = versions_of(session, stored.public_id) if versions and stored is not None else None
    if stored is None:
        assert hidden is not None
        _show_hidden(hidden, as_json=as_json)
        return
    if listed is not None:
        _show_versions(stored, listed, as_json=as_json)
        return
    with standard_output() as stream:
        if as_json:
            stream.write(json.dumps(_facts(stored), ensure_ascii=False, default=plain, indent=2) + "\n")
        else:
            write_styled(stream, _lines(stored, terminal=stream.isatty()))


def _show_hidden(hidden: Hidden, *, as_json: bool) -> None:
    """Show what stands in the place of an article that was withdrawn or is under an embargo."""
    facts = asdict(hidden)
    with standard_output() as stream:
        if as_json:
            facts = {"id": facts.pop("public_id")} | facts
            stream.write(json.dumps(facts, ensure_ascii=False, default=plain, indent=2) + "\n")
            return
        until = f" until {hidden.hidden_until:%Y-%m-%d %H:%M} UTC" if hidden.hidden_until else ""
        what = f"Under an embargo{until}" if until else f"Withdrawn on {hidden.decided_at:%Y-%m-%d %H:%M} UTC"
        stream.write(f"{what}: {hidden.reason}\n".translate(CONTROLS))
        stream.write(f"address    {hidden.address}\nid         {hidden.public_id}\n")


def _show_versions(stored: StoredArticle, found: Sequence[StoredVersion], *, as_json: bool) -> None:
    """Show when each version was seen and, in a word, what changed."""
    with standard_output() as stream:
        if as_json:
            facts = [asdict(version) for version in found]
            stream.write(json.dumps(facts, ensure_ascii=False, default=plain, indent=2) + "\n")
        else:
            write_styled(stream, _version_lines(stored, found))


def _version_lines(stored: StoredArticle, found: Sequence[StoredVersion]) -> Iterator[Text]:
    from rich.text import Text

    from newsarchive.cli.changed import kinds_line, moment

    yield Text(stored.article.title, style="bold")
    yield Text(f"{'version':<9}{'first seen':<22}{'last seen':<22}{'captures':<10}changed", style="dim")
    for version in found:
        changed = kinds_line(version.kinds) or "-"
        seen = f"{moment(version.first_seen):<22}{moment(version.last_seen):<22}"
        yield Text(f"{version.number:<9}{seen}{version.captures:<10}{changed}")
    if len(found) > 1:
        yield Text(f"What changed: newsarchive diff {stored.public_id}", style="cyan")


def _lines(stored: StoredArticle, *, terminal: bool) -> Iterator[Text]:
    from shutil import get_terminal_size

    from rich.text import Text

    from newsarchive.cli.wrapping import wrap

    width = min(get_terminal_size().columns, WIDEST)
    for text, style in _told(stored, lambda text: wrap(text, width) if terminal else iter((text,))):
        yield Text(text, style=style)


def _told(stored: StoredArticle, lines: Callable[[str], Iterator[str]]) -> Iterator[tuple[str, str]]:
    yield from article_lines(stored.article, lines)
    yield "", ""
    yield from ((line, "cyan") for line in _footer(stored))


def article_lines(article: Article, lines: Callable[[str], Iterator[str]]) -> Iterator[tuple[str, str]]:
    """Give the lines of an article with their styles; `lines` breaks a paragraph into lines."""
    for text, style in ((article.kicker, "dim"), (article.title, "bold"), (_origin(article), "dim")):
        if text:
            yield from ((line, style) for line in lines(text))
    if article.credits:
        yield from ((line, "dim") for line in lines(_byline(article)))
    if article.lead:
        yield "", ""
        yield from ((line, "italic") for line in lines(article.lead))
    for section in article.sections:
        for text, style in ((section.heading, "bold"), *((paragraph, "") for paragraph in section.paragraphs)):
            if text:
                yield "", ""
                yield from ((line, style) for line in lines(text))


def _origin(article: Article) -> str:
    facts = (article.source, _date(article), " ".join(article.region))
    return " · ".join(fact for fact in facts if fact)


def _date(article: Article) -> str:
    if article.published is None:
        return article.published_raw or ""
    form = {"day": "%Y-%m-%d", "second": "%Y-%m-%d %H:%M:%S"}.get(article.published_precision or "", "%Y-%m-%d %H:%M")
    return article.published.strftime(form)


def _byline(article: Article) -> str:
    return ", ".join(f"{credit.name} ({credit.role})" for credit in article.credits)


def _footer(stored: StoredArticle) -> Iterator[str]:
    yield f"address    {stored.article.canonical_url}"
    yield f"id         {stored.public_id}" + (
        f"   {stored.versions} versions: newsarchive diff {stored.public_id[:8]}" if stored.versions > 1 else ""
    )
    if stored.channels:
        yield f"channels   {', '.join(stored.channels)}"
    if stored.state != "live":
        yield f"state      {stored.state}: the portal no longer shows it"
    if stored.capture is not None:
        fetched = stored.capture.fetched_at
        yield f"fetched    {fetched:%Y-%m-%d %H:%M:%S} UTC from {stored.capture.url}"
        yield f"record     {stored.capture.warc_file} at byte {stored.capture.warc_offset}"
        yield f"           <urn:uuid:{stored.capture.record_id}>"
    for number, image in enumerate(stored.kept_images):
        yield f"{'' if number else 'images':<11}{image.url}" + (f"  {image.caption}" if image.caption else "")
        yield f"           {_place(image)}"
    for number, public_id in enumerate(stored.reprints):
        yield f"{'' if number else 'also at':<11}{public_id}"
    for number, warning in enumerate(stored.article.warnings):
        yield f"{'' if number else 'warnings':<11}{warning}"


def _place(image: KeptImage) -> str:
    if image.record_id is None:
        return f"not kept: {image.reason or WHY_NOT.get(image.state, image.state)}"
    return f"{image.content_type or 'kept'}, {image.warc_file} at byte {image.warc_offset}"


def _facts(stored: StoredArticle) -> dict[str, Any]:
    """Return the article's fields, with what the archive knows beside them."""
    facts = asdict(stored)
    article = facts.pop("article")
    return {
        "id": facts.pop("public_id"),
        "portal": facts.pop("portal"),
        **article,
        "authors": stored.article.authors,
        **facts,
    }
