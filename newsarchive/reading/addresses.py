"""The addresses that a page states: its own, its other pages', its source's, its recommendations'."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Protocol
from urllib.parse import urlsplit

from newsarchive.items import LinkKind
from newsarchive.reading.blocks import Anchor
from newsarchive.reading.document import Document
from newsarchive.reading.tree import text_of
from newsarchive.text.languages import any_of
from newsarchive.text.urls import canonical

PAGE_LINK = re.compile(rf"^(?:[\[【(]?\s*(\d{{1,3}}|{any_of('next_page')})\s*[\])】]?\s*[>»›→]*)$", re.IGNORECASE)
PAGE = any_of("page")
PAGE_TAIL = re.compile(rf"(?:[_-](?:(?:{PAGE}|p)[_-]?)?\d{{1,3}}|/(?:{PAGE})/\d{{1,3}}/?)?(?:\.\w{{2,5}})?(?:\?.*)?$")
"""What tells an address from those of the article's other pages."""
VARIANT = re.compile(r"amp|m|mobile|mobil|wap|print|printer|print-?version|index\.\w{2,5}")
"""Parts of a path that tell a variant of a page."""
VARIANT_TAIL = re.compile(r"(?:[._-](?:amp|print|mobile|mobil|m))+$")
ENDING = re.compile(r"(?:\.(?:amp|[sx]?html?|php|aspx?|jsp|do))+$")
TELLING = re.compile(r"\d{4}|[^\W\d_].{7}")
"""An end of a path that two articles do not share by chance: a number of four digits, a name of eight letters."""
OTHER_PAGE = re.compile(rf"&(?:{any_of('page')}|p|pg|pn|paged)=\d", re.IGNORECASE)
"""A query that asks for one of several pages of an article."""
WORD = re.compile(r"[^\W_]{2,}")
LEAST_WORDS = 3
LONGEST_ADDRESS = 2000
"""Characters of an address that can be stated for another."""
LONGEST_LINK = 20
"""Characters of a link to one of them."""
LONGEST_NUMBERS = 400
"""UTF-8 bytes of a line of links to an article's pages."""
MOST_RELATED = 40
LEAST_HEADLINE = 24
"""UTF-8 bytes of a link that may be a headline."""
FOOT = re.compile(rf"(?:^|[\s_-])(?:{any_of('page_foot')})(?:$|[\s_-])")
OF_READERS = re.compile(rf"/(?:{any_of('for_readers')})(?:[/?.]|$)")
"""Addresses at which readers sign in or pay."""
MOST_AROUND = 60
"""Boxes around a line that are looked at."""


class Rules(Protocol):
    """What a portal knows of its addresses."""

    def canonical(self, url: str) -> str:
        """The one address of what is shown at an address."""

    def kind_of(self, url: str) -> LinkKind:
        """What an address leads to."""

    def latest_day(self, url: str) -> date | None:
        """The last day that an article's address leaves possible."""


def canonical_of(document: Document, rules: Rules | None = None, *, title: str = "") -> str | None:
    """Return the article's one address: what the page calls it where that is believable, else its own by the rules.

    Believable is an address of the same site that is an article's by the portal's rules and like the page's own: the
    same name or number at its end, or the words of the title. A home page, a list, another article are not.
    """
    own, normal = document.url, rules.canonical if rules else canonical
    for stated in (*document.metadata.links.get("canonical", ()), *document.metadata.metas.get("og:url", ())):
        url = document.absolute(stated)
        if url and (own is None or _is_same_page(url, own, title, rules)):
            return _normal(url, normal)
    return _normal(own, normal) if own else None


def _normal(url: str, rule: Callable[[str], str]) -> str:
    try:
        return rule(url)
    except ValueError:
        return url


def _is_same_page(url: str, own: str, title: str, rules: Rules | None) -> bool:
    if max(len(url), len(own)) > LONGEST_ADDRESS:
        return False
    try:
        theirs, mine = urlsplit(url), urlsplit(own)
        canonical(url)  # which no address that cannot be used survives
        if _site(theirs.hostname or "") != _site(mine.hostname or "") or OTHER_PAGE.search(f"&{mine.query}"):
            return False
        if rules is not None and not _is_by_rule(url, own, rules):
            return False
    except ValueError:
        return False
    return is_like(mine.path, theirs.path, title)


def _is_by_rule(url: str, own: str, rules: Rules) -> bool:
    days = {rules.latest_day(address) for address in (url, own)} - {None}
    return rules.kind_of(url) is LinkKind.ARTICLE and len(days) < 2


