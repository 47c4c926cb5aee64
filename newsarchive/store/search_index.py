"""The search index: tokens of each article's current reading, on both databases. It finds candidates; `query` verifies.

SQLite keeps them in a contentless FTS5 table (sqlite.org/fts5.html#contentless_tables), PostgreSQL as a tsvector
without positions under GIN.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnClause, and_, column, select, table, text
from sqlalchemy.orm import Session

from newsarchive.items import Article
from newsarchive.store.models import Block, Credit, Reading, Version
from newsarchive.text.cjk import tokens

LONGEST = 200
"""Characters of a token that are indexed: PostgreSQL takes 2,046 bytes (its documentation, 12.11)."""

MOST = 1_000_000
"""Bytes of tokens that PostgreSQL takes for one article (1 MiB, the same place); a longer one is always looked at."""

ANYTHING = "*"
"""What stands in the index for an article that has too many tokens; no token is a sign."""

INTO_FTS5 = text("INSERT INTO search (rowid, tokens) VALUES (:id, :tokens)")
INTO_TSVECTORS = text(
    "INSERT INTO search (article_id, tokens) VALUES (:id, array_to_tsvector(CAST(:tokens AS text[])))"
)

DOUBTFUL = re.compile(r"[^ 0-9a-z\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4db5\u4e00-\u9fa5\uac00-\ud7a3]")
"""Characters that FTS5's tokenizer may not take as they are."""


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


def index(session: Session, article_id: int, indexed: str) -> None:
    """Make an article findable; it must not be in the index."""
    if _is_sqlite(session):
        session.connection().execute(INTO_FTS5, {"id": article_id, "tokens": _for_fts5(indexed)})
    else:
        session.connection().execute(INTO_TSVECTORS, {"id": article_id, "tokens": _for_tsvector(indexed)})


def unindex(session: Session, article_id: int, indexed: str) -> None:
    """Take an article out of the index; `indexed` is the text that it went in with, which FTS5 wants to know."""
    if _is_sqlite(session):
        session.execute(
            text("INSERT INTO search (search, rowid, tokens) VALUES ('delete', :id, :tokens)"),
            {"id": article_id, "tokens": _for_fts5(indexed)},
        )
        return
    session.execute(text("DELETE FROM search WHERE article_id = :id"), {"id": article_id})


def last_indexed(session: Session) -> int:
    """Return the highest number of an article that the index has; 0 where it has none."""
    number: ColumnClause[int] = column("rowid" if _is_sqlite(session) else "article_id")
    return session.scalar(select(number).select_from(table("search")).order_by(number.desc()).limit(1)) or 0


def clear(session: Session) -> None:
    """Take every article out of the index."""
    sql = "INSERT INTO search (search) VALUES ('delete-all')" if _is_sqlite(session) else "DELETE FROM search"
    session.execute(text(sql))


@dataclass(frozen=True)
class AllOf:
    """The articles that all parts ask for."""

    parts: tuple[Asked, ...]


@dataclass(frozen=True)
class AnyOf:
    """The articles that any part asks for."""

    parts: tuple[Asked, ...]


@dataclass(frozen=True)
class Without:
    """The articles that one thing asks for and another does not."""

    asked: Asked
    unwanted: Asked


Asked = str | AllOf | AnyOf | Without
"""What the index is asked for: articles that have a token, or, where it ends with a `*`, one that begins so."""


def candidates(asked: Asked, *, sqlite: bool) -> tuple[str, dict[str, str]]:
    """Return the SQL that selects the articles that are asked for, with its parameters.

    Its columns are the article's id (`article_id`), and whether the index knows nothing of its text (`unsure`).
    """
    if sqlite:
        sql = "SELECT rowid AS article_id, 0 AS unsure FROM search WHERE search MATCH :match"
        return sql, {"match": _in_fts5(asked)}
    sql = (
        "SELECT article_id, CASE WHEN tokens @@ CAST(:anything AS tsquery) THEN 1 ELSE 0 END "
        "AS unsure FROM search WHERE tokens @@ CAST(:match AS tsquery)"
    )
    return sql, {"match": f"({_in_tsquery(asked)}) | '{ANYTHING}'", "anything": f"'{ANYTHING}'"}


def _in_fts5(asked: Asked) -> str:
    """Write it in FTS5's language (sqlite.org/fts5.html#full_text_query_syntax)."""
    match asked:
        case AllOf(parts):
            return f"({' AND '.join(map(_in_fts5, parts))})"
        case AnyOf(parts):
            return f"({' OR '.join(map(_in_fts5, parts))})"
        case Without(wanted, unwanted):
            return f"({_in_fts5(wanted)} NOT {_in_fts5(unwanted)})"
    token, is_prefix = _parted(asked)
    return f'"{_plain(token)}"{"*" if is_prefix else ""}'


def _in_tsquery(asked: Asked) -> str:
    """Write it in PostgreSQL's language (its documentation, 8.11.2)."""
    match asked:
        case AllOf(parts):
            return f"({' & '.join(map(_in_tsquery, parts))})"
        case AnyOf(parts):
            return f"({' | '.join(map(_in_tsquery, parts))})"
        case Without(wanted, unwanted):
            return f"({_in_tsquery(wanted)} & !{_in_tsquery(unwanted)})"
    token, is_prefix = _parted(asked)
    return f"'{token}'{':*' if is_prefix else ''}"


def _parted(token: str) -> tuple[str, bool]:
    return token.rstrip("*")[:LONGEST], token.endswith("*")


def _for_fts5(indexed: str) -> str:
    return _plain(" ".join(_distinct(indexed)))


def _for_tsvector(indexed: str) -> list[str]:
    found = _distinct(indexed)
    return found if sum(len(token.encode()) + 2 for token in found) <= MOST else [ANYTHING]


def _distinct(indexed: str) -> list[str]:
    return sorted({token[:LONGEST] for token in tokens(indexed)})


def _plain(tokens: str) -> str:
    """Write tokens, parted by spaces, so that FTS5's tokenizer leaves each whole: it splits at signs and at letters
    newer than its tables, and drops accents. The private-use character that begins an escape is a letter to it.
    """
    return DOUBTFUL.sub(lambda found: f"\ue000{ord(found[0]):06x}", tokens)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
