"""Tables that can be taken away: their columns, and their rows as plain values."""

from __future__ import annotations

from newsarchive.query.tables.articles import ARTICLES
from newsarchive.query.tables.parts import CREDITS, PARAGRAPHS
from newsarchive.query.tables.reprints import REPRINTS
from newsarchive.query.tables.versions import VERSIONS

TABLES = {table.name: table for table in (ARTICLES, VERSIONS, PARAGRAPHS, CREDITS, REPRINTS)}
"""By name."""
