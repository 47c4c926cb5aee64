"""`newsarchive reprints`: where else a story stands, who published it first, and what the others made of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from newsarchive.cli.options import ArchiveOption, JsonOption
from newsarchive.cli.output import plain, standard_output, write_styled
from newsarchive.cli.wanted import ArticleArgument, canonical_of

if TYPE_CHECKING:
    from rich.text import Text

    from newsarchive.query.reprints import Contradiction, Member, Reprints


def reprints(wanted: ArticleArgument, as_json: JsonOption = False, archive: ArchiveOption = None) -> None:
    """Show the reprints of an article: the earliest publication first, then who followed, and how long after.

    Under each stands what was cut or retitled, how much of the earliest's text is left and how much of its own text
    is from there; then what speaks against the source that it names (来源). A lag with ? leaves open which of the two
    was first. As CSV, of many stories: newsarchive export --rows reprints.

    Examples:

      newsarchive reprints hwqoyc3rnzda

      newsarchive reprints https://www.yybnet.net/luzhou/luxian/201802/7713943.html --json
    """
    from newsarchive.query.reprints import reprints_of
    from newsarchive.query.wanted import article_wanted
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import reading
    from newsarchive.store.reindexing import is_current

    with open_archive(archive) as opened, reading(opened.engine) as session:
        stored = article_wanted(session, wanted, canonical=canonical_of(wanted))
        found = reprints_of(session, stored.public_id)
        is_whole = is_current(session)
    with standard_output() as stream:
        if as_json:
            stream.write(json.dumps(facts(found), ensure_ascii=False, default=plain, indent=2) + "\n")
        elif found is not None:
            write_styled(stream, _lines(found))
    if found is None and not as_json:
        typer.echo(f"No reprints of {stored.public_id} are known.", err=True)
    warn_unless(is_whole)


def warn_unless(is_whole: bool) -> None:
    """Say where an archive is to be indexed anew."""
    if not is_whole:
        typer.echo("Reprints are to be looked for anew: newsarchive reindex", err=True)


def facts(found: Reprints | None) -> dict[str, Any]:
    """Return a cluster as JSON tells it; one without members for none."""
    members = found.members if found else ()
    return {
        "earliest": members[0].public_id if members else None,
        "certain": found.is_certain if found else None,
        "members": [{"id": told.pop("public_id")} | told for told in map(asdict, members)],
    }


def _lines(found: Reprints) -> Iterator[Text]:
    from rich.text import Text

    yield Text(found.earliest.title, style="bold")
    for member in found.members:
        head = (member.public_id, published(member), _lag(member, found), member.portal, member.outlet or "-")
        yield Text("  ".join(f"{cell:<{width}}" for cell, width in zip(head, (16, 19, 10, 0, 0), strict=True)))
        if member is not found.earliest and (changed := "; ".join(_changed(member))):
            yield Text(f"    {changed}", style="dim")
        for one in member.contradictions:
            yield Text(f"    {_against(member, one)}", style="yellow")


def published(member: Member) -> str:
    """Write when a member was published, as precisely as its page does."""
    if member.published is None:
        return "no date"
    form = {"day": "%Y-%m-%d", "second": "%Y-%m-%d %H:%M:%S"}.get(member.published_precision or "", "%Y-%m-%d %H:%M")
    return member.published.strftime(form)


def _lag(member: Member, found: Reprints) -> str:
    if member is found.earliest:
        return "first" if found.is_certain else "first?"
    if member.lag_seconds is None:
        return "?"
    return _duration(member.lag_seconds) + ("?" if member.may_be_first else "")


def _duration(seconds: int) -> str:
    days, rest = divmod(seconds, 86400)
    hours, minutes = rest // 3600, rest // 60 % 60
    if days:
        return f"+{days} d" + (f" {hours} h" if hours else "")
    return f"+{hours}:{minutes:02}" if rest else "+0"


def _changed(member: Member) -> Iterator[str]:
    if member.retitled:
        yield f"retitled: {member.title}"
    if member.part is None:
        yield "linked by way of others"
    elif member.part == member.own_part == 1:
        yield "the same text"
    else:
        assert member.own_part is not None
        yield f"{'cut: ' if member.cut else ''}{member.part:.0%} of the first text; {member.own_part:.0%} of its own"


def _against(member: Member, one: Contradiction) -> str:
    named = f"names {member.outlet} as its source"
    if one.against == "own copy later":
        return f"{named}, which published it later itself: {one.other}"
    return f"{named}, but the earliest is another's: {one.other}"
