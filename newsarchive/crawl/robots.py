"""robots.txt as RFC 9309 wants it obeyed: what the outcome of asking for it allows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from protego import Protego

LIMIT = 500 * 1024
"""Bytes that are read of a robots.txt (RFC 9309, 2.5)."""

LONGEST_DELAY = 86_400.0
"""Seconds to which a longer Crawl-delay is cut: a day already means that this run is over."""


@dataclass(frozen=True)
class Robots:
    """What a host's robots.txt says, or what it means that it could not be had."""

    fetched_at: datetime
    rules: Protego | None = None
    """None when everything is allowed, or nothing."""
    reason: str | None = None
    """Why it could not be had; None when it could, or when there is none."""
    digest: str = ""
    """Of its bytes; empty where there is none."""

    @property
    def unreachable(self) -> bool:
        """Whether nothing of the host may be fetched (RFC 9309, 2.3.1.4)."""
        return self.reason is not None

    def allows(self, url: str, token: str) -> bool:
        """Whether a crawler of that product token may fetch an address."""
        if self.unreachable or self.rules is None:
            return not self.unreachable
        try:
            return bool(self.rules.can_fetch(url, token))
        except ValueError:  # what is no address cannot be shown to be allowed
            return False

    def crawl_delay(self, token: str) -> float | None:
        """Return the seconds between two requests that the host asks for; None when it does not."""
        if self.rules is None:
            return None
        delay = self.rules.crawl_delay(token)
        rate = self.rules.request_rate(token)
        wanted = [float(delay)] if delay else []
        if rate is not None and rate.requests:
            wanted.append(rate.seconds / rate.requests)
        return min(max(wanted), LONGEST_DELAY) if wanted else None

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Addresses of sitemaps that it names."""
        return tuple(self.rules.sitemaps) if self.rules is not None else ()


def decide(status: int | None, body: bytes, error: str | None, at: datetime) -> Robots:
    """Return what an attempt at robots.txt means (RFC 9309, 2.3.1).

    A file is obeyed; 4xx (but 429) means that there are no rules; anything else forbids the whole host.
    """
    if status is None:
        return Robots(at, reason=error or "no answer")
    if 200 <= status < 300:
        return Robots(at, rules=_parsed(body), digest=hashlib.sha256(body).hexdigest())
    if 400 <= status < 500 and status != 429:
        return Robots(at)
    return Robots(at, reason=f"HTTP {status}")


def _parsed(body: bytes) -> Protego:
    if len(body) > LIMIT:  # half a rule could forbid or allow far more than the whole one
        body = body[: body.rfind(b"\n", 0, LIMIT) + 1]
    text = body.decode("utf-8-sig", "replace")
    try:
        return Protego.parse(text)
    except Exception:  # a file that no parser reads states no rules
        return Protego.parse("")
