"""HTTP messages as they stand in foreign records: status, headers, and the body without its chunking (RFC 9112)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

LONGEST_HEAD = 1 << 16
"""Bytes of a message's headers."""

STATUS = re.compile(rb"(HTTP/\d(?:\.\d)?)[ \t]+(\d{3})(?:[ \t]+(.*))?", re.IGNORECASE)
REQUEST = re.compile(rb"([A-Z]{1,16}) +\S+(?: +HTTP/\d(?:\.\d)?)?", re.IGNORECASE)
NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
PART_OF_SIZE = re.compile(rb"[0-9A-Fa-f]{0,8}[ \t]*(?:;[^\r\n]*)?\r?")
SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")

Headers = tuple[tuple[str, str], ...]


class NotHttp(ValueError):
    """A block is no HTTP message."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A response."""

    status: int
    reason: str
    version: str
    headers: Headers
    raw: bytes = field(repr=False)
    """The body as it stands in the block."""
    body: bytes = field(repr=False)
    """The body without its chunking."""
    breaks_off: bool = False
    """Whether the chunking ends before its last chunk."""


def response_of(block: bytes) -> Answer:
    """Read a response (RFC 9112, 4). Raises NotHttp."""
    line, headers, raw = _parted(block)
    match = STATUS.fullmatch(line)
    if match is None:
        raise NotHttp("it is no HTTP response")
    body, whole = raw, True
    if any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in headers):
        body, whole = without_chunking(raw)
    return Answer(
        status=int(match[2]),
        reason=_text(match[3] or b""),
        version=match[1].decode("ascii").upper(),
        headers=headers,
        raw=raw,
        body=body,
        breaks_off=not whole,
    )


def request_of(block: bytes) -> tuple[str, Headers]:
    """Return the method and the headers of a request (RFC 9112, 3). Raises NotHttp."""
    line, headers, _ = _parted(block)
    match = REQUEST.fullmatch(line)
    if match is None:
        raise NotHttp("it is no HTTP request")
    return match[1].decode("ascii").upper(), headers


def _parted(block: bytes) -> tuple[bytes, Headers, bytes]:
    end = re.search(rb"\r?\n\r?\n", block[: LONGEST_HEAD + 4])
    if end is None:
        if len(block) > LONGEST_HEAD or not block:
            raise NotHttp("its HTTP headers do not end")
        head, body = block, b""  # headers alone: a revisit without a body
    else:
        head, body = block[: end.start()], block[end.end() :]
    line, *lines = re.split(rb"\r?\n", head)
    return line.strip(), _headers(lines), body


def _headers(lines: list[bytes]) -> Headers:
    """Read headers; a line that is none is left out, a folded one joined to that before it (RFC 9112, 5.2)."""
    found: list[tuple[str, str]] = []
    for line in lines:
        if line[:1] in (b" ", b"\t") and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {_text(line)}".strip())
            continue
        name, colon, value = line.partition(b":")
        if colon and NAME.fullmatch(named := name.decode("latin-1").strip()):
            found.append((named, _text(value)))
    return tuple(found)


def _text(value: bytes) -> str:
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = value.decode("latin-1")
    return CONTROLS.sub(" ", text).strip()


def without_chunking(raw: bytes) -> tuple[bytes, bool]:
    """Return a body without its chunking (RFC 9112, 7.1), and whether it was whole.

    Many tools undo the chunking and leave the header: a body that is not chunked comes back as it is.
    """
    parts: list[bytes] = []
    at = 0
    while True:
        size = SIZE.match(raw, at)
        if size is None:
            return (b"".join(parts), False) if parts and PART_OF_SIZE.fullmatch(raw, at) else (raw, True)
        length, at = int(size[1], 16), size.end()
        if not length:
            return b"".join(parts), True
        part = raw[at : at + length]
        parts.append(part)
        at += length
        if len(part) < length:
            return b"".join(parts), False
        if at + 1 >= len(raw) and raw[at:] in (b"", b"\r"):
            return b"".join(parts), False
        ending = re.compile(rb"\r?\n").match(raw, at)
        if ending is None:
            return raw, True
        at = ending.end()
