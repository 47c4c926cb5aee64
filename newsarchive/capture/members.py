"""Reading WARC files back: one gzip member after the other (WARC/1.1, annex D; RFC 1952), checked to the last byte."""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from newsarchive.capture.conformance import breaches, is_digest, unchunked

CHUNK = 1 << 20
PART = 1 << 16
"""Bytes of a member that are decompressed at once: what follows it in the part is read again for the next."""
FOLDED = re.compile(r"\r\n[ \t]+")
"""A header's line that goes on in the next (WARC/1.0, 4)."""
GZIP_HEADER = 10
GZIP_MAGIC = b"\x1f\x8b\x08"
"""With what a deflated gzip member begins (RFC 1952, 2.3.1)."""


class MemberBroken(ValueError):
    """A member does not decompress, or is no WARC record."""


class MemberTorn(MemberBroken):
    """The file ends within a member, as a kill leaves it."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """One WARC record as it stands in a file."""

    offset: int
    length: int
    """Of its gzip member, bytes."""
    gzip_header: bytes
    version: str
    fields: tuple[tuple[str, str], ...]
    """Names in lower case, in order."""
    headers: dict[str, str]
    """The same by name; of one that is there several times, the last."""
    block: bytes

    @property
    def record_id(self) -> str:
        """WARC-Record-ID without its wrapping."""
        return self.headers.get("warc-record-id", "").removeprefix("<urn:uuid:").removesuffix(">")

    @property
    def payload(self) -> bytes:
        """The HTTP body of a response record."""
        return self.block.partition(b"\r\n\r\n")[2]

    @property
    def status(self) -> int:
        """The HTTP status of a response or revisit record. Raises MemberBroken."""
        try:
            return int(self.block.split(b" ", 2)[1])
        except (IndexError, ValueError):
            raise MemberBroken("it has no HTTP status") from None

    @property
    def http_headers(self) -> tuple[tuple[str, str], ...]:
        """The HTTP headers of a response or revisit record, in order."""
        lines = self.block.partition(b"\r\n\r\n")[0].decode("utf-8", "replace").split("\r\n")[1:]
        return tuple((name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines))

    @property
    def refers_to(self) -> str:
        """The id of the record that a revisit record refers to (WARC-Refers-To), without its wrapping."""
        return self.headers.get("warc-refers-to", "").removeprefix("<urn:uuid:").removesuffix(">")

    def faults(self) -> Iterator[str]:
        """Say what of the record contradicts the standard, or its own digests (WARC/1.1, 5.7 and 5.8)."""
        yield from breaches(self.version, self.fields)
        said = self.headers.get("warc-block-digest")
        if said is not None and not is_digest(said, self.block):
            yield "its block is not what its block digest says"
        said = self.headers.get("warc-payload-digest")
        if said is not None and self.headers.get("warc-type") == "response" and not self._has_payload(said):
            yield "its payload is not what its payload digest says"

    def _has_payload(self, digest: str) -> bool:
        """Whether the payload has a digest: as it was sent, or without its transfer coding; writers differ in it."""
        if "warc-segment-number" in self.headers:  # the digest is of all segments together
            return True
        coding = next((value for name, value in self.http_headers if name.lower() == "transfer-encoding"), "")
        is_chunked = coding.lower() == "chunked"
        return is_digest(digest, self.payload) or (is_chunked and is_digest(digest, unchunked(self.payload)))


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A stretch of a file in which no record can be read."""

    offset: int
    length: int
    what: str
    """Why the record at its beginning cannot be read."""
    is_torn: bool = False
    """Whether the file only ends too early."""


def iter_members(path: Path, offset: int = 0) -> Iterator[Record | Gap]:
    """Read a file from an offset in bytes to its end; after damage, go on at the next record that is whole."""
    end = path.stat().st_size
    with path.open("rb") as file:
        while offset < end:
            try:
                found: Record | Gap = read_member(file, offset, end)
            except MemberBroken as broken:
                after, torn = _next_whole(file, offset + 1, end), isinstance(broken, MemberTorn)
                found = Gap(offset=offset, length=after - offset, what=str(broken), is_torn=torn and after == end)
            yield found
            offset += found.length


def _next_whole(file: BinaryIO, start: int, end: int) -> int:
    """Return where the next record that can be read begins; `end` where there is none."""
    position, held = start, b""
    file.seek(start)
    while chunk := file.read(CHUNK):
        window = held + chunk
        base = position - len(held)
        at = -1
        while (at := window.find(GZIP_MAGIC, at + 1)) >= 0:
            try:
                read_member(file, base + at, end)
            except MemberBroken:
                continue
            return base + at
        position += len(chunk)
        held = window[-(len(GZIP_MAGIC) - 1) :]
        file.seek(position)
    return end


def sha1(data: bytes) -> str:
    """Return the digest as WARC writes it: `sha1:` and base32."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii")


def read_member(file: BinaryIO, offset: int, end: int) -> Record:
    """Read the record that begins at `offset` and lies before `end`, both in bytes.

    Raises MemberBroken, also where the disk cannot read it.
    """
    file.seek(offset)
    inflate, parts, position, head = zlib.decompressobj(zlib.MAX_WBITS | 16), [], offset, b""
    while not inflate.eof:
        try:
            chunk = file.read(min(PART, end - position))
        except OSError as error:
            raise MemberBroken(f"it cannot be read ({error.strerror})") from None
        if not chunk:
            raise MemberTorn("it breaks off")
        head = head or chunk[:GZIP_HEADER]
        position += len(chunk)
        try:
            parts.append(inflate.decompress(chunk))
        except zlib.error as error:
            raise MemberBroken(f"it does not decompress ({error})") from None
    length = position - len(inflate.unused_data) - offset
    version, fields, block = _parsed(b"".join(parts))
    return Record(
        offset=offset,
        length=length,
        gzip_header=head,
        version=version,
        fields=fields,
        headers=dict(fields),
        block=block,
    )


def _parsed(data: bytes) -> tuple[str, tuple[tuple[str, str], ...], bytes]:
    head, separator, rest = data.partition(b"\r\n\r\n")
    version, *lines = FOLDED.sub(" ", head.decode("utf-8", "replace")).split("\r\n")
    if not separator or not version.startswith("WARC/"):
        raise MemberBroken("it is no WARC record")
    fields = tuple((name.strip().lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines))
    length = dict(fields).get("content-length", "")
    if not (length.isascii() and length.isdecimal()):
        raise MemberBroken("it has no length")
    if rest[int(length) :] != b"\r\n\r\n":
        raise MemberBroken("it is not as long as it says")
    return version, fields, rest[: int(length)]


def file_sha256(path: Path, length: int) -> str:
    """Return the SHA-256 of a file's first `length` bytes in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while length > 0 and (chunk := file.read(min(CHUNK, length))):
            digest.update(chunk)
            length -= len(chunk)
    return digest.hexdigest()
