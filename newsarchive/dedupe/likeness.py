"""How much of one text stands in another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from newsarchive.dedupe.passages import grams
from newsarchive.dedupe.sketch import ALPHABET_GRAM, GRAM

ENOUGH = 0.35
"""The part of the shorter text that has to stand in the other for the two to be reprints."""
LEAST = 20
"""Letters that two texts have to share for that to say anything."""
DIGITS, KEPT = 8, 0.4
"""Where texts of so many digits share less than this part of the digits that lie in what they share, they are two
fillings of one form."""


@dataclass(frozen=True)
class Cover:
    """What of a text stands in another."""

    letters: int
    of: int
    """Letters of the text."""
    digits: int
    of_digits: int

    @property
    def part(self) -> float:
        """0 to 1."""
        return self.letters / max(1, self.of)

    @property
    def is_form(self) -> bool:
        """Whether the words are the other's, and the figures between them are not."""
        words = (self.letters - self.digits) / max(1, self.of - self.of_digits)
        return self.of_digits >= DIGITS and self.digits / self.of_digits < KEPT * words


@dataclass(frozen=True)
class Likeness:
    """What two texts share. Boilerplate is left out of everything."""

    first: Cover
    """What of the first stands in the second."""
    second: Cover
    """What of the second stands in the first."""

    @property
    def is_reprint(self) -> bool:
        """Whether one is the other's reprint, cut or whole."""
        smaller = max(self.first, self.second, key=lambda cover: (cover.part, -cover.of, cover.digits))
        return smaller.part >= ENOUGH and not smaller.is_form


def likeness(first: str, second: str) -> Likeness | None:
    """Compare two texts, given as their letters without boilerplate; None where they share too little to say so."""
    found = Likeness(_cover(first, _grams(second)), _cover(second, _grams(first)))
    return found if min(found.first.letters, found.second.letters) >= LEAST else None


def _grams(text: str) -> set[str]:
    return {gram for _, gram in grams(text, GRAM, ALPHABET_GRAM)}


def _cover(text: str, others: Collection[str]) -> Cover:
    """Count the letters that lie in a gram of the other text."""
    covered = bytearray(len(text))
    for at, gram in grams(text, GRAM, ALPHABET_GRAM):
        if gram in others:
            covered[at : at + len(gram)] = b"\1" * len(gram)
    digits = [at for at, letter in enumerate(text) if letter.isdigit()]
    return Cover(sum(covered), len(text), sum(covered[at] for at in digits), len(digits))
