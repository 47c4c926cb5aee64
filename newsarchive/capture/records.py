"""HTTP exchanges as WARC/1.1 records (ISO 28500:2017), one gzip member a record, written by warcio.

Headers stand as the server wrote them, names, values and order; those about the connection are left out, since the body
is kept without its chunking. Every file's warcinfo record says so.
"""

from __future__ import annotations

import base64
import hashlib
import http
import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsarchive.items import Capture

HOP_BY_HOP = frozenset({"transfer-encoding", "connection", "keep-alive", "trailer", "upgrade"})
"""Headers about the connection, which ended when the body was unchunked (RFC 9110, 7.6.1)."""


@dataclass(frozen=True, kw_only=True)
class Original:
    """The earlier record that holds the same payload."""

    record_id: str
    url: str
    fetched_at: datetime


@dataclass(frozen=True, kw_only=True)
class Member:
    """One record, compressed."""

    record_id: str
    data: bytes


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """The records of one capture, in the order in which they are to be written: the response, then its request."""

    response: Member
    request: Member | None
    """None where nobody knows what was asked."""

    @property
    def data(self) -> bytes:
        """The bytes to append."""
        return self.response.data + (self.request.data if self.request else b"")

    @property
    def count(self) -> int:
        """How many records they are."""
        return 2 if self.request else 1


class _Headers(StatusAndHeaders):  # type: ignore[misc]
    """HTTP headers that stay what they are; warcio escapes those that are not ASCII, and cannot write such a status."""

    def to_ascii_bytes(self, filter_func: Callable[..., Any] | None = None) -> bytes:
        """Return the headers in UTF-8."""
        text: str = self.to_str(filter_func)
        return text.encode("utf-8", "replace") + b"\r\n"


def payload_digest(body: bytes) -> str:
    """Return the payload digest as WARC writes it: `sha1:` and base32 (WARC/1.1, 5.8), as replay tools index it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode("ascii")


def exchange(capture: Capture, original: Original | None = None) -> Exchange:
    """Make the response record (a revisit record where `original` holds the same payload) and the request record."""
    response_id = str(uuid.uuid4())
    headers = _common(capture, response_id)
    if capture.truncated:
        headers["WARC-Truncated"] = capture.truncated
    reason = capture.reason or _phrase(capture.status)
    status_line = f"{capture.status} {reason}".strip()
    shown = [(name, value) for name, value in capture.response_headers if name.lower() not in HOP_BY_HOP]
    block = _Headers(status_line, shown, protocol=capture.http_version)
    buffer, writer = _writer()
    if original is None:
        record = writer.create_warc_record(
            capture.url,
            "response",
            payload=io.BytesIO(capture.body),
            length=len(capture.body),
            http_headers=block,
            warc_headers_dict=headers,
        )
    else:
        record = writer.create_revisit_record(
            capture.url,
            payload_digest(capture.body),
            original.url,
            _date(original.fetched_at),
            http_headers=block,
            warc_headers_dict=headers | {"WARC-Refers-To": f"<urn:uuid:{original.record_id}>"},
        )
    writer.write_record(record)
    response = Member(record_id=response_id, data=buffer.getvalue())
    return Exchange(response=response, request=_request(capture, response_id) if capture.request_headers else None)


def _request(capture: Capture, response_id: str) -> Member:
    request_id = str(uuid.uuid4())
    buffer, writer = _writer()
    path = "/" + capture.url.split("://", 1)[-1].partition("/")[2]
    line = f"{capture.request_method} {path} HTTP/1.1"
    record = writer.create_warc_record(
        capture.url,
        "request",
        http_headers=_Headers(line, list(capture.request_headers), is_http_request=True),
        warc_headers_dict=_common(capture, request_id) | {"WARC-Concurrent-To": f"<urn:uuid:{response_id}>"},
    )
    writer.write_record(record)
    return Member(record_id=request_id, data=buffer.getvalue())


def warcinfo(filename: str, fields: dict[str, str]) -> Member:
    """Make the record that opens a WARC file and says who wrote it, with what and how (WARC/1.1, 6.2)."""
    buffer, writer = _writer()
    record = writer.create_warcinfo_record(filename, fields)
    writer.write_record(record)
    record_id = record.rec_headers.get_header("WARC-Record-ID")[len("<urn:uuid:") : -1]
    return Member(record_id=record_id, data=buffer.getvalue())


def _writer() -> tuple[io.BytesIO, WARCWriter]:
    buffer = io.BytesIO()
    return buffer, WARCWriter(buffer, gzip=True, warc_version="WARC/1.1")


def _common(capture: Capture, record_id: str) -> dict[str, str]:
    headers = {"WARC-Record-ID": f"<urn:uuid:{record_id}>", "WARC-Date": _date(capture.fetched_at)}
    if capture.ip_address:
        headers["WARC-IP-Address"] = capture.ip_address
    return headers


def _date(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _phrase(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return ""
