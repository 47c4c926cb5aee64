"""An explanation of a reading as lines for a person who knows neither HTML nor this code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from rich.cells import cell_len

from newsarchive.cli.wrapping import wrap
from newsarchive.items import Article
from newsarchive.reading.explain import Box, Explanation, Statement

Styled = tuple[str, str]
"""A line and its style."""

ORIGINS = {
    "h1": "the main heading of the page (h1)",
    "h2": "a second-level heading (h2)",
    "h3": "a third-level heading (h3)",
    "h4": "a fourth-level heading (h4)",
    "h5": "a fifth-level heading (h5)",
    "h6": "a sixth-level heading (h6)",
    "text": "a line of the page's text",
    "line": "a short line of the page",
    "title": "the name of the browser's window (title)",
    "og:title": "the title for sharing (og:title)",
    "twitter:title": "the title for sharing (twitter:title)",
    "above info line": "the line above date and outlet",
    "json-ld": "the note for search engines (JSON-LD)",
    "microdata": "marks in the page's markup (microdata)",
    "info line": "the line with date and outlet",
    "time": "a date marked as such (time)",
    "address": "the page's address",
    "comment": "a note in the page's source (comment)",
    "body": "the first or last lines of the text",
    "byline": "a line that names people",
    "byline box": "a box that is called a byline",
    "author link": "a link to a writer's page",
}
"""Where a witness stands, in words; what is not here is the name of a meta element."""
HEADINGS = {
    "title": "TITLE",
    "published": "PUBLISHED",
    "modified": "MODIFIED (last change)",
    "source": "SOURCE (the outlet that wrote it)",
    "credits": "PEOPLE",
    "sections": "TEXT STATED FOR MACHINES",
}
STYLES = {"chosen": "bold", "agrees": "green", "disagrees": "yellow"}
LONGEST_VALUE = 160
"""Characters of a statement that are shown."""
MOST_STATEMENTS = 8
"""Statements on one field that are shown; the rest is counted."""
INDENT = "  "
VERDICT = 15
"""Columns before what a witness says."""

READING_AID = (
    "A page says the same thing in several places: in the text that readers see, in notes for search engines and for "
    "sharing, in its address. Each such place is called a witness here. For every field the value comes first, then "
    "what each witness says: “chosen” is where the value was taken from, “agrees” says the same, “disagrees” says "
    "otherwise. Disagreement is common (a window's name carries the site's, a second date is the last change); it is "
    "worth a look where the chosen value seems wrong."
)
PROSE = "“Prose” is text in long lines that are no links: what articles are made of and menus are not."


def explained(explanation: Explanation, name: str, width: int) -> Iterator[Styled]:
    """Give the lines of an explanation with their styles, `width` columns wide at most; `name` is the page's."""
    article = explanation.article
    verdict = f"{name} was read as an article." if article else f"{name} is no article: {explanation.refusal}."
    yield from _paragraph(verdict, width, style="bold" if article else "bold red")
    if not article:
        yield from _paragraph(_seen(explanation), width)
    if explanation.fields:
        yield "", ""
        yield from _paragraph(READING_AID, width, style="dim")
    for field, heading in HEADINGS.items():
        if field in explanation.fields or field in ("title", "published", "source", "credits"):
            yield from _field(heading, _value(field, article), explanation.fields.get(field, ()), width)
    if article:
        yield from _rest(article, width)
    yield from _body(explanation, width)
    yield from _left_out(explanation, width)
    yield from _listed("WARNINGS", list(explanation.warnings) or ["none"], width)


def _seen(explanation: Explanation) -> str:
    seen = explanation.seen
    if not seen.lines:
        return "No line of visible text was found on it."
    return (
        f"Seen on it: {_count(seen.lines, 'line')} of visible text with {_count(seen.characters, 'character')}, "
        f"{seen.linked:.0%} of them in links; {_count(seen.paragraphs, 'line')} of prose. What follows is what would "
        "have been taken for an article's parts; nothing of it is used."
    )


def _value(field: str, article: Article | None) -> str:
    """Return what the article has in a field; for a page that is none, nothing is said."""
    if article is None:
        return ""
    values: dict[str, Callable[[], str]] = {
        "title": lambda: article.title,
        "published": lambda: _moment(article.published, article.published_precision),
        "modified": lambda: _moment(article.modified, None),
        "source": lambda: article.source or "",
        "credits": lambda: ", ".join(f"{c.name} ({c.role})" for c in article.credits),
    }
    return values.get(field, lambda: "")() or ("none found" if field in values else "")


