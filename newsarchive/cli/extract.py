"""`newsarchive extract`: read one page, from a file or from the archive, and tell how it was read."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsarchive.cli.options import ArchiveOption, JsonOption
from newsarchive.cli.output import plain, standard_output, write_styled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from newsarchive.reading.explain import Explanation

WIDEST = 100
"""Columns of a line of an explanation."""
WIDEST_TEXT = 80
"""Columns of a line of an article, as `newsarchive show` has them."""
LOOKED_AT = 4096
"""Bytes at the beginning of a file that tell whether it is text."""
MOST_CONTROLS = 0.05
"""The share of control characters among these from which it is none; pages have none but by accident."""
NOT_PAGES = {
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a ZIP file, or a document of an office program",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"RIFF": "a picture or a film",
    b"WARC/": "a WARC file",
    b"SQLite format 3": "a database",
    b"\x7fELF": "a program",
}
"""What other files begin with."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """The page that was asked for, with what is known of it."""

    name: str
    body: bytes
    url: str | None = None
    portal: str | None = None
    fetched_at: datetime | None = None
    content_type: str | None = None


def extract(
    wanted: Annotated[
        str,
        typer.Argument(
            metavar="FILE|ARTICLE",
            help="An HTML file (also .gz; - for standard input), or the id or address of an article of the archive.",
        ),
    ],
    why: Annotated[
        bool, typer.Option("--explain", help="Tell field by field what was chosen, why, and what was left out.")
    ] = False,
    as_json: JsonOption = False,
    url: Annotated[str | None, typer.Option("--url", metavar="URL", help="The page's address.")] = None,
    portal: Annotated[str | None, typer.Option(metavar="ID", help="Read it as this portal's pages are read.")] = None,
    content_type: Annotated[
        str | None,
        typer.Option(metavar="TYPE", help="The page's HTTP header of that name: 'text/html; charset=gbk'."),
    ] = None,
    archive: ArchiveOption = None,
) -> None:
    """Read one page into an article: from a file, without any archive, or from the bytes that the archive keeps.

    With --explain a page that is no article is explained too; without, it ends with exit code 3.

    Examples:

      newsarchive extract page.html --url https://www.example.org/2018/02/13/a.html

      newsarchive extract page.html --explain

      newsarchive extract hwqoyc3rnzda --explain

      curl -s https://www.example.org/a.html | newsarchive extract - --json
    """
    import newsarchive
    from newsarchive.errors import NotFound

    given = _given(wanted, archive)
    explanation = newsarchive.explain(
        given.body,
        url=url or given.url,
        portal=portal or given.portal,
        fetched_at=given.fetched_at,
        content_type=content_type or given.content_type,
    )
    if explanation.article is None and not why:
        raise NotFound(
            f"{given.name} is no article: {explanation.refusal}.",
            next_step=f"See what was found on the page: newsarchive extract {wanted} --explain",
        )
    with standard_output() as stream:
        if as_json:
            facts = _explanation_facts(explanation) if why else _article_facts(explanation)
            stream.write(json.dumps(facts, ensure_ascii=False, default=plain, indent=2) + "\n")
        elif why:
            _write_explanation(stream, explanation, given.name)
        else:
            _write_article(stream, explanation)


def _given(wanted: str, archive: Path | None) -> Given:
    """Return the page that was asked for. Raises NotFound, UsageError, or what opening an archive raises."""
    from newsarchive.errors import UsageError

    if wanted == "-":
        return Given(name="standard input", body=_checked(sys.stdin.buffer.read(), "standard input"))
    path = Path(wanted).expanduser()
    if _is_there(path) and path.is_dir():
        raise UsageError(f"{wanted} is a folder.", next_step="Name one HTML file in it.")
    if _is_there(path):
        try:
            return Given(name=wanted, body=_checked(path.read_bytes(), wanted))
        except OSError as error:
            raise UsageError(
                f"{wanted} cannot be read: {error.strerror}.", next_step="Check who may read the file."
            ) from None
    return _kept(wanted, archive)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _checked(data: bytes, name: str) -> bytes:
    """Return a file's bytes, uncompressed. Raises UsageError for what is no page."""
    from newsarchive.capture.bodies import BodyUndecodable, decode_body
    from newsarchive.errors import UsageError

    if data.startswith(b"\x1f\x8b"):
        try:
            data = decode_body(data, [("content-encoding", "gzip")])
        except BodyUndecodable as error:
            raise UsageError(f"{name} cannot be uncompressed: {error}.", next_step="Fetch the file again.") from None
    kind = _kind(data)
    if kind:
        raise UsageError(f"{name} is no HTML file but {kind}.", next_step="Give the page as a browser saves it: .html")
    return data


