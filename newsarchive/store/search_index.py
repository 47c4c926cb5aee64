"""The search index: tokens of each article's current reading, on both databases. It finds candidates; `query` verifies.

SQLite keeps them in a contentless FTS5 table (sqlite.org/fts5.html#contentless_tables), PostgreSQL as a tsvector
without positions under GIN.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.orm import Session

from newsarchive.items import Article
from newsarchive.text.cjk import query_tokens, tokens

LONGEST = 200
"""Characters of a token that are indexed: PostgreSQL takes 2,046 bytes (postgresql.org/docs, 12.3.4)."""


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


def index(session: Session, article_id: int, indexed: str) -> None:
    """Make an article findable; it must not be in the index."""
    if _is_sqlite(session):
        session.execute(
            text("INSERT INTO search (rowid, tokens) VALUES (:id, :tokens)"),
            {"id": article_id, "tokens": " ".join(_distinct(indexed))},
        )
        return
    session.execute(
        text("INSERT INTO search (article_id, tokens) VALUES (:id, array_to_tsvector(CAST(:tokens AS text[])))"),
        {"id": article_id, "tokens": _distinct(indexed)},
    )


def unindex(session: Session, article_id: int, indexed: str) -> None:
    """Take an article out of the index; `indexed` is the text that it went in with, which FTS5 wants to know."""
    if _is_sqlite(session):
        session.execute(
            text("INSERT INTO search (search, rowid, tokens) VALUES ('delete', :id, :tokens)"),
            {"id": article_id, "tokens": " ".join(_distinct(indexed))},
        )
        return
    session.execute(text("DELETE FROM search WHERE article_id = :id"), {"id": article_id})


def candidates(words: str, *, sqlite: bool) -> tuple[str, dict[str, str]]:
    """Return the SQL that selects the ids of articles that may contain `words`, with its parameters."""
    wanted = [(token.rstrip("*")[:LONGEST], token.endswith("*")) for token in query_tokens(words)]
    if sqlite:
        match = " AND ".join(f'"{token}"{"*" if prefix else ""}' for token, prefix in wanted)
        return "SELECT rowid FROM search WHERE search MATCH :match", {"match": match}
    match = " & ".join(f"'{token}'{':*' if prefix else ''}" for token, prefix in wanted)
    return "SELECT article_id FROM search WHERE tokens @@ CAST(:match AS tsquery)", {"match": match}


def _distinct(indexed: str) -> list[str]:
    return sorted({token[:LONGEST] for token in tokens(indexed)})


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
