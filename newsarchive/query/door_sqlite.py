"""Questions to an SQLite file, put by a process that can be killed: `query.sqlite_child`."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from newsarchive.errors import ArchiveDamaged, DatabaseUnavailable, NewsArchiveError
from newsarchive.query.answer import MEMORY, Answer, Question, Value, refused, too_long, too_much_memory, wrong

CHILD = Path(__file__).with_name("sqlite_child.py")
GRACE = 2.0
"""Seconds that the process has, beyond its question's, to begin and to stop by itself."""
CHUNK = 1 << 20


@contextmanager
def asked(path: Path, question: Question) -> Iterator[Answer]:
    """Ask; the process is gone when the block ends.

    Raises UsageError, TooMuch, DatabaseUnavailable, ArchiveDamaged: at once, or while rows are read.
    """
    told = {
        "path": path.absolute().as_uri(),
        "statement": question.statement,
        "limit": question.limit,
        "seconds": question.seconds,
        "memory": MEMORY,
    }
    # Isolated, without site packages: it needs none, and begins in a fraction of the time.
    words = [sys.executable, "-I", "-S", str(CHILD)]
    child = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        assert child.stdin is not None
        child.stdin.write(json.dumps(told).encode())
        child.stdin.close()
        lines = _lines(child, question.seconds + GRACE, question)
        first = _checked(next(lines), path, question)
        answer = Answer(columns=tuple(first["columns"]))
        answer.rows = _rows(lines, answer, path, question)
        yield answer
    finally:
        child.kill()
        child.wait()
        assert child.stdout is not None
        child.stdout.close()


def _lines(child: subprocess.Popen[bytes], left: float, question: Question) -> Iterator[Any]:
    """Give what the process tells; only the time in which it is waited for counts."""
    assert child.stdout is not None
    number, rest = child.stdout.fileno(), b""
    with selectors.DefaultSelector() as selector:
        selector.register(number, selectors.EVENT_READ)
        while True:
            began = time.monotonic()
            if not selector.select(max(left, 0)):
                raise too_long(question)
            chunk = os.read(number, CHUNK)
            left -= time.monotonic() - began
            if not chunk:
                raise _died(child, question)
            *lines, rest = (rest + chunk).split(b"\n")
            yield from map(json.loads, lines)


def _died(child: subprocess.Popen[bytes], question: Question) -> NewsArchiveError:
    """Return why there is no end: the system limits the processor's time, then memory."""
    code = child.wait()
    if code == 1:
        raise RuntimeError("the process that asks SQLite failed")  # an exception in it that nobody thought of
    return too_long(question) if code == -signal.SIGXCPU else too_much_memory()


def _rows(lines: Iterator[Any], answer: Answer, path: Path, question: Question) -> Iterator[tuple[Value, ...]]:
    for line in lines:
        if isinstance(line, list):
            yield tuple(bytes.fromhex(value["hex"]) if isinstance(value, dict) else value for value in line)
            continue
        answer.is_cut = _checked(line, path, question)["cut"]
        return


def _checked(line: dict[str, Any], path: Path, question: Question) -> dict[str, Any]:
    """Return what was told, unless it is an error."""
    if "error" not in line:
        return line
    said = line["said"].strip()
    match line["error"]:
        case "refused":
            raise refused(said)
        case "time":
            raise too_long(question)
        case "memory":
            raise too_much_memory()
        case "damaged":
            raise ArchiveDamaged(f"The database file {path} is damaged: {said}", next_step="newsarchive verify")
        case "unavailable":
            raise DatabaseUnavailable(
                f"The database {path} cannot be read: {said}",
                next_step="Its folder has to be writable: SQLite keeps an index of its log there. Then try again.",
            )
        case _:
            raise wrong(said)
