"""What the search index is asked for, and how either database is asked it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

ANYTHING = "*"
"""What stands in PostgreSQL's index in the place of the words of an article that has too many; no word is a sign."""
DOUBTFUL = re.compile(r"[^ 0-9a-z\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4db5\u4e00-\u9fa5\uac00-\ud7a3]")
"""Characters that FTS5's tokenizer may not take as they are."""


@dataclass(frozen=True)
class AllOf:
    """The articles that all parts ask for."""

    parts: tuple[Asked, ...]


@dataclass(frozen=True)
class AnyOf:
    """The articles that any part asks for."""

    parts: tuple[Asked, ...]


@dataclass(frozen=True)
class Without:
    """The articles that one thing asks for and another does not."""

    asked: Asked
    unwanted: Asked


Asked = str | AllOf | AnyOf | Without
"""What the index is asked for: articles that have a token, or, where it ends with a `*`, one that begins so."""


@dataclass(frozen=True)
class Question:
    """What the index is asked for: articles that may say something, and that belong to something."""

    words: Asked | None = None
    """None where every article may say what is wanted."""
    marks: Asked | None = None
    """Marks of `findable`, which the index knows of every article; None for all articles."""

    def __bool__(self) -> bool:
        return self.words is not None or self.marks is not None


def all_of(parts: list[Asked]) -> Asked | None:
    """Return what asks for all parts; None where there are none."""
    return AllOf(tuple(parts)) if len(parts) > 1 else parts[0] if parts else None


def any_of(parts: list[Asked]) -> Asked:
    """Return what asks for any of one or more parts."""
    return AnyOf(tuple(parts)) if len(parts) > 1 else parts[0]


def in_fts5(question: Question) -> str:
    """Write it in FTS5's language (sqlite.org/fts5.html#full_text_query_syntax)."""
    parts = [part for part in (question.words, question.marks) if part is not None]
    return " AND ".join(_written(part, _fts5_token, ("AND", "OR", "NOT")) for part in parts)


def in_tsquery(question: Question) -> str:
    """Write it in PostgreSQL's language (its documentation, 8.11.2)."""
    signs = ("&", "|", "& !")
    words = question.words and f"({_written(question.words, _tsquery_token, signs)} | '{ANYTHING}')"
    marks = question.marks and _written(question.marks, _tsquery_token, signs)
    return " & ".join(part for part in (words, marks) if part)


def _written(asked: Asked, token: Callable[[str, bool], str], signs: tuple[str, str, str]) -> str:
    both, either, without = signs
    match asked:
        case AllOf(parts) | AnyOf(parts):
            sign = both if isinstance(asked, AllOf) else either
            return f"({f' {sign} '.join(_written(part, token, signs) for part in parts)})"
        case Without(wanted, unwanted):
            return f"({_written(wanted, token, signs)} {without} {_written(unwanted, token, signs)})"
    return token(asked.rstrip("*"), asked.endswith("*"))


def _fts5_token(token: str, begins: bool) -> str:
    return f'"{plain(token)}"{"*" if begins else ""}'


def _tsquery_token(token: str, begins: bool) -> str:
    escaped = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'{':*' if begins else ''}"


def plain(tokens: str) -> str:
    """Write tokens, parted by spaces, so that FTS5's tokenizer leaves each whole: it splits at signs and at letters
    newer than its tables, and drops accents. The private-use character that begins an escape is a letter to it.
    """
    return DOUBTFUL.sub(lambda found: f"\ue000{ord(found[0]):06x}", tokens)
