"""Content encodings are undone within bounds, whatever a server sends."""

from __future__ import annotations

import contextlib
import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.capture.bodies import BodyUndecodable, decode_body

TEXT = "泸县新闻".encode() * 100


def encoded(*codings: str) -> tuple[tuple[str, str], ...]:
    return (("Content-Encoding", ", ".join(codings)),)


@pytest.mark.parametrize(
    ("body", "codings"),
    [
        (TEXT, ()),
        (TEXT, ("identity",)),
        (gzip.compress(TEXT, mtime=0), ("gzip",)),
        (gzip.compress(TEXT, mtime=0), ("x-gzip",)),
        (gzip.compress(gzip.compress(TEXT, mtime=0), mtime=0), ("gzip", "gzip")),
        (zlib.compress(TEXT), ("deflate",)),
        (zlib.compress(TEXT)[2:-4], ("deflate",)),
        (TEXT, ("gzip",)),
    ],
)
def test_what_servers_call_gzip_and_deflate_is_read(body: bytes, codings: tuple[str, ...]) -> None:
    assert decode_body(body, encoded(*codings)) == TEXT


def test_a_bomb_is_refused_without_being_unpacked() -> None:
    with pytest.raises(BodyUndecodable, match="more than"):
        decode_body(gzip.compress(bytes(50_000_000)), encoded("gzip"))


@pytest.mark.parametrize("codings", [("br",), ("zstd",), ("gzip", "gzip", "gzip")])
def test_codings_that_were_not_asked_for_are_refused(codings: tuple[str, ...]) -> None:
    with pytest.raises(BodyUndecodable):
        decode_body(b"\x1f\x8b", encoded(*codings))


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", "br", "", "nonsense", "gzip, deflate"]))
def test_garbage_is_read_or_refused_and_nothing_else(body: bytes, coding: str) -> None:
    with contextlib.suppress(BodyUndecodable):
        assert isinstance(decode_body(body, (("content-encoding", coding),)), bytes)
