"""The version of what finds links: a list that has not changed is read anew when the code has."""

from __future__ import annotations

from functools import cache

from newsarchive.text.code import digest_of_code


@cache
def code_digest() -> str:
    """Return a digest of the code that makes links of a list."""
    return digest_of_code("discover/**/*.py", "text/**/*.py", "items.py")
