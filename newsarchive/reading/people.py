"""Names of people: what a statement of names says, and what the page states of its authors for machines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import islice

from newsarchive.items import Credit, Role
from newsarchive.reading.credits import read_names
from newsarchive.reading.metadata import Metadata, persons, types_of
from newsarchive.reading.names import NO_WRITER
from newsarchive.text.languages import any_of

AUTHOR_METAS = (
    "author", "article:author", "article.author", "dc.creator", "dcterms.creator", "dc:creator", "parsely-author",
    "sailthru.author", "byl", "byline", "citation_author", "authors", "cxenseparse:author",
    "creator", "twitter:creator:name",
)  # fmt: skip
WRITTEN_BY = re.compile(
    r"written by|verfasst von|écrit par|escrito por|scritto da|geschreven door|by|作者|著者", re.IGNORECASE
)
"""Labels of the pair of metas that messengers show under a link."""
CJK_NAME = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{1,4} ?[\u3040-\u30ff\u3400-\u9fff]{1,4}|[\uac00-\ud7af]{2,4}")
NO_AUTHOR = re.compile(any_of("no_author"))
ROLE_AFTER = re.compile(rf"\s*(?:{any_of('reporter')})$")
MAIL = re.compile(r"\s?\b[\w.+-]{1,64}@[\w.-]{1,80}")
GLUED_BY = re.compile(
    r"^(?:[Bb]y)+(?=[A-ZÀ-ÖØ-Þ][\w.'’-]+ [A-ZÀ-ÖØ-Þ])|\s+(?i:alle artikel|all articles|view all)\b.*$"
)
"""What a label or a link leaves on a name that it touches."""
PEN_NAME = re.compile(r"[^\W\d_][\w.'’&-]{2,24}")
OF_PAGE = "json-ld page"
"""The witness of who made the web page, heard only where nobody is shown near the headline."""
MOST_MICRODATA = 3
"""More people than that in microdata are those of related articles or comments."""


def stated_authors(metadata: Metadata) -> Iterator[tuple[str, tuple[Credit, ...]]]:
    """Give the authors that the page states for machines, the most trustworthy witness first."""
    for key in ("author", "creator"):
        yield "json-ld", _named(persons(metadata.article.get(key), metadata.items), loosely=True)
    for name in AUTHOR_METAS:
        yield name, _named(metadata.metas.get(name, ()))
    for number in "12":
        label = next((v for _, v in metadata.meta(f"twitter:label{number}")), "")
        if WRITTEN_BY.match(label):
            yield f"twitter:data{number}", _named(metadata.metas.get(f"twitter:data{number}", ()))
    pages = (i for i in metadata.items if "WebPage" in types_of(i) and "author" in i)
    yield OF_PAGE, _named([n for i in islice(pages, 1) for n in persons(i["author"], metadata.items)], loosely=True)
    yield "microdata", _named(metadata.properties.get("author", ())[:MOST_MICRODATA])


def _named(values: Sequence[str], *, loosely: bool = False) -> tuple[Credit, ...]:
    found: dict[str, Credit] = {}
    for value in values[:50]:
        text = " ".join(unescape(value).split())
        if len(text) < 200 and "://" not in text:
            found.update((c.name, c) for c in people_in(text, loosely=loosely) if len(c.name) > 1)
    return tuple(found.values())


def people_in(text: str, *, loosely: bool = False) -> tuple[Credit, ...]:
    """Read a statement of names; one that is a single CJK name is not cut at its space.

    Loosely: where the page itself calls it a person, a name of one word counts, as writers of blogs have.
    """
    text = GLUED_BY.sub("", text)
    plain = ROLE_AFTER.sub("", MAIL.sub("", text)).strip()
    if CJK_NAME.fullmatch(plain) and not NO_AUTHOR.search(plain):
        return (Credit(name=plain.replace(" ", ""), role=Role.AUTHOR, raw=text),)
    people = read_names(text, Role.AUTHOR)
    if (
        not people
        and loosely
        and (PEN_NAME.fullmatch(plain) or _is_half_in_capitals(plain))
        and not (NO_WRITER.search(plain) or NO_AUTHOR.search(plain))
    ):
        return (Credit(name=plain, role=Role.AUTHOR, raw=text),)
    return people


def _is_half_in_capitals(text: str) -> bool:
    """Whether a text is a first and a second name of which only the first bears a capital."""
    first, _, second = text.partition(" ")
    return first.isalpha() and first.istitle() and second.isalpha() and second.islower() and len(second) > 2
