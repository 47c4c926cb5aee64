"""What a user could take instead, as its documentation tells to use it."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Sequence

from datasketch import MinHash, MinHashLSH
from simhash import Simhash, SimhashIndex

from benchmarks.recognise.reprints import Document

Pair = tuple[int, int]
GRAM, PERMUTATIONS, THRESHOLD, DISTANCE = 5, 128, 0.5, 3


def by_datasketch(documents: Sequence[Document]) -> set[Pair]:
    """MinHash signatures (128 permutations, character 5-grams), looked up by LSH at a Jaccard similarity of 0.5."""
    index, pairs = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS), set[Pair]()
    for number, document in enumerate(documents):
        signature = MinHash(num_perm=PERMUTATIONS)
        signature.update_batch([gram.encode() for gram in _grams(document)])
        pairs |= {(other, number) for other in index.query(signature)}
        index.insert(number, signature)
    return pairs


def by_simhash(documents: Sequence[Document]) -> set[Pair]:
    """64-bit simhashes over character 5-grams that differ in 3 bits at most."""
    index, pairs = SimhashIndex([], k=DISTANCE), set[Pair]()
    for number, document in enumerate(documents):
        value = Simhash(sorted(_grams(document)))
        pairs |= {(int(other), number) for other in index.get_near_dups(value)}
        index.add(str(number), value)
    return pairs


def by_exact_text(documents: Sequence[Document]) -> set[Pair]:
    """Digests of the text, white space left out."""
    known: dict[bytes, list[int]] = defaultdict(list)
    pairs = set[Pair]()
    for number, document in enumerate(documents):
        digest = hashlib.sha256("".join(_text(document).split()).encode()).digest()
        pairs |= {(other, number) for other in known[digest]}
        known[digest].append(number)
    return pairs


def _text(document: Document) -> str:
    return unicodedata.normalize("NFKC", "".join(document.paragraphs))


def _grams(document: Document) -> set[str]:
    text = _text(document)
    return {text[at : at + GRAM] for at in range(len(text) - GRAM + 1)}
