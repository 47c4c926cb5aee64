"""What the page says of itself for machines: meta elements, JSON-LD, microdata. Witnesses, not truths."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from lxml import etree

from newsarchive.reading.tree import text_of

ARTICLE_TYPES = re.compile(r"(?!Job)\w*(?:Article|Posting)|Report|CreativeWork", re.IGNORECASE)
LARGEST_SCRIPT = 4_000_000
CONTROL = re.compile(r"[\x00-\x1f]+")
WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")


@dataclass(slots=True)
class Metadata:
    """The machine-readable statements of one page."""

    title: str = ""
    """The text of the title element."""
    language: str = ""
    """The html element's lang."""
    base: str = ""
    """The base element's address."""
    metas: dict[str, list[str]] = field(default_factory=dict)
    """Contents of meta elements by lower-cased name, property, itemprop or http-equiv."""
    links: dict[str, list[str]] = field(default_factory=dict)
    """Addresses of link elements by rel."""
    items: list[dict[str, Any]] = field(default_factory=list)
    """Every JSON-LD object of the page, also nested ones of a graph."""
    properties: dict[str, list[str]] = field(default_factory=dict)
    """Microdata and RDFa values by property name, in lower case."""
    article: dict[str, Any] = field(default_factory=dict)
    """The JSON-LD object that describes this page's article; empty where there is none."""

    def meta(self, *names: str) -> Iterator[tuple[str, str]]:
        """Give (name, content) of the metas that are filled, in the order asked for."""
        for name in names:
            for value in self.metas.get(name, ()):
                yield name, value


def read_metadata(root: etree._Element, marked: Iterable[etree._Element] = ()) -> Metadata:
    """Gather the page's statements for machines; `marked` are the elements of its body that bear some of them."""
    found = Metadata(language=root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
    for element in root.iter("meta", "link", "title", "base", "script"):
        tag = element.tag
        if tag == "meta":
            _meta(found, element)
        elif tag == "script":
            if "ld+json" in (element.get("type") or "").lower() and element.text:
                found.items.extend(_objects(element.text))
        elif tag == "link":
            href = element.get("href")
            if href:
                found.links.setdefault((element.get("rel") or "").lower(), []).append(href)
        elif tag == "base":
            found.base = found.base or element.get("href") or ""
        elif not found.title and not _is_drawing(element):
            found.title = text_of(element)
    found.article = _article(found)
    for element in marked:
        _property(found, element)
    return found


def _is_drawing(element: etree._Element) -> bool:
    """Whether a title element is that of an SVG drawing."""
    parent = element.getparent()
    return parent is not None and parent.tag == "svg"


def _meta(found: Metadata, element: etree._Element) -> None:
    content = (element.get("content") or "").strip()
    if not content:
        return
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        name = element.get(attribute)
        if name:
            found.metas.setdefault(name.strip().lower(), []).append(content)
            if attribute == "itemprop":
                _property(found, element)


def _property(found: Metadata, element: etree._Element) -> None:
    for stated in (element.get("itemprop") or element.get("property") or "").lower().split():
        name = RDFA.get(stated) or stated.removeprefix("schema:")
        values = found.properties.setdefault(name, []) if name in WANTED else None
        if values is not None and len(values) < MOST_VALUES:
            value = element.get("content") or element.get("datetime") or text_of(element)
            if value:
                values.append(value[:2000])


RDFA = {
    **dict.fromkeys(("dc:date", "dc:issued", "dcterms:issued", "dcterms:date", "dc:created"), "datepublished"),
    **dict.fromkeys(("dc:modified", "dcterms:modified"), "datemodified"),
}
"""Dublin Core's properties in the body, by the names that schema.org has for them."""
MOST_VALUES = 50
"""Values of one property that are kept; only the first few are ever believed."""
WANTED = frozenset({"datepublished", "datemodified", "datecreated", "headline", "name", "author", "creator"})


def _objects(text: str) -> list[dict[str, Any]]:
    """Return all objects in a JSON-LD script; none where it cannot be parsed."""
    if len(text) > LARGEST_SCRIPT:
        return []
    data = None
    for attempt in (lambda t: t, _mended, lambda t: _mended(unescape(t))):
        try:
            data = json.loads(attempt(text), strict=False)
            break
        except (ValueError, RecursionError):
            continue
    return list(_flat(data))


def _mended(text: str) -> str:
    """Mend what is commonly wrong: comment wrappers, raw control characters, commas before a closing bracket."""
    return TRAILING_COMMA.sub("", CONTROL.sub(" ", WRAPPING.sub("", text)))


def _flat(data: Any) -> Iterator[dict[str, Any]]:
    """Give the objects at the top, inside arrays and graphs, and those that an object is mainly about."""
    waiting = [data]
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting[:0] = value[:200]
        elif isinstance(value, dict):
            yield value
            for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemReviewed"):
                if isinstance(value.get(key), (list, dict)):
                    waiting.append(value[key])


def types_of(item: dict[str, Any]) -> tuple[str, ...]:
    """Return the short names of an object's types."""
    return tuple(t.rpartition("/")[2] for t in texts(item.get("@type")))


def texts(value: Any) -> list[str]:
    """Return the strings that a JSON-LD value stands for: itself, its members, or its name."""
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, list):
        return [t for v in value[:100] for t in (texts(v) if not isinstance(v, list) else [])]
    if isinstance(value, dict):
        return texts(value.get("name") if isinstance(value.get("name"), (str, list)) else value.get("@value"))
    return []


def site_names(found: Metadata) -> list[str]:
    """Return what the page calls its site and its publisher."""
    stated = [value for _, value in found.meta("og:site_name", "application-name", "apple-mobile-web-app-title")]
    for item in found.items:
        types = types_of(item)
        if "Person" not in types and any(t in ("WebSite", "NewsMediaOrganization", "Organization") for t in types):
            stated.extend(texts(item))
    publisher = found.article.get("publisher")
    is_person = isinstance(publisher, dict) and "Person" in types_of(publisher)
    return [*stated, *([] if is_person else texts(publisher))]


def persons(value: Any, items: list[dict[str, Any]]) -> list[str]:
    """Return the names of the persons that a JSON-LD author is; organisations left out, references looked up."""
    names = []
    for member in (value if isinstance(value, list) else [value])[:50]:
        known = member
        if isinstance(member, dict) and "name" not in member and "@id" in member:
            known = next((i for i in items if i.get("@id") == member["@id"] and "name" in i), member)
        if not (isinstance(known, dict) and "Organization" in str(known.get("@type"))):
            names.extend(texts(known))
    return names


def _article(found: Metadata) -> dict[str, Any]:
    candidates = [i for i in found.items if any(ARTICLE_TYPES.fullmatch(t) for t in types_of(i))]
    return max(candidates, key=_completeness, default={})


def _completeness(item: dict[str, Any]) -> int:
    return sum(bool(item.get(key)) for key in ("headline", "datePublished", "author", "articleBody", "publisher"))


def plain(parts: Iterable[str]) -> str:
    """Join texts by single spaces."""
    return " ".join(" ".join(parts).split())
