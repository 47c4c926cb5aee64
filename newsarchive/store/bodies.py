"""Texts as they are compared, made of the lines that the newest readings have of the versions that show them."""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from newsarchive.dedupe.likeness import Weighted
from newsarchive.dedupe.passages import passages
from newsarchive.dedupe.sketch import WEIGHTS, passage_numbers
from newsarchive.store.models import Block, Reading, Version

AT_HAND = 64
"""Texts that a session keeps: reprints come close together, and each is compared with the others of its story."""


class Text:
    """A text that is compared."""

    def __init__(self, body_id: int, passages: Sequence[str], numbers: Sequence[int]) -> None:
        self.body_id = body_id
        self.numbers = numbers
        """Of its passages."""
        self._passages = passages
        self._weights: Sequence[float] = ()
        self._weighted = Weighted(())

    def weighted(self, common: Mapping[int, int]) -> Weighted:
        """Return its passages with their weights; a short last one without a number counts whole."""
        weights = tuple(WEIGHTS[common.get(number, 0)] for number in self.numbers)
        if weights != self._weights:
            self._weights, self._weighted = weights, Weighted(zip(self._passages, weights, strict=True))
        return self._weighted


def iter_texts(session: Session, bodies: Sequence[int]) -> Iterator[list[Text]]:
    """Give texts as versions show them, some at a time, so that memory stays flat; one that none shows is left out."""
    at_hand: dict[int, Text] = session.info.setdefault("texts", {})
    for at in range(0, len(bodies), AT_HAND):
        wanted = bodies[at : at + AT_HAND]
        missing = [body_id for body_id in wanted if body_id not in at_hand]
        for body_id, lines in _lines(session, missing).items() if missing else ():
            found = passages(lines)
            at_hand[body_id] = Text(body_id, found, passage_numbers(found))
        texts = [at_hand[body_id] for body_id in wanted if body_id in at_hand]
        for body_id in list(at_hand)[:-AT_HAND]:
            del at_hand[body_id]
        yield texts


def forget_text(session: Session, body_id: int) -> None:
    """Let a text go that the archive forgets: another may have its number next."""
    session.info.get("texts", {}).pop(body_id, None)


def _lines(session: Session, bodies: Collection[int]) -> dict[int, list[str]]:
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
