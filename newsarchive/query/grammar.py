"""The language of searches: words, phrases, AND, OR, NOT, brackets, beginnings of words, and where a word is to stand.

    either = both { OR both }
    both   = one { [AND] one }
    one    = NOT one | "(" either ")" | [field ":"] term
    term   = "a phrase" | word | beginning*
    field  = title | author | source

Operators are written in capitals, so that `and` is a word like another. Signs may be full-width, as a Chinese keyboard
writes them. What is typed is read into a tree, whose leaves know their text as it is compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from newsarchive.errors import UsageError
from newsarchive.query.phrases import Phrase
from newsarchive.text.cjk import fold

DEEPEST = 50
"""Brackets and NOTs inside one another, at most."""
MOST = 500
"""Words and phrases of a search, at most."""
SIGNS = re.compile(
    r"""(?P<space>\s+)
    |(?P<field>(?:title|author|source)[:：])
    |[\"“”„＂](?P<quoted>[^\"“”„＂]*)(?P<closed>[\"“”„＂]?)
    |(?P<open>[(（])
    |(?P<shut>[)）])
    |(?P<word>[^\s\"“”„＂()（）]+)""",
    re.VERBOSE,
)
SPACE = re.compile(r"\s+")
STARS = "*＊"


class Field(StrEnum):
    """A part of an article that a word can be looked for in alone."""

    TITLE = "title"
    AUTHOR = "author"
    SOURCE = "source"


@dataclass(frozen=True)
class Term:
    """Something that is to stand in an article, or in one part of it."""

    phrase: Phrase
    field: Field | None = None


@dataclass(frozen=True)
class Both:
    """All parts are wanted."""

    parts: tuple[Wanted, ...]


@dataclass(frozen=True)
class Either:
    """One part is enough."""

    parts: tuple[Wanted, ...]


@dataclass(frozen=True)
class Not:
    """The part is not wanted."""

    part: Wanted


Wanted = Term | Both | Either | Not


def parse(words: str | None) -> Wanted | None:
    """Return what is wanted by words typed in the language of searches; None where nothing is asked for.

    Raises UsageError with the place of what cannot be read.
    """
    return _Reader(words or "").whole()


def terms(wanted: Wanted | None) -> Iterator[Term]:
    """Give the terms that speak for an article, each where it is written first; what is not wanted is left out."""
    match wanted:
        case Term():
            yield wanted
        case Both(parts) | Either(parts):
            for part in parts:
                yield from terms(part)


@dataclass(frozen=True)
class _Sign:
    kind: str
    text: str
    at: int


class _Reader:
    """Reads signs from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._signs = [sign for sign in map(self._sign, SIGNS.finditer(text)) if sign.kind != "space"]
        self._next = self._depth = 0
        if sum(sign.kind in ("word", "quoted") for sign in self._signs) > MOST:
            raise UsageError(f"More than {MOST} words are searched for.", next_step="Search for fewer.")

    def whole(self) -> Wanted | None:
        if not self._signs:
            return None
        found = self._either()
        if (left := self._peek()) is not None:  # nothing else ends what is wanted
            raise self._error("This bracket was never opened", left.at)
        return found

    def _either(self) -> Wanted | None:
        parts = [self._both()]
        while self._takes("OR"):
            parts.append(self._both())
        return _joined(Either, parts)

    def _both(self) -> Wanted | None:
        parts = [self._one()]
        while (sign := self._peek()) is not None and sign.kind != "shut" and not self._is("OR", sign):
            if self._is("AND", sign):
                self._next += 1
            parts.append(self._one())
        return _joined(Both, parts)

    def _one(self) -> Wanted | None:
        sign = self._take()
        if self._is("NOT", sign):
            return self._deeper(self._not, sign)
        if sign.kind == "open":
            return self._deeper(self._group, sign)
        if sign.kind == "shut":
            what = "A word is missing before this bracket" if self._depth else "This bracket was never opened"
            raise self._error(what, sign.at)
        if self._is("AND", sign) or self._is("OR", sign):
            raise self._error(f"A word is missing before {sign.text}", sign.at)
        if sign.kind == "field":
            return self._in_field(sign)
        return self._term(sign, None)

    def _deeper(self, read: Callable[[_Sign], Wanted | None], sign: _Sign) -> Wanted | None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._error(f"More than {DEEPEST} brackets and NOTs are inside one another", sign.at)
        found = read(sign)
        self._depth -= 1
        return found

    def _not(self, _sign: _Sign) -> Wanted | None:
        part = self._one()
        return None if part is None else Not(part)

    def _group(self, opened: _Sign) -> Wanted | None:
        first = self._peek()
        if first is not None and first.kind == "shut":
            raise self._error("There is nothing between these brackets", opened.at)
        found = self._either() if first is not None else None
        if self._peek() is None:
            raise self._error("This bracket is never closed", opened.at)
        self._next += 1  # what ended the inside is a closing bracket
        return found

    def _in_field(self, sign: _Sign) -> Wanted | None:
        name, behind = sign.text[:-1], self._peek()
        if behind is None or behind.kind not in ("word", "quoted"):
            raise self._error(f"A word is missing behind {sign.text}", sign.at)
        return self._term(self._take(), Field(name))

    def _term(self, sign: _Sign, field: Field | None) -> Wanted | None:
        begins = sign.kind == "word" and sign.text[-1] in STARS and sign.text.strip(STARS) != ""
        text = SPACE.sub(" ", fold(sign.text.rstrip(STARS) if begins else sign.text)).strip()
        return Term(Phrase(text, begins=begins), field) if text else None

    def _sign(self, found: re.Match[str]) -> _Sign:
        kind = found.lastgroup or ""
        if kind == "closed":
            if not found["closed"]:
                raise self._error("This quotation mark is never closed", found.start())
            return _Sign("quoted", found["quoted"], found.start())
        return _Sign(kind, found[kind], found.start())

    def _peek(self) -> _Sign | None:
        return self._signs[self._next] if self._next < len(self._signs) else None

    def _take(self) -> _Sign:
        sign = self._peek()
        if sign is None:
            raise self._error("A word is missing at the end", len(self._text))
        self._next += 1
        return sign

    def _takes(self, operator: str) -> bool:
        sign = self._peek()
        found = sign is not None and self._is(operator, sign)
        self._next += found
        return found

    @staticmethod
    def _is(operator: str, sign: _Sign) -> bool:
        return sign.kind == "word" and sign.text == operator

    def _error(self, what: str, at: int) -> UsageError:
        return UsageError(
            f"{what}, at character {at + 1}: {self._text[:at]} ▸ {self._text[at:]}",
            next_step='Put what is to be found as it stands in quotation marks: "AND (so)".',
        )


def _joined(kind: type[Both] | type[Either], parts: list[Wanted | None]) -> Wanted | None:
    """Join parts; what has no letters asks for nothing."""
    asked = list(dict.fromkeys(part for part in parts if part is not None))
    return kind(tuple(asked)) if len(asked) > 1 else asked[0] if asked else None
