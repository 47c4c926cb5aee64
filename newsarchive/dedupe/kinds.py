"""What kind of change an edit is: a typo, a figure, a name, the note of a correction, or the text itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from newsarchive.dedupe.identity import said
from newsarchive.dedupe.wording import Hunk
from newsarchive.reading.names import HAN, is_han_name
from newsarchive.text.cjk import UNSPACED
from newsarchive.text.languages import LANGUAGES, any_of
from newsarchive.text.months import MONTHS
from newsarchive.text.numbers import Number, numbers_in


class Kind(StrEnum):
    """What a change means to a reader; the weightiest first."""

    CORRECTION = "correction"
    """The publisher tells that there was a fault."""
    HEADLINE = "headline"
    """The headline, or the line above it."""
    FIGURE = "figure"
    """A number became another one."""
    NAME = "name"
    """A person, a place or a newspaper is called otherwise, or is named now and was not before."""
    TYPO = "typo"
    """Spelling, punctuation, a letter or two: nothing else is said."""
    TEXT = "text"
    """Whatever else the text says otherwise."""


ORDER = tuple(Kind)
NOTE = re.compile(rf"[\s【\[（(*—–\-•■※]*(?:{any_of('correction')})", re.IGNORECASE)
NOTE_WITHIN = 200
"""Characters of a paragraph's beginning that are looked at."""
MOST_HUNKS = 200
"""Replacements in one paragraph that are looked at; with more it is the text that changed."""
SMALL = 12
"""Characters of a replacement above which it is no typo, and of what may stand beside a figure."""
ABOUT = re.compile("[余餘多近约約超逾]|不足|以上|以下|左右|上下|将近|將近|大约|大約")
"""What makes of a number beside it a rough one, or a limit."""
TOUCHING, BESIDE = 1, 2
"""How far from a stretch a number may stand: against it, or behind a measure (三年多)."""
WORD = re.compile(rf"(?:(?![{UNSPACED}])[^\W\d_])+(?:['’-](?:(?![{UNSPACED}])[^\W\d_])+)*")
SENTENCE_END = re.compile(r"[.!?:…。！？：“”\"«»]\s*$")
LABELS = "|".join(any_of(f"{name}_label") for name in ("author", "editor", "photographer", "translator"))
LABELLED = re.compile(rf"(?:{LABELS}|{any_of('titled')})\s*[:：]?\s*(?P<name>[{HAN}]{{2,4}})", re.IGNORECASE)
ADDRESSED = re.compile(rf"(?P<name>[{HAN}]{{1,4}})(?:氏|さん|先生|女士|小姐|同志)")
"""Whoever is called politely, with what stands close before."""
WEEKDAY = re.compile(any_of("weekdays"), re.IGNORECASE)
TITLED = re.compile(rf"\b(?:{any_of('titled')})\.?\s+$", re.IGNORECASE)
NOUNS_ARE_CAPITALS = frozenset({"de", "lb"})
"""Languages in which a capital letter tells no name; two words that begin with one do."""


@dataclass(frozen=True, kw_only=True)
class Texts:
    """An old text and the new one in its place, with what is known of both."""

    old: str
    new: str
    hunks: Sequence[Hunk]
    people: frozenset[str] = frozenset()
    """Names of those whom either version credits."""
    language: str | None = None


def is_note(text: str) -> bool:
    """Whether a paragraph tells of a correction."""
    return NOTE.match(text[:NOTE_WITHIN]) is not None


def in_order(kinds: Iterable[Kind]) -> tuple[Kind, ...]:
    """Return kinds, each once, the weightiest first."""
    found = set(kinds)
    return tuple(kind for kind in ORDER if kind in found)


def kinds_of(texts: Texts) -> tuple[Kind, ...]:
    """Return the kinds of an edit, the weightiest first; never none."""
    if is_note(texts.new) and not is_note(texts.old):
        return (Kind.CORRECTION,)
    if len(texts.hunks) > MOST_HUNKS:
        return (Kind.TEXT,)
    judge = _Judge(texts)
    return in_order(judge.kind(hunk) for hunk in texts.hunks if judge.says_other(hunk)) or (Kind.TYPO,)


