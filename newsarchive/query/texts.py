"""Looking at what articles say: whether what is wanted stands there, and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from newsarchive.items import AUTHOR_ROLES, Article
from newsarchive.query.grammar import Both, Either, Field, Not, Term, Wanted
from newsarchive.store.findable import indexed_text, indexed_texts
from newsarchive.store.models import Credit, Reading, Version
from newsarchive.text.cjk import fold


@dataclass(frozen=True)
class Said:
    """What an article says, as it is compared."""

    parts: Mapping[Field, str]
    """What stands in its parts, an author a line."""
    whole: str | None = None
    """All that a search looks at, a field or paragraph a line; None where that was not loaded."""


def said(article: Article) -> Said:
    """Return what an article says."""
    authors = (credit.name for credit in article.credits if credit.role in AUTHOR_ROLES)
    return Said(_parts(article.title, article.source, authors), fold(indexed_text(article)))


def meant(session: Session, wanted: Wanted, article_ids: Sequence[int]) -> set[int]:
    """Return those of some articles whose current readings say what is wanted.

    Texts are only loaded where title, source and authors leave it open.
    """
    heads = _heads(session, article_ids)
    told = {article_id: stands_in(wanted, Said(parts)) for article_id, parts in heads.items()}
    left = [article_id for article_id, is_so in told.items() if is_so is None]
    texts = indexed_texts(session, left) if left else {}
    told |= {one: stands_in(wanted, Said(heads[one], fold(text))) for one, text in texts.items()}
    return {article_id for article_id, is_so in told.items() if is_so}


def _heads(session: Session, article_ids: Sequence[int]) -> dict[int, Mapping[Field, str]]:
    current = and_(Version.article_id.in_(article_ids), Version.is_current, Reading.is_current)
    heads = select(Version.article_id, Reading.id, Reading.title, Reading.source)
    rows = session.execute(heads.join(Reading, Reading.version_id == Version.id).where(current)).all()
    wrote = select(Credit.reading_id, Credit.name).where(
        Credit.reading_id.in_([row.id for row in rows]), Credit.role.in_(sorted(AUTHOR_ROLES))
    )
    authors: dict[int, list[str]] = defaultdict(list)
    for reading_id, name in session.execute(wrote):
        authors[reading_id].append(name)
    return {row.article_id: _parts(row.title, row.source, authors[row.id]) for row in rows}


def _parts(title: str, source: str | None, authors: Iterable[str]) -> Mapping[Field, str]:
    return {Field.TITLE: fold(title), Field.SOURCE: fold(source or ""), Field.AUTHOR: fold("\n".join(authors))}


def stands_in(wanted: Wanted, text: Said) -> bool | None:
    """Whether an article says what is wanted; None where its whole text would have to be known (Kleene 1952, 64)."""
    match wanted:
        case Term(phrase, None):
            return None if text.whole is None else phrase.stands_in(text.whole)
        case Term(phrase, Field() as field):
            return phrase.stands_in(text.parts[field])
        case Not(part):
            is_so = stands_in(part, text)
            return None if is_so is None else not is_so
        case Both(parts):
            found = {stands_in(part, text) for part in parts}
            return False if False in found else None if None in found else True
        case Either(parts):
            found = {stands_in(part, text) for part in parts}
            return True if True in found else None if None in found else False
    raise AssertionError(wanted)


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
