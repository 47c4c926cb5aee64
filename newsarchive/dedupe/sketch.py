"""What like texts have in common: numbers by which candidates for reprints are looked up.

Two kinds: bands of a MinHash signature of the whole text (Broder 1997; Leskovec, Rajaraman, Ullman, "Mining of Massive
Datasets", 3.4), which texts share that are alike throughout; and one number for each passage, the least hash of its
grams, which texts share of which one is a cut, or a part, of the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from rensa import RMinHash

from newsarchive.dedupe.passages import grams, passages_of, weight
from newsarchive.items import Article

GRAM = 5
"""Letters of a gram of the whole text."""
PASSAGE_GRAM = 12
"""Letters of a gram of a passage: so many that a name or a stock phrase is not one."""
ALPHABET_GRAM, ALPHABET_PASSAGE_GRAM = 16, 18
"""The same in alphabets."""
SHORTEST = 40
"""Letters of a body that tells something."""
BANDS, ROWS = 12, 4
"""Two texts that share the part J of their grams share a band with probability 1 - (1 - J^4)^12: .54 where J is .5."""
SEED = 4
METHOD = (
    f"4 rensa-{RMinHash.ALGORITHM_VERSION} {GRAM} {PASSAGE_GRAM} {ALPHABET_GRAM} {ALPHABET_PASSAGE_GRAM} {BANDS} {ROWS}"
)
"""Names how sketches are made: sketches of two methods are not to be compared. Its first figure is to be raised when
anything else about them changes, or about what is boilerplate and what is linked."""

MANY = (3, 6, 12)
"""A number that stands beside so many different ones is boilerplate, more and more."""
WEIGHTS = (1.0, 0.5, 0.25, 0.0)
"""What a letter of a passage counts, by how common the passage is."""
SPREAD = 0.3
"""The least part of the texts with a number that stand for different companions, where it is boilerplate."""
FAR = 128
"""A number with so many different companions is boilerplate, however many texts have it."""
MOST, DRAWN = 1000, 32
"""Passages of a text that it is looked up by, and of which one is drawn for a companion: those with the least numbers,
which texts that share much share too (bottom-k sketch). More are no news."""
MIX = 0x9E3779B97F4A7C15
"""An odd constant near 2^64 divided by the golden ratio: multiplying by it spreads what differs (Knuth, 6.4)."""
MASK = (1 << 63) - 1
"""What a database's integer can hold."""


@dataclass(frozen=True)
class Sketch:
    """What a text is looked up by. All numbers are below 2^63."""

    key: bytes
    """16-byte digest of its passages: equal texts have the same. The same letters in other sentences are another text,
    which is looked up by other numbers."""
    length: int
    """Letters."""
    bands: tuple[int, ...]
    passages: tuple[int, ...]
    """A number for each passage, in order; 0 for one that is too short to have one."""

    def companions(self) -> dict[int, int]:
        """Return, for each number, one other passage's, drawn by both: what it stands beside in this text.

        A number that stands beside many different ones is boilerplate; in reprints it stands beside the same. Each
        number draws in an order of its own, so that no passage of the same boilerplate is drawn by all.
        """
        least = sorted(set(self.passages) - {0})[:MOST]
        drawn = set(least[:DRAWN])
        return {
            value: min(drawn - {value}, key=lambda other: (value ^ other) * MIX & MASK, default=0)
            for value in {*self.bands, *least}
        }


def commonness(texts: int, companions: int) -> int:
    """Return how common a number is that so many texts have, beside so many different companions: 0 to 3.

    When that changes, all texts with the number are compared again. So texts are counted in powers of two here: a
    number on the border is not now boilerplate and now none, with each text that comes.
    """
    if companions < min(FAR, SPREAD * (1 << max(texts, 1).bit_length() - 1)):  # the many copies of one story
        return 0
    return sum(companions >= many for many in MANY)


@dataclass(frozen=True)
class Compared:
    """An article's text as it is compared with others."""

    passages: tuple[str, ...]
    sketch: Sketch | None
    """None for a text too short to tell anything."""


def compared_text(article: Article) -> Compared:
    """Return the text of an article as it is compared."""
    found = passages_of(article)
    return Compared(found, sketch(found))


def sketch(passages: Sequence[str]) -> Sketch | None:
    """Return the sketch of a text, given in passages; None for one too short to tell anything."""
    whole = "".join(passages)
    if weight(whole) < SHORTEST:
        return None
    digest = hashlib.blake2b("\0".join(passages).encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return Sketch(digest, len(whole), _bands(whole), passage_numbers(passages))


def _bands(whole: str) -> tuple[int, ...]:
    found = set(grams(whole, GRAM, ALPHABET_GRAM)) - {""}
    (signature,) = RMinHash.digests_from_token_sets([found], BANDS * ROWS, SEED)
    return tuple(_number(f"{band}:{signature[band * ROWS : band * ROWS + ROWS]}".encode()) for band in range(BANDS))


def _number(data: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big") & MASK


def passage_numbers(passages: Sequence[str]) -> tuple[int, ...]:
    """Return a number for each passage, in order; 0 for one that is too short to have one."""
    found = [list(filter(None, grams(text, PASSAGE_GRAM, ALPHABET_PASSAGE_GRAM))) for text in passages]
    return tuple(min(hashes) & MASK if hashes else 0 for hashes in RMinHash.hash_token_sets(found))
