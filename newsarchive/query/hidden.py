"""What is still told of articles that are not shown: that they were withdrawn, or are under an embargo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from newsarchive.query.articles import ID_PREFIX
from newsarchive.query.filters import shown
from newsarchive.store.models import Alias, Article, Withdrawal
from newsarchive.text.urls import digest


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
    if ID_PREFIX.fullmatch(wanted.lower()):
        meant = Article.public_id.startswith(wanted.lower())
    else:
        keys = [digest(address) for address in (wanted, canonical) if address]
        alias = select(Alias.article_id).where(Alias.key.in_(keys))
        meant = or_(Article.key.in_(keys), Article.id.in_(alias))
    query = select(Article, Withdrawal).join(Withdrawal, Withdrawal.article_id == Article.id).where(meant, ~shown())
    rows = session.execute(query.order_by(Article.id).limit(2)).all()
    if len(rows) != 1:
        return None
    article, withdrawal = rows[0]
    return Hidden(
        public_id=article.public_id,
        portal=article.portal_id,
        address=article.canonical,
        state="embargoed" if withdrawal.hidden_until else "withdrawn",
        reason=withdrawal.reason,
        decided_at=withdrawal.decided_at,
        hidden_until=withdrawal.hidden_until,
    )
