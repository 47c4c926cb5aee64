"""`make floor`: read the labelled pages and compare each figure with the recorded one.

    python -m benchmarks.extraction              exit code 1 where a figure fell, naming it
    python -m benchmarks.extraction --record     write the figures of today as the new floor

The pages and the way to score them lie beside the project (../shared) on machines that have them; elsewhere there is
nothing to measure, and that is said.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.pages import SHARED

ROOT = Path(__file__).parents[2]
SCORE = SHARED / "eval" / "score.py"
LABELS = SHARED / "corpus" / "truth.jsonl"
FLOOR = Path(__file__).with_name("floor.json")
SLACK = 0.002
"""How far a figure may fall below the recorded one: less than a page of most sets."""

Figures = dict[str, dict[str, float]]
"""Shares between 0 and 1 by set of pages and by name; ../shared/eval/README.md tells what each is."""


def measure() -> Figures:
    """Read all labelled pages and return their figures."""
    with tempfile.TemporaryDirectory(prefix="newsarchive-floor-") as folder:
        path = Path(folder) / "figures.json"
        kept = f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
        words = [sys.executable, str(SCORE), "--json", str(path)]
        subprocess.run(words, check=True, env=os.environ | {"PYTHONPATH": kept}, cwd=ROOT)
        found: Figures = json.loads(path.read_text(encoding="utf-8"))
    return {
        pages: {name: round(value, 4) for name, value in sorted(figures.items()) if not name.startswith("_")}
        for pages, figures in sorted(found.items())
    }


def fallen(now: Figures, floor: Figures) -> list[str]:
    """Name the figures that are below the recorded ones by more than the slack; a missing set has all fallen."""
    return [
        f"{pages} {name}: {now.get(pages, {}).get(name, 0.0):.4f}, recorded {value:.4f}"
        for pages, figures in floor.items()
        for name, value in figures.items()
        if now.get(pages, {}).get(name, 0.0) < value - SLACK
    ]


def main() -> int:
    """Measure, then compare or record."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.extraction", description="Figures of reading.")
    parser.add_argument("--record", action="store_true", help="write the figures of today as the new floor")
    record = parser.parse_args().record
    if not SCORE.is_file() or not LABELS.is_file():
        print("No labelled pages lie beside the project: there is nothing to measure.")
        return 0
    floor: Figures = json.loads(FLOOR.read_text(encoding="utf-8")) if FLOOR.is_file() else {}
    now = measure()
    below = fallen(now, floor)
    for line in below:
        print(f"fallen: {line}")
    if record:
        FLOOR.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
        print(f"Recorded {sum(map(len, now.values()))} figures in {FLOOR.relative_to(ROOT)}.")
        return 0
    if not below:
        print(f"None of {sum(map(len, floor.values()))} recorded figures has fallen.")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
