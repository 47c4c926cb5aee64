"""`newsarchive portal`: which portals can be crawled, and what is known of each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsarchive.cli.options import JsonOption

if TYPE_CHECKING:
    from newsarchive.portals.definition import Portal

app = typer.Typer(help="See which portals can be crawled.", no_args_is_help=True)


@app.command("list")
def list_portals(as_json: JsonOption = False) -> None:
    """List the portals, one a line: id, country, name, home page.

    Example:

      newsarchive portal list
    """
    from newsarchive.portals.registry import iter_portals

    portals = list(iter_portals())
    if as_json:
        typer.echo(json.dumps([_facts(portal) for portal in portals], ensure_ascii=False))
        return
    for portal in portals:
        typer.echo(f"{portal.id}\t{portal.country}\t{portal.name}\t{portal.home}")


@app.command()
def show(
    portal: Annotated[str, typer.Argument(metavar="PORTAL", help="A portal's id.")], as_json: JsonOption = False
) -> None:
    """Show what is known of one portal: hosts, language, zone, and its rules for addresses.

    Example:

      newsarchive portal show yybnet
    """
    from newsarchive.portals.registry import get_portal

    facts = _facts(get_portal(portal))
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    width = max(map(len, facts))
    for name, value in facts.items():
        shown = ", ".join(value) if isinstance(value, list) else "none" if value is None else value
        typer.echo(f"{name:{width}}  {shown}")


def _facts(portal: Portal) -> dict[str, Any]:
    from newsarchive.portals.registry import definition_digest, portal_files

    return {
        "id": portal.id,
        "name": portal.name,
        "country": portal.country,
        "language": portal.language,
        "zone": portal.zone,
        "home": portal.home,
        "hosts": list(portal.hosts),
        "starts": list(portal.starts),
        "articles": portal.article_url,
        "listings": portal.listing_url,
        "pages": [page.__name__ for page in portal.pages],
        "crawl_delay": portal.crawl_delay,
        "file": str(portal_files()[portal.id]),
        "sha256": definition_digest(portal.id),
    }
