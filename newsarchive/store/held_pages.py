"""Pages in quarantine that are to be withdrawn: each as the article that it would be if it were released."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from newsarchive.dedupe.identity import public_id
from newsarchive.errors import NotFound
from newsarchive.portals.registry import get_portal
from newsarchive.store.again import further_of
from newsarchive.store.articles import file_article
from newsarchive.store.models import Article, Capture, Link, Quarantined
from newsarchive.store.outcomes import FoundArticle
from newsarchive.store.quarantine import HELD
from newsarchive.text.urls import digest


def held_article(session: Session, wanted: str) -> Article | None:
    """Return the article that a page which is in quarantine, or was, would be, by its public id or an address.

    It is in no database. None where no page is meant.
    """
    for row, capture, link in session.execute(_in_quarantine()):
        canonical = row.canonical or _canonical(capture.portal_id, row.address)
        named, key = public_id(capture.portal_id, canonical), digest(canonical)
        if wanted == named or digest(wanted) in (key, link.key, digest(row.address)):
            return Article(portal_id=capture.portal_id, public_id=named, key=key, canonical=canonical, state=HELD)
    return None


def held_records(session: Session, article: Article) -> list[str]:
    """Return the record ids of an article's pages that are in quarantine, or were; further ones included."""
    is_its = or_(Quarantined.canonical == article.canonical, Link.key == article.key)
    records: list[str] = []
    for row, capture, _ in session.execute(_in_quarantine().where(Capture.portal_id == article.portal_id, is_its)):
        records += [capture.record_id, *(page.record_id for page in further_of(row))]
    return records


def withdraw_held(session: Session, facts: Mapping[str, Any]) -> None:
    """Let there be an article for what is in quarantine of one that is withdrawn, and nothing of it be in quarantine.

    `facts` are those of the journal's entry.
    """
    keys = [bytes.fromhex(key) for key in facts["links"]]
    its = _in_quarantine().where(Capture.portal_id == facts["portal"], Link.key.in_(keys))
    for row, capture, link in session.execute(its).all():
        page = FoundArticle(article=None, canonical=facts["address"], address=row.address)
        file_article(session, capture.portal_id, page, capture.id, capture.fetched_at, link.id, lambda *_page: None)
        session.delete(row)
    session.flush()


def is_needed_by_held(session: Session, capture_id: int, links: Iterable[int]) -> bool:
    """Whether a page that is held in quarantine, and was fetched by another than these links, has its bytes there."""
    rests = (Capture.id == capture_id) | (Capture.revisit_of == capture_id)
    others = _in_quarantine().where(Quarantined.state == HELD, rests, Link.id.not_in(links))
    return session.execute(others.limit(1)).first() is not None


def _canonical(portal_id: str, address: str) -> str:
    try:
        return get_portal(portal_id).canonical(address)
    except NotFound:  # its portal's file is not there any more
        return address


def _in_quarantine() -> Select[Quarantined, Capture, Link]:
    return (
        select(Quarantined, Capture, Link)
        .join(Capture, Capture.id == Quarantined.capture_id)
        .join(Link, Link.id == Capture.link_id)
        .order_by(Capture.id)
    )
