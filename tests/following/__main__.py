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
    parser.add_argument("--seed", type=int, default=None)
    given = parser.parse_args()
    seed = secrets.randbelow(1_000_000) if given.seed is None else given.seed
    sys.stdout.write(f"seed {seed}\n")
    with TemporaryDirectory(prefix="newsarchive-following-") as folder:
        found = list(live(Path(folder), days=given.days, seed=seed, tell=lambda text: print(text, flush=True)))
    sys.stdout.write("".join(f"{what}\n" for what in found) + f"{given.days} days, {len(found)} violations\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
