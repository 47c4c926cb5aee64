"""The key under which web archives' indexes sort an address: SURT, the Sort-friendly URI Reordering Transform.

Host names are turned round, so that a site's pages stand together: https://www.example.org/A?c&b is org,example)/a?b&c.
Replay tools look pages up by it, so it has to come out as theirs does: pywb's, which is the Internet Archive's.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes, urlsplit

from newsarchive.text.urls import DEFAULT_PORTS

WWW = re.compile(r"^www\d*\.")


def surt(url: str) -> str:
    """Return the key of an http or https address, in ASCII; any other address, or a broken one, is its own key."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return _escaped(url.encode("utf-8", "replace"))
    if parts.scheme not in DEFAULT_PORTS:
        return _escaped(url.encode("utf-8", "replace"))
    key = _host(host)
    if port not in (None, DEFAULT_PORTS[parts.scheme]):
        key += f":{port}"
    key += ")" + _path(parts.path)
    query = _normal(parts.query)
    return f"{key}?{'&'.join(sorted(query.split('&')))}" if query else key


def _host(host: str) -> str:
    host = WWW.sub("", host.rstrip("."))
    if ":" in host:  # IPv6
        return host
    try:
        host = host.encode("ascii").decode() if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        host = _escaped(host.encode("utf-8", "replace"))
    return ",".join(reversed(host.split(".")))


def _path(path: str) -> str:
    """Return a path without dots, repeated slashes and a slash at its end."""
    parts: list[str] = []
    for part in _normal(path).split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts)


def _normal(text: str) -> str:
    """Undo escapes until none is left, then escape what an address cannot hold; in lower case."""
    data = text.encode("utf-8", "replace")
    while (undone := unquote_to_bytes(data)) != data:
        data = undone
    return _escaped(data).lower()


def _escaped(data: bytes) -> str:
    return "".join(chr(b) if 0x20 < b < 0x7F and b not in b"#%" else f"%{b:02x}" for b in data)
