"""The kicker that stands inside a heading, before the headline, in an element of its own."""

from __future__ import annotations

import re
from itertools import islice

from newsarchive.reading.blocks import Layout
from newsarchive.reading.tree import text_of

KICKER_NAME = re.compile(
    r"(?:^|[\s_-]|_{2})(?:h\d)?(?:kicker|overline|dachzeile|spitzmarke|eyebrow|topline|roofline|pre-?title|overtitle|titleheader|"
    r"subtitle|small|label|fake-h\d)(?:$|[\s_-]|_{2})"
)
"""What a part of a heading is called that stands before the headline."""
HEADLINE_NAME = re.compile(r"(?:^|[\s_-]|_{2})(?:headline|title|title-?text|text)(?:$|[\s_-]|_{2})")
MOST_PARTS = 8
"""Elements inside a heading that are looked at."""


def kicker_inside(layout: Layout, first: int) -> str:
    """Return the text of the part of a heading that is called a kicker, or stands before one called the headline."""
    heading = layout.nodes[layout.blocks[first].node].element
    whole = text_of(heading)
    for part in islice(heading.iter("span", "small", "div", "p"), MOST_PARTS):
        text = text_of(part)
        if not text or len(text) >= len(whole) or not whole.startswith(text):
            continue
        following = (e for e in part.itersiblings("span", "div", "p") if HEADLINE_NAME.search(e.get("class") or ""))
        if (
            part.tag == "small"
            or KICKER_NAME.search((part.get("class") or "").lower())
            or next(following, None) is not None
        ):
            return text
    return ""
