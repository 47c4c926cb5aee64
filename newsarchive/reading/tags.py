"""The publisher's own keywords."""

from __future__ import annotations

import re

from newsarchive.reading.metadata import Metadata, texts

SPLIT = re.compile(r"\s*[,，、;；|]\s*")
LONGEST = 60
MOST = 40


def read_tags(metadata: Metadata) -> tuple[str, ...]:
    """Return the keywords that the page states, each once, in its order."""
    stated = [value for _, value in metadata.meta("article:tag")]
    stated = stated or texts(metadata.article.get("keywords"))
    stated = stated or [value for _, value in metadata.meta("news_keywords", "keywords")][:1]
    tags = (tag for value in stated for tag in SPLIT.split(value.strip()))
    return tuple(dict.fromkeys(tag for tag in tags if 0 < len(tag) <= LONGEST))[:MOST]
