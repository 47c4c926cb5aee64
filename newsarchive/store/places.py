"""Regions and outlets: rows for names, made on sight."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from newsarchive.store.models import Outlet, Region


def region_id(session: Session, names: Sequence[str]) -> int | None:
    """Return the row of a region given by its names, outermost first; None without names."""
    parent: int | None = None
    for depth in range(1, len(names) + 1):
        path = "/".join(name.replace("/", "／") for name in names[:depth])
        row = session.scalars(select(Region).where(Region.path == path)).first()
        if row is None:
            row = Region(parent_id=parent, name=names[depth - 1], path=path)
            session.add(row)
            session.flush()
        parent = row.id
    return parent


def outlet_id(session: Session, name: str | None) -> int | None:
    """Return the row of an outlet given by the name that a page states; None without a name."""
    if not name:
        return None
    row = session.scalars(select(Outlet).where(Outlet.name == name)).first()
    if row is None:
        row = Outlet(name=name)
        session.add(row)
        session.flush()
    return row.id
