"""Records of WARC files that others wrote (WARC/0.17 to 1.1), judged by the standard; damaged ones are told and passed.

Read strictly: a record that contradicts itself is damaged. Forgiven is what whole families of tools do: addresses in
angle brackets (Wget), spaces in addresses, several records in one gzip member.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from newsarchive.ingest.stretches import GZIP, PLAIN, ZSTD, Broken, Stretch, codec_of, skip_frame
from newsarchive.ingest.window import Window

VERSION = re.compile(rb"WARC/(?:0\.1[678]|1\.[01])")
BEGINNING = re.compile(rb"WARC/\d\.\d+\r?\n")
LONGEST_HEAD = 1 << 16
"""Bytes of a record's headers."""
LONGEST = 32 << 20
"""Bytes of a block that is read into memory; a longer one is passed over."""
MOST_DAMAGES = 10_000
"""Damaged records after which a file is given up."""
READ = frozenset({"response", "revisit", "resource", "request"})
"""Types of records whose blocks are read."""
NEEDED = ("warc-type", "warc-record-id", "warc-date", "content-length")
"""What every record has (WARC/1.1, 5.1)."""
ONCE = frozenset(
    {*NEEDED, "warc-target-uri", "content-type", "warc-block-digest", "warc-payload-digest", "warc-truncated"}
)
"""Headers that stand in a record once at most."""


@dataclass(frozen=True, kw_only=True)
class Foreign:
    """One record as it stands in a file."""

    offset: int
    """Where its stretch begins in the file, bytes."""
    headers: dict[str, str]
    """Names in lower case."""
    block: bytes = field(repr=False)
    """Its block; empty where that was not read."""
    is_whole: bool = True
    """Whether the block was read."""

    @property
    def type(self) -> str:
        """WARC-Type."""
        return self.headers["warc-type"].lower()

    @property
    def id(self) -> str:
        """WARC-Record-ID, without brackets."""
        return self.headers["warc-record-id"].strip("<>")


@dataclass(frozen=True, kw_only=True)
class Damage:
    """A place where something is wrong; it was passed over."""

    offset: int
    """Bytes from the beginning of the file; of a table, its line."""
    what: str
    record: str | None = None
    """WARC-Record-ID, where it could be read."""


class Malformed(ValueError):
    """A record is not as the standard wants it."""

    def __init__(self, message: str, record: str | None = None) -> None:
        super().__init__(message)
        self.record = record


def iter_records(file: BinaryIO, *, on_offset: Any = None) -> Iterator[Foreign | Damage]:
    """Read a file from its beginning to its end; after damage, go on at the next record that can be read.

    `on_offset` is told bytes read. Memory stays within a few times the longest block, whatever the file says.
    """
    window, dictionary, damages = Window(file), None, 0
    while magic := window.peek(8):
        begin = window.offset
        if on_offset:
            on_offset(begin)
        try:
            skipped, found = skip_frame(window)
            if skipped:
                dictionary = found or dictionary
                continue
            codec = codec_of(magic, dictionary)
            if codec is None:
                raise Broken("no record begins here")
            stretch = Stretch(window, codec)
            for one in _records(stretch, begin):
                damages += isinstance(one, Damage)
                yield one
            stretch.close()
        except (Broken, Malformed) as broken:
            damages += 1
            yield Damage(offset=begin, what=str(broken), record=getattr(broken, "record", None))
            window.back_to(begin + 1)
            _go_to_next(window, dictionary)
        if damages >= MOST_DAMAGES:
            yield Damage(offset=window.offset, what=f"after {damages} damages the rest of the file is not read")
            return


def _records(stretch: Stretch, begin: int) -> Iterator[Foreign | Damage]:
    """Give the records of a stretch. Raises Broken; Malformed where the stretch is one record of a plain file.

    A record is given when what follows it has been looked for: at its end, a stretch proves its checksum.
    """
    if stretch.is_plain:
        yield _record(stretch, begin)
        return
    while not stretch.is_over():
        found: Foreign | Damage
        try:
            found = _record(stretch, begin)
        except Malformed as malformed:
            found = Damage(offset=begin, what=str(malformed), record=malformed.record)
            _go_on(stretch)
        stretch.is_over()
        yield found


def _go_on(stretch: Stretch) -> None:
    """Go to the next record within a stretch, or to its end."""
    while (at := stretch.find(b"\nWARC/", 1 << 20)) < 0:
        if not stretch.skip((1 << 20) - 8):
            return
    stretch.skip(at + 1)


