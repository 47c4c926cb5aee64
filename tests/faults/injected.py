"""Runs that are disturbed at a chosen system call, by strace: killed before it, or told that it failed.

The process that calls this has loaded everything already; each run is a fork of it, so that a run costs what it does
and not what starting Python does. strace counts calls for each thread apart.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import traceback
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.faults.small_run import Ack, Run, as_line, run

CALLS = (
    "write", "writev", "pwrite64", "pwritev", "fsync", "fdatasync", "rename", "renameat", "renameat2",
    "ftruncate", "truncate", "unlink", "unlinkat", "mkdir", "mkdirat", "link", "linkat", "fallocate",
)  # fmt: skip
"""The calls that change what is on the disk."""
TRACE = ",".join(CALLS)
LINE = re.compile(rb"^(\d+)\s+(\w+)\(", re.MULTILINE)
PATIENCE = 60
"""Seconds that one run may take."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """Where a run is disturbed."""

    call: str
    number: int
    """The how manieth such call of a thread, from 1."""
    fault: str = "signal=SIGKILL"
    """As strace has it: `signal=SIGKILL`, `error=ENOSPC` …"""
    onward: bool = False
    """Whether all further calls are disturbed too."""

    def __str__(self) -> str:
        return f"inject={self.call}:{self.fault}:when={self.number}{'+' if self.onward else ''}"


@dataclass(frozen=True, kw_only=True)
class Disturbed:
    """How a run ended."""

    exit_code: int | None
    """None where it was killed."""
    acks: list[Ack]
    said: str
    calls: Counter[tuple[int, str]] = field(default_factory=Counter)
    """Calls by thread and name, in full where it was not killed."""


def has_strace() -> bool:
    """Whether this machine has it."""
    return shutil.which("strace") is not None


def disturbed(root: Path, point: Point | None, scratch: Path, run: Run = run) -> Disturbed:
    """Make one small run on an archive, disturbed at a point, or merely counted."""
    log = scratch / "strace.log"
    words = ["strace", "-f", "-o", str(log), "-e", f"trace={TRACE}", "-e", "signal=none"]
    words += ["-e", str(point)] if point else []
    ended = _run(root, scratch, words, run)
    calls = Counter((int(thread), name.decode()) for thread, name in LINE.findall(log.read_bytes()))
    return replace(ended, calls=calls)


def undisturbed(root: Path, scratch: Path, run: Run = run) -> Disturbed:
    """Make one small run without strace."""
    return _run(root, scratch, [], run)


def _run(root: Path, scratch: Path, tracer: list[str], run: Run) -> Disturbed:
    said = scratch / "said.txt"
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        _be_child(root, theirs, said, run)
    theirs.close()
    tracing = _attached(tracer, child) if tracer else None
    ours.sendall(b"go")
    answers = _all(ours)
    _, status = os.waitpid(child, 0)
    if tracing is not None:
        tracing.communicate(timeout=PATIENCE)
    code = os.waitstatus_to_exitcode(status)
    return Disturbed(
        exit_code=None if code < 0 else code,
        acks=answers,
        said=said.read_text(encoding="utf-8", errors="replace"),
    )


def _attached(tracer: list[str], child: int) -> subprocess.Popen[bytes]:
    """Begin to trace the child, and return once it is traced."""
    tracing = subprocess.Popen([*tracer, "-p", str(child)], stderr=subprocess.PIPE)
    assert tracing.stderr is not None
    said = tracing.stderr.readline()
    assert b"attached" in said, said
    return tracing


def _all(ours: socket.socket) -> list[Ack]:
    """Return what was acknowledged until the process was gone. Answers go through a socket: no call that is counted."""
    ours.settimeout(PATIENCE)
    received = b""
    with ours:
        while more := ours.recv(1 << 16):
            received += more
    return [json.loads(line) for line in received.split(b"\n")[:-1]]


def _be_child(root: Path, answers: socket.socket, said: Path, run: Run) -> None:
    """Run, in the forked process, and never return."""
    code = 1
    try:
        told = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(told, 1)
        os.dup2(told, 2)
        sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")  # whatever a test runner made of them
        answers.recv(2)
        code = run(root, lambda ack: answers.sendall(as_line(ack)))
    except BaseException:
        traceback.print_exc()
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)
