"""`python -m tests.following --days 365`: follow three portals for a year."""

from __future__ import annotations

import argparse
import secrets
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.following.months import live


def main() -> None:
    """Live so many days, and tell what went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.following", description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--every", type=int, default=1, help="on how many of them the machine is on: one in so many")
    parser.add_argument("--seed", type=int, default=None)
    given = parser.parse_args()
    seed = secrets.randbelow(1_000_000) if given.seed is None else given.seed
    sys.stdout.write(f"seed {seed}\n")
    with TemporaryDirectory(prefix="newsarchive-following-") as folder:
        found = 0
        life = live(Path(folder), days=given.days, seed=seed, every=given.every, tell=_say)
        for what in life:
            found += 1
            _say(what)
    _say(f"{given.days} days, {found} violations")
    sys.exit(bool(found))


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
