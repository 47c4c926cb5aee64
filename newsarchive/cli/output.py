"""Standard output: UTF-8 whatever the locale says, quiet when its reader has seen enough."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TextIO

import typer


@contextmanager
def standard_output(*, newline: str | None = None) -> Iterator[TextIO]:
    """Give standard output; when its reader has closed it (`| head`), the command ends well and says nothing."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline=newline)
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what Python flushes at its exit goes there
        raise typer.Exit(0) from None


def plain(value: Any) -> str:
    """Write what JSON has no form for: moments and days in ISO 8601."""
    return value.isoformat() if isinstance(value, datetime) else str(value)
