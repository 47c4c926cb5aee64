"""The reader's version: a digest of the code that reads, so that nobody can forget to raise it."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]


@cache
def code_digest() -> str:
    """Return the first 12 hexadecimal digits of the SHA-256 over the code that makes an article of a page."""
    digest = hashlib.sha256()
    files = [
        *PACKAGE.glob("reading/**/*.py"),
        *PACKAGE.glob("text/**/*.py"),
        PACKAGE / "portals/page.py",
        PACKAGE / "items.py",
    ]
    for path in sorted(files):
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()[:12]
