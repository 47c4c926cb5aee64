"""A picture of the tables and of what refers to what, for programs that draw: Mermaid or Graphviz.

Mermaid's entity relationship diagrams: mermaid.js.org/syntax/entityRelationshipDiagram; Graphviz' HTML-like labels:
graphviz.org/doc/info/shapes.html#html.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from sqlalchemy import Column, Table, UniqueConstraint

from newsarchive.store.dictionary import type_of
from newsarchive.store.models import Base


def as_mermaid() -> str:
    """Draw the tables for Mermaid."""
    return "".join(f"{line}\n" for line in _mermaid())


def as_dot() -> str:
    """Draw the tables for Graphviz: `dot -Tsvg`."""
    return "".join(f"{line}\n" for line in _dot())


def _mermaid() -> Iterator[str]:
    yield "erDiagram"
    for table in _tables():
        yield f"    {table.name} {{"
        for column in table.columns:
            keys = ", ".join(_keys(table, column))
            yield f"        {_word(column)} {column.name} {keys}".rstrip()
        yield "    }"
    for name, referring, other in _references():
        one = "|o" if Base.metadata.tables[name].columns[referring].nullable else "||"
        yield f"    {other} {one}--o{{ {name} : {referring}"


def _dot() -> Iterator[str]:
    yield "digraph newsarchive {"
    yield '  graph [rankdir=LR]; node [shape=plain, fontname="sans-serif"];'
    yield "  edge [arrowhead=none, arrowtail=crow, dir=both];"
    for table in _tables():
        rows = "".join(
            f'<tr><td align="left" port="{column.name}">{column.name} <i>{escape(type_of(column))}</i>'
            f"{' '.join(['', *_keys(table, column)])}</td></tr>"
            for column in table.columns
        )
        head = f'<tr><td bgcolor="#dddddd"><b>{table.name}</b></td></tr>'
        yield f'  "{table.name}" [label=<<table border="0" cellborder="1" cellspacing="0">{head}{rows}</table>>];'
    for name, referring, other in _references():
        yield f'  "{name}":"{referring}" -> "{other}";'
    yield "}"


def _tables() -> Iterator[Table]:
    yield from Base.metadata.tables.values()


def _references() -> Iterator[tuple[str, str, str]]:
    """Give what refers to what: table, column, the table that is referred to."""
    for table in _tables():
        for column in table.columns:
            for key in column.foreign_keys:
                yield table.name, column.name, key.target_fullname.partition(".")[0]


def _keys(table: Table, column: Column[Any]) -> list[str]:
    """Return Mermaid's marks: primary, foreign and unique key."""
    alone = any(
        isinstance(rule, UniqueConstraint) and [one.name for one in rule.columns] == [column.name]
        for rule in table.constraints
    )
    told = {"PK": column.primary_key, "FK": bool(column.foreign_keys), "UK": alone or bool(column.unique)}
    return [mark for mark, is_so in told.items() if is_so]


def _word(column: Column[Any]) -> str:
    """Return a type as one word, as Mermaid wants it."""
    return type_of(column).replace(" ", "_")
