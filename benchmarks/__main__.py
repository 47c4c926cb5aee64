"""`make bench`: each line is a ratio to something run beside it on this machine, the median of a few runs."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import lxml.html

from benchmarks.reading import report
from benchmarks.sites import large_site
from newsarchive import extract
from tests.fixtures.site import SiteServer, build_site

RUNS = 5


def seconds(action: Callable[[], object]) -> float:
    """Return the median time of an action."""
    taken = []
    for _ in range(RUNS):
        started = time.perf_counter()
        action()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def run(*words: str | Path) -> None:
    """Run a Python module to its end."""
    subprocess.run([sys.executable, "-m", *map(str, words)], check=True, capture_output=True)


def reading_with_portal() -> float:
    """Return how many times the bare parse a whole reading takes."""
    site = build_site()
    paths = [article.url.removeprefix(site.host) for article in site.expected]
    pages = [(site.host + path, site.pages[path].body) for path in paths]

    def parse() -> None:
        for _url, body in pages:
            lxml.html.document_fromstring(body)

    def read() -> None:
        for url, body in pages:
            extract(body, url=url, portal="yybnet")

    read()
    return seconds(read) / seconds(parse)


def crawling(folder: Path) -> list[tuple[float, float]]:
    """Return the responses per second of whole crawls, and of the bare Scrapy spider that ran right after each.

    Starting of processes is left out. Pictures are too, since the bare spider follows links of pages only.
    """
    pairs = []
    with SiteServer(large_site()) as server:
        for number in range(RUNS):
            root = folder / f"archive-{number}"
            run("newsarchive", "init", root, "--contact", "bench@example.org")
            with (root / "archive.toml").open("a", encoding="utf-8") as settings:
                settings.write('assets = "none"\n')
            ours = _rate(server, "newsarchive", "crawl", "yybnet", "--archive", root, "--base-url", server.url)
            pairs.append((ours, _rate(server, "benchmarks.bare_spider", server.url)))
    return pairs


def _rate(server: SiteServer, *words: str | Path) -> float:
    """Count from the first request to the last: what comes before and after is Python's, not the crawl's."""
    server.forget()
    process = subprocess.Popen([sys.executable, "-m", *map(str, words)], stdout=-3, stderr=-3)
    first, last, seen = 0.0, 0.0, 0
    while process.poll() is None:
        count = len(server.requests)
        if count > seen:
            last, seen = time.perf_counter(), count
            first = first or last
        time.sleep(0.001)
    return seen / (last - first)


def main() -> None:
    """Print the ratios."""
    for line in report():
        print(line, flush=True)
    print(
        f"extract with portal    {reading_with_portal():6.2f} times an lxml parse of the same pages (smaller is better)"
    )
    with tempfile.TemporaryDirectory(prefix="newsarchive-bench-") as folder:
        pairs = crawling(Path(folder))
    ratios = sorted(ours / bare for ours, bare in pairs)
    print(
        f"crawl, keep, read, file {statistics.median(ratios):5.2f} of a bare Scrapy spider's pages per second"
        f" ({ratios[0]:.2f} to {ratios[-1]:.2f} in {len(pairs)} pairs, wanted: at least 0.5)"
    )
    start = seconds(lambda: run("newsarchive", "--help")) / seconds(lambda: run("this"))
    print(f"newsarchive --help     {start:6.2f} times the start of Python")


if __name__ == "__main__":
    main()
