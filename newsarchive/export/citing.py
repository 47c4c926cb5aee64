"""How an article is cited: what its page says of it, and what the archive can prove.

A page on the web changes and goes; so every citation ends with when the archive fetched it, the article's id and the
digest of the bytes. The day of access is the day of that capture.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum

from newsarchive.items import AUTHOR_ROLES
from newsarchive.query.articles import StoredArticle
from newsarchive.text.whitespace import clean

SPECIAL = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
SPECIAL |= {sign: f"\\{sign}" for sign in "&%$#_"}
"""Characters that mean something to TeX, and how they are written."""
NAMED = 3
"""Authors whom GB/T 7714 names before 等, et al."""
HAN = re.compile(r"[\u3400-\u9fff]")


class Style(StrEnum):
    """A way to cite."""

    BIBTEX = "bibtex"
    RIS = "ris"
    CHICAGO = "chicago"
    GB7714 = "gb7714"


def cite(stored: StoredArticle, style: Style) -> str:
    """Return how an article is cited, without a newline at the end.

    The styles are BibTeX (`@misc`), RIS (Research Information Systems, type NEWS), a note of the Chicago Manual of
    Style (17th edition, 14.191 and 14.207) and GB/T 7714-2015 (8.9, electronic newspaper [N/OL]).
    """
    return _WRITTEN[style](stored)


def _authors(stored: StoredArticle) -> list[str]:
    named = (clean(credit.name) for credit in stored.article.credits if credit.role in AUTHOR_ROLES)
    return list(dict.fromkeys(name for name in named if name))


def _paper(stored: StoredArticle) -> str:
    return clean(stored.article.source or "")


def _url(stored: StoredArticle) -> str:
    return clean(stored.article.canonical_url or stored.article.url or "")


def _captured(stored: StoredArticle) -> datetime:
    """Return when the archive fetched what it cites."""
    return (stored.capture.fetched_at if stored.capture else stored.first_seen).astimezone(UTC)


def _proof(stored: StoredArticle) -> str:
    proof = f"captured {_captured(stored):%Y-%m-%dT%H:%M:%SZ}, newsarchive {stored.portal}/{stored.public_id}"
    return f"{proof}, {stored.capture.payload_digest}" if stored.capture and stored.capture.payload_digest else proof


# --- styles ---


def _bibtex(stored: StoredArticle) -> str:
    published = stored.article.published
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in _authors(stored)),
        "title": f"{{{_tex(clean(stored.article.title))}}}",
        "howpublished": _tex(_paper(stored)),
        "year": f"{published:%Y}" if published else "",
        "month": str(published.month) if published else "",
        "day": str(published.day) if published else "",
        "url": _tex_address(_url(stored)),
        "urldate": f"{_captured(stored):%Y-%m-%d}",
        "langid": stored.article.language or "",
        "note": _tex(_proof(stored)),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{newsarchive-{stored.public_id},\n{lines}}}"


def _tex(text: str) -> str:
    return "".join(SPECIAL.get(sign, sign) for sign in text)


def _tex_address(url: str) -> str:
    """Write an address so that its braces are balanced; what prints it (\\url) takes all else as it is."""
    return url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def _ris(stored: StoredArticle) -> str:
    published = stored.article.published
    tags = [
        ("TY", "NEWS"),
        *(("AU", name) for name in _authors(stored)),
        ("TI", clean(stored.article.title)),
        ("T2", _paper(stored)),
        ("PY", f"{published:%Y}" if published else ""),
        ("DA", f"{published:%Y/%m/%d}/" if published else ""),
        ("LA", stored.article.language or ""),
        ("UR", _url(stored)),
        ("Y2", f"{_captured(stored):%Y/%m/%d}/"),
        ("AN", stored.public_id),
        ("N1", _proof(stored)),
    ]
    return "\n".join(f"{tag}  - {value}" for tag, value in (*((t, v) for t, v in tags if v), ("ER", "")))


def _chicago(stored: StoredArticle) -> str:
    published = stored.article.published
    day = f"{published:%B} {published.day}, {published.year}" if published else ""
    before = "".join(f"{names}, " for names in [_listed(_authors(stored))] if names)
    behind = ", ".join(filter(None, (_paper(stored), day, _url(stored))))
    return f"{before}“{clean(stored.article.title)},” {behind} ({_proof(stored)})."


def _listed(names: Sequence[str]) -> str:
    if len(names) > NAMED:
        return f"{names[0]} et al."
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _gb7714(stored: StoredArticle) -> str:
    names = _authors(stored)
    others = "等" if any(map(HAN.search, names)) else "et al"
    named = ", ".join([*names[:NAMED], others] if len(names) > NAMED else names)
    published = stored.article.published
    day = f"{published:%Y-%m-%d}" if published else ""
    paper = ", ".join(filter(None, (_paper(stored), day)))
    said = [
        f"{named}. " if named else "",
        f"{clean(stored.article.title)}[N/OL]. ",
        f"{paper}[{_captured(stored):%Y-%m-%d}]. " if paper else f"[{_captured(stored):%Y-%m-%d}]. ",
        f"{_url(stored)}. {_proof(stored)}.",
    ]
    return "".join(said)


_WRITTEN: Mapping[Style, Callable[[StoredArticle], str]] = {
    Style.BIBTEX: _bibtex,
    Style.RIS: _ris,
    Style.CHICAGO: _chicago,
    Style.GB7714: _gb7714,
}
