"""What the search index is asked for, so that it gives every article that may be wanted.

The index knows which words an article has, not where: it decides by itself about single words and pairs of characters,
and leaves phrases and parts of an article to a look at the text.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsarchive.query.grammar import Both, Either, Not, Term, Wanted
from newsarchive.store.search_index import AllOf, AnyOf, Asked, Without
from newsarchive.text.cjk import query_tokens

ENOUGH = 100
"""Tokens that the index is asked for; of a pasted page PostgreSQL would refuse them all (its stack is 2 MB deep)."""


@dataclass(frozen=True)
class Lookup:
    """A question for the index."""

    asked: Asked | None
    """None where every article may be wanted."""
    decides: bool
    """Whether just the articles that it gives are wanted."""


def lookup(wanted: Wanted | None) -> Lookup:
    """Return what the index is to be asked for."""
    return _Asking().of(wanted) if wanted is not None else Lookup(None, decides=True)


class _Asking:
    def __init__(self) -> None:
        self._left = ENOUGH

    def of(self, wanted: Wanted) -> Lookup:
        match wanted:
            case Both(parts):
                return self._both(parts)
            case Either(parts):
                return self._either(parts)
            case Not():  # nothing to take it from: the index cannot give all other articles
                return Lookup(None, decides=False)
            case Term():
                return self._term(wanted)

    def _term(self, term: Term) -> Lookup:
        found = query_tokens(term.phrase.text, begins=term.phrase.begins)
        some = found[: self._left]
        self._left -= len(some)
        decides = term.field is None and term.phrase.is_token and len(some) == len(found) > 0
        return Lookup(_joined(some), decides)

    def _both(self, parts: tuple[Wanted, ...]) -> Lookup:
        found = [self.of(part) for part in parts if not isinstance(part, Not)]
        unwanted = [self.of(part.part) for part in parts if isinstance(part, Not)]
        asked = _joined([one.asked for one in found if one.asked is not None])
        decides = all(one.decides for one in (*found, *unwanted))
        if asked is None:
            return Lookup(None, decides=False)
        taken = tuple(one.asked for one in unwanted if one.decides and one.asked is not None)
        return Lookup(Without(asked, AnyOf(taken)) if taken else asked, decides)

    def _either(self, parts: tuple[Wanted, ...]) -> Lookup:
        found = [self.of(part) for part in parts]
        asked = [one.asked for one in found if one.asked is not None]
        if len(asked) < len(found):
            return Lookup(None, decides=False)
        return Lookup(AnyOf(tuple(asked)), decides=all(one.decides for one in found))


def _joined(asked: list[Asked] | list[str]) -> Asked | None:
    return AllOf(tuple(asked)) if len(asked) > 1 else asked[0] if asked else None
