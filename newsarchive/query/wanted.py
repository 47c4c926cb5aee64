"""The article that somebody asks for, by id or address, or why there is none to show."""

from __future__ import annotations

from sqlalchemy.orm import Session

from newsarchive.errors import NotFound
from newsarchive.query.articles import StoredArticle, get_article, like_ids
from newsarchive.query.hidden import get_hidden


def article_wanted(session: Session, wanted: str, *, canonical: str | None = None) -> StoredArticle:
    """Return the article of an id or an address, as `get_article` does.

    Raises NotFound, which says what else there is: ids that begin so, or that it is withdrawn or under an embargo.
    """
    stored = get_article(session, wanted, canonical=canonical)
    if stored is not None:
        return stored
    hidden = get_hidden(session, wanted, canonical=canonical)
    if hidden is None:
        raise nothing_of(session, wanted)
    raise NotFound(
        f"Article {hidden.public_id} is {hidden.state}: {hidden.reason}",
        next_step=f"What is still told of it: newsarchive show {hidden.public_id}",
    )


def nothing_of(session: Session, wanted: str) -> NotFound:
    """Return the error that says that there is no such article, with ids that begin so."""
    alike = like_ids(session, wanted)
    return NotFound(
        f"The archive holds no article {wanted}" + (f", but ids that begin so: {', '.join(alike)}." if alike else "."),
        next_step="Type more of the id." if alike else "Find articles: newsarchive search WORDS",
    )
