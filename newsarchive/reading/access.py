"""Whether the whole article is on the page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from newsarchive.reading.blocks import Block
from newsarchive.reading.metadata import Metadata
from newsarchive.text.languages import any_of

LOCKED = frozenset({"locked", "metered", "premium", "paid", "subscriber", "subscription", "false"})
PAYWALL = re.compile(any_of("paywall"), re.IGNORECASE)
LONGEST_NOTICE = 200
"""Characters of a line that says that the rest is for those who pay."""
UNDER = 12
"""Lines under the text in which such a line stands."""


def read_access(metadata: Metadata, under: Iterable[Block]) -> Literal["open", "paywalled", "partial"]:
    """Return what the page says of itself.

    It is paywalled by schema.org's isAccessibleForFree or the content tier of its metas, partial where a line `under`
    the text says that more of it is for those who pay.
    """
    free = metadata.article.get("isAccessibleForFree")
    if free is False or str(free).lower() == "false":
        return "paywalled"
    tiers = [value.lower() for _, value in metadata.meta("article:content_tier", "content_tier", "access")]
    if any(tier in LOCKED for tier in tiers):
        return "paywalled"
    notices = (block.text for block in under if len(block.text) <= LONGEST_NOTICE)
    return "partial" if any(map(PAYWALL.search, notices)) else "open"
