"""Every truncation of a WARC file and random flips: `verify` has to find each of them.

python -m tests.faults.alterations                    all truncations, 10,000 flips; the seed is drawn, and printed
python -m tests.faults.alterations --flips 500 --every 64 --seed 7
"""

from __future__ import annotations

import argparse
import random
import secrets
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from newsarchive.store.archive import Archive, open_archive
from newsarchive.store.verify import verify
from tests.fixtures.site import SiteServer
from tests.running import newsarchive_fresh

SIZE = 64 << 10
"""Bytes that the file has at least."""


def small_archive(root: Path) -> Path:
    """Crawl until the WARC file has its size; return the file."""
    newsarchive_fresh("init", root, "--contact", "faults@example.org")
    with SiteServer() as server:
        path = None
        while path is None or path.stat().st_size < SIZE:
            done = newsarchive_fresh("crawl", "yybnet", "--archive", root, "--base-url", server.url, "--limit", "1")
            assert done.returncode == 0, done.stderr
            (path,) = (root / "warc" / "yybnet").glob("*.warc.gz.open")
    return path


def truncated(archive: Archive, path: Path, lengths: Iterable[int]) -> Iterator[tuple[int, bool]]:
    """Cut a file to each length in bytes, longest first; give it, and whether `verify` found that."""
    whole = path.read_bytes()
    for length in sorted(lengths, reverse=True):
        with path.open("r+b") as file:
            file.truncate(length)
        yield length, _is_found(archive)
    path.write_bytes(whole)


def flipped(archive: Archive, path: Path, number: int, chance: random.Random) -> Iterator[tuple[int, bool]]:
    """Flip one to eight bits anywhere; give the place in bytes, and whether `verify` found that."""
    whole = path.read_bytes()
    for _ in range(number):
        place = chance.randrange(len(whole))
        path.write_bytes(whole[:place] + bytes([whole[place] ^ chance.randrange(1, 256)]) + whole[place + 1 :])
        yield place, _is_found(archive)
    path.write_bytes(whole)


def _is_found(archive: Archive) -> bool:
    return any(damage.where.startswith("yybnet/") for damage in verify(archive).damages)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.alterations")
    parser.add_argument("--flips", type=int, default=10_000)
    parser.add_argument("--every", type=int, default=1, help="look at every Nth truncation")
    parser.add_argument("--seed", type=int, default=None)
    given = parser.parse_args()
    seed = secrets.randbelow(1_000_000) if given.seed is None else given.seed
    with tempfile.TemporaryDirectory(prefix="newsarchive-alterations-") as folder:
        root = Path(folder) / "news"
        path = small_archive(root)
        size = path.stat().st_size
        with open_archive(root) as archive:
            cuts = dict(truncated(archive, path, range(0, size, given.every)))
            flips = list(flipped(archive, path, given.flips, random.Random(seed)))
    missed = [f"cut to {place}" for place, found in cuts.items() if not found]
    missed += [f"flip at {place}" for place, found in flips if not found]
    print(*missed[:20], sep="\n", end="\n" if missed else "")
    print(
        f"seed {seed}: {len(cuts)} truncations of {size} bytes, {len(flips)} flips; {len(missed)} not found", flush=True
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
