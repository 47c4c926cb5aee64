"""Exchanges as WARC records that other tools read back."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from newsarchive.capture.records import Original, exchange, payload_digest, warcinfo
from newsarchive.items import Capture

AT = datetime(2018, 2, 13, 1, 53, 0, 123456, tzinfo=UTC)
NAMES = st.text(st.characters(min_codepoint=0x41, max_codepoint=0x5A), min_size=1, max_size=12)
VALUES = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=40)


def capture(**changes: object) -> Capture:
    facts: dict[str, object] = {
        "url": "https://www.yybnet.net/luzhou/luxian/201802/1.html?a=1",
        "fetched_at": AT,
        "status": 200,
        "request_headers": (("Host", "www.yybnet.net"), ("User-Agent", "newsarchive")),
        "response_headers": (("Content-Type", "text/html"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")),
        "body": "泸县".encode("gb18030"),
        "ip_address": "127.0.0.1",
    }
    return Capture(**(facts | changes))  # type: ignore[arg-type]


def read(data: bytes) -> list[tuple[str, dict[str, str], list[tuple[str, str]], bytes]]:
    found = []
    for record in ArchiveIterator(io.BytesIO(data), check_digests="raise"):
        http = record.http_headers.headers if record.http_headers else []
        found.append((record.rec_type, dict(record.rec_headers.headers), http, record.raw_stream.read()))
    return found


def test_a_response_and_its_request_are_kept_with_all_headers() -> None:
    response, request = read(exchange(capture()).data)
    kind, headers, http, body = response
    assert kind == "response"
    assert headers["WARC-Target-URI"].endswith("?a=1")
    assert headers["WARC-Date"] == "2018-02-13T01:53:00.123456Z"
    assert headers["WARC-IP-Address"] == "127.0.0.1"
    assert headers["WARC-Payload-Digest"] == payload_digest(capture().body)
    assert [value for name, value in http if name == "Set-Cookie"] == ["a=1", "b=2"]
    assert body == capture().body
    assert request[0] == "request"
    assert request[1]["WARC-Concurrent-To"] == headers["WARC-Record-ID"]


def test_the_request_line_has_path_and_query() -> None:
    assert b"GET /luzhou/luxian/201802/1.html?a=1 HTTP/1.1\r\nHost: www.yybnet.net" in _unzipped(capture())


def _unzipped(kept: Capture) -> bytes:
    import gzip

    return gzip.decompress(exchange(kept).data)


def test_the_same_payload_becomes_a_revisit() -> None:
    original = Original(record_id="4d9fb7f2-0000-4000-8000-000000000000", url="https://a/", fetched_at=AT)
    (kind, headers, http, body), _request = read(exchange(capture(), original).data)
    assert kind == "revisit"
    assert headers["WARC-Refers-To"] == f"<urn:uuid:{original.record_id}>"
    assert headers["WARC-Refers-To-Target-URI"] == "https://a/"
    assert headers["WARC-Payload-Digest"] == payload_digest(capture().body)
    assert headers["WARC-Profile"].endswith("identical-payload-digest")
    assert http[0] == ("Content-Type", "text/html")
    assert body == b""


def test_each_record_is_a_gzip_member_of_its_own() -> None:
    records = exchange(capture())
    assert records.request is not None
    for member in (records.response, records.request, warcinfo("a.warc.gz", {"software": "x"})):
        (only,) = FastIterator(io.BytesIO(member.data))
        assert only.record_id == f"<urn:uuid:{member.record_id}>"


@pytest.mark.parametrize("name", ["Transfer-Encoding", "Connection", "Keep-Alive"])
def test_headers_of_the_connection_are_left_out(name: str) -> None:
    kept = capture(response_headers=((name, "x"), ("Content-Type", "text/html")))
    assert [header for header, _ in read(exchange(kept).data)[0][2]] == ["Content-Type"]


@given(
    body=st.binary(max_size=300),
    status=st.integers(100, 599),
    headers=st.lists(st.tuples(NAMES, VALUES), max_size=5),
)
def test_whatever_a_server_sends_comes_back(body: bytes, status: int, headers: list[tuple[str, str]]) -> None:
    kept = capture(body=body, status=status, response_headers=tuple(headers))
    (_, said, _http, payload), _request = read(exchange(kept).data)
    assert said["WARC-Payload-Digest"] == payload_digest(body)
    assert payload == body
