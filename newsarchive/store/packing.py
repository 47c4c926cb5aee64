"""Articles packed as JSON, as readings are kept that are no longer current."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from newsarchive.items import Article, Credit, Image, Role, Section


def pack(article: Article) -> bytes:
    """Return an article as zlib-compressed JSON."""
    return zlib.compress(json.dumps(asdict(article), ensure_ascii=False, default=str).encode())


def unpacked(packed: bytes) -> Article:
    """Return the article that was packed; what today's articles no longer have is left out."""
    told: dict[str, Any] = json.loads(zlib.decompress(packed))
    known = {field.name for field in fields(Article)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in told.items() if name in known
    }
    values["sections"] = tuple(_section(section) for section in told.get("sections", ()))
    values["credits"] = tuple(Credit(**credit | {"role": Role(credit["role"])}) for credit in told.get("credits", ()))
    values["images"] = tuple(Image(**image) for image in told.get("images", ()))
    for name in ("published", "modified"):
        values[name] = datetime.fromisoformat(told[name]) if told.get(name) else None
    return Article(**values)


def _section(told: Mapping[str, Any]) -> Section:
    return Section(heading=told["heading"], level=told["level"], paragraphs=tuple(told["paragraphs"]))
