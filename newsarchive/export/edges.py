"""Reprints as a list of edges, for programs that draw or count networks: from the earliest publication to each later.

It is a table like that of articles; docs/reprints.md tells the columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TextIO

from newsarchive.export.csv import write_table
from newsarchive.query.reprints import Member, Reprints

Edge = tuple[Member, Member]


def _published(member: Member) -> str:
    if member.published is None:
        return ""
    day = member.published_precision == "day"
    return member.published.date().isoformat() if day else member.published.isoformat(timespec="seconds")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


COLUMNS: dict[str, Callable[[Edge], str]] = {
    "from_id": lambda e: e[0].public_id,
    "to_id": lambda e: e[1].public_id,
    "from_portal": lambda e: e[0].portal,
    "to_portal": lambda e: e[1].portal,
    "from_outlet": lambda e: e[0].outlet or "",
    "to_outlet": lambda e: e[1].outlet or "",
    "from_published": lambda e: _published(e[0]),
    "to_published": lambda e: _published(e[1]),
    "lag_seconds": lambda e: "" if e[1].lag_seconds is None else str(e[1].lag_seconds),
    "order_certain": lambda e: "no" if e[1].may_be_first else "yes",
    "part": lambda e: _number(e[1].part),
    "own_part": lambda e: _number(e[1].own_part),
    "cut": lambda e: "yes" if e[1].cut else "no",
    "retitled": lambda e: "yes" if e[1].retitled else "no",
    "contradictions": lambda e: ";".join(f"{one.against}:{one.other}" for one in e[1].contradictions),
}
"""The columns in their order."""


def write_edges(
    clusters: Iterable[Reprints],
    file: TextIO,
    *,
    bom: bool = True,
    formula_safe: bool = True,
    on_row: Callable[[int], None] | None = None,
) -> int:
    """Write the edges of clusters, one a row, as `write_table` does."""
    return write_table(_edges(clusters), COLUMNS, file, bom=bom, formula_safe=formula_safe, on_row=on_row)


def _edges(clusters: Iterable[Reprints]) -> Iterator[Edge]:
    for cluster in clusters:
        yield from ((cluster.earliest, member) for member in cluster.members[1:])
