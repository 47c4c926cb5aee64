"""A machine that fails: small and read-only disks, limits of the system, calls that fail, around one real command."""

from __future__ import annotations

import resource
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from tests.running import ROOT, environment

PATIENCE = 200
"""Seconds that a command may take."""
Words = Sequence[str | Path]


def limited(
    words: Words, *, file_size: int | None = None, files: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command that may write files of so many bytes (RLIMIT_FSIZE), and hold so many open (RLIMIT_NOFILE)."""

    def limit() -> None:
        if file_size is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))  # Python ignores SIGXFSZ: EFBIG
        if files is not None:
            resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))

    return _ran([sys.executable, "-m", "newsarchive", *map(str, words)], limit)


def injected(fault: str, words: Words, *, paths: Sequence[Path] = ()) -> subprocess.CompletedProcess[str]:
    """Run a command of which strace lets calls fail; `paths` are the files that are meant, absolute."""
    tracer = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "signal=none", "-e", f"inject={fault}"]
    tracer += [word for path in paths for word in ("-P", str(path))]
    return _ran([*tracer, sys.executable, "-m", "newsarchive", *map(str, words)])


def with_short_writes(words: Words, folder: Path) -> tuple[subprocess.CompletedProcess[str], int]:
    """Run a command whose writes are cut short or interrupted; return how many were, too. Needs a C compiler."""
    library, counts = folder / "short_writes.so", folder / "short_writes"
    source = Path(__file__).with_name("short_writes.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    command = [sys.executable, "-m", "newsarchive", *map(str, words)]
    done = _ran(command, LD_PRELOAD=str(library), SHORT_WRITES=str(counts))
    return done, sum(map(int, counts.read_text().split()))


def on_small_disk(folder: Path, size: str, script: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script in which a folder is a disk (tmpfs) of a size, such as 8m."""
    return _ran(
        ["unshare", "-rm", "sh", "-ec", f"mount -t tmpfs -o size={size} none {shlex.quote(str(folder))}\n{script}"]
    )


def on_read_only_disk(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script in which a folder can be read only, whoever asks."""
    there = shlex.quote(str(folder))
    mounts = f"mount --bind {there} {there}\nmount -o remount,ro,bind {there}\n"
    return _ran(["unshare", "-rm", "sh", "-ec", mounts + script])


def command(*words: str | Path) -> str:
    """Return a command as a line of a shell script."""
    return shlex.join([sys.executable, "-m", "newsarchive", *map(str, words)])


@cache
def has_namespaces() -> bool:
    """Whether disks can be made here."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True).returncode == 0


def _ran(
    words: Sequence[str], before: Callable[[], None] | None = None, **environ: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        cwd=ROOT,
        env=environment(**environ),
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        preexec_fn=before,
    )
