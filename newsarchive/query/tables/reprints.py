"""The table of reprints: a row is an edge, from the earliest publication of a story to each later one.

It is made for programs that draw or count networks; docs/reprints.md tells what is known of a cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from newsarchive.query.filters import Filters
from newsarchive.query.reprints import Member, iter_clusters
from newsarchive.query.tables.columns import Column, Kind, Row, Stated, Table

Edge = tuple[Member, Member]


def _column(name: str, kind: Kind, doc: str, value: Callable[[Edge], Any], **more: Any) -> Column:
    return Column(name=name, kind=kind, doc=doc, parts=("edge",), value=value, **more)


def _published(member: Member) -> Stated | None:
    return None if member.published is None else Stated(member.published, member.published_precision == "day")


COLUMNS = (
    _column("from_id", Kind.TEXT, "id of the earliest", lambda e: e[0].public_id),
    _column("to_id", Kind.TEXT, "id of the other member of the story", lambda e: e[1].public_id),
    _column("from_portal", Kind.TEXT, "id of the portal of the earliest", lambda e: e[0].portal),
    _column("to_portal", Kind.TEXT, "id of the portal of the other", lambda e: e[1].portal),
    _column("from_outlet", Kind.TEXT, "outlet that the earliest names as its source", lambda e: e[0].outlet),
    _column("to_outlet", Kind.TEXT, "outlet that the other names as its source", lambda e: e[1].outlet),
    _column("from_published", Kind.STATED, "when the earliest was published", lambda e: _published(e[0])),
    _column("to_published", Kind.STATED, "when the other was published", lambda e: _published(e[1])),
    _column("lag_seconds", Kind.WHOLE, "seconds between them", lambda e: e[1].lag_seconds),
    _column("order_certain", Kind.YES_NO, "no: the other may have been first", lambda e: not e[1].may_be_first),
    _column("part", Kind.NUMBER, "part of the earliest's text that stands in the other's", lambda e: e[1].part),
    _column("own_part", Kind.NUMBER, "part of the other's text that stands in the earliest's", lambda e: e[1].own_part),
    _column("cut", Kind.YES_NO, "whether it has less than nine tenths of the earliest's text", lambda e: e[1].cut),
    _column("retitled", Kind.YES_NO, "whether its title has other letters", lambda e: e[1].retitled),
    _column(
        "contradictions",
        Kind.PAIRS,
        "what speaks against the source that it names, and the id of the member that does",
        lambda e: [f"{one.against}:{one.other}" for one in e[1].contradictions],
        pair=("against", "id"),
    ),
)


def iter_rows(session: Session, filters: Filters, columns: Sequence[Column], after: int) -> Generator[Row]:
    """Give the edges of the clusters of which the filters mean an article, by the time of their earliest."""
    for cluster in iter_clusters(session, filters):
        yield from ((0, (cluster.earliest, member)) for member in cluster.members[1:])


REPRINTS = Table(name="reprints", columns=COLUMNS, iter_rows=iter_rows, takes_words=False, is_ordered=False)
