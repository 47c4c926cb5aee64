"""HTTP messages of others: headers as they were, the body without its chunking."""

from __future__ import annotations

import contextlib
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.capture.members import read_member
from newsarchive.capture.records import exchange
from newsarchive.ingest.messages import NotHttp, request_of, response_of, without_chunking
from newsarchive.items import Capture


def chunked(parts: list[bytes], *, extension: bytes = b"") -> bytes:
    return b"".join(b"%x%s\r\n%s\r\n" % (len(part), extension, part) for part in parts if part) + b"0\r\n\r\n"


@given(st.lists(st.binary(max_size=50), max_size=6), st.sampled_from([b"", b";x=y", b" "]))
def test_chunks_are_joined(parts: list[bytes], extension: bytes) -> None:
    assert without_chunking(chunked(parts, extension=extension)) == (b"".join(parts), True)


@given(st.binary(min_size=1, max_size=30), st.binary(min_size=1, max_size=30), st.data())
def test_chunks_that_break_off_are_joined_as_far_as_they_go(first: bytes, second: bytes, data: st.DataObject) -> None:
    whole = chunked([first, second])
    cut = data.draw(st.integers(len(chunked([first])) - 5, len(whole) - 6))
    body, is_whole = without_chunking(whole[:cut])
    assert not is_whole
    assert (first + second).startswith(body)


@pytest.mark.parametrize("body", [b"<!doctype html><p>x", b"", b"not\r\nhexadecimal", b"5\r\nabcdefgh\r\n"])
def test_a_body_that_only_its_header_calls_chunked_stays_as_it_is(body: bytes) -> None:
    assert without_chunking(body)[0] == body


@pytest.mark.parametrize(
    ("line", "status", "version"),
    [
        (b"HTTP/1.1 200 OK", 200, "HTTP/1.1"),
        (b"HTTP/1.0 404", 404, "HTTP/1.0"),
        (b"HTTP/2 200", 200, "HTTP/2"),
        (b"http/1.1 301 Moved  Permanently ", 301, "HTTP/1.1"),
    ],
)
def test_status_lines_of_every_version_are_read(line: bytes, status: int, version: str) -> None:
    answer = response_of(line + b"\r\nA: 1\r\na: 2\r\n\r\nbody")
    assert (answer.status, answer.version, answer.body) == (status, version, b"body")
    assert answer.headers == (("A", "1"), ("a", "2"))


def test_odd_headers_are_joined_cleaned_or_left_out() -> None:
    answer = response_of("HTTP/1.1 200 OK\nX: a\n b\nno header\nÄ: x\nY: \x00\x1bz\nZ: 县\n\nbody".encode())
    assert answer.headers == (("X", "a b"), ("Y", "z"), ("Z", "县"))


@given(st.binary(max_size=40), st.binary(max_size=40), st.binary(max_size=20))
def test_whatever_headers_a_response_has_its_record_has_them_again(reason: bytes, value: bytes, body: bytes) -> None:
    block = b"HTTP/1.1 200 " + reason + b"\r\nContent-Type: " + value + b"\r\nX-Y: " + reason + b"\r\n\r\n" + body
    with contextlib.suppress(NotHttp):
        answer = response_of(block)
        kept = Capture(
            url="https://www.example.org/",
            fetched_at=datetime(2018, 2, 14, tzinfo=UTC),
            status=answer.status,
            reason=answer.reason,
            response_headers=answer.headers,
            body=answer.body,
        )
        data = exchange(kept).data
        record = read_member(io.BytesIO(data), 0, len(data))
        assert record.http_headers == answer.headers
        assert record.payload == answer.body


@given(st.binary(max_size=300))
def test_any_block_is_a_message_or_none(block: bytes) -> None:
    for read in (response_of, request_of):
        for start in (b"", b"HTTP/1.1 200 OK\r\n", b"GET / HTTP/1.1\r\n"):
            with contextlib.suppress(NotHttp):
                read(start + block)
