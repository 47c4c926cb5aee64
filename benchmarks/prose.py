"""Chinese prose at random, fast: characters follow one another as they do in the sentences of `recognise.stories`.

The text means nothing. What an index and a disk see is like news: some characters are everywhere, most are rare, and
pairs of characters come back far more often than chance would have it (Shannon 1948, sections 2 and 3: a second-order
approximation, by characters).
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from itertools import accumulate, pairwise

from benchmarks.recognise.stories import CHARACTERS, make_story

STORIES = 2_000
"""Stories that the pairs are learned from; every fourth is English, and left out."""
WORDS = 8_000
"""Words of two of the 3,755 commonest characters (GB 2312, level 1); the n-th is n times as rare as the first."""
COMMONEST = 3_000
"""How often the first of these stands in what is learned from."""
WALKS, STEPS = 32, 8
"""Ways on from each character that are made beforehand, and their length: a text is put together of such ways."""
SIGNS = "，。、；：“”"


class Prose:
    """A teller of texts; the same dice tell the same."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._walks = _walks(dice)

    def paragraph(self, length: int) -> str:
        """Return a paragraph of about so many characters."""
        told, last, written, rolled = [], "。", 0, self._dice.random
        while written < length:
            walk = self._walks[last][int(rolled() * WALKS)]
            told.append(walk)
            last = walk[-1]
            written += STEPS
        return "".join(told).strip(SIGNS) + "。"

    def title(self) -> str:
        """Return a headline of eight to twenty characters."""
        return "".join(sign for sign in self.paragraph(self._dice.randint(8, 20)) if sign not in SIGNS)


def _walks(dice: random.Random) -> dict[str, list[str]]:
    """Return for each character some ways on from it, drawn by how often one character follows another."""
    followers: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in _sentences(dice):
        for one, other in pairwise(f"。{sentence}"):
            followers[one][other] += 1
    drawn = {one: (list(after), list(accumulate(after.values()))) for one, after in followers.items()}

    def walk(last: str) -> str:
        steps = []
        for _ in range(STEPS):
            after, weights = drawn[last]
            last = dice.choices(after, cum_weights=weights)[0]
            steps.append(last)
        return "".join(steps)

    return {one: [walk(one) for _ in range(WALKS)] for one in drawn}


def _sentences(dice: random.Random) -> list[str]:
    stories = (make_story(number, dice.randrange(1 << 30)) for number in range(STORIES))
    sentences = [sentence for story in stories if story.is_chinese for sentence in story.sentences]
    characters = [bytes((0xB0 + at // 94, 0xA1 + at % 94)).decode("gb2312") for at in range(3_755)]
    for rank in range(1, WORDS + 1):
        word = "".join(dice.choices(characters, k=2))
        sentences += (
            dice.choice(CHARACTERS) + word + dice.choice(CHARACTERS) for _ in range(max(1, COMMONEST // rank))
        )
    return sentences
