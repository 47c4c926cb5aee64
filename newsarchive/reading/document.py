"""A page, parsed once: its statements for machines, its lines, its headline, its container. Fields are read from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from itertools import islice, takewhile
from urllib.parse import urljoin, urlsplit

from lxml import etree

from newsarchive.reading.blocks import Block, Layout, Node
from newsarchive.reading.body import Line, read_lines
from newsarchive.reading.breadcrumb import read_breadcrumb
from newsarchive.reading.container import LEAST_PROSE, Choice, choose, has_prose, narrowed, weight_of
from newsarchive.reading.credits import Byline, read_byline
from newsarchive.reading.dating import When
from newsarchive.reading.epaper import notes_of
from newsarchive.reading.furniture import opens_recommendations
from newsarchive.reading.headings import ENDS_CLAUSE, is_bold, is_cjk
from newsarchive.reading.hints import is_never_text
from newsarchive.reading.images import plain_captions
from newsarchive.reading.info_line import InfoLine, read_info_line
from newsarchive.reading.metadata import Metadata, read_metadata
from newsarchive.reading.posted import may_sign_post, signs_post
from newsarchive.reading.title import LEAST_HEADLINE, Title, fold, is_confirmed, read_claims, read_titles
from newsarchive.reading.tree import DEEPEST, MOST_AROUND, PLAINEST, SHAPELESS, flattened, parse, read_text, text_apart
from newsarchive.reading.unscripted import reveal
from newsarchive.reading.walk import walk
from newsarchive.text.language import detect, proper

ZONE_BEFORE = 4
"""Blocks above the headline that may hold its date or outlet."""
ZONE_AFTER = 14
"""Blocks between the headline and the first paragraph that may."""
SAMPLE, SAMPLED = 1000, 60
"""Characters that tell a language, taken from blocks of more bytes than that."""
EAST_ASIAN = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]")
GLUED = re.compile(
    r"(?<=\S)(?=(?:来源|來源|作者|编辑|責任編輯|责任编辑|责编|时间|发布时间|点击|阅读|浏览)\s*[:：]|\[\s*[大小]\s*中|https?://)|"
    r"(?<=[\u3400-\u9fff])(?=(?:19|20)\d\d[-/.年]\d)"
)
"""Where fields of an info line touch that a style sheet sets apart."""
INFORMS = re.compile(r"[\d:：年]")
"""What every line has that states a date or has a label; words like yesterday are read only of a page with a time."""
OUTLET_LABEL = re.compile(r"来源|來源|稿源")
SHORT_ARTICLE = 400.0
"""The weight of a container under which an article is so short that what surrounds it may outweigh it."""
LONGEST_INFO = 300
"""Characters of a line under a headline."""
BODY_TYPE, LARGER = 14.0, 4.0
"""Pixels of type that articles are set in where the page does not say, and by how many a headline's is larger."""
TITLE_BOX = re.compile(r"(?:^|[\s_-])(?:title|headline|biaoti)(?:$|\s)")
"""What pages call a headline's element."""
LITTLE_PROSE = 300.0
"""The weight of all of a page's prose under which its text may wait in scripts."""
ABOVE = 3
"""Blocks right above the first paragraph in which a name may stand alone."""
LEAST_TEASED = 24
"""UTF-8 bytes of another article's headline."""
MOST_BOXES = 8
"""Boxes around a line that are looked at."""
IN_PATH = re.compile(r"/([a-z]{2}-[a-z]{2})(?=/)", re.IGNORECASE)
"""A language and a country in an address."""
LONGEST_ADDRESS = 2000
OF_NO_COUNTRY = frozenset({"ai", "cc", "co", "eu", "fm", "io", "ly", "me", "to", "tv"})
"""Endings of hosts that are countries' by name only."""
HOME = re.compile(r"/?(?:index\.\w{2,5})?", re.IGNORECASE)
"""Paths of a site's first page."""
FOOT = 10
"""Blocks under the last paragraph where the outlet may be named."""
LONGEST_HEAD_LINE = 110
"""UTF-8 bytes of a line between headline and text that is there for a date, a section or a button."""
LONGEST_BYLINE = 200
"""Characters that a line of people has at most."""
LONGEST_LABEL = 20
"""Characters of a label in a cell of its own."""
BEHIND_LEAD = 2
"""Blocks after a first paragraph, which may be the lead, where the byline may stand."""
LONGEST_DETAILS, MOST_DETAILS = 120, 200
"""Characters of a line of name, date and counters, and pieces of text among which its own are looked for."""
TOUCHING = re.compile(r"(?<=[^\W\d_])[12]\d{3}\b|[a-zß-öø-ÿ](?=[A-ZÀ-ÖØ-Þ])|\d(?=[^\W\d_]{3})")
"""Where a word begins behind another without a space."""
LONGEST_DATE_LABEL = 40
"""Characters that may stand around a date in a line that is only there for it."""


