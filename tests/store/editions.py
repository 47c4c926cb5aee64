"""What becomes of documents after they were printed: later editions of some, each an edit of the one before."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from benchmarks.recognise.reprints import Document

EDITED = 0.2
"""The part of the documents that have later editions."""

Edit = Callable[[Document, Document], Document]
"""Makes an edition of a document; another may lend it something."""


def editions(documents: Sequence[Document], seed: int) -> Iterator[tuple[int, int, Document]]:
    """Give every document and its later editions as number, edition and text: edition by edition, in their order."""
    lives = [
        _life(document, documents[number - 1], random.Random(f"{seed} {number}"))
        for number, document in enumerate(documents)
    ]
    for edition in range(len(EDITS) + 1):
        for number, life in enumerate(lives):
            if edition < len(life):
                yield number, edition, life[edition]


def _life(document: Document, other: Document, dice: random.Random) -> list[Document]:
    """Return a document and its later editions.

    None comes back after another: a version that is parted by what came between has its page read again, by a portal's
    own parser, which these have not. tests/store/test_versions.py is about that.
    """
    told = [document]
    for edit in dice.sample(EDITS, dice.randint(1, 3)) if dice.random() < EDITED else ():
        made = edit(told[-1], other)
        if made == told[-1] or made not in told:
            told.append(made)
    return told


def _seen_again(document: Document, _other: Document) -> Document:
    return document


def _corrected(document: Document, _other: Document) -> Document:
    line = f"更正：此前的报道有误，事情发生在第{sum(document.lengths)}号院，而不是在邻近的院子里，特此向读者致歉。"
    return replace(document, paragraphs=(line, *document.paragraphs))


def _shortened(document: Document, _other: Document) -> Document:
    return replace(document, paragraphs=document.paragraphs[: (len(document.paragraphs) + 1) // 2])


def _retold(document: Document, other: Document) -> Document:
    """Another story at the same address."""
    return replace(document, paragraphs=other.paragraphs)


def _joined(document: Document, other: Document) -> Document:
    """Two stories in one."""
    return replace(document, paragraphs=document.paragraphs + other.paragraphs)


def _punctuated(document: Document, _other: Document) -> Document:
    """The same letters with other sentences."""
    return replace(document, paragraphs=tuple(text.replace("，", "。") for text in document.paragraphs))


def _emptied(document: Document, _other: Document) -> Document:
    return replace(document, paragraphs=())


EDITS: tuple[Edit, ...] = (_seen_again, _corrected, _shortened, _retold, _joined, _punctuated, _emptied)
