"""Traps: addresses without end that lead to nothing (session ids, calendars, facets), told by what they show. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from newsarchive.store.frontier import Due

BARREN = 50
"""Lists of one shape, one after the other, that show nothing new when they are first read: the shape is a trap."""

BARREN_IN_ALL = 1000
"""Lists of whatever shape, one after the other, that show nothing new when they are first read: something makes up
names without end, and no new list is looked at in this run."""

MOST_REPEATS = 2
"""How often one folder may stand in a path one after the other: relative addresses that go wrong repeat it for ever."""

NUMBER = re.compile(r"\d+")
TOKEN = re.compile(r"(?=[^/]*\d)(?=[^/]*[A-Za-z])[A-Za-z0-9_-]{12,}")
"""A name that a machine gave: a session's, for example."""


@dataclass
class Traps:
    """What one run knows of traps: those that earlier runs found, and lists that may be about to be one."""

    known: set[str]
    """Shapes of addresses that no new list is looked for at."""
    told: dict[str, str] = field(default_factory=dict)
    """Which lists were cut off in this run, by address or shape, and why."""
    _barren: dict[str, list[Due]] = field(default_factory=lambda: defaultdict(list))
    _in_all: list[Due] = field(default_factory=list)

    def objection(self, url: str) -> str | None:
        """Return why a list at an address is not to be looked at; None where it may be. Raises ValueError."""
        shape = shape_of(url)
        if shape in self.known:
            reason = f"a trap: {BARREN} lists like it showed nothing new"
            self.told.setdefault(shape, reason)
            return reason
        if len(self._in_all) >= BARREN_IN_ALL:
            reason = f"a trap: {BARREN_IN_ALL} lists before it showed nothing new"
            self.told.setdefault("new lists", reason)
            return reason
        return "a trap: its path repeats itself" if _repeats(url) else None

    def note(self, due: Due, *, is_barren: bool) -> Sequence[Due]:
        """Note what a list showed that was read for the first time; return the lists that turn out to be a trap."""
        shape = shape_of(due.address)
        if not is_barren:
            self._barren.pop(shape, None)
            self._in_all.clear()
            return ()
        if shape in self.known or len(self._in_all) >= BARREN_IN_ALL:  # it was under way when the trap sprang
            return (due,)
        self._in_all.append(due)
        if is_generated(due.address):
            self._barren[shape].append(due)
        if len(self._barren[shape]) >= BARREN:
            self.known.add(shape)
            return self._barren.pop(shape)
        return tuple(self._in_all) if len(self._in_all) >= BARREN_IN_ALL else ()

    def cut_off(self, address: str, reason: str) -> None:
        """Note that a list was followed no further, though it goes on."""
        self.told.setdefault(address, reason)

    def report(self) -> str | None:
        """Return what is to be told of the lists that were cut off; None where none was."""
        if not self.told:
            return None
        each = "; ".join(f"{address} ({reason})" for address, reason in list(self.told.items())[:5])
        more = f"; and {len(self.told) - 5} more" if len(self.told) > 5 else ""
        return f"Cut off: {each}{more}."


def is_generated(url: str) -> bool:
    """Whether a program may have made up an address: it has a number, a machine's name or a query."""
    parts = urlsplit(url)
    return bool(parts.query or NUMBER.search(parts.path) or TOKEN.search(parts.path))


def shape_of(url: str) -> str:
    """Return what addresses have in common that differ in numbers, machines' names and the values of their queries.

    Raises ValueError for an address that cannot be parsed.
    """
    parts = urlsplit(url)
    path = NUMBER.sub("0", TOKEN.sub("x", parts.path or "/"))
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return f"{parts.hostname}{path}" + (f"?{'&'.join(names)}" if names else "")


def _repeats(url: str) -> bool:
    """Whether a folder stands in a path too often, one directly after the other, or in turn with another."""
    folders = [folder for folder in urlsplit(url).path.split("/") if folder]
    for step in (1, 2):
        run = 0
        for one, other in zip(folders, folders[step:], strict=False):
            run = run + 1 if one == other else 0
            if run >= MOST_REPEATS * step:
                return True
    return False
