"""Words that are planted in made articles, each in its own part of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

SHARES = (0.0001, 0.001, 0.01, 0.1, 0.6)
"""Of the articles that have a word."""
OF_A_KIND = 3
"""Words of each kind and share, so that no answer is one that was just given."""
RARE = [bytes((lead, tail)).decode("gb2312") for lead in range(0xD8, 0xF8) for tail in range(0xA1, 0xFF)]
"""Characters that made prose has not (GB 2312, level 2)."""
COMMON = 0.1
"""The share of the words that phrases are made of, at least."""
SEED = 20261129


@dataclass(frozen=True)
class Planted:
    """A word."""

    text: str
    kind: str
    """two characters, word (four), or phrase: two words of two side by side, each of which stands elsewhere too."""
    share: float


def planted_words() -> list[Planted]:
    """Return all words, the same each time."""
    signs = random.Random(SEED).sample(RARE, len(RARE))
    two, four = [], []
    for share in SHARES:
        for _ in range(OF_A_KIND):
            two.append(Planted(signs.pop() + signs.pop(), "two characters", share))
            four.append(Planted("".join(signs.pop() for _ in range(4)), "word", share))
    common = [word.text for word in two if word.share >= COMMON]
    pairs = [one + other for one in common for other in common if one != other]
    phrases = [Planted(pairs.pop(), "phrase", share) for share in SHARES for _ in range(OF_A_KIND)]
    return [*two, *four, *phrases]


def planted_in(number: int, words: list[Planted]) -> Iterator[str]:
    """Give the words that an article has, each between commas."""
    dice = random.Random(SEED + number)
    for word in words:
        if dice.random() < word.share:
            yield word.text
