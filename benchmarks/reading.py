"""How fast the generic reader is, beside the bare parse of the same bytes and beside other extractors."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

import lxml.html

from benchmarks.pages import pages
from newsarchive import extract
from newsarchive.text.charset import decode

ROUNDS = 3
"""Times that quick tools go over the pages; of each page the best time counts."""
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


def seconds(*tools: tuple[Callable[[Any], Any], list[Any]]) -> list[float]:
    """Return the processor's time of each tool over its pages; what a tool cannot read counts with the time it took.

    All tools take turns at each page, so that a machine that is busy with other work slows down all of them alike.
    """
    best = [[float("inf")] * len(given) for _, given in tools]
    going = list(range(len(tools)))
    for _ in range(ROUNDS):
        spent = [0.0] * len(tools)
        for page in range(len(tools[0][1])):
            for tool in going:
                read, given = tools[tool]
                began = time.process_time()
                with contextlib.suppress(Exception):
                    read(given[page])
                taken = time.process_time() - began
                spent[tool] += taken
                best[tool][page] = min(best[tool][page], taken)
        going = [tool for tool in going if spent[tool] <= SLOW]
    return [sum(times) for times in best]


def report() -> Iterator[str]:
    """Give the lines of what was measured."""
    name, given = pages()
    texts = [decode(page).text for page in given]
    for page in given[:20]:  # the first pages pay for what is made once
        extract(page)
    beside = list(others())
    base, own, *taken = seconds((parse, given), (extract, given), *((read, texts) for _, read in beside))
    mean = 1000 / len(given)
    size = sum(map(len, given)) / len(given) / 1000
    yield f"reading, {name}, mean of {size:.0f} kB"
    yield f"  lxml parse alone     {base * mean:7.2f} ms"
    yield f"  newsarchive.extract  {own * mean:7.2f} ms   {own / base:5.2f} times the parse (wanted: at most 5)"
    for (tool, _), time_of in zip(beside, taken, strict=True):
        yield f"  {tool:20} {time_of * mean:7.2f} ms   {time_of / own:5.2f} times newsarchive.extract"
