"""A forked command is told from one that was started anew by its speed alone."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.fixtures.site import SiteServer
from tests.forkserver import CAN_FORK, Forked, ForkServer
from tests.running import AT_FIRST, ROOT, begun, environment, newsarchive, newsarchive_fresh

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="commands are forked on Linux only")


@pytest.fixture
def news(tmp_path: Path) -> Path:
    assert newsarchive("init", tmp_path / "news", "--contact", "tests@example.org").returncode == 0
    return tmp_path / "news"


FREE = re.compile(r"[\d.,]+ GB are free")
"""What others that write to the disk change between two commands."""


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("crawl", "--limit", "none"),
        ("portal", "list"),
        ("status", "--archive", "{news}"),
        ("export", "--archive", "{news}"),
        ("show", "aaaaaaaaaaaaaaaa", "--archive", "{news}"),
        ("rebuild", "--replace", "--archive", "{news}"),
    ],
    ids=lambda words: words[0],
)
def test_it_says_the_same_and_ends_alike(news: Path, words: tuple[str, ...]) -> None:
    words = tuple(word.format(news=news) for word in words)
    forked, fresh = newsarchive(*words), newsarchive_fresh(*words)
    said = [(one.returncode, FREE.sub("", one.stdout), one.stderr) for one in (forked, fresh)]
    assert said[0] == said[1]


def test_folder_and_variables_are_its_own(news: Path) -> None:
    assert newsarchive("status", cwd=news / "warc").returncode == 0
    assert newsarchive("status", NEWSARCHIVE_ARCHIVE=str(news)).returncode == 0
    assert newsarchive("status", cwd=news.parent).returncode == 3


def test_a_variable_that_is_read_on_import_asks_for_a_new_interpreter(news: Path) -> None:
    server = ForkServer(ROOT, AT_FIRST)
    assert server.serves(environment(NEWSARCHIVE_ARCHIVE="here", PYTEST_CURRENT_TEST="this"))
    assert not server.serves(environment(COLUMNS="40"))
    assert not server.serves({name: value for name, value in AT_FIRST.items() if name != "NO_COLOR"})
    assert max(map(len, newsarchive("--help", COLUMNS="40").stdout.splitlines())) <= 40


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_signal_reaches_it_and_nothing_else(news: Path, number: signal.Signals) -> None:
    with SiteServer() as server:
        words = ("crawl", "yybnet", "--archive", news, "--base-url", server.url, "--delay", "1")
        process, other = begun(*words), begun("status", "--archive", news)
        assert isinstance(process, Forked)
        assert process.poll() is None
        assert process.pid not in {other.pid, os.getpid()}
        while len(server.requests) < 2:
            time.sleep(0.02)
        process.send_signal(number)
        process.communicate(timeout=60)
    assert process.returncode == (-number if number == signal.SIGKILL else 130)
    assert other.communicate(timeout=60)[0].startswith("Archive ")
    assert other.wait() == 0


def test_after_a_timeout_nothing_is_lost(news: Path) -> None:
    process = begun("export", "--archive", news)
    with pytest.raises(subprocess.TimeoutExpired):
        process.communicate(timeout=0)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0)
    assert process.communicate(timeout=60)[0].startswith("\ufeffid,")
    assert process.returncode == 0


def test_the_server_ends_with_the_process_that_began_it() -> None:
    code = (
        "import os\n"
        "from tests.forkserver import ForkServer\n"
        "from tests.running import AT_FIRST, ROOT\n"
        "print(ForkServer(ROOT, AT_FIRST)._process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, check=False, cwd=ROOT, env=AT_FIRST, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL
    server, deadline = Path(f"/proc/{done.stdout.strip()}"), time.monotonic() + 60
    while server.exists() and "\nState:\tZ" not in (server / "status").read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert time.monotonic() < deadline
