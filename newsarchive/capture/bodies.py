"""The body of a response as its author wrote it: content encodings undone (RFC 9110, 8.4), within bounds."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

LIMIT = 16 * 1024 * 1024
"""Bytes of a decoded body that are read; the archive keeps the encoded body whole."""


class BodyUndecodable(ValueError):
    """The body cannot be decoded: file it as it is, unread."""


def header(headers: Iterable[tuple[str, str]], name: str) -> str | None:
    """Return the first value of a header, its name in any case."""
    return next((value for key, value in headers if key.lower() == name), None)


def decode_body(body: bytes, headers: Iterable[tuple[str, str]], *, limit: int = LIMIT) -> bytes:
    """Undo gzip and deflate. Raises BodyUndecodable for other codings, broken data, and more than `limit` bytes."""
    codings = [c.strip().lower() for c in (header(headers, "content-encoding") or "").split(",") if c.strip()]
    if len(codings) > 2:
        raise BodyUndecodable(f"{len(codings)} content encodings on top of each other")
    for coding in reversed(codings):
        if coding in ("identity", "none", "utf-8"):
            continue
        if coding not in ("gzip", "x-gzip", "deflate"):
            raise BodyUndecodable(f"content encoding {coding} was not asked for")
        body = _inflate(body, coding, limit)
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
        return data
    raise BodyUndecodable(f"broken {coding} data: {last}")