class Document:
    """What all fields of one page are read from. Everything is made on first use and kept."""

    def __init__(
        self,
        html: bytes | str,
        *,
        url: str | None = None,
        fetched_at: datetime | None = None,
        content_type: str | None = None,
        zone: str | None = None,
        language: str | None = None,
        ends: re.Pattern[str] | None = None,
    ) -> None:
        decoded = read_text(html, content_type)
        self.url = url
        self.ends = ends
        self.text = decoded.text
        self.encoding = decoded.encoding or None
        as_it_is = isinstance(html, bytes) and decoded.encoding == "utf-8" and not decoded.warnings
        self.root, warnings = parse(decoded.text, html if as_it_is and isinstance(html, bytes) else None)
        self.warnings = (*decoded.warnings, *warnings)
        self.layout = walk(self.root) if self.root is not None else Layout()
        """The page's lines and boxes."""
        for tags in (SHAPELESS, PLAINEST):
            if self.layout.depth > DEEPEST or self.layout.most_around() > MOST_AROUND:
                self.root, warnings = flattened(decoded.text, tags)
                self.warnings = tuple(dict.fromkeys((*self.warnings, *warnings)))
                self.layout = walk(self.root) if self.root is not None else Layout()
        if self.root is not None and not has_prose(self.layout, LITTLE_PROSE) and reveal(self.root):
            self.layout = walk(self.root)
        self._fetched_at = fetched_at
        self._zone = zone
        self._language = language

    @cached_property
    def metadata(self) -> Metadata:
        """The page's statements for machines."""
        return read_metadata(self.root, self.layout.marked) if self.root is not None else Metadata()

    @cached_property
    def notes(self) -> str:
        """The comment in which the software of e-papers leaves an article's facts."""
        return notes_of(self.text)

    @cached_property
    def language(self) -> str | None:
        """The language of the text: the portal's, else as the text and the page's own tag tell."""
        if self._language:
            return self._language
        sample = " ".join(b.text for b in self.blocks[:200] if b.size > SAMPLED)[:SAMPLE]
        declared = self.metadata.language or None
        return detect("" if declared and not EAST_ASIAN.search(sample) else sample, declared)

    @cached_property
    def when(self) -> When:
        """How this page's dates are read."""
        return When(self._fetched_at, self._zone, self._locale)

    @property
    def _locale(self) -> str | None:
        """The language with its country, which tells the order of numbers in a date: the tag's, or the address's."""
        language = self.language
        if language is None or "-" in language:
            return language
        stated = [value for _, value in self.metadata.meta("og:locale", "content-language")]
        path = IN_PATH.findall((self.url or "")[:LONGEST_ADDRESS])
        for tag in (*stated, *path):
            if tag.lower().replace("_", "-").startswith(f"{language}-"):
                return proper(tag)
        country = (self.host or "").rpartition(".")[2]
        tells = language == "en" and len(country) == 2 and country not in OF_NO_COUNTRY
        return f"{language}-{country.upper()}" if tells else language

    @cached_property
    def base(self) -> str:
        """The address that relative ones are resolved against."""
        try:
            return urljoin(self.url or "", self.metadata.base)
        except ValueError:
            return self.url or ""

    @cached_property
    def choice(self) -> Choice:
        """The container of the text."""
        span = self._announced
        choice = choose(self.layout, self.language, span.stop if span else None)
        return narrowed(self.layout, choice, span) if span and choice.weight < SHORT_ARTICLE else choice

    @property
    def _announced(self) -> range | None:
        """The blocks between the line that names the outlet and the one that recommends other articles.

        On Chinese pages the article stands between these two, however short it is.
        """
        if not (self.language or "zh").startswith("zh"):
            return None
        begin = None
        for block in self.blocks:
            if begin is None:
                info = self._info(block.index) if OUTLET_LABEL.search(block.text) else None
                begin = block.index + 1 if info and info.source else None
            elif opens_recommendations(block.text, self.language):
                return range(begin, block.index) if block.index > begin else None
        return None

    @cached_property
    def container(self) -> Node:
        """The container's node."""
        return self.layout.nodes[self.choice.node]

    @cached_property
    def blocks(self) -> list[Block]:
        """All lines of the page."""
        return self.layout.blocks

    @cached_property
    def titles(self) -> list[Title]:
        """The candidates for the headline, the best first."""
        claims = read_claims(self.metadata, self.url, self.crumbs[0])
        titles = read_titles(self.layout, claims, self.metadata.title, self.choice.start)
        if is_confirmed(titles, claims):
            return titles
        above = self._above_info or self._set_as_headline
        if above and (not claims or is_cjk(above[0].text)):
            return above + titles
        return titles or self._nearest_line

    @property
    def _above_info(self) -> list[Title]:
        """The line above the one that names the outlet, where pages put the headline whatever their head says."""
        start = self.choice.start
        infos = (i for i in range(max(0, start - ZONE_AFTER), start + 4) if (x := self._info(i)) and x.source)
        info = next((i for i in infos if i < len(self.blocks)), 0)
        for block in reversed(self.blocks[max(0, info - 3) : info]):
            if 4 <= len(block.text) <= 120 and not block.linked and block.index not in self.crumbs[1]:
                return [Title(block.text, "above info line", block.index, block.index)]
        return []

    @property
    def _set_as_headline(self) -> list[Title]:
        """The line above the text that is set as headlines are on pages without heading elements.

        Its element is called a title, or its type is larger than all around it.
        """
        start = self.choice.start
        above = [b for b in self.blocks[max(0, start - ZONE_AFTER) : start] if not b.linked and len(b.text) <= 100]
        if not above or any(b.level for b in above):
            return []
        called = [b for b in above if TITLE_BOX.search(self.layout.nodes[b.node].hint)]
        largest = max(above, key=lambda b: (b.big, is_bold(b)))
        text = Counter(b.big for b in self.blocks[start : self.container.end] if b.size > LEAST_PROSE).most_common(1)
        usual = max(BODY_TYPE, text[0][0] if text else 0.0)
        chosen = called[0] if len(called) == 1 else largest if largest.big >= usual + LARGER else None
        return [Title(chosen.text, "set as headline", chosen.index, chosen.index)] if chosen else []

    @property
    def _nearest_line(self) -> list[Title]:
        """What stands right above the text of a page that calls nothing its title.

        It is set off, or a link to the page itself, as journals make of their headlines.
        """
        start = self.choice.start
        for block in self.blocks[max(0, start - 1) : start]:
            if LEAST_HEADLINE <= block.size <= 300 and block.linked >= len(block.text) - block.text.count(" "):
                return [Title(block.text, "text", block.index, block.index)]
        for block in reversed(self.blocks[max(0, start - ZONE_AFTER) : start]):
            if 4 <= len(block.text) <= 100 and (block.bold or block.centred or block.big) and not block.linked:
                return [Title(block.text, "text", block.index, block.index)]
        if self.metadata.title:
            return [Title(self.metadata.title, "title")]
        return [Title(block.text[:80], "text") for block in self.blocks[start : start + 1]]

    @cached_property
    def headline(self) -> Title | None:
        """The headline; None where the page has nothing that could be one."""
        return self.titles[0] if self.titles else None

    @cached_property
    def first_prose(self) -> int:
        """Index of the first paragraph; a headline in ordinary text is none."""
        start, title = self.choice.start, self.after_title
        if title < start:
            return start
        following = self.blocks[title + 1 : self.container.end]
        prose = (b.index for b in following if not self.choice.aside[b.index] and weight_of(b) > LEAST_PROSE)
        return next(prose, start)

    @cached_property
    def after_title(self) -> int:
        """Index of the headline's last block, -1 where most of the text stands before it or none is shown."""
        title = self.headline
        if title is None or title.last < 0:
            return -1
        inside = self.blocks[self.container.start : title.first]
        before = sum(max(0.0, weight_of(b)) for b in inside if not self.choice.aside[b.index])
        return title.last if before < 0.3 * self.choice.weight else -1

    @cached_property
    def zone(self) -> range:
        """The blocks around the headline where outlet, date and people are shown."""
        first = self.first_prose
        title = self.after_title
        if title < 0 or title > first:
            start = max(0, self.container.start - ZONE_BEFORE, first - ZONE_AFTER)
            return range(start, min(len(self.blocks), first + 1))
        start = max(0, (self.headline.first if self.headline else title) - ZONE_BEFORE)
        return range(start, min(len(self.blocks), first + 1, title + ZONE_AFTER + 1))

    @cached_property
    def crumbs(self) -> tuple[tuple[str, ...], range]:
        """The breadcrumb's names and blocks."""
        return read_breadcrumb(self.layout, self.choice.start)

    @cached_property
    def info_lines(self) -> list[tuple[int, InfoLine]]:
        """The lines near the headline that name outlet, date or people, with their blocks."""
        wanted = (i for i in self.zone if i not in self.crumbs[1] and i not in self.teased and not self._is_title(i))
        read = ((index, self._info(index) or self._read_info(self.apart.get(index, ""))) for index in wanted)
        return [(index, info) for index, info in read if info]

    @cached_property
    def foot_lines(self) -> list[tuple[int, InfoLine]]:
        """The lines under the text that name outlet or people behind a label."""
        found = []
        for block in self.blocks[self.last_prose + 1 : self.last_prose + 1 + FOOT]:
            if opens_recommendations(block.text, self.language):
                break
            info = self._info(block.index)
            if info and (info.source or info.credits):
                found.append((block.index, info))
        return found

    @cached_property
    def teased(self) -> frozenset[int]:
        """The lines under the headline that stand in boxes of other articles, whose dates and people they name."""
        title = self.after_title
        if title < 0:
            return frozenset()
        return frozenset(i for i in self.zone if i > title and any(map(self._recommends, self._boxes_under(i))))

    def _boxes_under(self, index: int) -> Iterator[Node]:
        """Give the boxes around a line that do not hold the headline too."""
        around = self.layout.ancestors(self.blocks[index].node)
        return takewhile(lambda node: node.start > self.after_title, islice(around, MOST_BOXES))

    def _recommends(self, box: Node) -> bool:
        """Whether a box is called one of other articles and has a headline of one in it: a long line that is a link."""
        if box.tag != "aside" and not is_never_text(box.hint):
            return False
        lines = self.blocks[box.start : box.end][:ZONE_AFTER]
        return any(b.size > LEAST_TEASED and b.linked > 0.9 * len(b.text.replace(" ", "")) for b in lines)

    @cached_property
    def apart(self) -> dict[int, str]:
        """The short lines near the headline whose parts touch in the page's text and not before a reader's eyes.

        A style sheet sets name, date and counters of such a line apart; here a space does.
        """
        found = {}
        for block in self.blocks[self.zone.start : self.zone.stop]:
            if len(block.text) <= LONGEST_DETAILS and TOUCHING.search(block.text):
                text = text_apart(self.layout.nodes[block.node].element, block.text, MOST_DETAILS)
                if text != block.text:
                    found[block.index] = text
        return found

    def _info(self, index: int) -> InfoLine | None:
        return self._read_info(self._labelled(index) if index < len(self.blocks) else "")

    def _read_info(self, text: str) -> InfoLine | None:
        if not text or len(text) > LONGEST_INFO or not (self._fetched_at or INFORMS.search(text)):
            return None
        return read_info_line(
            GLUED.sub(" ", text), fetched_at=self._fetched_at, zone=self._zone, language=self.language
        )

    def _labelled(self, index: int) -> str:
        """Return a line, behind its label where that is a line of its own, as in tables."""
        text, label = self.blocks[index].text, self.blocks[index - 1].text if index else ""
        return f"{label} {text}" if label.endswith((":", "：")) and len(label) <= LONGEST_LABEL else text

    @cached_property
    def last_prose(self) -> int:
        """Index of the container's last paragraph above any recommendation."""
        last = self.first_prose
        for block in self.blocks[self.first_prose : min(self.container.end, self.end)]:
            if opens_recommendations(block.text, self.language):
                break
            if not self.choice.aside[block.index] and weight_of(block) > LEAST_PROSE:
                last = block.index
        return last

    @cached_property
    def bylines(self) -> dict[int, Byline]:
        """The lines near the headline that are bylines, by their blocks."""
        found = {}
        behind = range(self.zone.stop, min(self.zone.stop + BEHIND_LEAD, self.last_prose))
        for index in (*self.zone, *behind):
            if index in self.teased or index in self.crumbs[1] or self._is_title(index):
                continue
            if index in behind and not self.choice.aside[index]:
                continue  # a line of the text is looked at there
            byline = self._byline(index)
            if byline and byline.credits and (not byline.rest or len(byline.rest) < 60):
                found[index] = byline
        return found

    def _byline(self, index: int) -> Byline | None:
        for text in dict.fromkeys((self.blocks[index].text, self._labelled(index), self.apart.get(index, ""))):
            byline = read_byline(text, language=self.language) if len(text) <= LONGEST_BYLINE else None
            if byline:
                return byline
        return None

    def _is_title(self, index: int) -> bool:
        title = self.headline
        return title is not None and title.first <= index <= title.last

    @cached_property
    def lines(self) -> list[Line]:
        """The body's lines, before bylines are taken out."""
        taken = (
            {index for index, _ in (*self.info_lines, *self.foot_lines)}
            | set(self.crumbs[1])
            | self.captions.keys()
            | self.head_lines
        )
        taken |= self._repeated_titles
        lines = read_lines(self.layout, self.choice, self.after_title, self.language, taken)
        return [line for line in lines if line.block < self.end]

    @property
    def _repeated_titles(self) -> set[int]:
        """The headings above the text that say once more what the article is called."""
        called = {fold(title.text) for title in self.titles}
        above = self.blocks[max(self.after_title, 0) : self.first_prose]
        return {block.index for block in above if block.level and fold(block.text) in called}

    @cached_property
    def end(self) -> int:
        """Index of the block at which the article is over by the page's own words, or after the last."""
        language = self.language
        if self.ends is None and not may_sign_post(language):
            return len(self.blocks)
        for block in self.blocks[self.first_prose + 1 :]:
            if (self.ends is not None and self.ends.fullmatch(block.text)) or signs_post(block.text, language):
                return block.index
        return len(self.blocks)

    @cached_property
    def captions(self) -> dict[int, str]:
        """The lines under pictures, by their blocks."""
        return plain_captions(self.layout, self.container)

    @cached_property
    def head_lines(self) -> set[int]:
        """The lines between headline and first paragraph that are no text: dates, sections, buttons."""
        return {
            block.index
            for block in self.blocks[max(self.after_title + 1, self.container.start) : self.first_prose]
            if not block.level and self._is_head_line(block)
        }

    def _is_head_line(self, block: Block) -> bool:
        if any(c.isdigit() for c in block.text):
            dated = self.when.visible(block.text)
            if dated and len(block.text) - len(dated.raw) < LONGEST_DATE_LABEL:
                return True
        if self._is_broken_line(block) or block.size > LONGEST_HEAD_LINE:
            return False
        spaced = not is_cjk(block.text) or self.language == "ko"
        return spaced and not ENDS_CLAUSE.search(block.text) and block.index != self.first_prose - 1

    def _is_broken_line(self, block: Block) -> bool:
        """Whether a line break parts a line from the next one: the two may be one paragraph."""
        following = self.blocks[block.index + 1] if block.index + 1 < len(self.blocks) else None
        return following is not None and following.breaks == 1 and following.node == block.node

    def absolute(self, address: str) -> str | None:
        """Return an address of the page made absolute; None for one that cannot be."""
        address = address.strip()
        try:
            if address.startswith(("http://", "https://")):
                return address if urlsplit(address).hostname else None
            url = urljoin(self.base, address)
        except ValueError:
            return None
        return url if url.startswith(("http://", "https://")) else None

    @property
    def is_root(self) -> bool:
        """Whether the page lies at the root of its site."""
        try:
            parts = urlsplit(self.url or "")
        except ValueError:
            return False
        return bool(parts.hostname) and not parts.query and HOME.fullmatch(parts.path) is not None

    @property
    def host(self) -> str | None:
        """The host that the page lies on."""
        try:
            return urlsplit(self.base).hostname
        except ValueError:
            return None

    def elements(self, *tags: str) -> list[etree._Element]:
        """Return the page's elements of these names."""
        return list(self.root.iter(*tags)) if self.root is not None else []
