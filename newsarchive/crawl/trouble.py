"""Why there is no response, in words that a link's row can hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Why there is no response."""

    reason: str
    """In words, for the link's row."""
    no_answer: bool = False
    """Whether the host did not answer at all: many of these in a row end a run."""
    again: bool = True
    """Whether another attempt makes sense."""


class NoResponse(Exception):
    """A request brought no response that could be kept."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.reason)
        self.trouble = trouble


def trouble_of(error: BaseException | None) -> Trouble:
    """Return what it means that a request failed."""
    return error.trouble if isinstance(error, NoResponse) else Trouble(reason=line_of(error))


def line_of(error: BaseException | None) -> str:
    """Return what an error says, in one line."""
    said = " ".join(str(error).split()) or type(error).__name__
    return said[:300]
