"""Versions side by side that say the same, now that their pages were read again: they become one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from newsarchive.store.models import Article, Version, VersionCapture
from newsarchive.store.recognition import lock_recognition
from newsarchive.store.unfiling import delete_versions, make_current, renumber


def unite(session: Session, portal_id: str, most: int) -> int:
    """Make one of versions of a portal's articles that follow one another with the same content hash.

    So versions are what today's readings tell apart, as after a rebuild. Return of how many articles that was so, at
    most `most`.
    """
    after = aliased(Version)
    follows = (after.article_id == Version.article_id) & (after.number == Version.number + 1)
    query = select(Article).join(Version, Version.article_id == Article.id).join(after, follows).distinct()
    alike = (Article.portal_id == portal_id) & (after.content_hash == Version.content_hash)
    articles = session.scalars(query.where(alike).order_by(Article.id).limit(most)).all()
    for article in articles:
        lock_recognition(session)
        _unite(session, article)
    return len(articles)


def _unite(session: Session, article: Article) -> None:
    query = select(Version).where(Version.article_id == article.id).order_by(Version.number)
    stretches = [list(alike) for _, alike in groupby(session.scalars(query), key=lambda one: one.content_hash)]
    for first, *going in stretches:
        if going:
            _take_in(session, article, first, going)
    renumber(session, [first for first, *_ in stretches])


def _take_in(session: Session, article: Article, first: Version, going: Sequence[Version]) -> None:
    """Let a version be what those behind it are, too."""
    was_current, first.last_seen = going[-1].is_current, going[-1].last_seen
    moved = update(VersionCapture).where(VersionCapture.version_id.in_([one.id for one in going]))
    session.execute(moved.values(version_id=first.id))
    delete_versions(session, article, going)
    if was_current:
        make_current(session, article, first)
