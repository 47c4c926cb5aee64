"""Portals on loopback, an archive that follows them, and a clock that both go by."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from tests.fixtures.site import Response, SiteServer
from tests.fixtures.site.loopback import Request
from tests.fixtures.site.neighbours import FILE, make_checkout
from tests.following.life import Life
from tests.following.redesigns import mend
from tests.running import environment

CLOCK = Path(__file__).parents[1] / "clock"
DELAY = 0.02
"""Seconds between two requests that the schedules ask for."""
BUSY_AFTER = 5
"""Requests that a busy portal answers before it asks to be left alone."""
PATIENCE = 3600
"""Seconds that a command may take: a year is rebuilt in some minutes."""
DAY = timedelta(days=1)


class Mood(StrEnum):
    """How a portal answers on a day."""

    WELL = "well"
    DOWN = "down"
    """It closes every connection."""
    BUSY = "busy"
    """After some requests it asks to be left alone for an hour."""
    WALLED = "walled"
    """Whatever it is asked for, it asks for consent first."""


WALL = Response(
    body="<html><head><title>地方网</title></head><body><h1>地方网</h1>"
    "<p>您的隐私对我们很重要。请先接受所有Cookie，或前往隐私设置。</p></body></html>".encode()
)


@dataclass(frozen=True)
class Asked:
    """A request that a portal received, and what it answered."""

    at: datetime
    """By the clock of the world."""
    moment: float
    """By the machine's clock, in seconds from somewhere."""
    path: str
    status: int | None
    """None where the connection was closed."""
    is_wall: bool = False
    """Whether it answered with a wall instead."""


class LivingServer(SiteServer):
    """Shows a life, and notes who asked for what."""

    def __init__(self, life: Life) -> None:
        super().__init__()
        self.life = life
        self.log: list[Asked] = []
        self._at = datetime.min.replace(tzinfo=UTC)
        self._mood = Mood.WELL
        self._today = 0

    def turn(self, at: datetime, mood: Mood) -> None:
        """Let it be another moment."""
        self._at, self._mood, self._today = at, mood, 0
        self._edition = self.life.edition(at)

    def answer(self, request: Request) -> Response | None:
        response = self._answer(request.path)
        status = response.status if response else None
        self.log.append(Asked(self._at, time.monotonic(), request.path, status, response is WALL))
        return response

    def _answer(self, path: str) -> Response | None:
        self._today += 1
        if self._mood is Mood.DOWN:
            return None
        if self._mood is Mood.BUSY and self._today > BUSY_AFTER:
            return Response(status=503, headers=(("Retry-After", "3600"),))
        if self._mood is Mood.WALLED and path != "/robots.txt":
            return WALL
        return self._edition.page(path) or self.not_found


class World:
    """Portals, each by its id, and one archive in a folder, whose commands go by the world's clock."""

    def __init__(self, folder: Path, lives: Mapping[str, Life], servers: Mapping[str, LivingServer]) -> None:
        self.checkout, self.archive = folder / "checkout", folder / "news"
        self.lives, self.servers = lives, servers
        self.at, self._turned = datetime.min.replace(tzinfo=UTC), 0.0
        self.looked: dict[str, list[datetime]] = {portal_id: [] for portal_id in lives}
        """When a portal that was well was looked at."""
        make_checkout(self.checkout, {portal_id: life.host.partition("://")[2] for portal_id, life in lives.items()})

    def turn(self, at: datetime, moods: Mapping[str, Mood] | None = None) -> None:
        """Let it be another moment, from which on time goes by; portals that are not named are well."""
        self.at, self._turned = at, time.monotonic()
        for portal_id, server in self.servers.items():
            server.turn(at, (moods or {}).get(portal_id, Mood.WELL))

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return run_at(self.now, self.checkout, *words)

    @property
    def now(self) -> datetime:
        """What its clock shows: no command begins before the one that was run before it has ended."""
        return self.at + timedelta(seconds=time.monotonic() - self._turned)

    def mend(self, portal_id: str) -> None:
        """Mend the file of a portal: from today on its articles look as they do since its redesign."""
        redesign = self.lives[portal_id].redesign
        assert redesign is not None
        mend(self.checkout / FILE / f"{portal_id}.py", redesign.since.astimezone(UTC).date() - DAY)

    def kill_service(self, requests: int) -> None:
        """Start `schedule run`, and kill it alone after so many requests; return when its crawls have ended too."""
        before = self._asked()
        service = begun_at(self.now, self.checkout, "schedule", "run", "--archive", self.archive)
        deadline = time.monotonic() + PATIENCE
        while self._asked() < before + requests and time.monotonic() < deadline:
            time.sleep(0.02)
        service.send_signal(signal.SIGKILL)
        service.communicate(timeout=PATIENCE)  # its crawls write to the same pipe: it is open until the last has ended

    def _asked(self) -> int:
        return sum(len(server.log) for server in self.servers.values())


def run_at(at: datetime, checkout: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command of a checkout to its end, at a moment of its own."""
    begun = begun_at(at, checkout, *words)
    out, err = begun.communicate(timeout=PATIENCE)
    return subprocess.CompletedProcess(begun.args, begun.returncode, out, err)


def begun_at(at: datetime, checkout: Path, *words: str | Path) -> subprocess.Popen[str]:
    """Begin a command of a checkout, at a moment of its own."""
    ahead = (at - datetime.now(UTC)).total_seconds()
    path = os.pathsep.join(map(str, (checkout, CLOCK)))
    return subprocess.Popen(
        [sys.executable, "-m", "newsarchive", *map(str, words)],
        cwd=checkout,
        env=environment(PYTHONPATH=path, TEST_CLOCK=str(ahead)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def world(folder: Path, lives: Mapping[str, Life], begins: datetime) -> Iterator[World]:
    """Give a world whose archive follows all of its portals, once a day from `begins` on."""
    with ExitStack() as stack:
        servers = {portal_id: stack.enter_context(LivingServer(life)) for portal_id, life in lives.items()}
        made = World(folder, lives, servers)
        made.turn(begins)
        must(made.run("init", made.archive, "--contact", "tests@example.org"))
        for portal_id, server in servers.items():
            words = ("--every", "1d", "--base-url", server.url, "--delay", str(DELAY))
            must(made.run("schedule", "add", portal_id, *words, "--archive", made.archive))
        yield made


def must(done: subprocess.CompletedProcess[str], *codes: int) -> str:
    """Return what a command printed that ended with one of these exit codes, 0 if none are given."""
    assert done.returncode in (codes or (0,)), f"{done.args}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout
