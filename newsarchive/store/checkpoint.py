"""What an interrupted verification has found whole: a line of JSON a file, in `verify.progress` beside archive.toml."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from newsarchive.store.models import WarcFile
from newsarchive.store.warc_check import FileCheck

FILE = "verify.progress"


class Checkpoint:
    """Remembers files by name, length and SHA-256. An archive that cannot be written to is verified without it."""

    def __init__(self, root: Path, *, resume: bool) -> None:
        self._path = root / FILE
        self._known = self._read() if resume else {}
        if not resume:
            self.forget()

    def _read(self) -> dict[tuple[str, int, str], FileCheck]:
        known = {}
        with suppress(FileNotFoundError):
            for line in self._path.read_text("utf-8").splitlines():
                with suppress(ValueError, KeyError, TypeError):  # the last line of a killed process
                    said = json.loads(line)
                    whole = FileCheck(records=said["records"], captures=said["captures"], damages=[])
                    known[said["name"], said["length"], said["sha256"]] = whole
        return known

    def known(self, row: WarcFile) -> FileCheck | None:
        """Return what was found in a file that has not been appended to since; None where it is to be read."""
        return self._known.get((row.name, row.length, row.sha256))

    def note(self, row: WarcFile, check: FileCheck) -> None:
        """Remember that a file is whole."""
        said = {"name": row.name, "length": row.length, "sha256": row.sha256}
        line = json.dumps(said | {"records": check.records, "captures": check.captures})
        if self.known(row) is None:
            with suppress(OSError), self._path.open("a", encoding="utf-8") as file:
                file.write(line + "\n")

    def forget(self) -> None:
        """Remember nothing: the verification came to its end, or begins anew."""
        with suppress(OSError):
            self._path.unlink()
