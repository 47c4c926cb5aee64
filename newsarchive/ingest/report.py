"""What an import has done so far: for the progress bar, the rows of its runs, and the last lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from newsarchive.dedupe.identity import Verdict
from newsarchive.store.outcomes import Filed, State


@dataclass(frozen=True, kw_only=True)
class Passed:
    """A damaged place that was passed over."""

    file: str
    offset: int
    """Bytes from the beginning of the file; of a table, its line."""
    what: str
    record: str | None = None
    """WARC-Record-ID, where it could be read."""


@dataclass
class Tally:
    """Pages that an import filed."""

    pages: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    reprints: int = 0
    """New articles whose text was known from another address."""
    not_articles: int = 0
    failed: int = 0
    """Pages that are kept, but could not be read."""

    def note(self, filed: Filed) -> None:
        """Count what filing a page did."""
        self.pages += 1
        self.failed += filed.state == State.FAILED
        self.not_articles += filed.state != State.FAILED and filed.verdict is None
        self.new += filed.verdict == Verdict.NEW
        self.changed += filed.verdict == Verdict.CHANGED
        self.same += filed.verdict == Verdict.SAME
        self.reprints += filed.verdict == Verdict.REPRINT


@dataclass(kw_only=True)
class Report:
    """What became of everything that stood in the files."""

    files: int = 0
    tally: Tally = field(default_factory=Tally)
    known: int = 0
    """Pages that the archive had already, from an earlier import or from this one."""
    passed: Counter[str] = field(default_factory=Counter)
    """Records that are no pages, by what they are."""
    strangers: Counter[str] = field(default_factory=Counter)
    """Pages that no portal owns, by host."""
    left: int = 0
    """Revisit records whose body is in none of the files and not in the archive."""
    damages: list[Passed] = field(default_factory=list)
