"""Standard output: UTF-8 whatever the locale says, quiet when its reader has seen enough."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, TextIO

import typer

from newsarchive.errors import DiskFull
from newsarchive.export.files import full_disk_told

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

CONTROLS = {code: "\ufffd" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}
"""What a page's text must not send to a terminal: escape sequences begin with them (ECMA-48)."""


@contextmanager
def standard_output(*, newline: str | None = None) -> Iterator[TextIO]:
    """Give standard output; when its reader has closed it (`| head`), the command ends well and says nothing.

    Raises DiskFull.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline=newline)
    try:
        with full_disk_told("standard output"):
            yield sys.stdout
            sys.stdout.flush()
    except BrokenPipeError:
        _write_no_more()
        raise typer.Exit(0) from None
    except DiskFull:
        _write_no_more()
        raise


@contextmanager
def counted_progress(what: str) -> Iterator[Callable[[int, int | None], None] | None]:
    """Give what a bar of done and all is told; None where nobody looks at a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _write_no_more() -> None:
    """Let what Python flushes at its exit go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_styled(stream: TextIO, lines: Iterable[Text]) -> None:
    """Write lines with their styles where the stream is a terminal, else without; none is wrapped.

    Raises BrokenPipeError.
    """
    console = console_of(stream, soft_wrap=True)
    for line in lines:
        line.plain = line.plain.translate(CONTROLS)
        console.print(line)


WIDE = 160
"""Columns of a table that no terminal shows and no COLUMNS limits."""


def console_of(stream: TextIO, *, soft_wrap: bool = False) -> Console:
    """Return what writes tables and styles to a stream; as wide as the terminal, as COLUMNS says, or wide."""
    from rich.console import Console

    class Raising(Console):
        def on_broken_pipe(self) -> None:  # rich would end the process with an error when the reader has gone
            raise  # noqa: PLE0704 - it is called where the error is handled

    width = None if stream.isatty() or os.environ.get("COLUMNS") else WIDE
    return Raising(file=stream, highlight=False, markup=False, soft_wrap=soft_wrap, width=width)


def cell(text: str, style: str = "") -> Text:
    """Return what a table shows of a text from outside."""
    from rich.text import Text

    return Text(text.translate(CONTROLS), style)


def plain(value: Any) -> str:
    """Write what JSON has no form for: moments and days in ISO 8601."""
    return value.isoformat() if isinstance(value, datetime) else str(value)
