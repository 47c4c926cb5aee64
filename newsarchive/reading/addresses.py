"""The addresses that a page states: its own, its other pages', its source's, its recommendations'."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import lru_cache
from itertools import islice
from urllib.parse import urlsplit

from newsarchive.reading.blocks import Anchor
from newsarchive.reading.document import Document
from newsarchive.reading.tree import text_of
from newsarchive.text.languages import any_of
from newsarchive.text.urls import canonical

PAGE_LINK = re.compile(rf"^(?:[\[【(]?\s*(\d{{1,3}}|{any_of('next_page')})\s*[\])】]?\s*[>»›→]*)$", re.IGNORECASE)
PAGE = any_of("page")
PAGE_TAIL = re.compile(rf"(?:[_-](?:(?:{PAGE}|p)[_-]?)?\d{{1,3}}|/(?:{PAGE})/\d{{1,3}}/?)?(?:\.\w{{2,5}})?(?:\?.*)?$")
"""What tells an address from those of the article's other pages."""
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


def canonical_of(document: Document, rule: Callable[[str], str] | None = None) -> str | None:
    """Return the article's one address: by the portal's rule, else what the page calls it, where that is believable:
    on the same site, and no home page.
    """
    own = document.url
    if own and rule:
        return _normal(own, rule)
    for stated in (*document.metadata.links.get("canonical", ()), *document.metadata.metas.get("og:url", ())):
        url = document.absolute(stated)
        if url and _believable(url, own):
            return _normal(url)
    return _normal(own) if own else None


def _normal(url: str, rule: Callable[[str], str] = canonical) -> str:
    try:
        return rule(url)
    except ValueError:
        return url


def _believable(url: str, own: str | None) -> bool:
    parts = _parts(url)
    if parts is None or (own and _parts(own) is None):
        return False
    if not own:
        return len(parts[1].strip("/")) > 1
    mine = _parts(own)
    assert mine is not None
    same_site = _site(parts[0]) == _site(mine[0])
    return same_site and (len(parts[1].strip("/")) > 1 or len(mine[1].strip("/")) <= 1)


def _parts(url: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.hostname or "", parts.path + ("?" + parts.query if parts.query else "")


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
