"""Disturb runs until the time is up; the last line says how many there were and how many violations were found.

python -m tests.faults --minutes 60                   the seed is drawn, and printed
python -m tests.faults --minutes 5 --seed 7           the same faults again, as far as they get
"""

from __future__ import annotations

import argparse
import secrets
import sys
import time

from tests.faults.injected import has_strace
from tests.faults.soak import soak

MOST_SHOWN = 20
"""Violations that are printed in full."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=None)
    given = parser.parse_args()
    if not has_strace():
        print("strace is not installed: runs cannot be disturbed at their system calls", file=sys.stderr)
        return 3
    seed = secrets.randbelow(1_000_000) if given.seed is None else given.seed
    print(f"seed {seed}, {given.minutes:g} minutes", flush=True)
    runs, found = soak(seed, time.monotonic() + 60 * given.minutes)
    for what in found[:MOST_SHOWN]:
        print(f"  {what}")
    told = ", ".join(f"{number} {name}" for name, number in sorted(runs.items()))
    print(f"seed {seed}: {told}; {len(found)} violations", flush=True)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
