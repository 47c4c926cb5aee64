"""How often characters or words stand in the texts of a year: what may be shared where texts may not.

Chinese, Japanese and Korean are counted as pairs of characters side by side, other scripts as words, all folded as they
are compared. They are counted over all texts of a year, and what stands in few is left out, so that no text can be put
together again from them (non-consumptive research: HathiTrust Research Center, policy of 2017).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from newsarchive.query.facet import Facet
from newsarchive.query.facets import shares
from newsarchive.query.filters import Filters
from newsarchive.query.tables.articles import ARTICLES
from newsarchive.query.tables.columns import Kind, attribute
from newsarchive.text.cjk import CJK, tokens

FEWEST = 3
"""Articles of a year in which something stands, at least."""
SINGLE = re.compile(f"[{CJK}]")
"""The last character of a run, which is a token by itself for searches."""


@dataclass(frozen=True)
class Ngram:
    """Something that stands in the texts of a year."""

    year: int
    ngram: str
    articles: int
    occurrences: int


NGRAMS = (
    attribute("year", Kind.WHOLE, "the year of publication; articles without a date are not counted"),
    attribute("ngram", Kind.TEXT, "two characters side by side, or a word; small letters, simplified characters"),
    attribute("articles", Kind.WHOLE, f"in how many articles it stands, {FEWEST} at least"),
    attribute("occurrences", Kind.WHOLE, "how often it stands there"),
)


def iter_ngrams(session: Session, filters: Filters) -> Generator[Ngram]:
    """Give what stands in the texts that filters mean, by year, then by itself; memory grows with a year's."""
    years = [int(share.value) for share in shares(session, filters, Facet.YEAR) if share.value and share.articles]
    for year in years:
        first, last = date(year, 1, 1), date(year, 12, 31)
        within = replace(filters, since=max(filters.since or first, first), until=min(filters.until or last, last))
        articles, occurrences = _counted(session, within)
        for ngram in sorted(articles):
            if articles[ngram] >= FEWEST:
                yield Ngram(year, ngram, articles[ngram], occurrences[ngram])


def _counted(session: Session, filters: Filters) -> tuple[Counter[str], Counter[str]]:
    articles: Counter[str] = Counter()
    occurrences: Counter[str] = Counter()
    for _, text in ARTICLES.iter_rows(session, filters, ARTICLES.chosen(["text"]), 0):
        here = Counter(token for token in tokens(text or "") if len(token) > 1 or not SINGLE.match(token))
        articles.update(here.keys())
        occurrences.update(here)
    return articles, occurrences
