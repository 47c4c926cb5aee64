"""How a command is told which article is meant: by its id or by an address."""

from __future__ import annotations

from typing import Annotated

import typer

ArticleArgument = Annotated[
    str, typer.Argument(metavar="ID|URL", help="An article's id, six or more characters of it, or its address.")
]


def canonical_of(wanted: str) -> str | None:
    """Return the one address of the article at that address, by the rules of the portal that it lies on."""
    from newsarchive.portals.registry import iter_portals

    if "/" not in wanted:
        return None
    url = wanted if "://" in wanted else f"https://{wanted}"
    try:
        return next((portal.canonical(url) for portal in iter_portals() if portal.owns(url)), None)
    except ValueError:  # no address after all
        return None
