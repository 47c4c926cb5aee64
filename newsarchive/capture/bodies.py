"""The body of a response as its author wrote it: content encodings undone (RFC 9110, 8.4), within bounds."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable

import brotli

from newsarchive.capture.zstd import DecompressionParameter, ZstdDecompressor, ZstdError

LIMIT = 16 * 1024 * 1024
"""Bytes of a decoded body that are read; the archive keeps the encoded body whole."""
RATIO, ALWAYS = 100, 1024 * 1024
"""How many times its encoded size a body may have when it is decoded, and bytes that it may have whatever its size."""


STEP = 1 << 18
"""Bytes that are decoded at once."""


class BodyUndecodable(ValueError):
    """The body cannot be decoded: file it as it is, unread."""


def header(headers: Iterable[tuple[str, str]], name: str) -> str | None:
    """Return the first value of a header, its name in any case."""
    return next((value for key, value in headers if key.lower() == name), None)


def decode_body(body: bytes, headers: Iterable[tuple[str, str]], *, limit: int = LIMIT) -> bytes:
    """Undo gzip, deflate, br and zstd; imported pages come in all of them.

    Raises BodyUndecodable for other codings, broken data, and more than `limit` bytes or than markup is ever made of.
    """
    limit = min(limit, max(ALWAYS, RATIO * len(body)))
    codings = [c.strip().lower() for c in (header(headers, "content-encoding") or "").split(",") if c.strip()]
    if len(codings) > 2:
        raise BodyUndecodable(f"{len(codings)} content encodings on top of each other")
    for coding in reversed(codings):
        if coding in ("identity", "none", "utf-8"):
            continue
        undo = _CODINGS.get(coding)
        if undo is None:
            raise BodyUndecodable(f"content encoding {coding} is not known")
        body = undo(body, coding, limit)
    return body


def _inflate(body: bytes, coding: str, limit: int) -> bytes:
    if body[:2] != b"\x1f\x8b" and coding != "deflate":
        return body  # labelled gzip, but plain: what servers do to error pages
    last: zlib.error | None = None
    for bits in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):  # zlib or gzip by their header, then raw deflate
        stream = zlib.decompressobj(bits)
        try:
            data = stream.decompress(body, limit + 1)
        except zlib.error as error:
            last = error
            continue
        if len(data) > limit:
            raise BodyUndecodable(f"more than {limit} bytes when decoded")
        if not stream.eof:
            raise BodyUndecodable(f"{coding} data that breaks off")
        return data
    raise BodyUndecodable(f"broken {coding} data: {last}")


def _unbrotli(body: bytes, coding: str, limit: int) -> bytes:
    """Undo Brotli (RFC 7932), a part at a time, so that nothing beyond the limit is made."""
    stream, found, data = brotli.Decompressor(), bytearray(), body
    try:
        while not stream.is_finished():
            part = stream.process(data, output_buffer_limit=STEP)
            found += part
            data = b""
            if len(found) > limit:
                raise BodyUndecodable(f"more than {limit} bytes when decoded")
            if not part and stream.can_accept_more_data():
                raise BodyUndecodable(f"{coding} data that breaks off")
    except brotli.error as error:
        raise BodyUndecodable(f"broken {coding} data: {error}") from None
    return bytes(found)


def _unzstd(body: bytes, coding: str, limit: int) -> bytes:
    """Undo Zstandard (RFC 8878; RFC 9659 bounds its window)."""
    stream = ZstdDecompressor(options={DecompressionParameter.window_log_max: 23})
    try:
        data: bytes = stream.decompress(body, limit + 1)
    except ZstdError as error:
        raise BodyUndecodable(f"broken {coding} data: {error}") from None
    if len(data) > limit:
        raise BodyUndecodable(f"more than {limit} bytes when decoded")
    if not stream.eof:
        raise BodyUndecodable(f"{coding} data that breaks off")
    return data


_CODINGS: dict[str, Callable[[bytes, str, int], bytes]] = {
    "gzip": _inflate,
    "x-gzip": _inflate,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
