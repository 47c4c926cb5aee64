"""What becomes of a portal's articles in a redesign, and the portal's file that reads them again.

The page as it was waits in an attribute, as if a script would show it: whoever knows that reads everything there.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html import escape
from pathlib import Path

from tests.fixtures.site.assembly import Response
from tests.fixtures.site.stories import Story

TEASER = 40
"""Characters of a story that are left of it."""
RELATED = 3
"""Headlines beside it: together they are shorter than the shortest story."""
HTML = (("Content-Type", "text/html; charset=utf-8"),)


def empty(page: Response, story: Story, _others: Sequence[str]) -> Response:
    """A page that shows nothing until a script has run."""
    return _page(story.encoding, page, "地方网", '<div id="app" {}></div>')


def plausible(page: Response, story: Story, others: Sequence[str]) -> Response:
    """A page that looks like an article and is none: how the story begins, and headlines where the rest of it was."""
    teaser = f"{story.paragraphs[0][:TEASER]}。"
    beside = [title for title in others if title != story.title][:RELATED]
    related = "".join(f"<li>{escape(title)}</li>" for title in beside)
    title, said = escape(story.title), f"来源：{story.source}　{story.published:%Y-%m-%d %H:%M}"
    body = f"<h1>{title}</h1><div>{said}</div><div {{}}><p>{escape(teaser)}</p><ul>{related}</ul></div>"
    return _page(story.encoding, page, title, body)


def _page(encoding: str, before: Response, title: str, body: str) -> Response:
    kept = b64encode(before.body.decode(encoding).encode()).decode()
    shown = body.format(f'data-page="{kept}"')
    head = f'<meta charset="utf-8"><title>{title}</title>'
    return replace(before, headers=HTML, body=f"<html><head>{head}</head><body>{shown}</body></html>".encode())


MENDED = '''
class OldPage(ArticlePage):
    """An article before the redesign."""

    valid_until = date.fromisoformat("{until}")


class NewPage(ArticlePage):
    """An article since the redesign: the page as it was waits in an attribute for a script."""

    def __init__(self, document: Document, **facts: Any) -> None:
        kept = document.root.xpath("//@data-page") if document.root is not None else []
        page = b64decode(kept[0]).decode() if kept else document.text
        facts_of_page = {{"url": document.url, "zone": "Asia/Shanghai", "language": "zh-Hans", "ends": self.ends}}
        super().__init__(Document(page, **facts_of_page), **facts)


'''
IMPORTS = """
from base64 import b64decode
from datetime import date
from typing import Any

from newsarchive.reading.document import Document
"""


def mend(file: Path, until: date) -> None:
    """Mend a portal's file: pages that were fetched after a day (UTC) are read as they are since the redesign."""
    text = file.read_text(encoding="utf-8")
    text = text.replace("\nimport re\n", f"\nimport re{IMPORTS}", 1)
    text = text.replace("PORTAL = Portal(", f"{MENDED.format(until=until).lstrip()}PORTAL = Portal(", 1)
    file.write_text(text.replace("pages=(ArticlePage,)", "pages=(NewPage, OldPage)"), encoding="utf-8")
