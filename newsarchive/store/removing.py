"""Removing rows together with those that refer to them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from newsarchive.store.adding import table_of
from newsarchive.store.models import Base


def delete_with_parts(session: Session, kind: type[Base], ids: Any) -> None:
    """Delete rows, and before them every row of other tables that refers to them."""
    table = table_of(kind)
    for other in Base.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is not table:
                continue
            condition = key.parent.in_(ids)
            part = next((m.class_ for m in Base.registry.mappers if m.local_table is other), None)
            if part is not None and "id" in other.c:
                delete_with_parts(session, part, select(other.c.id).where(condition))
            else:
                session.execute(delete(other).where(condition))
    session.execute(delete(table).where(table.c.id.in_(ids)))
