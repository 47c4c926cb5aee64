"""Lines that stand among paragraphs but are not the article's: recommendations, notices, calls to subscribe, editors.

Openers are headings of blocks that recommend other articles; furniture is a line by itself.
"""

from __future__ import annotations

import re
from functools import lru_cache

from newsarchive.text.languages import words

OPENERS, FURNITURE = words("openers"), words("furniture")
MARKS = r"[\s【\[▼▶►>»:：\-—–◆■●•*|(（<“\"']*"
LONGEST_OPENER = 70
LONGEST_FURNITURE = 320
"""Characters above which a line that begins so is a paragraph."""

ANYWHERE = re.compile(r"备案号|ICP备|icp备|ICP证|公网安备|许可证号|许可证编号|版权所有(?![者人])|不得转载")
CONTRIBUTED = " contributed to this "
"""What tells such a line wherever it stands in it."""
ADDRESS = re.compile(r"[^.!?。]{0,60}\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{2,20}\W*")
"""A line that ends in an e-mail address is somebody's, not a sentence."""
BARE = re.compile(r"(?:https?://|www\.)\S+|\d{1,2}|\d{1,2}[:.h]\d\d(?: ?uhr| ?h| ?[ap]\.?m\.?)?|\$\$\w+\$\$")
EVERYWHERE = ("en", "zh")
"""The languages whose lines stand on pages in others too."""


@lru_cache(maxsize=64)
def _patterns(language: str | None) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile openers and furniture of a language, of all where it is not known."""
    known = (language or "").partition("-")[0].lower()
    tags = dict.fromkeys((known, *EVERYWHERE)) if known in FURNITURE or known in OPENERS else OPENERS
    openers = "|".join(
        rf"(?:{OPENERS[tag]})" + (r".*" if tag == "zh" else r"[\s:：.…>»\-–)\]]*") for tag in tags if tag in OPENERS
    )
    furniture = "|".join(FURNITURE[tag] for tag in tags if tag in FURNITURE)
    return re.compile(f"{MARKS}(?:{openers})", re.IGNORECASE), re.compile(f"{MARKS}(?:{furniture})", re.IGNORECASE)


def opens_recommendations(text: str, language: str | None) -> bool:
    """Whether a line is the heading of a block that recommends other articles."""
    return len(text) <= LONGEST_OPENER and _is_opener(text, language)


@lru_cache(maxsize=4096)
def _is_opener(text: str, language: str | None) -> bool:
    """Several readers ask this of every short line of a page, and a site's pages share most of these."""
    return _patterns(language)[0].fullmatch(text) is not None


def is_furniture(text: str, language: str | None) -> bool:
    """Whether a short line belongs to the page, not to the article; a bare number or a time of the day does."""
    return len(text) <= LONGEST_FURNITURE and _is_of_page(text, language)


@lru_cache(maxsize=1024)
def _is_of_page(text: str, language: str | None) -> bool:
    if _patterns(language)[1].match(text) is not None or BARE.fullmatch(text):
        return True
    if CONTRIBUTED in text or (not text.isascii() and ANYWHERE.search(text) is not None):
        return True
    return "@" in text and ADDRESS.fullmatch(text) is not None
