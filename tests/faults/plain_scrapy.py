"""The same kills on a plain Scrapy spider with its job directory, to see what they cost elsewhere.

python -m tests.faults.plain_scrapy ADDRESS FILE JOBDIR    one crawl: writes the address of each page it reads to FILE
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess

from tests.running import ROOT, environment

PAGES = 400
SLOW = 0.005
"""Seconds between two requests, so that a kill has something to interrupt."""
EARLIEST, LATEST = 0.4, 0.95
"""When a crawl is killed, in parts of the time that a whole one takes, starting Python included."""


class PlainSpider(scrapy.Spider):
    """Follows every link of a site and writes down what it has read, each address at once."""

    name = "plain"
    custom_settings = {"DOWNLOAD_DELAY": SLOW, "LOG_LEVEL": "ERROR", "ROBOTSTXT_OBEY": False}  # noqa: RUF012

    def parse(self, response: Any) -> Iterator[Any]:
        """Note the page, then follow its links."""
        with Path(self.file).open("a", encoding="utf-8") as file:  # type: ignore[attr-defined]
            file.write(response.url + "\n")
        if b"html" in response.headers.get("Content-Type", b""):
            yield from response.follow_all(css="a::attr(href)", callback=self.parse)


class _Page(BaseHTTPRequestHandler):
    """Page N of a site on which every page can be reached: it links to eight further ones."""

    def do_GET(self) -> None:
        """Answer."""
        name = self.path.strip("/") or "0"
        number = int(name) if name.isdigit() else PAGES
        links = "".join(f'<a href="/{n}">{n}</a>' for n in range(number * 8 + 1, number * 8 + 9) if n < PAGES)
        body = f"<title>{number}</title>{links}".encode()
        self.send_response(200 if number < PAGES else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


@contextmanager
def plain_site() -> Iterator[str]:
    """Serve a site of plain pages on loopback; give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def crawl(address: str, file: Path, jobs: Path) -> subprocess.Popen[bytes]:
    """Begin a crawl in a process of its own."""
    words = [sys.executable, "-m", "tests.faults.plain_scrapy", address, str(file), str(jobs)]
    return subprocess.Popen(words, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def lost(folder: Path, address: str, chance: random.Random) -> tuple[int, int, int]:
    """Kill a crawl once and resume it; return pages lost, pages in all, and the exit code of the resumed crawl."""
    folder.mkdir()
    whole, file = folder / "whole.txt", folder / "killed.txt"
    began = time.monotonic()
    crawl(address, whole, folder / "whole.jobs").wait()
    took = time.monotonic() - began
    process = crawl(address, file, folder / "jobs")
    time.sleep(took * chance.uniform(EARLIEST, LATEST))
    process.send_signal(signal.SIGKILL)
    process.wait()
    resumed = crawl(address, file, folder / "jobs")
    code = resumed.wait()
    all_pages = set(whole.read_text(encoding="utf-8").split())
    got = set(file.read_text(encoding="utf-8").split()) if file.exists() else set()
    return len(all_pages - got), len(all_pages), code


def main() -> None:
    """Crawl, as the module's first lines say."""
    address, file, jobs = sys.argv[1:]
    process = CrawlerProcess({"JOBDIR": jobs, "TELNETCONSOLE_ENABLED": False})
    process.crawl(PlainSpider, start_urls=[address], file=file)
    process.start()


if __name__ == "__main__":
    main()
