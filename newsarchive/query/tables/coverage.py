"""The table of coverage: of the articles that listings showed, what became of them."""

from __future__ import annotations

from newsarchive.query.coverage import Coverage
from newsarchive.query.tables.columns import Column, Kind, attribute

NUMBERS = {
    "listed": "articles that listings showed",
    "captured": "of these, whose page was had and is kept",
    "read": "of those captured, from which an article was read",
    "gone": "that the portal does not show any more, captured before or not",
    "lost": "of those gone, that were so before they were captured",
    "failed": "that could not be had",
    "waiting": "that are still to be fetched",
    "excluded": "that robots.txt or the portal's file excludes",
}
"""What is counted: listed = captured + lost + failed + waiting + excluded."""


def _reasons(row: Coverage) -> str:
    return "; ".join(f"{reason} × {links}" for reason, links in row.reasons.items())


COVERAGE = (
    attribute("portal", Kind.TEXT, "id of the portal"),
    attribute("channel", Kind.TEXT, "name of the channel; empty for articles that stand in none"),
    attribute("channel_url", Kind.TEXT, "its address"),
    attribute("day", Kind.DAY, "the day that a listing showed beside them, else on which they were found"),
    *(attribute(name, Kind.WHOLE, doc) for name, doc in NUMBERS.items()),
    Column(
        name="reasons",
        kind=Kind.TEXT,
        doc="why articles were not read, and how many",
        parts=("thing",),
        value=_reasons,
    ),
)