def _kind(data: bytes) -> str | None:
    """Return what a file is that is no page; None for one that may be."""
    known = next((kind for beginning, kind in NOT_PAGES.items() if data.startswith(beginning)), None)
    if known or not data:
        return known or "empty"
    head = data[:LOOKED_AT]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<\0" in head or b"\0<" in head:  # UTF-16
        head = head.replace(b"\0", b"")
    controls = sum(byte < 0x20 and byte not in b"\t\n\r\f\x1b" for byte in head)
    return "something that is no text" if controls > MOST_CONTROLS * len(head) else None


def _kept(wanted: str, archive: Path | None) -> Given:
    """Return the page of an article of the archive."""
    from newsarchive.errors import ArchiveNotFound, NotFound
    from newsarchive.query.articles import get_article, like_ids
    from newsarchive.query.captured import read_page
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import reading

    try:
        opened = open_archive(archive)
    except ArchiveNotFound as error:
        if archive is not None:
            raise
        raise NotFound(
            f"There is no file {wanted}, and no archive here that could hold an article of that id.",
            next_step=f"Check the file's name. For an article: {error.next_step}",
        ) from None
    with opened, reading(opened.engine) as session:
        stored = get_article(session, wanted)
        if stored is None or stored.capture is None:
            alike = like_ids(session, wanted)
            raise NotFound(
                f"There is no file {wanted}, and the archive holds no article of that id or address"
                + (f", but ids that begin so: {', '.join(alike)}." if alike else "."),
                next_step="Type more of the id." if alike else "Find articles: newsarchive search WORDS",
            )
        page = read_page(session, opened.config.warc, stored.capture)
    return Given(
        name=f"article {stored.public_id}",
        body=page.body,
        url=stored.article.url or stored.capture.url,
        portal=_known_portal(stored.portal),
        fetched_at=page.fetched_at,
        content_type=page.content_type,
    )


def _known_portal(portal_id: str) -> str | None:
    """Return the id of a portal whose file is there; without it the generic reader reads."""
    from newsarchive.portals.registry import portal_files

    return portal_id if portal_id in portal_files() else None


def _article_facts(explanation: Explanation) -> dict[str, Any]:
    article = explanation.article
    assert article is not None
    return {**asdict(article), "authors": article.authors}


def _explanation_facts(explanation: Explanation) -> dict[str, Any]:
    facts = asdict(explanation)
    del facts["witnesses"]  # they are in `fields`, compared
    return facts | {"article": _article_facts(explanation) if explanation.article else None}


def _write_article(stream: TextIO, explanation: Explanation) -> None:
    from newsarchive.cli.show import article_lines

    article = explanation.article
    assert article is not None
    _write(stream, article_lines(article, _breaking(stream, WIDEST_TEXT)))
    if article.warnings:
        _write(stream, [("", ""), *((f"warning: {warning}", "yellow") for warning in article.warnings)])


def _write_explanation(stream: TextIO, explanation: Explanation, name: str) -> None:
    from newsarchive.cli.explained import explained

    _write(stream, explained(explanation, name, _width(stream, WIDEST)))


def _write(stream: TextIO, lines: Iterable[tuple[str, str]]) -> None:
    from rich.text import Text

    write_styled(stream, (Text(text, style=style) for text, style in lines))


def _breaking(stream: TextIO, widest: int) -> Any:
    """Return what breaks a paragraph into lines: nothing outside a terminal."""
    from newsarchive.cli.wrapping import wrap

    def broken(text: str) -> Iterator[str]:
        return wrap(text, _width(stream, widest)) if stream.isatty() else iter((text,))

    return broken


def _width(stream: TextIO, widest: int) -> int:
    from shutil import get_terminal_size

    return min(get_terminal_size().columns, widest) if stream.isatty() else widest
