"""Under which address an article is filed: the one that its page states, unless it has been filed under its own."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from newsarchive.store.events import Event
from newsarchive.store.models import Article, Link
from newsarchive.store.outcomes import Outcome
from newsarchive.text.urls import digest


def settle(session: Session, event: Event) -> Event:
    """Return an event whose article keeps the address that its link's was filed under before.

    So an article does not move when its publisher begins to state another address, and two pages that each call the
    other one the true one are one article.
    """
    if not isinstance(event, Outcome) or event.article is None:
        return event
    own = _key(session, event)
    if own is None or own == digest(event.article.canonical):
        return event
    query = select(Article.canonical).where(Article.portal_id == event.portal_id, Article.key == own)
    filed = session.scalar(query)
    return event if filed is None else replace(event, article=replace(event.article, canonical=filed))


def _key(session: Session, outcome: Outcome) -> bytes | None:
    if outcome.arrived is not None:
        return digest(outcome.arrived.canonical)
    link = session.get(Link, outcome.link_id) if outcome.link_id is not None else None
    return link.key if link is not None else None
