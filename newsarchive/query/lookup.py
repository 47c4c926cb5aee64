"""What the search index is asked for, so that it gives every article that may be wanted.

The index knows which words an article has, and which of them its title has, not where: it decides by itself about
single words and pairs of characters, and leaves phrases and other parts of an article to a look at the text.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsarchive.query.grammar import Both, Either, Field, Not, Term, Wanted
from newsarchive.store.asked import AnyOf, Asked, Without, all_of, any_of
from newsarchive.store.findable import LONGEST, in_title
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


def title_lookup(wanted: Wanted) -> Asked | None:
    """Return what gives every article whose title may have the words that are wanted (`texts.stands_in_title`)."""
    return _Asking().of_title(wanted)


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

    def of_title(self, wanted: Wanted) -> Asked | None:
        match wanted:
            case Both(parts):
                return all_of([one for part in parts if (one := self.of_title(part)) is not None])
            case Either(parts):
                found = [one for part in parts if (one := self.of_title(part)) is not None]
                return any_of(found) if len(found) == len(parts) else None
            case Term(phrase, None | Field.TITLE):
                return self._term(Term(phrase, Field.TITLE)).asked
        return None

    def _term(self, term: Term) -> Lookup:
        found = query_tokens(term.phrase.text, begins=term.phrase.begins)
        some = [_cut(token) for token in found[: self._left]]
        self._left -= len(some)
        if term.field is Field.TITLE:
            some = [in_title(token) for token in some]
        decides = term.field in (None, Field.TITLE) and term.phrase.is_token and len(some) == len(found) > 0
        return Lookup(all_of([*some]), decides)

    def _both(self, parts: tuple[Wanted, ...]) -> Lookup:
        found = [self.of(part) for part in parts if not isinstance(part, Not)]
        unwanted = [self.of(part.part) for part in parts if isinstance(part, Not)]
        asked = all_of([one.asked for one in found if one.asked is not None])
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
        return Lookup(any_of(asked), decides=all(one.decides for one in found))


def _cut(token: str) -> str:
    return f"{token[:LONGEST]}*" if token.endswith("*") and len(token) > LONGEST else token[:LONGEST]
