"""A file that is read forward, and a little back: what was read last is kept at hand."""

from __future__ import annotations

from collections import deque
from typing import BinaryIO

KEPT = 1 << 20
"""Bytes that can be gone back without asking the file for them again: a file in a ZIP archive begins anew for them."""

PART = 1 << 16
"""Bytes that are read at once."""


class Window:
    """Reads a file from its beginning; `offset` is the place of the next byte."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._held: deque[tuple[int, bytes]] = deque()
        self._end = 0
        self.offset = 0

    def read(self) -> bytes:
        """Return the next bytes, some 64 KiB at most; none at the end of the file."""
        for start, chunk in self._held:
            if start <= self.offset < start + len(chunk):
                found = chunk[self.offset - start :]
                self.offset = start + len(chunk)
                return found
        chunk = self._file.read(PART)
        if chunk:
            self._held.append((self._end, chunk))
            self._end += len(chunk)
            while self._end - self._held[0][0] > KEPT:
                self._held.popleft()
        self.offset = self._end
        return chunk

    def peek(self, size: int) -> bytes:
        """Return up to `size` of the next bytes, and stay in front of them."""
        at, found = self.offset, b""
        while len(found) < size and (chunk := self.read()):
            found += chunk
        self.back_to(at)
        return found[:size]

    def back_to(self, offset: int) -> None:
        """Go back to where the file has been read before."""
        if self._held and offset < self._held[0][0]:
            self._file.seek(offset)
            self._held.clear()
            self._end = offset
        self.offset = offset
