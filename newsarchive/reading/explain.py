"""Why a page was read as it was: what every witness said, which box held the text, and what was left out of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lxml import etree

from newsarchive.items import Article
from newsarchive.reading.article import ArticleReader
from newsarchive.reading.blocks import Block, Node
from newsarchive.reading.container import CHROME_TAGS, SAFE_TAGS, weight_of
from newsarchive.reading.dating import When
from newsarchive.reading.document import Document
from newsarchive.reading.furniture import is_furniture, opens_recommendations
from newsarchive.reading.hints import asks_consent, is_caption, is_chrome, is_content, is_hidden, is_small_print
from newsarchive.reading.title import fold
from newsarchive.reading.witness import Witness

Verdict = Literal["chosen", "agrees", "disagrees"]

SAMPLES = 3
"""Lines that are shown of what was left out for one reason: its longest, where a loss would matter most."""
LONGEST_SAMPLE = 80
"""Characters of such a line."""
LONGEST_PATH = 4
"""Elements at the end of a path that are named; those above them are where every page has its body."""
LONGEST_NAME = 40
"""Characters of an id or a class in a path."""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What one witness says of one field, beside what the article has there."""

    origin: str
    """Where on the page it stands: json-ld, og:title, h1, info line …"""
    value: str
    """What it says."""
    verdict: Verdict
    """`chosen` where the field was taken from it, `agrees` where it says the same (for dates: the same minute, or the
    same day where one of the two is only a day), else `disagrees`."""


@dataclass(frozen=True, kw_only=True)
class Box:
    """A box of the page and the prose in it: text in long lines that are no links."""

    path: str
    """Its place as in a style sheet, the innermost four elements: `div#main > article.story > div.text`."""
    share: float
    """How much of the page's prose it holds, 0 to 1."""
    paragraphs: int
    """How many lines of prose it holds."""
    named: bool
    """Whether its element, class or id are such as hold articles: article, main, content, story …"""


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Lines of the page that are not in the body, for one reason."""

    reason: str
    """Why, in words."""
    lines: int
    """How many lines."""
    characters: int
    """How many characters they have in all."""
    samples: tuple[str, ...]
    """The longest of them, cut short."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The page in numbers: what a refusal is judged by."""

    lines: int
    """Lines of visible text."""
    characters: int
    """Their characters."""
    linked: float
    """The share of these characters that are links, 0 to 1."""
    paragraphs: int
    """How many of the lines are prose: long enough, and no links."""


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What was made of a page, and why."""

    article: Article | None
    """The article; None where the page is none."""
    refusal: str | None
    """Why there is no article; None where there is one."""
    witnesses: tuple[Witness, ...]
    """Every statement on the page that was heard, in the order of hearing."""
    fields: dict[str, tuple[Statement, ...]]
    """The same by field, each compared with what was chosen; also for a refused page, as far as it has them."""
    container: Box | None
    """The box that the body was taken from; None for a page without any text."""
    runner_up: Box | None
    """The box with the most prose that is neither around the container nor in it."""
    left_out: tuple[LeftOut, ...]
    """The lines that are not in the body, by reason; most characters first."""
    seen: Seen
    """The page in numbers."""
    warnings: tuple[str, ...]
    """What a careful reader should know about this reading."""


def explanation_of(reader: ArticleReader) -> Explanation:
    """Read a page with this reader and tell how it came to its answer."""
    refusal = reader.refusal
    article = None if refusal else reader.read()
    document = reader.document
    blocks = document.blocks
    prose = [max(0.0, weight_of(b)) for b in blocks]
    if blocks:
        _hear(reader)
    witnesses = tuple(dict.fromkeys(reader.witnesses))
    container = document.container if blocks else None
    return Explanation(
        article=article,
        refusal=refusal,
        witnesses=witnesses,
        fields=_by_field(reader, witnesses),
        container=_box(document, container, prose) if container else None,
        runner_up=_runner_up(document, container, prose) if container else None,
        left_out=tuple(_left_out(reader)),
        seen=_seen(blocks, prose),
        warnings=article.warnings if article else document.warnings,
    )


def _hear(reader: ArticleReader) -> None:
    """Read the fields whose witnesses are wanted, also of a page that was refused before they were looked at."""
    for name in ("title", "source", "dated", "modified", "credits"):
        getattr(reader, name)


def _by_field(reader: ArticleReader, witnesses: tuple[Witness, ...]) -> dict[str, tuple[Statement, ...]]:
    said: dict[str, list[Witness]] = defaultdict(list)
    for witness in witnesses:
        said[witness.field].append(witness)
    return {
        name: tuple(
            Statement(origin=w.origin, value=w.value, verdict=_verdict(w, heard, reader.document.when)) for w in heard
        )
        for name, heard in said.items()
    }


def _verdict(witness: Witness, heard: list[Witness], when: When) -> Verdict:
    if witness.chosen:
        return "chosen"
    chosen = next((w.value for w in heard if w.chosen), "")
    if fold(chosen) == fold(witness.value):
        return "agrees"
    return (
        "agrees" if witness.field in ("published", "modified") and _same(chosen, witness.value, when) else "disagrees"
    )


def _same(one: str, other: str, when: When) -> bool:
    """Whether two dates as they are written mean the same moment, as far as both tell."""
    first, second = when.machine(one), when.machine(other)
    if first is None or second is None:
        return False
    if "day" in (first.precision, second.precision):
        return first.moment.date() == second.moment.date()
    return _minute(first.moment) == _minute(second.moment)


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _box(document: Document, node: Node, prose: list[float]) -> Box:
    inside = prose[node.start : node.end]
    return Box(
        path=path_of(node.element),
        share=sum(inside) / (sum(prose) or 1.0),
        paragraphs=sum(weight > 0 for weight in inside),
        named=node.tag in ("article", "main") or is_content(node.hint),
    )


def _runner_up(document: Document, container: Node, prose: list[float]) -> Box | None:
    sums = [0.0]
    for weight in prose:
        sums.append(sums[-1] + weight)
    apart = [n for n in document.layout.nodes if n.start >= container.end or n.end <= container.start]
    best = max(reversed(apart), key=lambda n: sums[n.end] - sums[n.start], default=None)
    return _box(document, best, prose) if best is not None and sums[best.end] > sums[best.start] else None


def path_of(element: etree._Element) -> str:
    """Return where an element stands, as a style sheet would say it: the element and up to three around it."""
    steps: list[str] = []
    around: etree._Element | None = element
    while around is not None and len(steps) < LONGEST_PATH:
        steps.append(_selector(around))
        around = around.getparent()
    return " > ".join(reversed(steps))


def _selector(element: etree._Element) -> str:
    """Return an element's name with its id, else its first two classes."""
    identity = " ".join((element.get("id") or "").split())[:LONGEST_NAME]
    classes = (element.get("class") or "").split()[:2]
    return str(element.tag) + (f"#{identity}" if identity else "".join(f".{name[:LONGEST_NAME]}" for name in classes))


