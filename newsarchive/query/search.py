"""Full-text search: the index finds candidates, the stored text decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy.orm import Session

from newsarchive.query.articles import BATCH, StoredArticle, load
from newsarchive.query.filters import Filters
from newsarchive.query.grammar import Field, Term, terms
from newsarchive.query.newest import iter_in_order
from newsarchive.query.phrases import Phrase, spans
from newsarchive.store.findable import searched_fields
from newsarchive.text.cjk import fold

AROUND = 40
"""Characters that a snippet shows before the first match; after it, twice as many."""

Span = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Hit:
    """An article that was found."""

    public_id: str
    portal: str
    title: str
    title_spans: tuple[Span, ...]
    """Where in the title what was searched for stands: first character and the one behind the last."""
    source: str | None
    published: datetime | None
    region: tuple[str, ...]
    url: str
    """The canonical address."""
    snippet: str
    """The text around the first match; the beginning of the body when only the title matches."""
    snippet_spans: tuple[Span, ...]
    """Where in the snippet what was searched for stands."""


def search(session: Session, filters: Filters, *, limit: int = 20, offset: int = 0) -> list[Hit]:
    """Return the articles that the filters mean: first those whose title has all the words, then the newest.

    The order is that of `newest.iter_in_order`. Time grows with `offset + limit`, and with the number of texts that the
    index gives and that do not say what is wanted.
    """
    wanted = list(terms(filters.wanted))
    return [_hit(stored, wanted) for stored in iter_found(session, filters, most=offset + limit, offset=offset)]


def iter_found(session: Session, filters: Filters, *, most: int, offset: int = 0) -> Iterator[StoredArticle]:
    """Give the first articles in that order, at most so many, the ones before `offset` left out."""
    rows = list(islice(iter_in_order(session, filters), offset, most))
    for at in range(0, len(rows), BATCH):  # of parameters databases take some 30,000
        yield from load(session, rows[at : at + BATCH])


def _hit(stored: StoredArticle, wanted: Sequence[Term]) -> Hit:
    article = stored.article
    anywhere = [term.phrase for term in wanted if term.field is None]
    of_title = [term.phrase for term in wanted if term.field in (None, Field.TITLE)]
    snippet, found = _snippet(list(searched_fields(article))[1:], article.text, anywhere)
    return Hit(
        public_id=stored.public_id,
        portal=stored.portal,
        title=article.title,
        title_spans=tuple(spans(of_title, article.title)),
        source=article.source,
        published=article.published,
        region=article.region,
        url=article.canonical_url or "",
        snippet=snippet,
        snippet_spans=found,
    )


def _matching(folded: str, wanted: Sequence[Phrase]) -> int:
    return sum(phrase.stands_in(folded) for phrase in wanted)


def _snippet(lines: Sequence[str], body: str, wanted: Sequence[Phrase]) -> tuple[str, tuple[Span, ...]]:
    """Cut out what stands around the first match in the first line that has the most of what is wanted."""
    line = max(lines, key=lambda text: _matching(fold(text), wanted), default="")
    there = spans(wanted, line)
    if not there:
        line = body.partition("\n")[0]
    start = max(0, there[0][0] - AROUND) if there else 0
    end = start + 3 * AROUND
    before, after = "…" if start else "", "…" if end < len(line) else ""
    shift = len(before) - start
    inside = tuple((first + shift, min(last, end) + shift) for first, last in there if first < end)
    return before + line[start:end] + after, inside
