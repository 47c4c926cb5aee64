"""Whole crawls over loopback, killed at random moments until they are done: one of all that there is, and the one after
it, which looks at the articles again.
"""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from newsarchive.query.canonical import Thing
from tests.faults.oracle import Evidence, told, violations
from tests.fixtures.site import SiteServer, expected
from tests.running import begun_fresh, newsarchive_fresh

PORTAL = "yybnet"
SOONEST, LATEST = 0.5, 3.0
"""Seconds after its start at which a crawl is killed."""
FEWEST_KILLS, MOST_KILLS = 2, 7
"""Kills of one crawl before it is let run to its end."""
CHANGED, GONE = expected()[:2]
"""The articles that say something else, and that is not there, when they are looked at again."""


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
    """Crawl the test portal twice without faults; return the digest of what the archive tells."""
    _make(root)
    _crawl(root, server)
    with _later(root, server):
        _crawl(root, server)
    return told(root, whichever_address)


def killed_crawl(root: Path, server: SiteServer, twin: str, chance: random.Random) -> KilledCrawl:
    """Crawl the test portal twice, killed at random moments; compare what is left in the end with the undisturbed
    archive, and what is made of its WARC files with both.
    """
    seen = KilledCrawl()
    _make(root)
    _kill(root, server, chance, seen)
    ended = _ended(root, server, seen)
    seen.found += violations(Evidence(root=root, exit_code=ended.returncode, said=ended.stderr))
    with _later(root, server):
        _kill(root, server, chance, seen)
        ended = _ended(root, server, seen)
    evidence = Evidence(root=root, exit_code=ended.returncode, said=ended.stderr, twin=twin, seen=whichever_address)
    seen.found += violations(evidence)
    rebuilt = newsarchive_fresh("rebuild", "--replace", "--archive", root)
    evidence = replace(evidence, exit_code=rebuilt.returncode, said=rebuilt.stderr)
    seen.found += [f"after a rebuild: {what}" for what in violations(evidence)]
    shutil.rmtree(root)
    return seen


def _kill(root: Path, server: SiteServer, chance: random.Random, seen: KilledCrawl) -> None:
    """Begin a crawl again and again, and kill it."""
    for _ in range(chance.randint(FEWEST_KILLS, MOST_KILLS)):
        process = begun_fresh("crawl", PORTAL, "--archive", root, "--base-url", server.url)
        time.sleep(chance.uniform(SOONEST, LATEST))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if process.returncode == -signal.SIGKILL:
            seen.kills += 1
        seen.found += violations(Evidence(root=root, ended=False))


def _ended(root: Path, server: SiteServer, seen: KilledCrawl) -> subprocess.CompletedProcess[str]:
    """Let a crawl run to its end."""
    ended = newsarchive_fresh("crawl", PORTAL, "--archive", root, "--base-url", server.url)
    if ended.returncode != 0:
        seen.found.append(f"I9: the last crawl ended with exit code {ended.returncode}: {ended.stderr}")
    return ended


def _crawl(root: Path, server: SiteServer) -> None:
    seen = KilledCrawl()
    _ended(root, server, seen)
    assert not seen.found, seen.found


@contextmanager
def _later(root: Path, server: SiteServer) -> Iterator[None]:
    """Let the time pass until every check is due: an article says something else meanwhile, another is not there."""
    with closing(sqlite3.connect(root / "archive.db")) as database, database:
        database.execute("update link set next_check = '2018-02-14 00:00:00.000000' where next_check is not null")
    before = dict(server.pages)
    changed, gone = (urlsplit(one.url).path for one in (CHANGED, GONE))
    body = before[changed].body.replace(CHANGED.title.encode(), f"{CHANGED.title}（更新）".encode())
    server.pages = before | {changed: replace(before[changed], body=body), gone: server.not_found}
    try:
        yield
    finally:
        server.pages = before


def _make(root: Path) -> None:
    made = newsarchive_fresh("init", root, "--contact", "tests@example.org")
    assert made.returncode == 0, made.stderr
