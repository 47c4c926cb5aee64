"""How changes of articles look: as lines of a listing, as a readable diff, as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from rich.text import Text

    from newsarchive.dedupe.difference import Change, Difference
    from newsarchive.dedupe.kinds import Kind
    from newsarchive.dedupe.wording import Span

AROUND = 24
"""Characters that a listing shows beside what was changed."""
SIDES = {"old": ("-", "red"), "new": ("+", "green")}


def moment(at: datetime) -> str:
    """Write a moment as all commands do."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def kinds_line(kinds: tuple[Kind, ...]) -> str:
    """Write kinds of changes in a few words."""
    return ", ".join(kinds)


def diff_lines(difference: Difference) -> Iterator[Text]:
    """Give a diff: where and what kind, then the text before and after, what changed in it marked in a terminal."""
    from rich.text import Text

    for change in difference.changes:
        yield Text(f"@@ {_where(change)}: {kinds_line(change.kinds)} @@", style="cyan")
        if change.edit == "moved" and not change.spans:
            yield Text(f" {change.new}")
            continue
        for side, text in (("old", change.old), ("new", change.new)):
            if text is not None:
                yield _line(side, text, change.spans)


def _line(side: str, text: str, spans: tuple[Span, ...]) -> Text:
    from rich.text import Text

    sign, colour = SIDES[side]
    line = Text(sign, style=colour)
    if not spans:
        return line.append(text)
    for span in spans:
        if span.side in ("both", side):
            line.append(span.text, style="" if span.side == "both" else f"bold reverse {colour}")
    return line


def _where(change: Change) -> str:
    places = [place for place in (change.old_place, change.new_place) if place is not None]
    if change.edit == "moved":
        return f"{change.part} {places[0]} moved to {places[-1]}"
    return f"{change.part} {places[-1]} {change.edit}" if places else f"{change.part} {change.edit}"


def short(change: Change) -> str:
    """Write a change on one line: what gave way to what, with a little of what stands beside it."""
    if not change.spans:
        return f"{_where(change)}: {_clipped(change.new or change.old or '')}"
    written = "".join(_marked(span) for span in change.spans)
    start = max(0, next((at for mark in ("[-", "{+") if (at := written.find(mark)) >= 0), 0) - AROUND)
    text = ("…" if start else "") + written[start : start + 6 * AROUND]
    return f"{_where(change)}: {text}" + ("…" if len(written) > start + 6 * AROUND else "")


def _marked(span: Span) -> str:
    """Mark a stretch as wdiff does."""
    return {"old": "[-{}-]", "new": "{{+{}+}}"}.get(span.side, "{}").format(span.text)


def _clipped(text: str) -> str:
    return text if len(text) <= 4 * AROUND else f"{text[: 4 * AROUND - 1]}…"


def change_facts(difference: Difference) -> Mapping[str, Any]:
    """Return a difference as JSON has it."""
    return {"kinds": list(difference.kinds), "changes": [asdict(change) for change in difference.changes]}
