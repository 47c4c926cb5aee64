"""What a publisher changed between two versions of an article, part by part, each change with its kind."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from operator import itemgetter

from newsarchive.dedupe.identity import said, said_lines
from newsarchive.dedupe.kinds import Kind, Texts, in_order, is_note, kinds_of
from newsarchive.dedupe.paragraphs import Matched, Matching, match
from newsarchive.dedupe.wording import Span, hunks, spans
from newsarchive.items import Article, Credit, Role


class Part(StrEnum):
    """Where in an article a change is."""

    TITLE = "title"
    KICKER = "kicker"
    LEAD = "lead"
    SOURCE = "source"
    CREDIT = "credit"
    HEADING = "heading"
    PARAGRAPH = "paragraph"


class Edit(StrEnum):
    """What was done."""

    EDITED = "edited"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change."""

    part: Part
    edit: Edit
    kinds: tuple[Kind, ...]
    """What it means, the weightiest first; never none."""
    old: str | None = None
    """The text before; None where it was added."""
    new: str | None = None
    """The text now; None where it was removed."""
    old_place: int | None = None
    """Which line of the body (headings and paragraphs) or which credit it was, from 1; None elsewhere."""
    new_place: int | None = None
    """Which one it is now."""
    spans: tuple[Span, ...] = ()
    """Both texts in one, where both are there and differ: words, or characters in scripts without spaces."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """All that differs, in reading order of the new version."""

    changes: tuple[Change, ...]

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """All kinds of change, the weightiest first."""
        return in_order(kind for change in self.changes for kind in change.kinds)


@dataclass(frozen=True)
class _Line:
    """A line of the body."""

    text: str
    is_heading: bool
    said: str

    @property
    def part(self) -> Part:
        return Part.HEADING if self.is_heading else Part.PARAGRAPH


def difference(old: Article, new: Article) -> Difference:
    """Tell what differs between two versions: title, kicker, lead, source, credits, body.

    White space, look-alike characters and lines that only count readers make no difference, as they make none to the
    content hash: versions of one hash differ in the source at most. Time grows as that of sorting the lines and words.
    """
    people = frozenset(credit.name for article in (old, new) for credit in article.credits)
    return Difference(changes=tuple(_Comparison(people, new.language or old.language).changes(old, new)))


class _Comparison:
    def __init__(self, people: frozenset[str], language: str | None) -> None:
        self._people, self._language = people, language

    def changes(self, old: Article, new: Article) -> Iterator[Change]:
        """Give all changes."""
        for part in (Part.TITLE, Part.KICKER):
            for change in self._field(part, getattr(old, part), getattr(new, part)):
                told = (kind for kind in change.kinds if kind is not Kind.TEXT)
                yield replace(change, kinds=in_order((Kind.HEADLINE, *told)))
        yield from self._field(Part.LEAD, old.lead, new.lead)
        for change in self._field(Part.SOURCE, old.source, new.source):
            yield replace(change, kinds=(Kind.NAME,))
        yield from self._credits(old.credits, new.credits)
        yield from self._body(_lines(old), _lines(new))

    def _field(self, part: Part, old: str | None, new: str | None) -> Iterator[Change]:
        if said(old or "") == said(new or ""):
            return
        if old and new:
            yield self._edited(part, old, new)
        elif new:
            yield _added(part, new)
        else:
            yield Change(part=part, edit=Edit.REMOVED, kinds=(Kind.TEXT,), old=old)

    def _edited(
        self,
        part: Part,
        old: str,
        new: str,
        places: tuple[int | None, int | None] = (None, None),
        edit: Edit = Edit.EDITED,
    ) -> Change:
        found = hunks(old, new)
        texts = Texts(old=old, new=new, hunks=found, people=self._people, language=self._language)
        return Change(
            part=part,
            edit=edit,
            kinds=kinds_of(texts),
            old=old,
            new=new,
            old_place=places[0],
            new_place=places[1],
            spans=spans(old, new, found),
        )

    def _credits(self, old: Sequence[Credit], new: Sequence[Credit]) -> Iterator[Change]:
        """Compare names and roles, which is what counts for the content."""
        before, after = ([f"{said(credit.name)} ({credit.role})" for credit in people] for people in (old, new))
        if before == after:
            return
        matching = match(before, after, is_prose=False)
        gone, come = _left(before, matching, 0), _left(after, matching, 1)
        for moved in matching.matched:
            yield _of_credit(Edit.MOVED, before, after, moved.old, moved.new)
        waiting: defaultdict[Role, deque[int]] = defaultdict(deque)
        for place in come:
            waiting[new[place].role].append(place)
        for place in gone:
            instead = waiting[old[place].role].popleft() if waiting[old[place].role] else None
            yield _of_credit(Edit.REMOVED if instead is None else Edit.EDITED, before, after, place, instead)
        for place in sorted(place for places in waiting.values() for place in places):
            yield _of_credit(Edit.ADDED, before, after, None, place)

    def _body(self, old: Sequence[_Line], new: Sequence[_Line]) -> Iterator[Change]:
        matching = match([line.said for line in old], [line.said for line in new])
        changes: list[tuple[float, int, Change]] = []
        for found in matching.matched:
            changes.append((found.new, 0, self._matched(old, new, found)))
        for place in _left(new, matching, 1):
            changes.append((place, 0, _added(new[place].part, new[place].text, place + 1)))
        anchors = sorted(
            [*matching.kept, *((found.old, found.new) for found in matching.matched if not found.is_moved)]
        )
        stood = [one for one, _ in anchors]
        for place in _left(old, matching, 0):
            before = bisect_left(stood, place)
            behind = anchors[before - 1][1] + 0.5 if before else -1
            changes.append((behind, place, _removed(old[place], place + 1)))
        yield from (change for *_, change in sorted(changes, key=itemgetter(0, 1)))

    def _matched(self, old: Sequence[_Line], new: Sequence[_Line], found: Matched) -> Change:
        before, after = old[found.old], new[found.new]
        places = (found.old + 1, found.new + 1)
        edit = Edit.MOVED if found.is_moved else Edit.EDITED
        if before.said != after.said:
            return self._edited(after.part, before.text, after.text, places, edit)
        return Change(
            part=after.part,
            edit=edit,
            kinds=(Kind.TEXT,),
            old=before.text,
            new=after.text,
            old_place=places[0],
            new_place=places[1],
        )


def _lines(article: Article) -> list[_Line]:
    return [_Line(text, is_heading, said(text)) for text, is_heading in said_lines(article)]


def _left(lines: Sequence[object], matching: Matching, side: int) -> list[int]:
    """Return the places of one side (0: the old one) that are matched by nothing."""
    taken = {pair[side] for pair in matching.kept}
    taken.update((found.old, found.new)[side] for found in matching.matched)
    return [place for place in range(len(lines)) if place not in taken]


def _added(part: Part, text: str, place: int | None = None) -> Change:
    kind = Kind.CORRECTION if is_note(text) else Kind.TEXT
    return Change(part=part, edit=Edit.ADDED, kinds=(kind,), new=text, new_place=place)


def _removed(line: _Line, place: int) -> Change:
    return Change(part=line.part, edit=Edit.REMOVED, kinds=(Kind.TEXT,), old=line.text, old_place=place)


def _of_credit(edit: Edit, before: Sequence[str], after: Sequence[str], one: int | None, other: int | None) -> Change:
    old = None if one is None else before[one]
    new = None if other is None else after[other]
    return Change(
        part=Part.CREDIT,
        edit=edit,
        kinds=(Kind.NAME,),
        old=old,
        new=new,
        old_place=None if one is None else one + 1,
        new_place=None if other is None else other + 1,
        spans=spans(old, new, hunks(old, new)) if old and new and old != new else (),
    )
