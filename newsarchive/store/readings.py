"""Readings as articles: of the current version from its rows, of older ones from what was packed."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from newsarchive.items import Article
from newsarchive.store.articles import unpack
from newsarchive.store.models import Reading, Version
from newsarchive.store.packing import unpacked


def is_newest() -> ColumnElement[bool]:
    """Return the condition that a reading is the newest one of the version that it is joined to."""
    newest = select(func.max(Reading.id)).where(Reading.version_id == Version.id).correlate(Version)
    return Reading.id == newest.scalar_subquery()


def article_of_version(session: Session, version_id: int) -> Article | None:
    """Return what the newest reading of a version says, of any version; None where there is no such version."""
    query = select(Reading).join(Version, Version.id == Reading.version_id).where(Version.id == version_id, is_newest())
    row = session.scalars(query).first()
    return article_of_reading(session, row) if row is not None else None


def article_of_reading(session: Session, row: Reading) -> Article:
    """Return what a reading says, whether it is current or packed."""
    return unpack(session, row) if row.packed is None else unpacked(row.packed)
