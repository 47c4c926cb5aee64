"""`newsarchive cite`: how articles are cited."""

from __future__ import annotations

from typing import Annotated

import typer

from newsarchive.cli.options import ArchiveOption
from newsarchive.cli.output import CONTROLS, standard_output
from newsarchive.cli.wanted import canonical_of

STYLES = "bibtex, ris, chicago, gb7714"


def cite(
    wanted: Annotated[
        list[str],
        typer.Argument(metavar="ID|URL", help="Ids of articles, six or more characters of them, or addresses."),
    ],
    style: Annotated[str, typer.Option(metavar="STYLE", help=f"How to write it: {STYLES}.")] = "chicago",
    archive: ArchiveOption = None,
) -> None:
    """Print how articles are cited, with the time at which they were captured, their ids and the bytes' digest.

    Examples:

      newsarchive cite hwqoyc3rnzda --style gb7714

      newsarchive cite hwqoyc3rnzda 7xk2m4 --style bibtex > news.bib
    """
    from newsarchive.errors import UsageError
    from newsarchive.export.citing import Style
    from newsarchive.export.citing import cite as cited
    from newsarchive.query.wanted import article_wanted
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import reading

    if style not in list(Style):
        raise UsageError(f"There is no style {style!r}.", next_step=f"Styles that there are: {STYLES}")
    told = []
    with open_archive(archive) as opened, reading(opened.engine) as session:
        for one in wanted:
            stored = article_wanted(session, one, canonical=canonical_of(one))
            told.append(cited(stored, Style(style)).translate(CONTROLS))
    with standard_output() as stream:
        stream.write("\n\n".join(told) + "\n")
