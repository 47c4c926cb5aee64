"""What is searched for, and where it stands in a text.

Whatever is folded alike is alike (case, width, traditional and simplified characters). A run of CJK characters is found
inside longer ones; a word of another script only whole, unless its beginning is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from newsarchive.store.findable import LONGEST
from newsarchive.text.cjk import CJK, fold, tokens

LETTER = rf"(?![{CJK}])\w"


@dataclass(frozen=True)
class Phrase:
    """One thing that a text must contain."""

    text: str
    """As it is compared: folded."""
    begins: bool = False
    """Whether a word that begins with its end is meant too: `pol` in `polder`."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds it in folded text; a word of letters or digits at either end is found only whole."""
        body = r"[^\S\n]+".join(re.escape(part) for part in self.text.split())
        before = rf"(?<!{LETTER})" if re.match(LETTER, self.text) else ""
        after = rf"(?!{LETTER})" if re.match(LETTER, self.text[-1]) and not self.begins else ""
        return re.compile(before + body + after)

    @cached_property
    def is_token(self) -> bool:
        """Whether the search index alone decides about it: it is one word, or one or two CJK characters."""
        return tokens(self.text)[:1] == [self.text] and len(self.text) <= LONGEST

    def stands_in(self, folded: str) -> bool:
        """Whether a folded text contains it."""
        return self.pattern.search(folded) is not None


def spans(wanted: Sequence[Phrase], text: str) -> list[tuple[int, int]]:
    """Return where the phrases stand in a text that is not folded: first and behind-last character, in order."""
    folded, origin = _folded_with_origin(text)
    return sorted({(origin[m.start()], origin[m.end() - 1] + 1) for p in wanted for m in p.pattern.finditer(folded)})


def _folded_with_origin(text: str) -> tuple[str, list[int]]:
    """Return a text folded, and for each of its characters the place in the text that it comes from."""
    pieces = list(_pieces(text))
    folded = [fold(piece) for _, piece in pieces]
    origin = [at for (at, _), new in zip(pieces, folded, strict=True) for _ in new]
    return "".join(folded), origin


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Cut a text where folding the pieces gives what folding the whole does: before every character but marks."""
    for piece in re.finditer(r".[\u0300-\u036f\u3099\u309a\uff9e\uff9f\u1160-\u11ff]*", text, re.DOTALL):
        yield piece.start(), piece[0]
