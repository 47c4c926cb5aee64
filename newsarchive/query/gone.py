"""Which articles their portals no longer show: those of which every address that showed them is found gone.

An article filed under an address that its page stated may have been fetched at several others. A link is a way to an
article where a capture by it shows a version of it.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, select
from sqlalchemy.orm import aliased

from newsarchive.store.models import Article, Capture, Link, Portal, Version, VersionCapture
from newsarchive.store.outcomes import State

LEADS_ON = "HTTP 3"
"""How the reasons of links begin that only lead to another: "HTTP 301 to …"."""


def last_lost() -> ScalarSelect[int]:
    """Return the link by which an article was found gone last."""
    way = aliased(Link)
    query = _ways(way).with_only_columns(way.id).where(Version.article_id == Article.id, way.state == State.GONE)
    return query.order_by(way.fetched_at.desc(), way.id).limit(1).correlate(Article).scalar_subquery()


def is_gone() -> ColumnElement[bool]:
    """Return the condition that an article is gone; the link by which it was found so, `last_lost`, is joined to it.

    A capture that is younger than what the portal said last, an imported one, shows that it came back.
    """
    way = aliased(Link)
    shows = way.reason.is_(None) | (way.state != State.DONE) | ~way.reason.startswith(LEADS_ON)
    living = _ways(way).where(Version.article_id == Article.id, way.state != State.GONE, shows)
    return and_(Link.fetched_at >= Article.last_seen, ~living.correlate(Article).exists())


def was_lost() -> ColumnElement[bool]:
    """Return the condition that an address of an article is gone: what looks through all articles begins with these."""
    way = aliased(Link)
    of_any = way.portal_id.in_(select(Portal.id))  # so that the index of states is of use
    return Article.id.in_(_ways(way).where(of_any, way.state == State.GONE).correlate(None))


def _ways(way: type[Link]) -> Select[int]:
    """Ask for the articles that links are ways to."""
    return (
        select(Version.article_id)
        .select_from(way)
        .join(Capture, Capture.link_id == way.id)
        .join(VersionCapture, and_(VersionCapture.capture_id == Capture.id, VersionCapture.page == 1))
        .join(Version, Version.id == VersionCapture.version_id)
    )
