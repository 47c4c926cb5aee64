"""Regions: rows for names, made on sight."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from newsarchive.store.models import Region

OF_PATH = select(Region.id).where(Region.path == bindparam("path"))


def region_id(session: Session, names: Sequence[str]) -> int | None:
    """Return the row of a region given by its names, outermost first; None without names."""
    if not names:
        return None
    path = "/".join(name.replace("/", "／") for name in names)
    known: int | None = session.connection().scalar(OF_PATH, {"path": path})
    if known is not None:
        return known
    row = Region(parent_id=region_id(session, names[:-1]), name=names[-1], path=path)
    session.add(row)
    session.flush()
    return row.id
