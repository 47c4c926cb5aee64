"""How much of one text stands in another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from newsarchive.dedupe.passages import grams, weight
from newsarchive.dedupe.sketch import ALPHABET_GRAM, GRAM

ENOUGH = 0.35
"""The part of the shorter text that has to stand in the other for the two to be reprints."""
LEAST = 20
"""Letters that two texts have to share for that to say anything."""
RUN = 8
"""Letters on end that two texts have to share, as `weight` counts them: shorter are the turns of a form or a language.
Tuned on seeds 11, 12 and 13 of `benchmarks.recognise`: from 8 on, no two stories are linked that have no sentence in
common, and fewer reprints are found the higher it is."""
SHARED = re.compile(b"\x01+")
DIGIT = re.compile(r"\d")
DIGITS, KEPT = 8, 0.4
"""Where texts of so many digits share less than this part of the digits that lie in what they share, they are two
fillings of one form."""


class Weighted:
    """The passages of a text, each with how much a letter of it counts: 1 for what no other has. Those that count
    nothing, as boilerplate does, are left out.
    """

    def __init__(self, passages: Iterable[tuple[str, float]]) -> None:
        self.passages = [(letters, counts) for letters, counts in passages if counts]
        self.letters = "".join(letters for letters, _ in self.passages)
        self.grams = grams(self.letters, GRAM, ALPHABET_GRAM)
        self.distinct = set(self.grams) - {""}
        self.digits = [digit.start() for digit in DIGIT.finditer(self.letters)]


@dataclass(frozen=True)
class Cover:
    """What of a text stands in another. Boilerplate is left out."""

    letters: int
    of: int
    """Letters of the text."""
    part: float
    """The part of the text that stands in the other, 0 to 1, each letter by its weight."""
    digits: int
    of_digits: int

    @property
    def is_form(self) -> bool:
        """Whether the words are the other's, and the figures between them are not."""
        words = (self.letters - self.digits) / max(1, self.of - self.of_digits)
        return self.of_digits >= DIGITS and self.digits / self.of_digits < KEPT * words


@dataclass(frozen=True)
class Likeness:
    """What two texts share."""

    first: Cover
    """What of the first stands in the second."""
    second: Cover
    """What of the second stands in the first."""

    @property
    def is_reprint(self) -> bool:
        """Whether one is the other's reprint, cut or whole."""
        smaller = max(self.first, self.second, key=lambda cover: (cover.part, -cover.of, cover.digits))
        return smaller.part >= ENOUGH and not smaller.is_form


def likeness(first: Weighted, second: Weighted) -> Likeness | None:
    """Compare two texts; None where they share too little to say anything. The order changes nothing but the names."""
    found = Likeness(_cover(first, second), _cover(second, first))
    return found if min(found.first.letters, found.second.letters) >= LEAST else None


def _cover(text: Weighted, other: Weighted) -> Cover:
    """Count the letters of a text that stand in the other."""
    covered = _shared(text, other)
    weighed, total, at = 0.0, 0.0, 0
    for letters, counts in text.passages:
        weighed += counts * covered.count(1, at, at + len(letters))
        total += counts * len(letters)
        at += len(letters)
    return Cover(
        letters=covered.count(1),
        of=len(text.letters),
        part=weighed / total if total else 0.0,
        digits=sum(covered[at] for at in text.digits),
        of_digits=len(text.digits),
    )


def _shared(text: Weighted, other: Weighted) -> bytearray:
    """Return a 1 for each letter that lies in a gram of the other text, among enough of them on end; else a 0."""
    covered = bytearray(len(text.letters))
    for at, gram in enumerate(text.grams):
        if gram in other.distinct:
            covered[at : at + len(gram)] = b"\1" * len(gram)
    for run in SHARED.finditer(bytes(covered)):
        if weight(text.letters[slice(*run.span())]) < RUN:
            covered[slice(*run.span())] = bytes(len(run[0]))
    return covered
