"""Whole crawls over loopback, killed at random moments until they are done."""

from __future__ import annotations

import random
import shutil
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

from newsarchive.query.canonical import Thing
from tests.faults.oracle import Evidence, told, violations
from tests.fixtures.site import SiteServer
from tests.running import begun_fresh, newsarchive_fresh

PORTAL = "yybnet"
SOONEST, LATEST = 0.5, 3.0
"""Seconds after its start at which a crawl is killed."""
MOST_KILLS = 12
"""Kills of one crawl before it is let run to its end."""


@dataclass(kw_only=True)
class KilledCrawl:
    """What came of one crawl that was killed again and again."""

    kills: int = 0
    found: list[str] = field(default_factory=list)


def whichever_address(thing: Thing) -> Thing:
    """Leave out what depends on which of a page's addresses was fetched: the one that the first list to come shows.

    Two crawls that nothing disturbs differ in it too, since lists are fetched side by side.
    """
    left = dict(thing)
    if thing["thing"] == "link":
        del left["address"]
        left["seen_on"] = sorted({seen[0].partition("//")[2].partition("/")[2] for seen in thing["seen_on"]})
    if thing["thing"] == "article":
        del left["aliases"]
        left["reading"] = {k: v for k, v in thing["reading"].items() if k not in ("url", "related", "images")}
    return left


def undisturbed_crawl(root: Path, server: SiteServer) -> str:
    """Crawl the test portal without faults; return the digest of what the archive tells."""
    _make(root)
    ended = newsarchive_fresh("crawl", PORTAL, "--archive", root, "--base-url", server.url)
    assert ended.returncode == 0, ended.stderr
    return told(root, whichever_address)


def killed_crawl(root: Path, server: SiteServer, twin: str, chance: random.Random) -> KilledCrawl:
    """Crawl the test portal, killed at random moments; compare what is left in the end with the undisturbed archive."""
    seen = KilledCrawl()
    _make(root)
    for _ in range(chance.randint(3, MOST_KILLS)):
        process = begun_fresh("crawl", PORTAL, "--archive", root, "--base-url", server.url)
        time.sleep(chance.uniform(SOONEST, LATEST))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if process.returncode == -signal.SIGKILL:
            seen.kills += 1
        seen.found += violations(Evidence(root=root, ended=False))
    ended = newsarchive_fresh("crawl", PORTAL, "--archive", root, "--base-url", server.url)
    seen.found += violations(
        Evidence(root=root, exit_code=ended.returncode, said=ended.stderr, twin=twin, seen=whichever_address)
    )
    if ended.returncode != 0:
        seen.found.append(f"I9: the last crawl ended with exit code {ended.returncode}: {ended.stderr}")
    shutil.rmtree(root)
    return seen


def _make(root: Path) -> None:
    made = newsarchive_fresh("init", root, "--contact", "tests@example.org")
    assert made.returncode == 0, made.stderr
