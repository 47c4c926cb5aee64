"""Looking up whether what was searched for is in a text."""

from __future__ import annotations

from collections.abc import Sequence

from newsarchive.query.phrases import Phrase
from newsarchive.text.cjk import fold


def contains(text: str, wanted: Sequence[Phrase]) -> bool:
    """Whether a text contains all that is wanted."""
    folded = fold(text)
    return all(phrase.stands_in(folded) for phrase in wanted)
