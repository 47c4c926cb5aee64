"""What a crawl did, as records that other tools accept and that we read back."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from newsarchive.capture.members import read_member
from newsarchive.capture.metadata import begun_of, is_ours, lines_of, metadata, run_uri

NOW = datetime(2018, 2, 13, 8, tzinfo=UTC)
LINES = [{"event": "outcome", "text": "泸县\n\u2028\ud800"}, {"event": "paused"}]


def test_lines_come_back_as_they_were(tmp_path: Path) -> None:
    data = metadata(run_uri("yybnet", NOW), LINES, about=["a", "b"], at=NOW).data
    path = tmp_path / "one.warc.gz"
    path.write_bytes(data)
    with path.open("rb") as file:
        record = read_member(file, 0, len(data))
    assert is_ours(record)
    assert lines_of(record) == LINES
    assert list(record.faults()) == []


def test_an_address_tells_when_its_run_began() -> None:
    assert begun_of(run_uri("yybnet", NOW)) == NOW


def test_other_tools_read_it() -> None:
    data = metadata(run_uri("yybnet", NOW), LINES, about=["a", "b"], at=NOW).data
    records = ArchiveIterator(io.BytesIO(data), check_digests="raise")
    record = next(records)
    assert record.content_stream().read().count(b"\n") == len(LINES)
    headers = record.rec_headers
    assert record.rec_type == "metadata"
    assert headers.get_header("WARC-Target-URI") == "urn:newsarchive:run:yybnet:20180213T080000000000Z"
    assert [value for name, value in headers.headers if name == "WARC-Concurrent-To"] == [
        "<urn:uuid:a>",
        "<urn:uuid:b>",
    ]
