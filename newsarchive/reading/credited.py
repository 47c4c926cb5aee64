"""The people: bylines in the text, and whom of all that the page names are its authors."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from newsarchive.items import AUTHOR_ROLES, Credit, Role
from newsarchive.reading.body import Line
from newsarchive.reading.credits import Byline, read_byline
from newsarchive.reading.headings import is_cjk
from newsarchive.reading.info_line import InfoLine
from newsarchive.reading.names import is_han_name
from newsarchive.reading.people import OF_PAGE
from newsarchive.reading.posted import read_poster
from newsarchive.reading.shown_people import BELOW, BESIDE, POSTED, SIGNED
from newsarchive.reading.title import fold

LONGEST_NAME = 40
ENDS_SENTENCE = re.compile(r"\w{2}[.!?。！？]['\"”’»」）)]?$")
LEAST_OF_SITE = 9
"""Letters of a piece of a site's name that is taken for the site."""
NEAR_START = 3
"""Lines after the first paragraph, which may be a standfirst, among which a byline may stand."""
NEAR_END = 3
"""Lines at the end of the body that may be a byline."""


@dataclass(frozen=True, slots=True)
class Credited:
    """The credits, the byline as it stands, and the body without it."""

    credits: tuple[Credit, ...]
    byline_raw: str | None
    lines: list[Line]


def take_bylines(lines: list[Line], language: str | None) -> Credited:
    """Take bylines out of the first and last lines of the body."""
    rest: list[Line] = []
    people: list[Credit] = []
    raw: str | None = None
    starts = next((i for i, x in enumerate(lines) if not x.level and len(x.text) > 60), 0)
    for position, line in enumerate(lines):
        byline = None
        if position <= starts + NEAR_START or position >= len(lines) - NEAR_END:
            byline = read_byline(line.text, language=language)
            if byline is None and position == len(lines) - 1:
                byline = _signature(line, lines[:position])
        if byline is None:
            rest.append(line)
            continue
        people.extend(byline.credits)
        raw = raw or (byline.raw if _names_author(byline) else None)
        if byline.rest:
            rest.append(replace(line, text=byline.rest))
    return Credited(tuple(people), raw, rest)


def _signature(line: Line, before: list[Line]) -> Byline | None:
    """Read a last line that is nothing but a Chinese name, under a paragraph that ends as a sentence does."""
    if line.level or len(line.text) > LONGEST_NAME or not before or not ENDS_SENTENCE.search(before[-1].text):
        return None
    name = line.text.strip("—–-*[]() （）")
    if not is_han_name(name):
        return None
    return Byline((Credit(name=name, role=Role.AUTHOR, raw=line.text),), "", line.text)


def _names_author(byline: Byline) -> bool:
    return any(c.role in AUTHOR_ROLES for c in byline.credits)


def choose_credits(
    body: Credited,
    info: list[tuple[int, InfoLine]],
    shown: list[tuple[str, Byline]],
    stated: list[tuple[str, tuple[Credit, ...]]],
    site: Collection[str],
) -> tuple[Credit, ...]:
    """Return the people: in the text where it has them, else as shown near the headline, else as stated for machines.

    Names of the `site`, folded, are no people, unless a link to an author's page bears one.
    """
    shown = [(o, replace(b, credits=_without_site(b.credits, _named_so(o, b, site)))) for o, b in shown]
    stated = [(o, people) for o, c in stated if (people := _without_site(c, site))]
    named = [(o, c) for o, c in stated if not all(map(_is_account, c))]
    shown = [(o, b) for o, b in shown if b.credits and not (named and o in (BELOW, BESIDE, POSTED, SIGNED))]
    stated = [(o, c) for o, c in stated if not (shown and o == OF_PAGE)]
    witness, machine = next(((o, list(c)) for o, c in stated), ("", []))
    if shown and ((witness == "microdata" and len(machine) > 1) or _is_in_full(shown[0][1], machine)):
        machine = []
    labelled = [*body.credits, *(c for _, line in info for c in line.credits)]
    near = next(([c for o, b in shown if o == origin for c in b.credits] for origin, _ in shown), [])
    authors = _authors(labelled)
    if authors and not {fold(c.name) for c in machine} & {fold(c.name) for c in authors}:
        machine = [m for m in machine if any(c.name.startswith(m.name) for c in authors)]
    agreed = _agreed(authors or _authors(near), machine, by_grammar=_by_grammar(shown))
    return tuple(_once([*agreed, *(c for c in (*labelled, *near) if c.role not in AUTHOR_ROLES)]))


def _named_so(origin: str, byline: Byline, site: Collection[str]) -> Collection[str]:
    """Return the names that are the site's in a byline: an author's page and an account may be called as their site."""
    is_account = origin == POSTED and all(c.name.islower() and " " not in c.name for c in byline.credits)
    return () if origin == "author link" or is_account else site


def _is_in_full(byline: Byline, stated: list[Credit]) -> bool:
    """Whether all who are stated bear the one word of an account, and those shown whole names."""
    return all(map(_is_account, stated)) and all(" " in c.name for c in byline.credits)


def _is_account(person: Credit) -> bool:
    """Whether someone bears the one word of an account."""
    return " " not in person.name and not is_cjk(person.name)


def _by_grammar(shown: list[tuple[str, Byline]]) -> bool:
    """Whether a sentence names those who are shown, and not only a place near the headline."""
    return not shown or shown[0][0] == "byline" or read_poster(shown[0][1].raw) is not None


def _authors(people: list[Credit]) -> list[Credit]:
    return [c for c in people if c.role in AUTHOR_ROLES]


def _without_site(people: tuple[Credit, ...], site: Collection[str]) -> tuple[Credit, ...]:
    return tuple(c for c in people if not _is_site(fold(c.name), site))


def _is_site(name: str, site: Collection[str]) -> bool:
    """Whether a folded name is the site's, or as much of it as is left between separators."""
    return name in site or (len(name) >= LEAST_OF_SITE and any(name in whole for whole in site))


def _agreed(shown: list[Credit], stated: list[Credit], by_grammar: bool) -> list[Credit]:
    """Return the authors shown, spelled as stated; where the two name different people, those stated.

    Near a headline also the authors of other articles are shown; a byline in Chinese characters is never one of those.
    """
    if not shown or not stated or any(is_cjk(c.name) for c in shown):
        return shown or stated
    one_line = len({c.raw for c in shown}) == 1
    names = {c.name for c in stated}
    spelled = [next((s for s in stated if c.name != s.name and c.name.startswith(s.name)), c) for c in shown]
    known = [c for c in spelled if c.name in names]
    if known and len(names) > len(known) and all(any(c.name in shown_one.raw for shown_one in shown) for c in stated):
        return stated
    if len(known) == len(spelled) < len(names) and not by_grammar:
        return stated
    if len(known) == len(names) < len(spelled) and not by_grammar:
        return spelled if one_line else stated
    if by_grammar and not known and one_line:
        return shown
    return spelled if known and (one_line or len(known) == len(spelled)) else known or stated


def _once(people: list[Credit]) -> Iterator[Credit]:
    seen: set[tuple[str, Role]] = set()
    for credit in people:
        if (credit.name, credit.role) not in seen:
            seen.add((credit.name, credit.role))
            yield credit
