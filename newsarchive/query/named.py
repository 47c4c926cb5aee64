"""What people name an article by: its public id, a beginning of it, or an address. An index serves each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select

from newsarchive.query.conditions import storable
from newsarchive.store.models import Alias, Article, Portal
from newsarchive.text.urls import digest

ID_PREFIX = re.compile(r"[a-z2-7]{6,16}")
LAST = "z" * 16
"""Stands behind all that a public id can end in, in whatever order a database sorts."""


def is_id(wanted: str) -> bool:
    """Whether something is a public id, or a beginning of one that is long enough."""
    return ID_PREFIX.fullmatch(wanted.lower()) is not None


def begins_with(beginning: str) -> ColumnElement[bool]:
    """Return the condition that an article's public id begins so.

    No index serves LIKE alone: SQLite's compares capitals with small letters, and PostgreSQL's goes by the locale.
    """
    beginning = storable(beginning.lower())
    in_range = Article.public_id.between(beginning, beginning + LAST)
    return and_(in_range, Article.public_id.startswith(beginning, autoescape=True))


def keys_of(*addresses: str | None) -> list[bytes]:
    """Return the digests of addresses."""
    return [digest(address) for address in addresses if address]


def has_address(keys: Sequence[bytes]) -> ColumnElement[bool]:
    """Return the condition that one of some addresses is the article's own, or one at which it was seen.

    The index on addresses begins with the portal, so all of them are named.
    """
    own = Article.portal_id.in_(select(Portal.id)) & Article.key.in_(keys)
    return or_(own, Article.id.in_(select(Alias.article_id).where(Alias.key.in_(keys))))
