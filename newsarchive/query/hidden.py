"""What is still told of articles that are not shown: that they were withdrawn, or are under an embargo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from newsarchive.query.conditions import shown
from newsarchive.query.named import begins_with, has_address, is_id, keys_of
from newsarchive.store.models import Article, Withdrawal


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """An article that is not shown."""

    public_id: str
    portal: str
    address: str
    """The canonical one."""
    state: str
    """withdrawn or embargoed."""
    reason: str
    decided_at: datetime
    """When, in UTC."""
    hidden_until: datetime | None
    """When the embargo ends, in UTC; None where it is withdrawn."""


def get_hidden(session: Session, wanted: str, *, canonical: str | None = None) -> Hidden | None:
    """Return what is told of a hidden article, by its public id, a beginning of it or an address; None without one."""
    meant = begins_with(wanted) if is_id(wanted) else has_address(keys_of(wanted, canonical))
    query = select(Article, Withdrawal).join(Withdrawal, Withdrawal.article_id == Article.id).where(meant, ~shown())
    rows = session.execute(query.order_by(Article.id).limit(2)).all()
    if len(rows) != 1:
        return None
    return _hidden(rows[0].Article, rows[0].Withdrawal)


def iter_withdrawn(session: Session) -> Iterator[Hidden]:
    """Give every article that is not shown, in the order of public ids."""
    query = select(Article, Withdrawal).join(Withdrawal, Withdrawal.article_id == Article.id).where(~shown())
    for article, withdrawal in session.execute(query.order_by(Article.public_id)):
        yield _hidden(article, withdrawal)


def _hidden(article: Article, withdrawal: Withdrawal) -> Hidden:
    return Hidden(
        public_id=article.public_id,
        portal=article.portal_id,
        address=article.canonical,
        state="embargoed" if withdrawal.hidden_until else "withdrawn",
        reason=withdrawal.reason,
        decided_at=withdrawal.decided_at,
        hidden_until=withdrawal.hidden_until,
    )