def _moment(moment: datetime | None, precision: str | None) -> str:
    if moment is None:
        return ""
    return moment.date().isoformat() if precision == "day" else moment.isoformat(" ")


def _field(heading: str, value: str, statements: tuple[Statement, ...], width: int) -> Iterator[Styled]:
    yield "", ""
    yield heading, "bold cyan"
    if value:
        yield from _paragraph(value, width, indent=INDENT, style="bold")
    for statement in statements[:MOST_STATEMENTS]:
        origin = ORIGINS.get(statement.origin, f"the meta element {statement.origin}")
        style, first = STYLES[statement.verdict] if value else "", True
        for line in wrap(f"{origin}: {_cut(statement.value)}", width - VERDICT):
            yield f"{INDENT * 2}{statement.verdict if first else '':11}{line}", style
            first = False
    if len(statements) > MOST_STATEMENTS:
        yield f"{INDENT * 2}… and {len(statements) - MOST_STATEMENTS} more", "dim"


def _rest(article: Article, width: int) -> Iterator[Styled]:
    """Tell the fields that have no witnesses to compare."""
    facts = {
        "line above the title": article.kicker,
        "standfirst": article.lead,
        "byline as it stands": article.byline_raw,
        "region": " / ".join(article.region),
        "place in the site": " / ".join(article.breadcrumb),
        "tags": ", ".join(article.tags),
        "language": article.language,
        "encoding": article.encoding,
        "address": article.canonical_url,
        "other pages": ", ".join(article.pages),
        "pictures": str(len(article.images) or ""),
        "related articles": str(len(article.related) or ""),
        "access": {"open": "the whole text is on the page"}.get(article.access, f"{article.access}: text is missing"),
    }
    yield "", ""
    yield "OTHER FIELDS", "bold cyan"
    for name, value in facts.items():
        if value:
            yield from _hanging(f"{name}: ", _cut(value), width, after=INDENT)


def _body(explanation: Explanation, width: int) -> Iterator[Styled]:
    box = explanation.container
    if box is None:
        return
    article = explanation.article
    yield "", ""
    yield "TEXT", "bold cyan"
    if article:
        headings = sum(1 for s in article.sections if s.heading)
        told = f"{_count(len(article.paragraphs), 'paragraph')} and {_count(headings, 'section heading')}, "
        yield from _paragraph(told + _count(len(article.text), "character"), width, indent=INDENT, style="bold")
    yield from _paragraph(f"{PROSE} {_reason(explanation, box)}", width, indent=INDENT)
    yield from _hanging("box of the text: ", box.path, width, after=INDENT)
    other = explanation.runner_up
    if other:
        yield from _hanging("next best: ", f"{other.path} ({other.share:.0%} of the prose)", width, after=INDENT)


def _reason(explanation: Explanation, box: Box) -> str:
    named = ", and its name is one that boxes of articles have" if box.named else ""
    found = "would be" if explanation.article is None else "was"
    return (
        f"The text {found} taken from the smallest box of the page that holds the most of it, boxes of navigation and "
        f"comments left aside: here {box.share:.0%} of the page's prose in {_count(box.paragraphs, 'line')}{named}."
    )


def _left_out(explanation: Explanation, width: int) -> Iterator[Styled]:
    if not explanation.left_out:
        return
    yield "", ""
    yield "NOT IN THE TEXT (by reason, with the longest lines of each)", "bold cyan"
    for left in explanation.left_out:
        told = f"{_count(left.lines, 'line')}, {_count(left.characters, 'character')}: {left.reason}"
        yield from _hanging("", told, width, after=INDENT)
        for sample in left.samples:
            yield from _hanging("“", f"{sample}”", width, style="dim", after=INDENT * 3)


def _listed(heading: str, lines: list[str], width: int) -> Iterator[Styled]:
    yield "", ""
    yield heading, "bold cyan"
    for line in lines:
        yield from _paragraph(line, width, indent=INDENT)


def _paragraph(text: str, width: int, *, indent: str = "", style: str = "") -> Iterator[Styled]:
    yield from ((line, style) for line in wrap(text, width, indent=indent))


def _hanging(label: str, text: str, width: int, *, after: str, style: str = "") -> Iterator[Styled]:
    """Give a line that begins after an indent, its further lines set in by two columns more."""
    first, *rest = wrap(label + text, width - cell_len(after) - len(INDENT)) if label + text else ("",)
    yield after + first, style
    yield from ((after + INDENT + line, style) for line in rest)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]} …"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")
