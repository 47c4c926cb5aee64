"""By what articles are counted."""

from __future__ import annotations

from enum import StrEnum


class Facet(StrEnum):
    """Something that articles have in common."""

    REGION = "region"
    OUTLET = "outlet"
    PORTAL = "portal"
    LANGUAGE = "language"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"

    @property
    def length(self) -> int:
        """How many characters of a day (ISO 8601) name the time that it is; 0 where it is none."""
        return {Facet.YEAR: 4, Facet.MONTH: 7, Facet.DAY: 10}.get(self, 0)

    @property
    def is_time(self) -> bool:
        """Whether it is when they were published."""
        return self.length > 0
