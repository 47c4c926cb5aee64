"""Commands forked from a process that has imported them already: most of what a short command takes is its imports.

Tests run hundreds of commands, each in a process of its own, and an interpreter that is started for one imports for
about a second. A server that has imported once forks instead: the child has a process id, descriptors, a folder and
an environment of its own, runs what `python -m newsarchive` runs, and ends as any interpreter does.

It is no new interpreter in all respects: variables that Python or a library reads while it is imported, and the seed
of hashes, are the server's; and what was imported is not taken apart in the end (`_Command`). A command that is given
other such variables needs an interpreter of its own (`serves`), and so does a test that is about starting. Only on
Linux: elsewhere libraries of the system may not survive a fork.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import io
import json
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

CAN_FORK = sys.platform == "linux"
NUMBER = struct.Struct("=i")
"""How the server tells a process id and, later, how that process ended."""
READ_BY_COMMANDS = ("NEWSARCHIVE_", "PYTEST_")
"""How the names of variables begin that are read, if at all, when a command runs."""

MODULES = (
    "alembic.command",
    "alembic.context",
    "multiprocessing.popen_spawn_posix",
    "psycopg",
    "rich.markdown",
    "rich.progress",
    "rich.table",
    "scrapy.logformatter",
    "scrapy.statscollectors",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "sqlalchemy.ext.compiler",
    "tldextract",
    "typer._adapters",
    "typer.rich_utils",
)
"""What newsarchive, or something that it uses, imports only when a command runs."""
STREAMS = (("stdin", "r", None, -1), ("stdout", "w", "\n", -1), ("stderr", "w", "\n", 1))
"""Name, mode, line ends and buffering of the standard streams, by descriptor."""


class Forked:
    """A command that was forked: as much of subprocess.Popen as tests use, with text."""

    def __init__(self, words: Sequence[str], told: socket.socket, outputs: Sequence[int]) -> None:
        self.args = words
        self.returncode: int | None = None
        self._told = told
        self._outputs = [(io.FileIO(output), bytearray()) for output in outputs]
        self.pid = self._number()

    def poll(self) -> int | None:
        """Return the exit code, minus a signal's number, or None while the command runs."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code when the command has ended. Raises subprocess.TimeoutExpired."""
        code = self._ended(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        return code

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Return what the command wrote, when it has ended. Raises subprocess.TimeoutExpired; then call it again."""
        until = None if timeout is None else time.monotonic() + timeout
        while not all(output.closed for output, _ in self._outputs):
            if not self._read(_left(until)):
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
        self.wait(_left(until))
        out, err = (said.decode().replace("\r\n", "\n").replace("\r", "\n") for _, said in self._outputs)
        return out, err

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the command has ended: its process id may be another's by then."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the command at once."""
        self.send_signal(signal.SIGKILL)

    def _read(self, timeout: float | None) -> bool:
        """Read what there is, after waiting for it; return whether anything came, be it the end."""
        both = {output.fileno(): (output, said) for output, said in self._outputs if not output.closed}
        ready = _readable(both, timeout)
        for output, said in map(both.__getitem__, ready):
            data = output.read(1 << 16) or b""
            said.extend(data)
            if not data:
                output.close()
        return bool(ready)

    def _ended(self, timeout: float | None) -> int | None:
        if self.returncode is None and _readable([self._told.fileno()], timeout):
            self.returncode = self._number()
            self._told.close()
        return self.returncode

    def _number(self) -> int:
        data = self._told.recv(NUMBER.size)
        if not data:
            raise RuntimeError("the server that forks commands has ended: its standard error says why")
        return int(NUMBER.unpack(data)[0])


class ForkServer:
    """The server, as the process sees it that asks for commands."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self._environ = dict(environ)
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.forkserver", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                cwd=folder,
                env=self._environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        atexit.register(self._end)

    def serves(self, environ: Mapping[str, str]) -> bool:
        """Whether a command that has these variables finds them as it would in an interpreter of its own."""
        ours = self._environ
        differ = {name for name in ours.keys() | environ.keys() if ours.get(name) != environ.get(name)}
        return all(name.startswith(READ_BY_COMMANDS) for name in differ)

    def begin(self, words: Sequence[str], folder: Path, environ: Mapping[str, str]) -> Forked:
        """Begin a command; it reads our standard input."""
        told, theirs = socket.socketpair()
        (out, to_out), (err, to_err) = os.pipe(), os.pipe()
        with theirs:
            socket.send_fds(self._control, [b"."], [theirs.fileno(), 0, to_out, to_err])
        os.close(to_out)
        os.close(to_err)
        told.sendall(json.dumps([list(words), str(folder), dict(environ)]).encode())
        told.shutdown(socket.SHUT_WR)
        return Forked(words, told, (out, err))

    def _end(self) -> None:
        """End the server, which ends by itself if this process is killed: it reads to the end of the socket."""
        self._control.close()
        self._process.wait()


def _left(until: float | None) -> float | None:
    return None if until is None else max(0.0, until - time.monotonic())


def _readable(descriptors: Iterable[int], timeout: float | None) -> list[int]:
    with selectors.PollSelector() as waiting:
        for descriptor in descriptors:
            waiting.register(descriptor, selectors.EVENT_READ)
        return [key.fd for key, _ in waiting.select(timeout)]


# What follows runs in the server and in what it forks.


def main(control: socket.socket) -> None:
    """Serve until nobody is left who could ask; in each child, run the command."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the tests and their commands
    command = _Command()
    _import_all()
    with selectors.PollSelector() as waiting:
        waiting.register(control, selectors.EVENT_READ)
        asked = _serve(control, waiting)
    if asked is not None:
        _become(*asked)
        command.run()


class _Command:
    """Runs the command and ends it as its interpreter would, without taking apart all that it was forked with.

    That takes longer than most commands: whatever is let go is written to, and so copied first. What is seen of an
    ending comes before it: threads are waited for, what was registered is called, what was written goes out.
    """

    def __init__(self) -> None:
        self._code: int | None = None
        atexit.register(self._leave)  # before all others, so that it is called after them

    def run(self) -> None:
        try:
            runpy.run_module("newsarchive", run_name="__main__", alter_sys=True)
        except SystemExit as ending:
            if isinstance(ending.code, int | None):
                self._code = ending.code or 0
            raise

    def _leave(self) -> None:
        if self._code is None:  # this is the server, or the command broke: Python says how
            return
        with contextlib.suppress(OSError):  # it cannot be written: Python says so too
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(self._code)


def _import_all() -> None:
    """Import what commands need, and nothing that a forked process cannot share."""
    gc.disable()  # nothing is let go meanwhile
    for name in (*MODULES, *_modules_of("newsarchive"), *_modules_of("spiders"), *_parts_of_scrapy()):
        importlib.import_module(name)
    sys.modules["sqlalchemy.orm"].configure_mappers()  # otherwise each command does, at its first use of a database
    threads = list(Path("/proc/self/task").iterdir())  # those that Python knows nothing of as well
    if len(threads) > 1 or "twisted.internet.reactor" in sys.modules:
        raise RuntimeError("an import has begun a thread or made a reactor: a fork would inherit it, broken")
    gc.enable()
    gc.freeze()  # a collection in a child would write to, and so copy, all that it shares with us


def _modules_of(package: str) -> Iterator[str]:
    for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
        if not module.name.endswith(".__main__"):
            yield module.name


def _parts_of_scrapy() -> Iterator[str]:
    """Give the modules that Scrapy finds by name when a crawl begins."""
    from scrapy.settings import default_settings as scrapy

    parts = (scrapy.DOWNLOADER_MIDDLEWARES_BASE, scrapy.SPIDER_MIDDLEWARES_BASE, scrapy.EXTENSIONS_BASE)
    return (name.rpartition(".")[0] for kind in parts for name in kind)


Asked = tuple[socket.socket, list[int]]
"""Where the command is told and its process id and end are to be told; its standard input, output and error."""


def _serve(control: socket.socket, waiting: selectors.PollSelector) -> Asked | None:
    """Fork whenever a command is asked for, and tell how each ends; return what was asked for in a child only."""
    while True:
        for key, _ in waiting.select():
            if key.fileobj is not control:
                waiting.unregister(key.fileobj)
                _tell_end(key.fd, *key.data)
                continue
            asked, descriptors, _flags, _from = socket.recv_fds(control, 1, 4)
            if not asked:
                return None
            told = socket.socket(fileno=descriptors[0])
            child = os.fork()
            if child == 0:
                _close_all_of_the_server(waiting)
                return told, descriptors[1:]
            for descriptor in descriptors[1:]:
                os.close(descriptor)
            told.send(NUMBER.pack(child))
            waiting.register(os.pidfd_open(child), selectors.EVENT_READ, (child, told))


def _tell_end(descriptor: int, child: int, told: socket.socket) -> None:
    os.close(descriptor)
    _, status = os.waitpid(child, 0)
    with told, contextlib.suppress(BrokenPipeError):  # nobody waits for it any more
        told.send(NUMBER.pack(os.waitstatus_to_exitcode(status)))


def _close_all_of_the_server(waiting: selectors.PollSelector) -> None:
    for key in waiting.get_map().values():
        if isinstance(key.fileobj, socket.socket):
            key.fileobj.close()
        else:
            os.close(key.fd)
            key.data[1].close()


def _become(told: socket.socket, descriptors: list[int]) -> None:
    """Make this process what a new one would be that was started for the command."""
    with told, told.makefile("rb") as file:
        words, folder, environ = json.load(file)
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    _renew_streams()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    sys.argv[1:] = words
    sys.path[0] = folder
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _renew_streams() -> None:
    """Make the standard streams as Python does when it starts: whether one can seek, it asks when it is made."""
    for number, (name, mode, newline, buffering) in enumerate(STREAMS):
        ours = getattr(sys, name)
        stream = open(  # noqa: SIM115 - it lives as long as the process
            number, mode, buffering, encoding=ours.encoding, errors=ours.errors, newline=newline, closefd=False
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
