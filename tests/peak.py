"""The most memory that a command ever held."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

# A process that is forked begins with the peak of the one it was forked from, and exec keeps it (getrusage(2)). A test
# process that has grown is therefore no parent for a measurement: this small one stands between.
BETWEEN = """
import os, sys
process = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(process, 0)
with open(sys.argv[1], "w") as file:
    file.write(str(usage.ru_maxrss))
sys.exit(os.waitstatus_to_exitcode(status) % 256)
"""


def run_measured(
    command: Sequence[str], *, cwd: Path, env: dict[str, str], told_in: Path
) -> tuple[subprocess.CompletedProcess[str], int]:
    """Run a command to its end; return what it said, and the most memory that it had, in KiB, its children not counted.

    The figure is kept in the file `told_in`. macOS counts in bytes, and is converted.
    """
    between = [sys.executable, "-I", "-S", "-c", BETWEEN, str(told_in), *command]
    done = subprocess.run(between, check=False, cwd=cwd, env=env, capture_output=True, text=True)
    peak = int(told_in.read_text())
    return done, peak >> 10 if os.uname().sysname == "Darwin" else peak