def _left_out(reader: ArticleReader) -> Iterator[LeftOut]:
    if not reader.document.blocks:
        return
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    kept = {x.block: fold(x.text) for x in reader.lines}
    reasons = _Reasons(reader)
    line = ""
    for block in reader.document.blocks:
        line = kept.get(block.index, line)
        if block.index in kept or (block.breaks and fold(block.text) in line):  # a br inside a paragraph
            continue
        reason, note = reasons.of(block)
        found[reason].append((len(block.text), f"{note}{block.text[:LONGEST_SAMPLE]}"))
    for reason, lines in sorted(found.items(), key=lambda pair: -sum(size for size, _ in pair[1])):
        longest = sorted(lines, key=lambda pair: -pair[0])
        yield LeftOut(
            reason=reason,
            lines=len(lines),
            characters=sum(size for size, _ in lines),
            samples=tuple(dict.fromkeys(text for _, text in longest[: 4 * SAMPLES]))[:SAMPLES],
        )


class _Reasons:
    """Why each line of one page is not in the body."""

    def __init__(self, reader: ArticleReader) -> None:
        document = reader.document
        self.document = document
        self.fields = {
            index: "read as the line under the headline: date, outlet, people" for index, _ in document.info_lines
        }
        self.fields |= {index: "read as outlet and people, named under the text" for index, _ in document.foot_lines}
        self.fields |= dict.fromkeys(document.bylines, "read as a byline: its people are among the credits")
        self.fields |= dict.fromkeys(document.captions, "read as a picture's caption")
        self.fields |= dict.fromkeys(document.crumbs[1], "read as the breadcrumb: where in the site the page stands")
        title = document.headline
        if title is not None and title.first >= 0:
            self.fields |= dict.fromkeys(range(title.first, title.last + 1), "read as the headline")
        self.called = _called_chrome(document)
        self.apart = {fold(text) for text in (reader.kicker, reader.lead) if text}

    def of(self, block: Block) -> tuple[str, str]:
        """Return the reason, and what is to be said before the line itself."""
        if block.index in self.fields:
            return self.fields[block.index], ""
        if any(fold(block.text) in text for text in self.apart):
            return "read as the line above the headline, or as the standfirst: fields of their own", ""
        box = self.called[block.node] if self.document.choice.aside[block.index] else None
        if box is not None:
            return "its box is called navigation, comments, caption … by its own name", f"in {_selector(box)}: "
        return self._unread(block), ""

    def _unread(self, block: Block) -> str:
        """Return the reason of a line that is no other field and stands in no box of that kind."""
        language, node = self.document.language, self.document.container
        if not node.start <= block.index < node.end:
            return "it stands outside the box of the text"
        if opens_recommendations(block.text, language) or is_furniture(block.text, language):
            return "its words are the page's own: share, subscribe, read also …"
        if block.linked > 0.8 * len(block.text.replace(" ", "")):
            return "it is a link alone on its line"
        return "it stands among teasers, after the end, or beside the headline"


def _called_chrome(document: Document) -> list[etree._Element | None]:
    """Return for each node the outermost box around it whose name or element says that it is not the text."""
    found: list[etree._Element | None] = []
    for node in document.layout.nodes:
        around = found[node.parent] if node.parent >= 0 else None
        found.append(node.element if around is None and _is_called_chrome(node) else around)
    return found


def _is_called_chrome(node: Node) -> bool:
    tests = (is_chrome, is_caption, asks_consent, is_hidden, is_small_print)
    if node.tag in SAFE_TAGS:
        return False
    return node.tag in CHROME_TAGS or node.hidden or any(test(node.hint) for test in tests)


def _seen(blocks: list[Block], prose: list[float]) -> Seen:
    characters = sum(len(b.text) for b in blocks)
    linked = sum(min(b.linked, len(b.text)) for b in blocks)
    return Seen(
        lines=len(blocks),
        characters=characters,
        linked=linked / (characters or 1),
        paragraphs=sum(weight > 0 for weight in prose),
    )
