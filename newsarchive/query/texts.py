"""Looking at what articles say: whether what is wanted stands there, and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from newsarchive.items import AUTHOR_ROLES, Article
from newsarchive.query.grammar import Both, Either, Field, Not, Term, Wanted
from newsarchive.store.models import Credit, Reading, Version
from newsarchive.store.search_index import indexed_text, indexed_texts
from newsarchive.text.cjk import fold


@dataclass(frozen=True)
class Said:
    """What an article says, as it is compared."""

    whole: str
    """All that a search looks at, a field or paragraph a line."""
    parts: Mapping[Field, str]
    """What stands in its parts, an author a line."""


def said(article: Article) -> Said:
    """Return what an article says."""
    authors = (credit.name for credit in article.credits if credit.role in AUTHOR_ROLES)
    return Said(fold(indexed_text(article)), _parts(article.title, article.source, authors))


def said_by(session: Session, article_ids: Sequence[int]) -> dict[int, Said]:
    """Return what the current readings of some articles say, by article."""
    current = and_(Version.article_id.in_(article_ids), Version.is_current, Reading.is_current)
    heads = select(Version.article_id, Reading.id, Reading.title, Reading.source)
    rows = session.execute(heads.join(Reading, Reading.version_id == Version.id).where(current)).all()
    wrote = select(Credit.reading_id, Credit.name).where(
        Credit.reading_id.in_([row.id for row in rows]), Credit.role.in_(sorted(AUTHOR_ROLES))
    )
    authors: dict[int, list[str]] = defaultdict(list)
    for reading_id, name in session.execute(wrote):
        authors[reading_id].append(name)
    whole = indexed_texts(session, article_ids)
    return {
        row.article_id: Said(fold(whole[row.article_id]), _parts(row.title, row.source, authors[row.id]))
        for row in rows
    }


def _parts(title: str, source: str | None, authors: Iterable[str]) -> Mapping[Field, str]:
    return {Field.TITLE: fold(title), Field.SOURCE: fold(source or ""), Field.AUTHOR: fold("\n".join(authors))}


def stands_in(wanted: Wanted, text: Said) -> bool:
    """Whether an article says what is wanted."""
    match wanted:
        case Term(phrase, field):
            return phrase.stands_in(text.whole if field is None else text.parts[field])
        case Not(part):
            return not stands_in(part, text)
        case Both(parts):
            return all(stands_in(part, text) for part in parts)
        case Either(parts):
            return any(stands_in(part, text) for part in parts)


def stands_in_title(wanted: Wanted, title: str) -> bool:
    """Whether a title, folded, has the words that are wanted, whatever is wanted of other parts of the article."""
    match wanted:
        case Term(phrase, field):
            return field in (Field.AUTHOR, Field.SOURCE) or phrase.stands_in(title)
        case Not():
            return True
        case Both(parts):
            return all(stands_in_title(part, title) for part in parts)
        case Either(parts):
            return any(stands_in_title(part, title) for part in parts)
