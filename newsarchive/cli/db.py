"""`newsarchive db`: the database's schema."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from newsarchive.cli.options import ArchiveOption, JsonOption
from newsarchive.cli.output import console_of, counted_progress, standard_output

if TYPE_CHECKING:
    from newsarchive.store.dictionary import Described

TRIAL = "SELECT count(*) FROM recognition"
"""What a new reader is asked, to see that the server lets it in."""


class Picture(StrEnum):
    """What the schema is drawn for."""

    MERMAID = "mermaid"
    DOT = "dot"


app = typer.Typer(help="Look after the archive's database.", no_args_is_help=True)


@app.callback()
def db() -> None:
    """Look after the archive's database."""


@app.command()
def upgrade(archive: ArchiveOption = None) -> None:
    """Bring the database's schema up to date after newsarchive itself was; `init` does it for a new archive.

    Example:

      newsarchive db upgrade --archive news
    """
    from newsarchive.config import find_archive, load_config
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import connect, newest_version, reading, schema_version
    from newsarchive.store.database import upgrade as upgrade_schema
    from newsarchive.store.indexing import finish_index
    from newsarchive.store.outlets import finish_outlets
    from newsarchive.store.reindexing import is_current

    url = load_config(find_archive(archive)).database_url
    engine = connect(url)
    before = schema_version(engine)
    upgrade_schema(url)
    with counted_progress("Indexing articles") as tell:
        finish_index(engine, on_progress=tell)
    engine.dispose()
    with open_archive(archive) as opened, counted_progress("Bringing articles to their outlets") as tell:
        finish_outlets(opened, on_progress=tell)
        with reading(opened.engine) as session:
            is_whole = is_current(session)
    newest = newest_version()
    typer.echo(f"The schema is at {newest}." if before == newest else f"The schema was at {before}, now at {newest}.")
    if not is_whole:
        typer.echo("Reprints are to be looked for anew: newsarchive reindex", err=True)


@app.command()
def reader(archive: ArchiveOption = None) -> None:
    """Make the role of PostgreSQL that `newsarchive sql` asks as: it may read the archive's tables and nothing else.

    Its address, with a new password, is written into archive.toml as `reader`; the same command brings a role that is
    there into order. SQLite needs none.

    Example:

      newsarchive db reader --archive news
    """
    from newsarchive.config import write_config
    from newsarchive.query.answer import Question
    from newsarchive.query.door import asked
    from newsarchive.store.archive import open_archive
    from newsarchive.store.reader import make_reader

    with open_archive(archive) as opened:
        made = make_reader(opened.config.database_url)
        write_config(opened.root, reader=made.address)
        with asked(
            replace(opened.config, reader=made.address), Question(statement=TRIAL, limit=1, seconds=30)
        ) as answer:
            list(answer.rows)
    typer.echo(f"The role {made.name} may read this archive; its address is `reader` in archive.toml.")
    if made.unset:
        typer.echo(f"Only an administrator of the server could set for it: {', '.join(made.unset)}.", err=True)
    if made.may_create:
        typer.echo(
            "Everybody may make tables in this schema, and so may it; to end that, as the schema's owner:", err=True
        )
        typer.echo(f'REVOKE CREATE ON SCHEMA "{made.schema}" FROM PUBLIC;', err=True)


@app.command()
def dictionary(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Only these views or tables.")] = None,
    as_json: JsonOption = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
) -> None:
    """Tell what the views and tables of an archive hold, column by column. No archive is needed.

    Examples:

      newsarchive db dictionary articles credits

      newsarchive db dictionary --json > dictionary.json
    """
    from newsarchive.errors import NotFound, UsageError
    from newsarchive.store.dictionary import as_markdown as write_markdown
    from newsarchive.store.dictionary import dictionary as all_of_them

    if as_json and as_markdown:
        raise UsageError("--json and --markdown are two forms.", next_step="Give one.")
    known = {one.name: one for one in all_of_them()}
    if missing := [name for name in names or () if name not in known]:
        raise NotFound(f"There is no view or table {missing[0]!r}.", next_step=f"There are: {', '.join(known)}")
    told = [known[name] for name in names or known]
    with standard_output() as stream:
        if as_json:
            stream.write(json.dumps([asdict(one) for one in told], ensure_ascii=False, indent=1) + "\n")
        elif as_markdown:
            stream.write(write_markdown(told))
        else:
            for one in told:
                _write_table(one, stream)


def _write_table(one: Described, stream: TextIO) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 2), show_header=False)
    for column in one.columns:
        marks = [f"→ {column.refers_to}"] if column.refers_to else []
        kind = " ".join([column.type, *(["(key)"] if column.is_key else []), *marks])
        table.add_row(Text(column.name, "bold"), Text(kind, "dim"), Text(column.doc))
    console = console_of(stream)
    console.print(Text.assemble((one.name, "bold underline"), f" ({one.kind}): {one.doc}"))
    console.print(table)
    console.print()


@app.command()
def diagram(
    form: Annotated[Picture, typer.Option("--format", metavar="FORMAT", help="mermaid or dot")] = Picture.MERMAID,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, not to standard output.")
    ] = None,
) -> None:
    """Draw the tables and what refers to what, for Mermaid (which many sites show) or Graphviz. No archive is needed.

    Examples:

      newsarchive db diagram -o schema.mmd

      newsarchive db diagram --format dot | dot -Tsvg -o schema.svg
    """
    from newsarchive.export.files import replaced
    from newsarchive.store.diagram import as_dot, as_mermaid

    drawn = as_mermaid() if form is Picture.MERMAID else as_dot()
    with standard_output() if output is None else replaced(output.expanduser()) as stream:
        stream.write(drawn)
