"""Stretches of a WARC file: gzip members (RFC 1952), Zstandard frames (RFC 8878), or single records of a plain file.

A stretch is decompressed as it is read; one that inflates beyond all that pages do is broken.
"""

from __future__ import annotations

import zlib
from typing import Any, Protocol

from newsarchive.capture.zstd import ZstdDecompressor, ZstdDict, ZstdError
from newsarchive.ingest.window import Window

GZIP, ZSTD, PLAIN = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"WARC/"
"""With what each kind of stretch begins."""

SKIPPABLE = range(0x184D2A50, 0x184D2A60)
"""Magic numbers of Zstandard frames without data (RFC 8878, 3.1.2)."""
DICTIONARY = 0x184D2A5D
"""The one that holds the dictionary of all that follow (IIPC, WARC files with Zstandard compression)."""
LARGEST_DICTIONARY = 16 << 20
"""Bytes."""

STEP = 1 << 18
"""Bytes that are inflated at once."""
RATIO, ALWAYS = 100, 1 << 20
"""How many times its compressed size a stretch may have, and bytes that it may have whatever its size."""


class Broken(ValueError):
    """A stretch does not decompress."""


class _Codec(Protocol):
    @property
    def done(self) -> bool:
        """Whether the stretch has ended."""

    @property
    def left(self) -> bytes:
        """What was taken of the bytes behind its end."""

    def step(self, data: bytes) -> bytes:
        """Take further bytes, give what they inflate to; call again with none while `hungry` is not set."""

    @property
    def hungry(self) -> bool:
        """Whether it can give nothing more without further bytes."""


class _Plain:
    done = False
    left = b""
    hungry = True

    def step(self, data: bytes) -> bytes:
        return data


class _Gzip:
    def __init__(self) -> None:
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._waiting = b""

    def step(self, data: bytes) -> bytes:
        try:
            found = self._stream.decompress(self._waiting + data, STEP)
        except zlib.error as error:
            raise Broken(f"it does not decompress ({error})") from None
        self._waiting = self._stream.unconsumed_tail
        return found

    @property
    def hungry(self) -> bool:
        return not self._waiting

    @property
    def done(self) -> bool:
        return self._stream.eof

    @property
    def left(self) -> bytes:
        return self._stream.unused_data


class _Zstd:
    def __init__(self, dictionary: Any) -> None:
        self._stream = ZstdDecompressor(zstd_dict=dictionary)

    def step(self, data: bytes) -> bytes:
        try:
            found: bytes = self._stream.decompress(data, STEP)
        except ZstdError as error:
            raise Broken(f"it does not decompress ({error})") from None
        return found

    @property
    def hungry(self) -> bool:
        return bool(self._stream.needs_input)

    @property
    def done(self) -> bool:
        return bool(self._stream.eof)

    @property
    def left(self) -> bytes:
        return bytes(self._stream.unused_data)


def codec_of(magic: bytes, dictionary: Any) -> _Codec | None:
    """Return what reads a stretch that begins with these bytes; None where nothing does."""
    if magic.startswith(GZIP):
        return _Gzip()
    if magic.startswith(ZSTD):
        return _Zstd(dictionary)
    return _Plain() if magic.startswith(PLAIN) else None


class Stretch:
    """One stretch, inflated from the window's place on; `at` is the place of the next inflated byte."""

    def __init__(self, window: Window, codec: _Codec) -> None:
        self.is_plain = isinstance(codec, _Plain)
        self.at = 0
        self._window = window
        self._codec = codec
        self._begin = window.offset
        self._held = bytearray()

    def find(self, mark: bytes, most: int) -> int:
        """Return where a mark next stands, from here; -1 where it does not within `most` bytes. Raises Broken."""
        while (found := self._held.find(mark)) < 0 and len(self._held) < most:
            if not self._more():
                break
        return found

    def take(self, size: int) -> bytes:
        """Return the next bytes; fewer at the end of the stretch. Raises Broken."""
        while len(self._held) < size and self._more():
            pass
        found = bytes(self._held[:size])
        del self._held[:size]
        self.at += len(found)
        return found

    def skip(self, size: int) -> int:
        """Pass over bytes; return how many there were. Raises Broken."""
        passed = 0
        while passed < size and (found := self.take(min(size - passed, STEP))):
            passed += len(found)
        return passed

    def is_over(self) -> bool:
        """Whether nothing is left. Raises Broken."""
        return not self._held and not self._more()

    def close(self) -> None:
        """Put the window behind the stretch: behind what was taken of a plain file, else at its end. Raises Broken."""
        if self.is_plain:
            self._window.back_to(self._begin + self.at)
            return
        self._held.clear()
        while self._more():
            self._held.clear()
        self._window.back_to(self._window.offset - len(self._codec.left))

    def _more(self) -> bool:
        """Inflate some more; False at the end of the stretch."""
        while not self._codec.done:
            data = self._window.read() if self._codec.hungry else b""
            if self._codec.hungry and not data:
                if self.is_plain:
                    return False
                raise Broken("it breaks off")
            found = self._codec.step(data)
            if found:
                self._held += found
                self._check()
                return True
        return False

    def _check(self) -> None:
        inflated = self.at + len(self._held)
        if not self.is_plain and inflated > max(ALWAYS, RATIO * (self._window.offset - self._begin)):
            raise Broken(f"it inflates to more than {RATIO} times its size")


def skip_frame(window: Window) -> tuple[bool, Any]:
    """Pass over a skippable frame; return whether there was one, and the dictionary that it holds. Raises Broken."""
    head = window.peek(8)
    magic, size = int.from_bytes(head[:4], "little"), int.from_bytes(head[4:8], "little")
    if len(head) < 8 or magic not in SKIPPABLE:
        return False, None
    end, body = window.offset + 8 + size, b""
    if magic == DICTIONARY and size <= LARGEST_DICTIONARY:
        body = window.peek(8 + size)[8:]
    while window.offset < end:
        if not window.read():
            raise Broken("it breaks off")
    window.back_to(end)
    return True, _dictionary(body) if body else None


def _dictionary(body: bytes) -> Any:
    try:
        if body.startswith(ZSTD):
            body = ZstdDecompressor().decompress(body, LARGEST_DICTIONARY)
        return ZstdDict(body)
    except (ZstdError, ValueError) as error:
        raise Broken(f"its dictionary cannot be read ({error})") from None
