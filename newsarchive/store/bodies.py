"""The lines of texts, as the newest readings of the versions have them that show these."""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from newsarchive.store.models import Block, Reading, Version


def lines_of_bodies(session: Session, bodies: Collection[int]) -> dict[int, list[str]]:
    """Return headings and paragraphs in order, by the text's row."""
    newest = (
        select(Version.body_id, func.max(Reading.id).label("reading_id"))
        .join(Reading, Reading.version_id == Version.id)
        .where(Version.body_id.in_(bodies))
        .group_by(Version.id, Version.body_id)
    )
    shown_by = {row.body_id: row.reading_id for row in session.execute(newest)}
    rows = session.execute(select(Reading.id, Reading.packed).where(Reading.id.in_(shown_by.values())))
    packed = {row.id: row.packed for row in rows}
    lines = _of_blocks(session, [reading_id for reading_id, data in packed.items() if data is None])
    lines |= {reading_id: _of_packed(data) for reading_id, data in packed.items() if data is not None}
    return {body_id: lines.get(reading_id, []) for body_id, reading_id in shown_by.items()}


def _of_blocks(session: Session, readings: Collection[int]) -> dict[int, list[str]]:
    query = select(Block.reading_id, Block.text).where(Block.reading_id.in_(readings))
    lines: dict[int, list[str]] = defaultdict(list)
    for reading_id, text in session.execute(query.order_by(Block.reading_id, Block.position)):
        lines[reading_id].append(text)
    return lines


def _of_packed(data: bytes) -> list[str]:
    sections = json.loads(zlib.decompress(data))["sections"]
    return [line for section in sections for line in (section["heading"], *section["paragraphs"]) if line]
