"""The page base: an object a layout, a field a property, each answered by the generic reader unless overridden.

The conventions are web-poet's: a page object has no network, so the same one reads a live response, a saved page or a
WARC record. web-poet itself is not used, since it loads Scrapy.

    class ArticlePage(Page):
        @field
        def region(self) -> tuple[str, ...]:
            return region_of(self.breadcrumb)
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cached_property as field
from typing import ClassVar

from newsarchive.reading.article import ArticleReader

__all__ = ["Page", "field"]


class Page(ArticleReader):
    """One layout of one portal. `self.document` holds the parsed page, `self.tidy` cleans every line of the article.

    What a field's override leaves out (returns None or nothing for) stays empty: ask `super()` for the generic answer.
    """

    ends: ClassVar[re.Pattern[str] | None] = None
    """What a line says, all of it, after which nothing belongs to the article; None where no line does."""
    valid_until: ClassVar[date | None] = None
    """The last day on which this layout was seen; None for the current one."""

    @classmethod
    def fits(cls, fetched_at: datetime | None) -> bool:
        """Whether a page captured at that time is of this layout."""
        return cls.valid_until is None or (fetched_at is not None and fetched_at.date() <= cls.valid_until)
