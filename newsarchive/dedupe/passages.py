"""A text as it is compared with others: its letters, cut into passages, and these into grams."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from newsarchive.items import Article, Section
from newsarchive.text.cjk import fold
from newsarchive.text.counters import is_counter

IGNORED = re.compile(r"[\W_]+")
"""Punctuation and white space: what a new template changes while the text stays the same."""
SENTENCE_END = re.compile(r"(?<=[。！？!?；;])|(?<=\.)\s")

LEAST = 20
"""Letters that a passage has at least, but the last one: most sentences are one, wherever a paragraph begins."""
ALPHABET = 3
"""How many letters of an alphabet say as much as one of a script that is written without spaces."""
WITHOUT_SPACES = "\u2e80"
"""The first letter of those scripts (Han, kana, hangul); nearly all letters behind it are of them."""


def passages_of(article: Article) -> tuple[str, ...]:
    """Return the passages of an article's body, headings included."""
    return passages(lines_of(article.sections))


def lines_of(sections: Iterable[Section]) -> Iterator[str]:
    """Give the headings and paragraphs of sections, in order."""
    for section in sections:
        if section.heading:
            yield section.heading
        yield from section.paragraphs


def passages(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the letters of lines (headings, paragraphs), folded, in passages of whole sentences. None is empty.

    What is too short to be one, as a heading is, goes with what follows. Lines that only count readers are left out.
    """
    found, kept = [], ""
    for line in (line for line in lines if not is_counter(line)):
        for sentence in SENTENCE_END.split(fold(line)):
            kept += IGNORED.sub("", sentence)
            if weight(kept) >= LEAST:
                found.append(kept)
                kept = ""
    return (*found, kept) if kept else tuple(found)


def weight(letters: str) -> float:
    """Return how many letters of a script without spaces say as much."""
    without = sum(map(WITHOUT_SPACES.__le__, letters))
    return without + (len(letters) - without) / ALPHABET


def grams(letters: str, size: int, size_in_alphabets: int) -> list[str]:
    """Return the gram that begins at each letter; how long it is goes by the letter's script.

    It is empty where the text ends too soon.
    """
    sizes = [size if letter >= WITHOUT_SPACES else size_in_alphabets for letter in letters]
    found = [letters[at : at + long] for at, long in enumerate(sizes)]
    for at in range(max(0, len(letters) - max(size, size_in_alphabets)), len(letters)):
        if len(found[at]) < sizes[at]:
            found[at] = ""
    return found
