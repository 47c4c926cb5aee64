"""What a person can ask of one crawl."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, kw_only=True)
class CrawlOptions:
    """How far one crawl goes, and where."""

    base_url: str | None = None
    """A stand-in that is fetched instead of the portal's own hosts: a rehearsal."""
    since: date | None = None
    """Articles before this day are left out, and lists are followed no further."""
    until: date | None = None
    """Articles after this day are left out."""
    limit: int | None = None
    """Articles to fetch at most; the rest stays queued."""
    channel: str | None = None
    """Part of the name of the channels to crawl; None for all."""
    delay: float | None = None
    """Seconds between two requests to one host, instead of the archive's setting."""
    fresh: bool = False
    """Whether what earlier crawls left waiting is set aside, to be fetched only where lists still show it."""
    dry_run: bool = False
    """Whether to fetch lists only, and tell what would be fetched."""

    def facts(self) -> dict[str, Any]:
        """Return what was asked for, as it is noted with the run."""
        facts = {"limit": self.limit, "channel": self.channel, "delay": self.delay, "dry_run": self.dry_run or None}
        facts["fresh"] = self.fresh or None
        facts["since"] = self.since.isoformat() if self.since else None
        facts["until"] = self.until.isoformat() if self.until else None
        return {name: value for name, value in facts.items() if value is not None}
