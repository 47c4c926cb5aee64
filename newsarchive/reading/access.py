"""Whether the whole article is on the page."""

from __future__ import annotations

from typing import Literal

from newsarchive.reading.metadata import Metadata

LOCKED = frozenset({"locked", "metered", "premium", "paid", "subscriber", "subscription", "false"})


def read_access(metadata: Metadata) -> Literal["open", "paywalled", "partial"]:
    """Return what the page states of itself: schema.org's isAccessibleForFree, or the content tier of its metas."""
    free = metadata.article.get("isAccessibleForFree")
    if free is False or str(free).lower() == "false":
        return "paywalled"
    tiers = [value.lower() for _, value in metadata.meta("article:content_tier", "content_tier", "access")]
    return "paywalled" if any(tier in LOCKED for tier in tiers) else "open"
