"""Making a release: a folder that is there whole or not at all, and the same bytes from the same archive."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from newsarchive.capture.files import sync_folder
from newsarchive.errors import UsageError
from newsarchive.export.files import full_disk_told
from newsarchive.export.releases.contents import Asked, Part, parts_of
from newsarchive.export.releases.described import Origin, Written, citation, datapackage, query, readme
from newsarchive.query.commit import last_commit, last_time

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
"""As a data package may be called."""
SUMS = "SHA256SUMS"


def make_release(
    session: Any,
    asked: Asked,
    folder: Path,
    *,
    archive: str,
    operator: str | None,
    on_part: Callable[[str], None] | None = None,
) -> list[Written]:
    """Make a release in a folder that is not there yet, from what a session sees; return its tables.

    `on_part` is told of each table before it is written. Raises UsageError for a name that is none, a folder that is
    there, tables that cannot be; DiskFull; ConfigError where Parquet is asked for and pyarrow is not installed.
    """
    if not NAME.fullmatch(asked.name):
        raise UsageError(
            f"A release cannot be called {asked.name!r}.",
            next_step="Use small letters, digits, full stops and hyphens: yybnet-2026-11.",
        )
    if folder.exists():
        raise UsageError(f"{folder} is there already.", next_step="Give another name, or another folder with -o.")
    origin = Origin(archive=archive, operator=operator, as_of=last_time(session), commit=last_commit(session))
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        with full_disk_told(str(folder)):
            part.mkdir(parents=True)
            written = _fill(part, session, asked, origin, on_part or (lambda _name: None))
            part.rename(folder)
            sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return written


def _fill(folder: Path, session: Any, asked: Asked, origin: Origin, tell: Callable[[str], None]) -> list[Written]:
    tables = []
    for part in parts_of(session, asked):
        tell(part.name)
        tables.append(_table(folder, part, asked.form))
    texts = {
        "datapackage.json": datapackage(asked, origin, tables),
        "query.json": query(asked),
        "README.md": readme(asked, origin, tables),
        "CITATION.cff": citation(asked, origin),
    }
    others = [_text(folder, name, text) for name, text in texts.items()]
    every = sorted((*tables, *others), key=lambda file: file.path)
    _text(folder, SUMS, "".join(f"{file.sha256}  {file.path}\n" for file in every))
    for each in (folder / "data", folder):
        sync_folder(each)
    return tables


def _table(folder: Path, part: Part, form: str) -> Written:
    path = f"data/{part.name}.{form}"
    (folder / "data").mkdir(exist_ok=True)
    with (folder / path).open("wb") as file:
        rows = part.write(file, form)
        file.flush()
        os.fsync(file.fileno())
    size, sha256 = (folder / path).stat().st_size, digest_of(folder / path)
    return Written(path=path, sha256=sha256, size=size, name=part.name, doc=part.doc, rows=rows, columns=part.columns)


def _text(folder: Path, name: str, text: str) -> Written:
    data = text.encode()
    with (folder / name).open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return Written(path=name, sha256=hashlib.sha256(data).hexdigest(), size=len(data))


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify_release(folder: Path) -> Iterator[str]:
    """Give what is wrong with a release, a line each: files missing, altered, or of no release.

    Raises UsageError for a folder that holds none.
    """
    sums = folder / SUMS
    if not sums.is_file():
        raise UsageError(f"{folder} holds no release: it has no {SUMS}.", next_step="Give the folder of a release.")
    told: dict[str, str] = {}
    for line in sums.read_text(encoding="utf-8", errors="replace").splitlines():
        sha256, _, path = line.partition("  ")
        told[path] = sha256
    for path, sha256 in told.items():
        if not (folder / path).is_file():
            yield f"{path} is missing"
        elif digest_of(folder / path) != sha256:
            yield f"{path} is not what was released"
    there = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    yield from (f"{path} is no part of the release" for path in sorted(there - told.keys() - {SUMS}))