def _go_to_next(window: Window, dictionary: Any) -> None:
    """Go to the next place at which a record can be read, or to the end of the file."""
    held, start = b"", window.offset
    while chunk := window.read():
        area = held + chunk
        for found in re.finditer(b"|".join(map(re.escape, (GZIP, ZSTD, PLAIN))), area):
            at = start + found.start()
            if _begins(window, at, dictionary):
                window.back_to(at)
                return
        held = area[-8:]
        start = start + len(area) - len(held)
        window.back_to(start + len(held))


def _begins(window: Window, at: int, dictionary: Any) -> bool:
    """Whether a record begins at a place."""
    window.back_to(at)
    head = window.peek(1 << 12)
    codec = codec_of(head, dictionary)
    if codec is None:
        return False
    try:
        return BEGINNING.match(codec.step(head)[:32]) is not None
    except Broken:
        return False


def _record(stretch: Stretch, begin: int) -> Foreign:
    end = stretch.find(b"\r\n\r\n", LONGEST_HEAD)
    if not 0 <= end <= LONGEST_HEAD:
        raise Malformed("it is no WARC record: its headers do not end")
    headers = headers_of(stretch.take(end + 4)[:-4])
    record_id = headers["warc-record-id"].strip("<>")
    length = int(headers["content-length"])
    is_read = headers["warc-type"].lower() in READ and length <= LONGEST
    block = stretch.take(length) if is_read else b""
    passed = len(block) if is_read else stretch.skip(length)
    if passed < length:
        raise Malformed("it breaks off", record_id)
    if stretch.take(4) != b"\r\n\r\n":
        raise Malformed("it is not as long as it says", record_id)
    record = Foreign(offset=begin, headers=headers, block=block, is_whole=is_read)
    if is_read and not agrees(headers.get("warc-block-digest"), block):
        raise Malformed("its block is not what its block digest says", record_id)
    return record


def headers_of(head: bytes) -> dict[str, str]:
    """Read the headers of a record (WARC/1.1, 4). Raises Malformed."""
    first, *lines = head.split(b"\r\n")
    if not VERSION.fullmatch(first):
        raise Malformed(f"it is no WARC record: it begins with {first[:32]!r}")
    headers: dict[str, str] = {}
    name = ""
    for line in lines:
        text = line.decode("utf-8", "replace")
        if text[:1] in (" ", "\t") and name:
            headers[name] = f"{headers[name]} {text.strip()}"
            continue
        key, colon, value = text.partition(":")
        name = key.lower()
        if not colon or not name or name != name.strip() or "\n" in text or "\r" in text:
            raise Malformed(f"a header cannot be read: {text[:80]!r}")
        if name in headers and name in ONCE:
            raise Malformed(f"it has {key} twice", headers.get("warc-record-id"))
        headers.setdefault(name, value.strip())
    for needed in NEEDED:
        if not headers.get(needed):
            raise Malformed(f"it has no {needed}", headers.get("warc-record-id"))
    if not re.fullmatch(r"[0-9]{1,15}", headers["content-length"]):
        raise Malformed(f"its length is {headers['content-length'][:32]!r}", headers["warc-record-id"])
    return headers


def agrees(said: str | None, *contents: bytes) -> bool:
    """Whether a digest (`algorithm:value`, base32 or hexadecimal) is that of one of the contents; unknown ones are."""
    name, _, value = (said or "").partition(":")
    name = name.strip().lower().replace("-", "")
    if name not in ("md5", "sha1", "sha256", "sha384", "sha512") or not value.strip():
        return True
    digests = (hashlib.new(name, content, usedforsecurity=False).digest() for content in contents)
    return any(_same(value.strip(), digest) for digest in digests)


def as_filed(said: str | None) -> str | None:
    """Return a SHA-1 digest as the archive writes it; None for others, by which nothing can be found."""
    name, _, value = (said or "").partition(":")
    if name.lower() != "sha1":
        return None
    if re.fullmatch(r"[0-9a-fA-F]{40}", value):
        value = base64.b32encode(bytes.fromhex(value)).decode("ascii")
    return f"sha1:{value.upper()}"


def _same(value: str, digest: bytes) -> bool:
    if value.lower() == digest.hex():
        return True
    try:
        return base64.b32decode(value.upper() + "=" * (-len(value) % 8)) == digest
    except (binascii.Error, ValueError):
        return False
