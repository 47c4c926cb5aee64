"""An exported WACZ file is valid to Webrecorder's validator, and pywb replays the articles in it."""

from __future__ import annotations

import gzip
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from newsarchive.text.surt import surt
from tests.fixtures.site import SiteServer
from tests.proof.other_tools import program
from tests.running import newsarchive

pytestmark = pytest.mark.proof
PATIENCE = 60
"""Seconds after which pywb should answer."""


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Everything that an archive holds, and a part of it."""
    folder = tmp_path_factory.mktemp("replay")
    newsarchive("init", folder / "news", "--contact", "tests@example.org")
    with SiteServer() as server:
        for _ in range(2):
            newsarchive("crawl", "yybnet", "--archive", folder / "news", "--base-url", server.url, "--limit", "8")
    made = {"all": (), "some": ("--region", "泸县")}
    for name, words in made.items():
        path = folder / f"{name}.wacz"
        done = newsarchive("export", "--format", "wacz", "--archive", folder / "news", "-o", path, *words)
        assert done.returncode == 0, done.stderr
    return [folder / f"{name}.wacz" for name in made]


def test_it_is_valid(exports: list[Path]) -> None:
    wacz = program("wacz", "wacz==0.6.0") / "wacz"
    for path in exports:
        said = subprocess.run([wacz, "validate", "-f", path], check=False, capture_output=True, text=True, timeout=120)
        assert said.returncode == 0, said.stdout + said.stderr
        assert "is valid" in said.stdout


def test_pywb_replays_every_page(exports: list[Path], tmp_path: Path) -> None:
    with replayed(exports, tmp_path) as address:
        for path in exports:
            for page in pages(path):
                at = page["ts"].translate(str.maketrans("", "", "-:TZ"))
                shown = urllib.request.urlopen(f"{address}/{path.stem}/{at}id_/{page['url']}", timeout=30).read()
                paragraph = page["text"].split("\n")[0][:20]
                assert any(paragraph in shown.decode(charset, "replace") for charset in ("utf-8", "gb18030")), page


def test_pywb_has_the_same_keys(exports: list[Path]) -> None:
    urls = [entry["url"] for entry in entries(exports[0])]
    urls += [
        "https://www.Example.org/A//B/../C.html?b=2&a=1#x",
        "http://www2.example.org:80/%C0%F1/%41?q=%E4%B8%AD&",
        "https://m.example.org:8443/新闻/ a,b)?x",
    ]
    python = program("pywb", "pywb==2.10.0", "setuptools<81") / "python"
    words = [str(python), "-c", "import sys, surt\nfor url in sys.stdin: print(surt.surt(url.rstrip('\\n')))"]
    theirs = subprocess.run(words, input="\n".join(urls), check=True, capture_output=True, text=True, timeout=60)
    assert [surt(url) for url in urls] == theirs.stdout.splitlines()


def pages(path: Path) -> list[dict[str, Any]]:
    with zipfile.ZipFile(path) as wacz:
        return [json.loads(line) for line in wacz.read("pages/pages.jsonl").splitlines()[1:]]


def entries(path: Path) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as wacz:
        lines = gzip.decompress(wacz.read("indexes/index.cdx.gz")).decode().splitlines()
    return [json.loads(line.split(" ", 2)[2]) for line in lines]


@contextmanager
def replayed(exports: list[Path], folder: Path) -> Iterator[str]:
    """Let pywb show exports on loopback, one collection each."""
    tools = program("pywb", "pywb==2.10.0", "setuptools<81")
    for path in exports:
        for words in (["init", path.stem], ["add", "--unpack-wacz", path.stem, str(path)]):
            done = subprocess.run([tools / "wb-manager", *words], check=False, cwd=folder, capture_output=True)
            assert done.returncode == 0, done.stderr
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [str(tools / "wayback"), "--bind", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}"
        finally:
            os.kill(server.pid, signal.SIGTERM)


def _wait(address: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError):
            assert time.monotonic() < until, "pywb does not answer"
            time.sleep(0.3)
