"""Addresses: one normal form for each, and a key of fixed length."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlsplit, urlunsplit

from w3lib.url import canonicalize_url

TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|wbraid|gbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_[ce]id|_ga|_gl|_hsenc|_hsmi|"
    r"mkt_tok|oly_(?:anon|enc)_id|vero_id|wt_mc|at_(?:medium|campaign|custom\d+)|spm|share_(?:token|source|medium|from)|"
    r"isappinstalled|nsukey|wxshare_count|wfr|ref_src)(?:=.*)?"
    r"|(?:phpsessid|jsessionid|aspsessionid\w*|cfid|cftoken|session_?id)=.*"
    r"|(?:from|scene)=(?:timeline|(?:group|single|app)message|qq|qzone|weibo|wechat|weixin|wx|share|mobile|pc|rss)?",
    re.IGNORECASE | re.DOTALL,
)
"""Query parameters that tell where a reader came from, or who, not what is shown; `from` only where it names such a
place."""

SESSION = re.compile(r";jsessionid=[^/;?]*", re.IGNORECASE)
"""A session's id in a path, as Java servlets write it (Servlet 2.3, SRV.7.1.3)."""

DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical(url: str) -> str:
    """Return the normal form of an address: sorted query without tracking and sessions, no fragment, no default port.

    Escapes of other encodings than UTF-8 (%C0%F1) stay as they are. The method is w3lib's `canonicalize_url`
    on top of RFC 3986, 6.2.2; applying it twice changes nothing.

    Raises ValueError for an address that cannot be parsed.
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    port = "" if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    user = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    query = "&".join(p for p in parts.query.split("&") if p and not TRACKING.fullmatch(p))
    return canonicalize_url(
        urlunsplit((parts.scheme, user + host + port, SESSION.sub("", parts.path) or "/", query, ""))
    )


def digest(text: str) -> bytes:
    """Return the 16-byte key under which a text of any length (an address, a body) is looked up: BLAKE2b."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
