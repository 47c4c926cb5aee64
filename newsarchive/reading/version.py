"""The reader's version: a digest of the code that reads, so that nobody can forget to raise it."""

from __future__ import annotations

from functools import cache

from newsarchive.text.code import digest_of_code


@cache
def code_digest() -> str:
    """Return a digest of the code that makes an article of a page."""
    return digest_of_code("reading/**/*.py", "text/**/*.py", "portals/page.py", "items.py")
