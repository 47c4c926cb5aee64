"""What makes an article the same article, and its text the same text."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

from newsarchive.items import Article
from newsarchive.text.cjk import UNSPACED
from newsarchive.text.counters import is_counter

IGNORED = re.compile(r"[\W_]+")
"""Punctuation and white space: what a new template changes while the text stays the same."""
BESIDE_UNSPACED = re.compile(rf"\s+(?=[{UNSPACED}])|(?<=[{UNSPACED}])\s+")
"""White space beside characters whose words are not parted by it, or beside their punctuation."""


class Verdict(StrEnum):
    """What a reading is to the archive."""

    NEW = "new"
    """No article of this address was known."""
    SAME = "same"
    """The article is known, and so is what it says."""
    CHANGED = "changed"
    """The article is known, but says something else: a new version."""
    REPRINT = "reprint"
    """No article of this address was known, but its text was: linked to it, never merged."""
    HELD = "held"
    """It departs from what is usual for its portal: it is in quarantine, and not filed."""


def public_id(portal_id: str, canonical: str) -> str:
    """Return the id that people cite: 16 letters and digits made from portal and canonical address alone (RFC 4648)."""
    raw = hashlib.sha256(f"{portal_id}\0{canonical}".encode()).digest()
    return base64.b32encode(raw[:10]).decode("ascii").lower()


def content_hash(article: Article) -> bytes:
    """Return the 16-byte digest of what the publisher says: title, body and credits.

    Blind to white space, to forms of characters that look alike (NFKC), to lines that only count readers and answers,
    and to all that stands beside the article.
    """
    head = [article.title, article.kicker or "", article.lead or ""]
    lines = [line for line, _ in said_lines(article)]
    people = [f"{credit.role}:{credit.name}" for credit in article.credits]
    return _digest([*head, *lines, "", *people], said)


def said_lines(article: Article) -> Iterator[tuple[str, bool]]:
    """Give the lines of the body that count for its content, each with whether it is a heading."""
    for section in article.sections:
        lines = ((section.heading or "", True), *((paragraph, False) for paragraph in section.paragraphs))
        yield from ((line, is_heading) for line, is_heading in lines if said(line) and not is_counter(line))


def said(text: str) -> str:
    """Return a text as it is compared: look-alike characters made one (NFKC), white space only where words need it."""
    return " ".join(unicodedata.normalize("NFKC", BESIDE_UNSPACED.sub("", text)).split())


def _digest(parts: Iterable[str], fold: Callable[[str], str]) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update(fold(part).encode("utf-8", "surrogatepass") + b"\0")
    return digest.digest()