def is_like(own: str, other: str, title: str) -> bool:
    """Whether two paths of one site are believed to show one article, as far as can be told from them and its title.

    They end in the same name or number, parts that name a variant (amp, print) left out; where that is too short to be
    an article's, all of them is the same; or the other ends in most of the title's words.
    """
    mine, theirs = _steps(own), _steps(other)
    if not theirs:
        return not mine
    if mine and mine[-1] == theirs[-1]:
        return mine == theirs or TELLING.search(mine[-1]) is not None
    words = set(WORD.findall(title.casefold()))
    named = WORD.findall(theirs[-1])
    return len(named) >= LEAST_WORDS and sum(word in words for word in named) > len(named) * 0.6


def _steps(path: str) -> list[str]:
    """Return the parts of a path that name what is shown, without the last one's ending."""
    steps = [step for step in path.casefold().split("/") if step and not VARIANT.fullmatch(step)]
    last = VARIANT_TAIL.sub("", ENDING.sub("", steps[-1])) if steps else ""
    return [*steps[:-1], *([last] if last not in ("", "index", "default") else [])]


def _site(host: str) -> str:
    labels = host.split(".")
    return ".".join(labels[-3:] if len(labels) > 2 and len(labels[-2]) <= 3 else labels[-2:])


def pages_of(document: Document) -> tuple[str, ...]:
    """Return the addresses of the article's other pages: numbered links below the text, addresses like its own."""
    if not document.url or "." not in document.url:
        return ()
    stem = PAGE_TAIL.sub("", document.url)
    found: dict[str, None] = {}
    first, blocks = document.first_prose, document.blocks
    short = {block.index for block in blocks if block.size <= LONGEST_NUMBERS} | {len(blocks)}
    for anchor in document.layout.anchors:
        element = anchor.element
        if anchor.block <= first or anchor.block not in short:
            continue
        if len(element.text or "") > LONGEST_LINK or len(element) > 2:
            continue
        text = text_of(element)
        if len(text) > LONGEST_LINK or not PAGE_LINK.match(text):
            continue
        url = document.absolute(element.get("href") or "")
        if url and url != document.url and url.startswith(stem) and len(url) - len(stem) < 20:
            found[url.partition("#")[0]] = None
    found.pop(document.url, None)
    return tuple(found)


def source_link(document: Document, source: str) -> str | None:
    """Return where the outlet's name links to in or beside the line that names it; the same name may stand in menus."""
    named = {index + step for index, line in document.info_lines if line.source for step in (0, 1)}
    for anchor in document.layout.anchors:
        if anchor.block in named and text_of(anchor.element) == source:
            return document.absolute(anchor.element.get("href") or "")
    return None


def related_of(document: Document, pages: Collection[str] = ()) -> tuple[str, ...]:
    """Return the addresses of recommended articles: links below the text, on the same host, of a headline's length.

    The article's own `pages` are none, nor is what the page's foot leads to.
    """
    lines = document.lines
    last = lines[-1].block if lines else document.container.end
    host, blocks = document.host, document.blocks
    found: dict[str, None] = {}
    feet: dict[int, bool] = {}
    tried = 0
    for anchor in document.layout.anchors:
        if not last < anchor.block < len(blocks) or blocks[anchor.block].size < LEAST_HEADLINE or _is_short(anchor):
            continue
        node = blocks[anchor.block].node
        if node not in feet:
            feet[node] = _in_foot(document, node)
        if feet[node]:
            continue
        url = document.absolute(anchor.element.get("href") or "")
        if url and not OF_READERS.search(url) and (host is None or urlsplit(url).hostname == host):
            found[url.partition("#")[0]] = None
        tried += 1
        if len(found) >= MOST_RELATED or tried > 2 * MOST_RELATED:
            break
    own = {document.url, *pages}
    return tuple(url for url in found if url not in own)


def _is_short(anchor: Anchor) -> bool:
    """Whether a link's words are too few for a headline; one around a picture alone says nothing of its length."""
    return 0 < len(text_of(anchor.element).encode()) < LEAST_HEADLINE


def _in_foot(document: Document, index: int) -> bool:
    """Whether a node stands in the page's own footer, not in an article's."""
    in_foot = False
    for node in islice(document.layout.ancestors(index), MOST_AROUND):
        if node.tag in ("article", "main"):
            return False
        in_foot = in_foot or node.tag == "footer" or _is_foot(node.hint)
    return in_foot


@lru_cache(maxsize=4096)
def _is_foot(hint: str) -> bool:
    return FOOT.search(hint) is not None
