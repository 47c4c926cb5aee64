"""Whether a WARC record says of itself what the standard wants said (WARC/1.0 and 1.1, 4 and 5), whoever wrote it.

What writers are known to do wrong without harm is let pass: a target address in angle brackets or with spaces.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence

VERSIONS = ("WARC/1.0", "WARC/1.1")
ALWAYS = ("warc-type", "warc-record-id", "warc-date", "content-length")
"""Fields that every record has."""
REPEATED = frozenset({"warc-concurrent-to"})
"""Fields that may be there more than once."""
ABOUT_AN_ADDRESS = frozenset({"response", "resource", "request", "revisit", "conversion", "continuation"})
"""Types of records that name their address."""
RECORD_ID = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]+>")
DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?Z)?)?)?")


def breaches(version: str, fields: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Say what of a record's head breaks the standard; names are in lower case (they are the same in any case, 4)."""
    said = dict(fields)
    if version not in VERSIONS:
        yield f"its version is {version}"
    for name in ALWAYS:
        if not said.get(name):
            yield f"it has no {name}"
    for name, times in Counter(name for name, _ in fields).items():
        if times > 1 and name not in REPEATED:
            yield f"it has {name} {times} times"
    if said.get("warc-type") in ABOUT_AN_ADDRESS and not said.get("warc-target-uri"):
        yield "it has no warc-target-uri"
    if (value := said.get("warc-record-id")) and not RECORD_ID.fullmatch(value):
        yield f"its record id is no address in angle brackets: {value[:80]}"
    if (value := said.get("warc-date")) and not DATE.fullmatch(value):
        yield f"its date is no time in UTC: {value[:80]}"
    yield from _segments(said)


def _segments(said: dict[str, str]) -> Iterator[str]:
    """WARC/1.1, 5.19 to 5.21: a record too long for one file goes on in continuation records."""
    number, is_continuation = said.get("warc-segment-number"), said.get("warc-type") == "continuation"
    if number is not None and not (number.isdecimal() and int(number) >= (2 if is_continuation else 1)):
        yield f"its segment number is {number[:20]}"
    if is_continuation and (number is None or not said.get("warc-segment-origin-id")):
        yield "it does not say what it continues"


def is_digest(said: str, data: bytes) -> bool:
    """Whether a labelled digest (`sha1:…`, in base32 or hexadecimal) is that of the data; one that is not known is."""
    algorithm, _, value = said.partition(":")
    try:
        digest = hashlib.new(algorithm.lower().replace("-", ""), data, usedforsecurity=False).digest()
    except ValueError:
        return True
    return value.upper().rstrip("=") == base64.b32encode(digest).decode().rstrip("=") or value.lower() == digest.hex()


def unchunked(data: bytes) -> bytes:
    """Undo the chunked transfer coding (RFC 9112, 7.1); as far as it goes."""
    parts, at = [], 0
    while (end := data.find(b"\r\n", at)) >= 0:
        try:
            size = int(data[at:end].partition(b";")[0], 16)
        except ValueError:
            break
        if size <= 0:
            break
        parts.append(data[end + 2 : end + 2 + size])
        at = end + 2 + size + 2
    return b"".join(parts)