class _Judge:
    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._language = (texts.language or "").partition("-")[0].lower()
        self._numbers = [list(numbers_in(text, texts.language)) for text in (texts.old, texts.new)]
        self._named = [list(_named(text, texts.people)) for text in (texts.old, texts.new)]

    def says_other(self, hunk: Hunk) -> bool:
        old, new = self._sides(hunk)
        return said(old) != said(new)

    def kind(self, hunk: Hunk) -> Kind:
        if hunk.weight > SMALL and is_note(self._sides(hunk)[1]):
            return Kind.CORRECTION
        if self._is_figure(hunk):
            return Kind.FIGURE
        old, new = self._sides(hunk)
        if _letters(old) == _letters(new):
            return Kind.TYPO
        if self._is_name(hunk):
            return Kind.NAME
        return Kind.TYPO if self._is_typo(*self._sides(hunk)) else Kind.TEXT

    def _sides(self, hunk: Hunk) -> tuple[str, str]:
        texts = self._texts
        return texts.old[hunk.old_start : hunk.old_end], texts.new[hunk.new_start : hunk.new_end]

    def _is_figure(self, hunk: Hunk) -> bool:
        """Whether a number became another; one that came or went alone counts, within a longer stretch it does not."""
        places = ((hunk.old_start, hunk.old_end), (hunk.new_start, hunk.new_end))
        before, after = (_inside(there, *place) for there, place in zip(self._numbers, places, strict=True))
        if before and not after:
            after = _inside(self._numbers[1], hunk.new_start, hunk.new_end, reach=TOUCHING)
        elif after and not before:
            before = _inside(self._numbers[0], hunk.old_start, hunk.old_end, reach=TOUCHING)
        if ABOUT.fullmatch("".join(self._sides(hunk))):
            old, new = self._numbers
            rough = _inside(old, *places[0], reach=BESIDE) or _inside(new, *places[1], reach=BESIDE)
            return bool(rough)
        if sorted(number.value for number in before) == sorted(number.value for number in after):
            return False
        return bool(before and after) or hunk.weight <= SMALL

    def _is_name(self, hunk: Hunk) -> bool:
        places = ((hunk.old_start, hunk.old_end), (hunk.new_start, hunk.new_end))
        for there, (start, end) in zip(self._named, places, strict=True):
            if any(first < end and start < last for first, last in there):
                return True
        texts = (self._texts.old, self._texts.new)
        told = [self._is_capital(text, *place) for text, place in zip(texts, places, strict=True)]
        return True in told and False not in told

    def _is_capital(self, text: str, start: int, end: int) -> bool | None:
        """Whether all words of a stretch begin with capitals where only names do; None where there is no word."""
        words = list(WORD.finditer(text[start:end]))
        if not words:
            return None if not text[start:end].strip() else False
        if not all(word[0][0].isupper() for word in words) or any(_is_date(word[0]) for word in words):
            return False
        before, after = text[max(0, start - 40) : start], text[end : end + 40]
        if TITLED.search(before):
            return True
        beside = len(words) > 1 or _ends_capital(before) or _begins_capital(after)
        begins = not before.strip() or SENTENCE_END.search(before) is not None
        if self._language in NOUNS_ARE_CAPITALS:
            return len(words) > 1 if begins else beside
        return beside if begins else True

    def _is_typo(self, old: str, new: str) -> bool:
        """Whether only letters changed: nothing is denied that was not, and no word became another one."""
        if max(len(old), len(new)) > SMALL * 2:
            return False
        words = [WORD.findall(text) for text in (old, new)]
        if _denials(old, self._language) != _denials(new, self._language):
            return False
        if not any(words):
            return max(len(_letters(old)), len(_letters(new))) <= 1 or sorted(_letters(old)) == sorted(_letters(new))
        if len(words[0]) == len(words[1]):
            return all(_is_misspelt(*pair) for pair in zip(*words, strict=True))
        alone = words[0] if not words[1] else words[1] if not words[0] else []
        return "".join(words[0]) == "".join(words[1]) or (len(alone) == 1 and len(alone[0]) <= 3)


def _inside(numbers: Sequence[Number], start: int, end: int, *, reach: int = 0) -> list[Number]:
    return [number for number in numbers if number.start < end + reach and number.end > start - reach]


def _named(text: str, people: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Give where persons are named: those who are credited, and in Chinese who is told with an office or a task."""
    for name in people:
        at = text.find(name) if name else -1
        while at >= 0:
            yield at, at + len(name)
            at = text.find(name, at + len(name))
    for match in ADDRESSED.finditer(text):
        yield max(match.start("name"), match.end("name") - 3), match.end("name")
    for match in LABELLED.finditer(text):
        name = match["name"]
        length = next((size for size in range(len(name), 1, -1) if is_han_name(name[:size])), 0)
        if length:
            yield match.start("name"), match.start("name") + length


def _is_date(word: str) -> bool:
    return word.casefold() in MONTHS or WEEKDAY.fullmatch(word) is not None


def _ends_capital(text: str) -> bool:
    """Whether the last word has a capital letter that it has not from beginning a sentence."""
    words = list(WORD.finditer(text))
    if not words or not text.endswith(" ") or not words[-1][0][0].isupper():
        return False
    before = text[: words[-1].start()]
    return bool(before.strip()) and SENTENCE_END.search(before) is None


def _begins_capital(text: str) -> bool:
    word = WORD.match(text.lstrip(" "))
    return word is not None and text.startswith(" ") and word[0][0].isupper()


def _letters(text: str) -> str:
    return "".join(sign for sign in said(text).casefold() if sign.isalnum())


@cache
def _denial(language: str) -> re.Pattern[str]:
    told = LANGUAGES[language].negation if language in LANGUAGES else ""
    bounded = told.startswith("[") or language in ("ja", "ko")
    return re.compile((told if bounded else rf"\b(?:{told})\b") if told else "(?!)", re.IGNORECASE)


def _denials(text: str, language: str) -> int:
    return len(_denial(language).findall(text))


def _is_misspelt(one: str, other: str) -> bool:
    """Whether two words are one, differently spelt: a letter changed, two in a long word, none in a very short one."""
    if one.casefold() == other.casefold():
        return True
    allowed = 2 if min(len(one), len(other)) >= 6 else 1 if min(len(one), len(other)) >= 3 else 0
    return _distance(one.casefold(), other.casefold(), allowed) <= allowed


def _distance(one: str, other: str, allowed: int) -> int:
    """Return the edit distance with neighbours exchanged as one step (restricted Damerau and Levenshtein), or more than
    is allowed.
    """
    if abs(len(one) - len(other)) > allowed:
        return allowed + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, sign in enumerate(one, start=1):
        last, row, earlier = row, [i], before
        for j, their in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (sign != their))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == their:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        before = last
    return row[-1]
