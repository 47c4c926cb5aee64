"""The generic reader: every field of an article, each in a method of its own over the small readers of this room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import cached_property as field
from itertools import islice
from typing import Literal

from newsarchive.items import AUTHOR_ROLES, Article, Credit, Image, Section
from newsarchive.reading.access import UNDER, read_access
from newsarchive.reading.addresses import Rules, canonical_of, pages_of, related_of, source_link
from newsarchive.reading.biography import without_biography
from newsarchive.reading.body import Line, sections_of, stated_lines, tidy, without_signature, without_title
from newsarchive.reading.credited import Credited, choose_credits, take_bylines
from newsarchive.reading.credits import Byline
from newsarchive.reading.dating import (
    addressed,
    agreed,
    elsewhere,
    in_its_own_zone,
    in_scripts,
    in_title,
    is_later,
    leading,
    shown,
    shown_changes,
    shown_shortly,
    stated,
    stated_changes,
    stated_vaguely,
    trust,
)
from newsarchive.reading.decks import line_above, line_under
from newsarchive.reading.document import ABOVE, Document
from newsarchive.reading.epaper import FAR, noted_line
from newsarchive.reading.images import read_images
from newsarchive.reading.kicker import kicker_inside
from newsarchive.reading.lead import read_kicker, read_lead
from newsarchive.reading.metadata import site_names
from newsarchive.reading.outlet import attributed, publisher, sources
from newsarchive.reading.people import stated_authors
from newsarchive.reading.refusal import LEAST, Seen, refusal_of
from newsarchive.reading.shown_people import shown_authors, signed_inside
from newsarchive.reading.tags import read_tags
from newsarchive.reading.title import fold
from newsarchive.reading.version import code_digest
from newsarchive.reading.witness import Witness
from newsarchive.text.dates import Dated

SIGNED_UNDER = 24
"""Blocks under the last paragraph where the people may be named."""


class ArticleReader:
    """Reads one page. Every field is a cached property named as in `Article`; `witnesses` tells what spoke for it."""

    def __init__(self, document: Document, *, parser: str = "", rules: Rules | None = None) -> None:
        self.document = document
        self.parser = parser or f"newsarchive-{code_digest()}"
        self.rules = rules
        self.witnesses: list[Witness] = []

    def read(self) -> Article:
        """Return the article. Call it only where `refusal` is None."""
        dated = self.dated
        return Article(
            url=self.document.url,
            canonical_url=self.canonical_url,
            title=self.title,
            kicker=self.kicker,
            lead=self.lead,
            sections=self.sections,
            credits=self.credits,
            byline_raw=self.byline_raw,
            source=self.source,
            source_url=self.source_url,
            published=dated.moment if dated else None,
            published_precision=dated.precision if dated else None,
            published_raw=dated.raw if dated else None,
            zone_from=dated.zone_from if dated else None,
            modified=self.modified,
            region=self.region,
            breadcrumb=self.breadcrumb,
            language=self.document.language,
            tags=self.tags,
            images=self.images,
            pages=self.pages,
            related=self.related,
            access=self.access,
            encoding=self.document.encoding,
            warnings=(*self.document.warnings, *self._doubts, *(dated.warnings if dated else ())),
            parser=self.parser,
        )

    @field
    def refusal(self) -> str | None:
        """Why the page is not an article; None where it is one."""
        document = self.document
        if not document.layout.nodes or not (document.blocks or self.lines):
            return "the page is empty"
        body = [*(x.text for x in self.lines if not x.level), *([self.lead] if self.lead else [])]
        return refusal_of(
            Seen(
                layout=document.layout,
                choice=document.choice,
                title=self.title,
                said_title=document.metadata.title,
                body=body,
                places=[x.block for x in self.lines if not x.level],
                headed=document.headline is not None and document.headline.first >= 0,
                stated=bool(document.metadata.article) or any(document.metadata.meta("article:published_time")),
                is_root=document.is_root,
            )
        )

    @field
    def title(self) -> str:
        """The headline."""
        return self.tidy(self.choose("title", [(t.origin, t.text) for t in self.document.titles]) or "")

    @field
    def kicker(self) -> str | None:
        """The line above the headline."""
        document, title = self.document, self.document.headline
        inside = kicker_inside(document.layout, title.first) if title and title.first >= 0 else ""
        if inside and title and not fold(title.text).startswith(fold(inside)):
            return inside
        kicker = read_kicker(document.layout, title, set(document.crumbs[1]))
        if kicker or title is None or title.first < 0:
            return kicker
        line = noted_line(document.notes, "introtitle", document.blocks[max(0, title.first - FAR) : title.first])
        line = line or line_above(document.layout, title, document.first_prose, self._no_text)
        return line.text if line else None

    @field
    def lead(self) -> str | None:
        """The standfirst."""
        text = self._lead[0]
        return self.tidy(text) if text else None

    @field
    def sections(self) -> tuple[Section, ...]:
        """The body."""
        return sections_of(self.lines)

    @field
    def lines(self) -> list[Line]:
        """The body's lines without bylines and standfirst; what is stated for machines where the page shows no text."""
        authors = {credit.name for credit in self.credits if credit.role in AUTHOR_ROLES}
        lines = without_biography(self._credited.lines, authors)
        if sum(len(x.text.encode()) for x in lines) < LEAST:
            stated = stated_lines(self.document.metadata)
            if stated:
                self.testify("sections", "json-ld", stated[0].text[:80], True)
                return stated
        return lines

    @field
    def credits(self) -> tuple[Credit, ...]:
        """The people, authors first."""
        machine = list(stated_authors(self.document.metadata))
        lines = [*self.document.info_lines, *self.document.foot_lines]
        chosen = choose_credits(self._credited, lines, self._bylines, machine, self._site)
        names = {c.name for c in chosen if c.role in AUTHOR_ROLES}
        info = [("info line", line.credits) for _, line in lines]
        near = [(origin, byline.credits) for origin, byline in self._bylines]
        for origin, people in (("body", self._credited.credits), *info, *near, *machine):
            said = {c.name for c in people if c.role in AUTHOR_ROLES}
            if said:
                self.testify("credits", origin, "; ".join(sorted(said)), said <= names)
        return chosen

    @field
    def byline_raw(self) -> str | None:
        """The byline as it stands."""
        labelled = (c.raw for _, x in self.document.info_lines for c in x.credits if c.role in AUTHOR_ROLES)
        return self._credited.byline_raw or next((b.raw for _, b in self._bylines), None) or next(labelled, None)

    @field
    def source(self) -> str | None:
        """The outlet that wrote the article."""
        document = self.document
        labelled = sources([*document.info_lines, *document.foot_lines], document.metadata, document.notes)
        blocks, first, last = document.blocks, document.first_prose, document.last_prose
        said = attributed(
            (b.text for b in blocks[max(document.after_title + 1, first - 1) : first + 2]),
            (b.text for b in blocks[last : last + UNDER]),
        )
        return self.choose("source", [*labelled, *said, *publisher(document.metadata, document.url)])

    @field
    def source_url(self) -> str | None:
        """Where the source's name links to."""
        return source_link(self.document, self.source) if self.source else None

    @field
    def dated(self) -> Dated | None:
        """The date of publication."""
        document = self.document
        when = document.when
        lines = [(index, line.dated) for index, line in document.info_lines if line.dated]
        info = sorted(lines, key=lambda line: self._is_clock(line, lines))
        title = document.headline
        last = title.last if title else -1
        zone = [i for i in document.zone if i not in document.teased] if document.teased else document.zone
        near = list(shown(document.layout, zone, when, info, document.apart))
        address = list(addressed(document.url, when))
        between = range(last + 1, document.first_prose) if last >= 0 else range(0)
        under = [d for index, d in info if index in between and not trust(document.blocks, index, d.raw) > 1]
        changes = [d for _, d in self._stated_changes]
        found = [*agreed(list(stated(document.metadata, when)), near, address, under, changes)]
        found += [*in_title(document.metadata.title, when), *near, *address, *stated_vaguely(document.metadata, when)]
        if not found:
            found = list(islice(self._hidden_dates, 1))
        for position, (origin, dated) in enumerate(found):
            self.testify("published", origin, dated.raw, position == 0)
        return in_its_own_zone(found[0][1], [d for _, d in near], [d for _, d in address]) if found else None

    def _is_clock(self, line: tuple[int, Dated], lines: list[tuple[int, Dated]]) -> bool:
        """Whether a day above the headline is the page's own: one of `lines` nearer to the text tells a time too."""
        index, dated = line
        title = self.document.headline
        if dated.precision != "day" or title is None or index >= title.first:
            return False
        return any(other > index and d.precision != "day" for other, d in lines)

    @property
    def _hidden_dates(self) -> Iterator[tuple[str, Dated]]:
        """The dates of pages that state none and show none under the headline, the most trustworthy first."""
        document, when = self.document, self.document.when
        yield from leading((document.blocks[i].text for i in document.zone), when)
        yield from in_scripts((e.text or "" for e in document.elements("script")), when)
        yield from shown_shortly(document.layout, document.zone, when)
        lines = {x.block for x in self.lines}
        text = range(document.first_prose, max(lines, default=document.container.end) + 1)
        yield from elsewhere(document.layout, text, lines, when)

    @field
    def modified(self) -> datetime | None:
        """When it was last changed."""
        document = self.document
        above = [document.blocks[i] for i in document.zone if i < document.first_prose]
        published = self.dated
        seen = (x for x in shown_changes(above, document.when) if published is None or is_later(x[1], published))
        found = [*self._stated_changes, *seen]
        for position, (origin, dated) in enumerate(found):
            self.testify("modified", origin, dated.raw, position == 0)
        return found[0][1].moment if found else None

    @field
    def _stated_changes(self) -> list[tuple[str, Dated]]:
        return list(stated_changes(self.document.metadata, self.document.when))

    @field
    def region(self) -> tuple[str, ...]:
        """Where it is about; only a portal knows what its breadcrumb means."""
        return ()

    @field
    def breadcrumb(self) -> tuple[str, ...]:
        """The breadcrumb's names."""
        return self.document.crumbs[0]

    @field
    def tags(self) -> tuple[str, ...]:
        """The publisher's keywords."""
        return read_tags(self.document.metadata)

    @field
    def images(self) -> tuple[Image, ...]:
        """The pictures."""
        document = self.document
        start = document.after_title if document.after_title >= 0 else document.container.start
        end = max((x.block for x in self.lines), default=document.container.end) + 1
        return read_images(document.layout, document.container, start, end, document.base, document.captions)

    @field
    def canonical_url(self) -> str | None:
        """The article's one address."""
        return canonical_of(self.document, self.rules, title=self.title)

    @field
    def pages(self) -> tuple[str, ...]:
        """The other pages of an article that runs over several."""
        return pages_of(self.document)

    @field
    def related(self) -> tuple[str, ...]:
        """Articles that the page recommends."""
        return related_of(self.document, self.pages)

    @field
    def access(self) -> Literal["open", "paywalled", "partial"]:
        """Whether the whole text is there."""
        last = max((x.block for x in self.lines), default=self.document.last_prose)
        return read_access(self.document.metadata, self.document.blocks[last : last + UNDER])

    def tidy(self, text: str) -> str:
        """Return a line cleaned of slips of the page's software."""
        return tidy(text)

    def choose(self, name: str, candidates: Iterable[tuple[str, str]]) -> str | None:
        """Return the first candidate's value, and note all of them as witnesses of the field."""
        chosen: str | None = None
        for position, (origin, value) in enumerate(candidates):
            chosen = value if position == 0 else chosen
            self.testify(name, origin, value, position == 0)
        return chosen

    def testify(self, name: str, origin: str, value: str, chosen: bool) -> None:
        """Note what a witness says of a field."""
        self.witnesses.append(Witness(field=name, origin=origin, value=value, chosen=chosen))

    @field
    def _no_text(self) -> set[int]:
        """The lines around the headline that are read as something else: outlets, dates, people, captions."""
        document = self.document
        info = {index for index, _ in document.info_lines}
        return info | set(document.crumbs[1]) | document.captions.keys() | set(document.bylines)

    @field
    def _lead(self) -> tuple[str | None, set[int]]:
        document, title = self.document, self.document.headline
        prose, last = document.first_prose, document.after_title
        under = document.blocks[last + 1 : min(last + 1 + FAR, prose)] if last >= 0 else []
        line = noted_line(document.notes, "subtitle", under)
        if line is None:
            text, places = read_lead(document.layout, title, document.choice, prose, self._no_text, document.bylines)
            if text is not None or title is None:
                return text, places
            line = line_under(document.layout, title, prose, self._no_text)
        return (line.text, {line.index}) if line else (None, set())

    @field
    def _credited(self) -> Credited:
        document = self.document
        above = max(
            (i for i in (*self._lead[1], *document.bylines, *document.head_lines) if i < document.first_prose),
            default=-1,
        )
        lines = [
            x
            for x in document.lines
            if x.block not in self._lead[1] and not (x.level and x.block < document.first_prose and x.block < above)
        ]
        taken = take_bylines(without_title(lines, self.title), document.language)
        return replace(taken, lines=without_signature(taken.lines))

    @property
    def _doubts(self) -> tuple[str, ...]:
        if self.lines and self.lines[0].block < 0:
            return ("the page shows no text: the body is what its JSON-LD states",)
        return ()

    @field
    def _site(self) -> frozenset[str]:
        return frozenset(fold(name) for name in site_names(self.document.metadata))

    @field
    def _bylines(self) -> list[tuple[str, Byline]]:
        document = self.document
        foot = range(document.last_prose + 1, document.last_prose + 1 + SIGNED_UNDER)
        above = range(max(document.after_title + 1, document.first_prose - ABOVE), document.first_prose + 1)
        found = list(shown_authors(document.layout, document.zone, above, foot, document.bylines, document.apart))
        return found or list(signed_inside([x.text for x in document.lines if not x.level]))
