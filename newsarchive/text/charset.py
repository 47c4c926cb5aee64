"""Bytes to text: what the page says of itself is believed only where its bytes agree."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from resiliparse.parse.encoding import detect_encoding

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
"""Encodings that contain a declared one: what pages that declare it are really written in (WHATWG Encoding, 4.2)."""

STATEFUL = re.compile(r"iso2022|hz")
STATEFUL_SIGNS = (b"2022", b"hz")
"""What is in every name that Python knows of such an encoding."""
DECLARED = tuple(re.compile(word + rb"""\s*=\s*["']?\s*([a-z0-9_.:-]{2,40})""") for word in (b"encoding", b"charset"))
HEAD = 4096
"""Bytes in which a page may declare its encoding; WHATWG has 1024, old portals are slower."""

LONE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """A page's text and how it was found."""

    text: str
    encoding: str
    """Python's name of the encoding."""
    warnings: tuple[str, ...] = ()


def decode(data: bytes, content_type: str | None = None) -> Decoded:
    """Return the text of a page: by its byte order mark, a declared stateful encoding, strict UTF-8, a declaration
    under which all bytes decode, else by detection, where bytes that do not decode are replaced and warned of.

    The order differs from WHATWG's: a wrong declaration is common, valid UTF-8 by chance is not.
    """
    for mark, name in BOMS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], name, strict=False)
    for name in _candidates(data, content_type):
        try:
            return _decoded(data, name, strict=True)
        except UnicodeError:
            continue
    return _decoded(data, _detected(data), strict=False)


def _candidates(data: bytes, content_type: str | None) -> Iterator[str]:
    """Give the encodings to try, in order. Most pages are UTF-8, of which what they declare is not looked at."""
    header, head = (content_type or "").encode("ascii", "ignore").lower(), data[:HEAD].lower()
    if any(sign in place for sign in STATEFUL_SIGNS for place in (header, head)):
        yield from (name for name in dict.fromkeys(_declarations(header, head)) if STATEFUL.match(name))
    yield "utf-8"
    yield from dict.fromkeys(_declarations(header, head))


def _declarations(*places: bytes) -> Iterator[str]:
    """Give the encodings that the header and the page's beginning declare, by Python's names, widened."""
    for found in (name for place in places for pattern in DECLARED for name in pattern.findall(place)):
        name = _known(found.decode("ascii"))
        if name is not None and not name.startswith("utf-16"):  # an ASCII declaration cannot stand in UTF-16
            yield WIDER.get(name, name)


def _known(name: str) -> str | None:
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return info.name if getattr(info, "_is_text_encoding", True) else None


def _detected(data: bytes) -> str:
    """Guess by what the bytes look like (resiliparse's uchardet)."""
    name = _known(detect_encoding(data) or "utf-8") or "utf-8"
    return WIDER.get(name, name)


def _decoded(data: bytes, name: str, *, strict: bool) -> Decoded:
    text = data.decode(name, "strict" if strict else "replace")
    if strict and name == "utf-8" and b"\0" not in data:  # nor has it surrogates (RFC 3629, section 3)
        return Decoded(text=text, encoding=name)
    warnings = []
    if not strict and "\ufffd" in text:
        warnings.append(f"bytes that are not {name} were replaced")
    cleaned = LONE.sub("\ufffd", text.replace("\0", "\ufffd"))
    if cleaned != text:
        warnings.append("NUL characters or lone surrogates were replaced")
    return Decoded(text=cleaned, encoding=name, warnings=tuple(warnings))
