"""The texts of many articles at once, for looking up whether what was searched for is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from newsarchive.query.phrases import Phrase
from newsarchive.store.models import Block, Credit, Reading, Version
from newsarchive.text.cjk import fold


def texts(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return by article row all that `store.search_index.searched_fields` gives, a line each, in any order."""
    lines: dict[int, list[str]] = defaultdict(list)
    heads = (Reading.title, Reading.kicker, Reading.lead, Reading.source)
    current = and_(Version.article_id.in_(ids), Version.is_current, Reading.is_current)
    of_version = Reading.version_id == Version.id
    for query in (
        select(Version.article_id, *heads).join(Reading, of_version),
        select(Version.article_id, Block.text).join(Reading, of_version).join(Block, Block.reading_id == Reading.id),
        select(Version.article_id, Credit.name).join(Reading, of_version).join(Credit, Credit.reading_id == Reading.id),
    ):
        for row_id, *found in session.execute(query.where(current)):
            lines[row_id].extend(filter(None, found))
    return {row_id: "\n".join(found) for row_id, found in lines.items()}


def contains(text: str, wanted: Sequence[Phrase]) -> bool:
    """Whether a text contains all that is wanted."""
    folded = fold(text)
    return all(phrase.stands_in(folded) for phrase in wanted)
