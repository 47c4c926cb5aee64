"""What a loss of power could take: every name that is made or changed in an archive, its folder is synced afterwards.

SQLite looks after its own files.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.injected import has_strace
from tests.running import ROOT, environment

SCRIPT = """
import sys
from pathlib import Path
from tests.faults.small_run import make_archive, run
from newsarchive.store.journal import append

root = Path(sys.argv[1])
make_archive(root)
assert run(root, lambda ack: None) == 0
open_file = next((root / "warc").rglob("*.open"))
with open_file.open("ab") as file:
    file.write(b"never acknowledged")
append(root / "journal", "tested", {})
assert run(root, lambda ack: None) == 0
"""
MADE = re.compile(r'(?:openat\(.*?"([^"]+)", [^)]*O_CREAT|mkdir\("([^"]+)"|rename\("[^"]+", "([^"]+)").*= \d')
SYNCED = re.compile(r"f(?:data)?sync\(\d+<([^>]+)>\)\s+= 0")
EXEMPT = re.compile(r"archive\.db|\.lock$|-journal$|-wal$|-shm$")


def unsynced(log: str, root: Path) -> Iterator[str]:
    """Give what was made and whose folder was not synced any more, or whose content never was."""
    lines = log.splitlines()
    for number, line in enumerate(lines):
        found = MADE.search(line)
        path = next(filter(None, found.groups()), "") if found else ""
        if not path.startswith(str(root)) or EXEMPT.search(path):
            continue
        synced = {name for later in lines[number:] for name in SYNCED.findall(later)}
        if str(Path(path).parent) not in synced:
            yield f"the folder of {path}"
        if "O_CREAT" in line and "O_APPEND" not in line and path not in synced:
            yield path


@pytest.mark.skipif(not has_strace(), reason="strace is not installed")
def test_every_new_name_is_synced(tmp_path: Path) -> None:
    root, log = tmp_path / "news", tmp_path / "strace.log"
    calls = "trace=openat,mkdir,rename,fsync,fdatasync"
    words = ["strace", "-f", "-y", "-s", "4096", "-o", str(log), "-e", calls, sys.executable, "-c", SCRIPT, str(root)]
    done = subprocess.run(words, cwd=ROOT, env=environment(), check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told = log.read_text(errors="replace")
    made = {Path(next(filter(None, found))).name for found in MADE.findall(told)}
    assert {"warc", "quarantine", "anchor.json", "archive.toml"} <= made
    assert any(name.endswith(".tail") for name in made)
    assert list(unsynced(told, root)) == []
