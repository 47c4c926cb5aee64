"""Records that break the standard, and odd ones that do not, are judged as they are labelled, by `verify`.

The kinds are those of the public suites of WARC samples; the samples are our own.
"""

from __future__ import annotations

import gzip
import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsarchive.capture.members import sha1
from newsarchive.store.archive import Archive, init_archive
from newsarchive.store.database import writing
from newsarchive.store.models import Portal, WarcFile
from newsarchive.store.verify import verify

ID = "<urn:uuid:6f1f6a3c-2f0a-4a63-9d07-4b2b3b7f0001>"
FIELDS = {
    "WARC-Type": "resource",
    "WARC-Record-ID": ID,
    "WARC-Date": "2018-02-13T09:53:00Z",
    "WARC-Target-URI": "http://www.example.org/1.html",
    "Content-Type": "text/plain",
}
BLOCK = "正文".encode()
HTTP = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
CHUNKED = b"6\r\n\xe6\xad\xa3\xe6\x96\x87\r\n0\r\n\r\n"
RESPONSE: dict[str, Any] = {"WARC-Type": "response", "Content-Type": "application/http;msgtype=response"}


def record(
    *more: str,
    block: bytes = BLOCK,
    version: str = "WARC/1.1",
    length: str | None = "",
    line: str = "\r\n",
    end: bytes = b"\r\n\r\n",
    **changed: str | None,
) -> bytes:
    """Return a record with fields changed (None: left out), lines added, and its frame spoilt."""
    fields = FIELDS | {name.replace("_", "-"): value for name, value in changed.items()}
    lines = [version, *(f"{name}: {value}" for name, value in fields.items() if value is not None), *more]
    if length is not None:
        lines.append(f"Content-Length: {length or len(block)}")
    return (line.join(lines) + line * 2).encode() + block + end


INVALID = {
    "longer than it is": record(length="7"),
    "shorter than it is": record(length="5"),
    "without length": record(length=None),
    "with an empty length": record(length=" "),
    "with a length that is none": record(length="-6"),
    "with two lengths": record("Content-Length: 6"),
    "with two types": record("WARC-Type: resource"),
    "with two ids": record(f"WARC-Record-ID: {ID}"),
    "with two dates": record("WARC-Date: 2018-02-13T09:53:00Z"),
    "without type": record(WARC_Type=None),
    "without id": record(WARC_Record_ID=None),
    "without date": record(WARC_Date=None),
    "with an empty type": record(WARC_Type=""),
    "with an empty id": record(WARC_Record_ID=""),
    "with an empty date": record(WARC_Date=""),
    "without address": record(WARC_Target_URI=None),
    "with a date that is none": record(WARC_Date="13.2.2018"),
    "with an id that is no address": record(WARC_Record_ID="6f1f6a3c"),
    "without carriage returns": record(line="\n"),
    "without an end": record(end=b""),
    "with half an end": record(end=b"\r\n"),
    "of version 0.17": record(version="WARC/0.17"),
    "of no version": record(version="WARC"),
    "a continuation of nothing": record(WARC_Type="continuation"),
    "a continuation that is first": record(
        WARC_Type="continuation", WARC_Segment_Origin_ID=ID, WARC_Segment_Number="1"
    ),
    "with another block digest": record(WARC_Block_Digest=sha1(b"x")),
    "with another payload digest": record(**RESPONSE, block=HTTP + CHUNKED, WARC_Payload_Digest=sha1(b"x")),
}
VALID = {
    "plain": record(),
    "of version 1.0": record(version="WARC/1.0"),
    "with names in lower case": record().replace(b"WARC-Type", b"warc-type").replace(b"WARC-Date", b"warc-date"),
    "with a folded line": record("WARC-Filename: a\r\n  b"),
    "with unknown fields": record("X-Any: thing"),
    "of an unknown type": record(WARC_Type="thumbnail", WARC_Target_URI=None),
    "with an empty block": record(block=b""),
    "concurrent to several": record(f"WARC-Concurrent-To: {ID}", f"WARC-Concurrent-To: {ID}"),
    "a first segment": record(**RESPONSE, block=HTTP, WARC_Segment_Number="1", WARC_Payload_Digest=sha1(b"all of it")),
    "a continuation": record(WARC_Type="continuation", WARC_Segment_Origin_ID=ID, WARC_Segment_Number="2"),
    "with parts of a second": record(WARC_Date="2018-02-13T09:53:00.123456Z"),
    "with digests": record(WARC_Block_Digest=sha1(BLOCK)),
    "with a digest in hexadecimal": record(WARC_Block_Digest=f"sha256:{hashlib.sha256(BLOCK).hexdigest()}"),
    "with a digest of what was chunked": record(**RESPONSE, block=HTTP + CHUNKED, WARC_Payload_Digest=sha1(BLOCK)),
    "with a digest of the chunks": record(**RESPONSE, block=HTTP + CHUNKED, WARC_Payload_Digest=sha1(CHUNKED)),
    "with a space in its address": record(WARC_Target_URI="http://www.example.org/a b.html"),
    "with its address in brackets": record(WARC_Target_URI="<http://www.example.org/1.html>"),
}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = init_archive(tmp_path_factory.mktemp("malformed") / "news", contact="tests@example.org")
    with writing(archive.engine) as session:
        facts = {"name": "x", "home": "http://www.example.org", "country": "cn", "language": "zh", "zone": "UTC"}
        session.add(Portal(id="small", definition="0", **facts))
        session.flush()
        session.add(
            WarcFile(
                portal_id="small", name="small/a.warc.gz", length=0, records=1, opened_at=datetime.now(UTC), sha256=""
            )
        )
    (archive.config.warc / "small").mkdir()
    return archive


def damages(archive: Archive, sample: bytes) -> list[str]:
    """Say what `verify` finds wrong with an archive whose only record this is."""
    data = gzip.compress(sample, mtime=0)
    path: Path = archive.config.warc / "small" / "a.warc.gz"
    path.write_bytes(data)
    with writing(archive.engine) as session:
        row = session.get_one(WarcFile, 1)
        row.length, row.sha256, row.closed_at = len(data), hashlib.sha256(data).hexdigest(), datetime.now(UTC)
    return [damage.what for damage in verify(archive).damages if "has no row" not in damage.what]


@pytest.mark.parametrize("kind", INVALID)
def test_what_is_malformed_is_named(empty: Archive, kind: str) -> None:
    assert damages(empty, INVALID[kind])


@pytest.mark.parametrize("kind", VALID)
def test_what_is_only_odd_is_accepted(empty: Archive, kind: str) -> None:
    assert damages(empty, VALID[kind]) == []
