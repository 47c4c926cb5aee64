"""Of a portal's page objects the one reads a page in whose time it was captured."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from newsarchive.portals.page import Page, field
from newsarchive.portals.reader import read
from newsarchive.portals.registry import get_portal
from tests.reading.pages import ONE, TWO, page


class Newest(Page):
    @field
    def title(self) -> str:
        return "newest"


class Older(Newest):
    valid_until = date(2024, 5, 3)
    title = "older"


class Oldest(Newest):
    valid_until = date(2021, 1, 31)
    title = "oldest"


@pytest.mark.parametrize("pages", [(Newest, Older, Oldest), (Oldest, Older, Newest)])
@pytest.mark.parametrize(
    ("day", "layout"),
    [
        (datetime(2020, 7, 1, tzinfo=UTC), "oldest"),
        (datetime(2021, 1, 31, 23, tzinfo=UTC), "oldest"),
        (datetime(2021, 2, 1, tzinfo=UTC), "older"),
        (datetime(2024, 5, 4, tzinfo=UTC), "newest"),
        (None, "newest"),
    ],
)
def test_a_page_is_read_by_the_layout_of_its_time(
    pages: tuple[type[Page], ...], day: datetime | None, layout: str
) -> None:
    portal = replace(get_portal("yybnet"), pages=pages)
    found = read(page(f"<h1>Footbridge</h1><div><p>{ONE}</p><p>{TWO}</p></div>"), portal=portal, fetched_at=day)
    assert found.article is not None
    assert found.article.title == layout
