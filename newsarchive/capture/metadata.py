"""What a crawl did, as `metadata` records (WARC/1.1, 6.6) of JSON Lines, written with the exchanges they are about.

The standard leaves the format of the block open; `docs/warc.md` documents ours.
"""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from warcio.warcwriter import WARCWriter

from newsarchive.capture.members import Record
from newsarchive.capture.records import Member

CONTENT_TYPE = "application/jsonl"
URI = "urn:newsarchive:run:"
"""Target addresses of our records begin with it; the portal and the beginning of its run follow."""


def run_uri(portal_id: str, started: datetime) -> str:
    """Return the address under which all metadata records of one run stand."""
    return f"{URI}{portal_id}:{started.astimezone(UTC):%Y%m%dT%H%M%S%fZ}"


def begun_of(uri: str) -> datetime:
    """Return when the run began whose metadata records stand under an address. Raises ValueError."""
    return datetime.strptime(uri.rpartition(":")[2], "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)


def metadata(uri: str, lines: Iterable[dict[str, Any]], *, about: Sequence[str], at: datetime) -> Member:
    """Make the record of what was done at once; `about` are the ids of the records that it is written with."""
    record_id = str(uuid.uuid4())
    block = "".join(
        json.dumps(line, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n" for line in lines
    ).encode("utf-8", "surrogatepass")
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="WARC/1.1")
    record = writer.create_warc_record(
        uri,
        "metadata",
        payload=io.BytesIO(block),
        length=len(block),
        warc_content_type=CONTENT_TYPE,
        warc_headers_dict={
            "WARC-Record-ID": f"<urn:uuid:{record_id}>",
            "WARC-Date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        },
    )
    for other in about:
        record.rec_headers.add_header("WARC-Concurrent-To", f"<urn:uuid:{other}>")
    writer.write_record(record)
    return Member(record_id=record_id, data=buffer.getvalue())


def is_ours(record: Record) -> bool:
    """Whether a record tells what a crawl of newsarchive did."""
    headers = record.headers
    return headers.get("warc-type") == "metadata" and headers.get("warc-target-uri", "").startswith(URI)


def lines_of(record: Record) -> list[dict[str, Any]]:
    """Return what a record tells. Raises ValueError when it cannot be read."""
    return [json.loads(line) for line in record.block.decode("utf-8", "surrogatepass").split("\n") if line]
