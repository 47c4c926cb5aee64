"""What is true of every reading, whatever the page."""

from __future__ import annotations

import json
import time
from dataclasses import asdict

import newsarchive
from tests.fuzz.mutations import worse_page

SECONDS = 5.0
"""Seconds of the processor that one page may take, however busy the machine is."""
PORTALS = (None, None, None, "yybnet")


def read_page(seed: int, number: int) -> None:
    """Read a page and check what every article promises. Raises whatever is wrong."""
    data, url, content_type = worse_page(seed, number)
    began = time.process_time()
    told = newsarchive.explain(data, url=url, content_type=content_type, portal=PORTALS[number % len(PORTALS)])
    took = time.process_time() - began
    assert took < SECONDS, f"it took {took:.1f} s"
    article = told.article
    assert (article is None) == (told.refusal is not None)
    if article is None:
        return
    json.dumps(asdict(article), ensure_ascii=False, default=str).encode()  # no lone surrogates
    lines = [article.title, *article.paragraphs, *(s.heading for s in article.sections if s.heading)]
    assert all(line and line == " ".join(line.split()) and "\0" not in line for line in lines), "a line is not tidy"
    assert article.published is None or article.published.tzinfo is not None, "a date without a zone"
    assert all(credit.name.strip() for credit in article.credits), "a credit without a name"
