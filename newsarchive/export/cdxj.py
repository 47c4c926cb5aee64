"""The index of a WACZ file: one line a record, sorted by address and time (CDXJ), in blocks that can be read apart.

The blocks (`index.cdx.gz`, gzip members of some thousand lines) and the list of their first keys (`index.idx`) are the
form that replay tools know as ZipNum: a reader loads the list, then the one block that it needs.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import tempfile
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TextIO

from newsarchive.text.surt import surt

BLOCK = 3_000
"""Lines of a block."""
HELD = 100_000
"""Lines that are sorted in memory; more go to files beside the export, sorted, and are merged."""
REVISIT = "warc/revisit"
"""What stands for the content type of a revisit record."""


def cdxj_line(
    *, url: str, at: datetime, mime: str, status: int, digest: str, length: int, offset: int, filename: str
) -> str:
    """Return the line of one record; numbers are written as strings, as replay tools do."""
    facts = {
        "url": url, "mime": mime, "status": str(status), "digest": digest, "length": str(length),
        "offset": str(offset), "filename": filename,
    }  # fmt: skip
    return f"{surt(url)} {at.astimezone(UTC):%Y%m%d%H%M%S} {json.dumps(facts)}\n"


class SortedLines:
    """Lines that are taken in any order and given in their own; memory stays flat."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: list[str] = []
        self._runs: list[TextIO] = []

    def add(self, line: str) -> None:
        """Take a line of ASCII, its end included."""
        self._held.append(line)
        if len(self._held) >= HELD:
            self._spill()

    def __iter__(self) -> Iterator[str]:
        self._held.sort()
        for run in self._runs:
            run.seek(0)
        return heapq.merge(self._held, *self._runs)

    def close(self) -> None:
        """Remove the files."""
        for run in self._runs:
            run.close()

    def _spill(self) -> None:
        run = tempfile.TemporaryFile("w+", encoding="ascii", newline="\n", dir=self._folder)  # noqa: SIM115 - `close`
        self._runs.append(run)
        self._held.sort()
        run.writelines(self._held)
        self._held.clear()


def write_blocks(lines: Iterator[str], write: Callable[[bytes], object]) -> list[str]:
    """Write sorted lines as blocks; return the lines of the list that tells where each begins."""
    listed = ['!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n']
    offset = 0
    while block := list(islice(lines, BLOCK)):
        data = zlib.compress("".join(block).encode("ascii"), wbits=31)
        write(data)
        place = {"offset": offset, "length": len(data), "digest": f"sha256:{hashlib.sha256(data).hexdigest()}"}
        listed.append(f"{block[0].partition(' {')[0]} {json.dumps(place)}\n")
        offset += len(data)
    return listed
