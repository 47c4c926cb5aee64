"""How fast the generic reader is, beside the bare parse of the same bytes and beside other extractors."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

import lxml.html

from benchmarks.pages import pages
from newsarchive import extract
from newsarchive.text.charset import decode

ROUNDS = 3
"""Times that quick tools go over the pages; the best round counts."""
SLOW = 10.0
"""Seconds of one round after which a tool gets no further one."""


def parse(data: bytes) -> Any:
    """Parse as lxml does, and nothing more; None for what it refuses."""
    try:
        return lxml.html.document_fromstring(data)
    except lxml.etree.ParserError:
        return None


def others() -> Iterator[tuple[str, Callable[[str], Any]]]:
    """Give the extractors that are installed; each gets text that is decoded already."""
    try:
        import readability  # noqa: PLC0415
        import trafilatura  # noqa: PLC0415
        from resiliparse.extract.html2text import extract_plain_text  # noqa: PLC0415
    except ImportError:
        return
    logging.disable(logging.CRITICAL)
    yield "resiliparse", lambda text: extract_plain_text(text, main_content=True)
    yield "trafilatura", lambda text: trafilatura.extract(text, with_metadata=True)
    yield "readability-lxml", lambda text: (document := readability.Document(text)).title() + document.summary()


def seconds(read: Callable[[Any], Any], given: list[Any]) -> float:
    """Return the time of the best round over the pages; what a tool cannot read counts with the time that it took."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for page in given:
            try:
                read(page)
            except Exception:
                continue
        best = min(best, time.perf_counter() - began)
        if best > SLOW:
            break
    return best


def report() -> Iterator[str]:
    """Give the lines of what was measured."""
    name, given = pages()
    texts = [decode(page).text for page in given]
    for page in given[:20]:  # the first pages pay for what is made once
        extract(page)
    base, own = seconds(parse, given), seconds(extract, given)
    mean = 1000 / len(given)
    size = sum(map(len, given)) / len(given) / 1000
    yield f"reading, {name}, mean of {size:.0f} kB"
    yield f"  lxml parse alone     {base * mean:7.2f} ms"
    yield f"  newsarchive.extract  {own * mean:7.2f} ms   {own / base:5.2f} times the parse (wanted: at most 5)"
    for tool, read in others():
        taken = seconds(read, texts)
        yield f"  {tool:20} {taken * mean:7.2f} ms   {taken / own:5.2f} times newsarchive.extract"
