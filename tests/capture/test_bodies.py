"""Content encodings are undone within bounds, whatever a server sends."""

from __future__ import annotations

import contextlib
import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.capture.bodies import BodyUndecodable, decode_body
from tests.ingest.foreign import zstd

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
        (brotli.compress(TEXT), ("br",)),
        (zstd.compress(TEXT), ("zstd",)),
        (brotli.compress(zstd.compress(TEXT)), ("zstd", "br")),
    ],
)
def test_every_coding_is_read_as_servers_send_it(body: bytes, codings: tuple[str, ...]) -> None:
    assert decode_body(body, encoded(*codings)) == TEXT


def test_a_bomb_is_refused_without_being_unpacked() -> None:
    with pytest.raises(BodyUndecodable, match="more than"):
        decode_body(gzip.compress(bytes(50_000_000)), encoded("gzip"))


@pytest.mark.parametrize("codings", [("br",), ("zstd",), ("gzip", "gzip", "gzip")])
def test_bodies_that_are_not_what_they_say_are_refused(codings: tuple[str, ...]) -> None:
    with pytest.raises(BodyUndecodable):
        decode_body(b"\x1f\x8b", encoded(*codings))


@pytest.mark.parametrize(("pack", "coding"), [(brotli.compress, "br"), (zstd.compress, "zstd")])
def test_bombs_and_broken_bodies_of_other_codings_are_refused(pack: Callable[[bytes], bytes], coding: str) -> None:
    with pytest.raises(BodyUndecodable, match="more than"):
        decode_body(pack(bytes(17 << 20)), encoded(coding))
    for broken in (pack(TEXT)[:-3], b"\x00" + pack(TEXT), b""):
        with pytest.raises(BodyUndecodable):
            decode_body(broken, encoded(coding))


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", "br", "zstd", "", "nonsense", "gzip, deflate"]))
def test_garbage_is_read_or_refused_and_nothing_else(body: bytes, coding: str) -> None:
    with contextlib.suppress(BodyUndecodable):
        assert isinstance(decode_body(body, (("content-encoding", coding),)), bytes)
