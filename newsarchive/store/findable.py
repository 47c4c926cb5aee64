"""What an article can be found by: its words, those of its title once more, and the marks of what it belongs to.

All of it follows from the article alone, so that what went into the search index can be said again when it is to be
taken out. A mark has a sign in it, which no word has.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from newsarchive.items import Article
from newsarchive.store.models import Article as Row
from newsarchive.store.models import Block, Credit, Reading, Region, Version
from newsarchive.text.cjk import fold, tokens

LONGEST = 200
"""Characters of a token that are indexed: PostgreSQL takes 2,046 bytes (its documentation, 12.11)."""
SAMPLES = 64
"""Parts into which articles are dealt out, so that one part can stand for all where they are counted."""
NO_TOKEN = re.compile(r"[^a-z0-9-]")
"""What no part of a mark may be: what pages say of their language is whatever they like."""
DIGEST = 8
"""Bytes that stand for a region's path."""


@dataclass(frozen=True, kw_only=True)
class Findable:
    """What an article's current reading is found by."""

    portal: str
    title: str
    text: str
    """All that a search looks at, the title too, a field or paragraph a line, in any order."""
    published: datetime | None
    region: str
    """Its path, names from the outermost joined by /; empty without one."""
    language: str | None


def searched_fields(article: Article) -> Iterator[str]:
    """Give the texts of an article that a search looks at, the title first."""
    yield article.title
    yield from (field for field in (article.kicker, article.lead, article.source) if field)
    for section in article.sections:
        if section.heading:
            yield section.heading
        yield from section.paragraphs
    yield from (credit.name for credit in article.credits)


def indexed_text(article: Article) -> str:
    """Return the text that an article is found by, a field or paragraph a line."""
    return "\n".join(searched_fields(article))


def findable(portal: str, article: Article) -> Findable:
    """Return what an article of a portal is found by."""
    return Findable(
        portal=portal,
        title=article.title,
        text=indexed_text(article),
        published=article.published,
        region="/".join(article.region),
        language=article.language,
    )


def findables(session: Session, article_ids: Sequence[int]) -> dict[int, Findable]:
    """Return by article what its current reading is found by; nothing for one that has none."""
    texts = indexed_texts(session, article_ids)
    heads = (
        select(Row.id, Row.portal_id, Reading.title, Reading.published_at, Reading.language, Region.path)
        .join(Version, and_(Version.article_id == Row.id, Version.is_current))
        .join(Reading, and_(Reading.version_id == Version.id, Reading.is_current))
        .outerjoin(Region, Region.id == Reading.region_id)
        .where(Row.id.in_(article_ids))
    )
    return {
        row.id: Findable(
            portal=row.portal_id,
            title=row.title,
            text=texts[row.id],
            published=row.published_at,
            region=row.path or "",
            language=row.language,
        )
        for row in session.execute(heads)
    }


def indexed_texts(session: Session, article_ids: Sequence[int]) -> dict[int, str]:
    """Return by article what `searched_fields` gives of its current reading, a line each, in any order."""
    lines: dict[int, list[str]] = defaultdict(list)
    heads = (Reading.title, Reading.kicker, Reading.lead, Reading.source)
    current = and_(Version.article_id.in_(article_ids), Version.is_current, Reading.is_current)
    of_version = Reading.version_id == Version.id
    for query in (
        select(Version.article_id, *heads).join(Reading, of_version),
        select(Version.article_id, Block.text).join(Reading, of_version).join(Block, Block.reading_id == Reading.id),
        select(Version.article_id, Credit.name).join(Reading, of_version).join(Credit, Credit.reading_id == Reading.id),
    ):
        for article_id, *found in session.execute(query.where(current)):
            lines[article_id].extend(filter(None, found))
    return {article_id: "\n".join(found) for article_id, found in lines.items()}


def words_of(found_by: Findable) -> list[str]:
    """Return the distinct words of an article, as tokens."""
    return sorted({token[:LONGEST] for token in tokens(found_by.text)})


def marks_of(article_id: int, found_by: Findable) -> list[str]:
    """Return the distinct marks of an article: words of its title, and what it belongs to."""
    marks = {in_title(token[:LONGEST]) for token in tokens(found_by.title)}
    names = found_by.region.split("/") if found_by.region else []
    marks |= {of_region("/".join(names[: depth + 1])) for depth in range(len(names))}
    if found_by.published is not None:
        year, month = year_and_month(found_by.published)
        marks |= {of_year(year), of_month(year, month)}
    if found_by.language:
        parts = found_by.language.lower().split("-")
        marks |= {of_language("-".join(parts[: depth + 1])) for depth in range(len(parts))}
    return sorted({*marks, of_portal(found_by.portal), of_sample(article_id % SAMPLES)})


def year_and_month(moment: datetime) -> tuple[int, int]:
    """Return a moment's year and month in UTC, by which the index tells when an article was published."""
    moment = moment.astimezone(UTC)
    return moment.year, moment.month


def in_title(token: str) -> str:
    """Return the mark of articles that have a token in their title."""
    return f"title={token}"


def of_region(path: str) -> str:
    """Return the mark of articles about a region or one inside it."""
    return f"region={hashlib.blake2b(fold(path).encode(), digest_size=DIGEST).hexdigest()}"


def of_portal(portal: str) -> str:
    """Return the mark of a portal's articles."""
    return f"portal={NO_TOKEN.sub('_', portal)}"


def of_language(tag: str) -> str:
    """Return the mark of articles in a language, given by the beginning of its tag in small letters."""
    return f"language={NO_TOKEN.sub('_', tag)}"[:LONGEST]


def of_year(year: int) -> str:
    """Return the mark of articles published in a year."""
    return f"year={year}"


def of_month(year: int, month: int) -> str:
    """Return the mark of articles published in a month."""
    return f"month={year}-{month}"


def of_sample(number: int) -> str:
    """Return the mark of one part in `SAMPLES` of all articles, dealt out without regard to what they say."""
    return f"sample={number}"
