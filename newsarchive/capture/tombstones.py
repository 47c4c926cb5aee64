"""Tombstones: what stands in a WARC file in the place of a record that was withdrawn, to the byte as long as it was.

A tombstone is a `metadata` record (WARC/1.1, 6.6) that refers to the record that stood there. Its gzip member is made
of stored blocks (RFC 1951, 3.2.4), so that its length can be chosen: every other record keeps its place, and every
reader of WARC files goes on reading. The same record always gets the same tombstone.
"""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from newsarchive.capture.members import Record

TYPE = "application/warc-fields"
SAID = b"withdrawn: yes\r\npadding: "
STORED = 65_535
"""Bytes of a stored block, at most."""
BLOCK_HEAD, WRAPPING = 5, 18
"""Bytes before a stored block; of a gzip member's header and trailer."""


def tombstone(record_id: str, *, at: datetime, length: int, gzip_header: bytes) -> bytes | None:
    """Return a gzip member of `length` bytes with the tombstone of a record; None where that is too short for one.

    `gzip_header` is the header of ten bytes (RFC 1952, 2.3.1) that the file's members have.
    """
    fewest = max(1, -(-(length - WRAPPING) // (STORED + BLOCK_HEAD)))
    for blocks in (fewest, fewest + 1, fewest + 2):  # of two neighbouring lengths of a header, one may not come out
        data = _record(record_id, at, length - WRAPPING - BLOCK_HEAD * blocks)
        if data is not None:
            return gzip_header + _stored(data, blocks) + _trailer(data)
    return None


def is_tombstone_of(record: Record, record_id: str) -> bool:
    """Whether a record stands in the place of that other."""
    headers = record.headers
    return (
        headers.get("warc-type") == "metadata"
        and record.refers_to == record_id
        and headers.get("warc-record-id") == f"<urn:uuid:{_id_of(record_id)}>"
        and record.block.startswith(SAID)
    )


def _id_of(record_id: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"urn:newsarchive:withdrawn:{record_id}"))


def _record(record_id: str, at: datetime, size: int) -> bytes | None:
    """Return a record of exactly so many bytes; None where there is none."""
    lines = (
        "WARC/1.1",
        "WARC-Type: metadata",
        f"WARC-Record-ID: <urn:uuid:{_id_of(record_id)}>",
        f"WARC-Refers-To: <urn:uuid:{record_id}>",
        f"WARC-Date: {at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        f"Content-Type: {TYPE}",
        "Content-Length: ",
    )
    head, end = "\r\n".join(lines).encode(), b"\r\n\r\n"
    for digits in range(1, 12):
        room = size - len(head) - digits - 2 * len(end)
        if room >= len(SAID) + 2 and len(str(room)) == digits:
            padding = b"." * (room - len(SAID) - 2)
            return head + str(room).encode() + end + SAID + padding + b"\r\n" + end
    return None


def _stored(data: bytes, blocks: int) -> bytes:
    """Return data as so many stored blocks of deflate; the last may be empty."""
    made = []
    for number in range(blocks):
        part = data[number * STORED : (number + 1) * STORED]
        last = number == blocks - 1
        made.append(bytes([last]) + len(part).to_bytes(2, "little") + (len(part) ^ 0xFFFF).to_bytes(2, "little") + part)
    return b"".join(made)


def _trailer(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(4, "little") + (len(data) & 0xFFFFFFFF).to_bytes(4, "little")
