"""What a run has done so far: for the progress bar, the run's row and the last line."""

from __future__ import annotations

from dataclasses import dataclass

from newsarchive.dedupe.identity import Verdict
from newsarchive.items import ATTACHED, LinkKind
from newsarchive.store.outcomes import Filed, Outcome, State


@dataclass
class Tally:
    """Counts of one run."""

    fetched: int = 0
    """Responses kept, robots.txt included."""
    bytes: int = 0
    """Their bodies' bytes, as received."""
    lists: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    reprints: int = 0
    """New articles whose text was known from another address."""
    not_articles: int = 0
    """Pages at an article's address that are none."""
    held: int = 0
    """Pages that went into quarantine."""
    taken_back: int = 0
    """Those of them that had been filed, and counted, before the departure was noticed."""
    retried: int = 0
    failed: int = 0
    gone: int = 0
    excluded: int = 0
    """Links found that are not to be fetched."""
    queued: int = 0
    """Links found that are to be fetched."""
    attached: int = 0
    """Pictures of articles kept, and what else pages are shown with."""
    attached_missing: int = 0
    """Those that could not be had."""

    @property
    def articles(self) -> int:
        """Articles read, known ones included."""
        return self.new + self.changed + self.same + self.reprints

    def note(self, outcome: Outcome, filed: Filed, kind: LinkKind | None) -> None:
        """Count what one attempt brought."""
        if outcome.capture is not None:
            self.fetched += 1
            self.bytes += len(outcome.capture.body)
        self.queued += filed.queued
        self.excluded += filed.excluded + (filed.state == State.EXCLUDED)
        if kind in ATTACHED:
            self.attached += filed.state == State.DONE and outcome.reason is None
            self.attached_missing += filed.state in (State.FAILED, State.GONE)
            return
        self.retried += filed.state == State.QUEUED
        self.failed += filed.state == State.FAILED
        self.gone += filed.state == State.GONE
        if filed.state == State.DONE:
            self._note_page(filed, kind)

    def _note_page(self, filed: Filed, kind: LinkKind | None) -> None:
        if kind == LinkKind.LISTING:
            self.lists += 1
        elif filed.verdict == Verdict.HELD:
            self.held += 1 + filed.taken_back
            self.taken_back += filed.taken_back
        elif filed.verdict is None:
            self.not_articles += 1
        else:
            self.new += filed.verdict == Verdict.NEW
            self.changed += filed.verdict == Verdict.CHANGED
            self.same += filed.verdict == Verdict.SAME
            self.reprints += filed.verdict == Verdict.REPRINT
