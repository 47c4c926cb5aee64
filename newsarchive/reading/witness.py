"""Who said what: the statements on a page that a field was chosen from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Witness:
    """One statement about one field."""

    field: str
    """The article's field that it speaks for."""
    origin: str
    """Where on the page it stands: json-ld, og:title, h1, info line …"""
    value: str
    """What it says."""
    chosen: bool
    """Whether the field was taken from it."""
