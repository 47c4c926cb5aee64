"""The source (来源): the outlet that wrote the article."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsarchive.reading.info_line import InfoLine
from newsarchive.reading.metadata import Metadata, texts

SOURCE_METAS = ("contentsource", "source", "article:source", "og:source", "dc.source", "copyrightsource")
IN_COMMENT = re.compile(r"<(?:source|copyright|paper|docsource)>([^<>]{2,40})</", re.IGNORECASE)
"""E-paper systems leave the article's facts in a comment, as small elements."""
ADDRESS = re.compile(r"^https?:|^www\.|\.(?:com|cn|net|org)$", re.IGNORECASE)
LONGEST = 60


def sources(info: list[tuple[int, InfoLine]], metadata: Metadata, text: str) -> Iterator[tuple[str, str]]:
    """Give the outlets that the page names, the one that readers see first."""
    for _, line in info:
        if line.source:
            yield "info line", line.source
    for name, value in metadata.meta(*SOURCE_METAS):
        if len(value) <= LONGEST and not ADDRESS.search(value):
            yield name, value
    if "enpproperty" in text:
        found = IN_COMMENT.search(text, text.find("enpproperty"))
        if found:
            yield "comment", found[1].strip()
    for name in texts(metadata.article.get("sourceOrganization"))[:1]:
        yield "json-ld", name
