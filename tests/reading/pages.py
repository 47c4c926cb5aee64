"""Small pages to read, of sentences that say nothing about anyone."""

from __future__ import annotations

import newsarchive

ONE = "The council of Upper Marsh agreed on Monday to repair the footbridge before the autumn rains begin in earnest."
TWO = "Work will start in the second week of September and should take no longer than twelve days, the clerk said."
THREE = "Until then walkers are asked to use the path along the mill pond, which has been mown and marked with flags."
FOUR = "The money comes from a fund that was set up after the flood, and no other project will have to wait for it."


def page(body: str, *, head: str = "<title>Footbridge to be repaired - Marsh Herald</title>", lang: str = "en") -> str:
    """A page around a body."""
    return f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


def read(html: str, url: str = "https://herald.example/local/footbridge.html") -> newsarchive.Article:
    """The article of a page that must be one."""
    reading = newsarchive.explain(html.encode(), url=url)
    assert reading.article is not None, reading.refusal
    return reading.article
