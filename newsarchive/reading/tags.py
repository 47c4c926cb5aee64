"""The publisher's own keywords."""

from __future__ import annotations

import re

from newsarchive.reading.metadata import Metadata, texts
from newsarchive.reading.names import HAN

SPLIT = re.compile(r"\s*[,，、;；|]\s*")
HAN_WORDS = re.compile(rf"[{HAN}\s]+")
"""Chinese characters and spaces alone: then it is the spaces that part keywords."""
LONGEST = 60
MOST = 40


def read_tags(metadata: Metadata) -> tuple[str, ...]:
    """Return the keywords that the page states, each once, in its order."""
    stated = [value for _, value in metadata.meta("article:tag")]
    stated = stated or texts(metadata.article.get("keywords"))
    stated = stated or [value for _, value in metadata.meta("news_keywords", "keywords")][:1]
    if len(stated) == 1 and HAN_WORDS.fullmatch(stated[0]):
        stated = stated[0].split()
    tags = (tag for value in stated for tag in SPLIT.split(value.strip()))
    return tuple(dict.fromkeys(tag for tag in tags if 0 < len(tag) <= LONGEST))[:MOST]
