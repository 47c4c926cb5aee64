"""newsarchive keeps local news: it crawls portals, keeps the bytes, reads the articles and files them.

`extract` reads a page without any archive. Importing this package starts nothing and loads neither Scrapy nor Twisted.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from newsarchive.items import Article, Credit, Image, Role, Section

if TYPE_CHECKING:
    import os

    from newsarchive.portals.definition import Portal
    from newsarchive.reading.explain import Explanation
    from newsarchive.reading_room import ReadingRoom

__version__ = "0.1.0"
__all__ = ["Article", "Credit", "Image", "Role", "Section", "__version__", "explain", "extract", "open_archive"]


def extract(
    html: bytes | str,
    *,
    url: str | None = None,
    portal: Portal | str | None = None,
    fetched_at: datetime | None = None,
    content_type: str | None = None,
) -> Article | None:
    """Read a news page into an article; None where it is not one (a list, an error page, a challenge).

    `html` is the page's bytes, or its text where the encoding is known. `url` is its address, `content_type` its
    HTTP header, `fetched_at` (aware) the time that words like 昨天 are relative to. With a `portal` (or its id)
    the portal's page object reads; what it leaves out, and every page without a portal, the generic
    reader does.

    Raises NotFound for an unknown portal's id, ValueError for a `fetched_at` without a zone.
    """
    from newsarchive.portals.reader import read  # noqa: PLC0415 - importing the package must stay cheap

    return read(html, url=url, portal=portal, fetched_at=fetched_at, content_type=content_type).article


def explain(
    html: bytes | str,
    *,
    url: str | None = None,
    portal: Portal | str | None = None,
    fetched_at: datetime | None = None,
    content_type: str | None = None,
) -> Explanation:
    """Read a page as `extract` does, and tell why it is not an article, or how each of its fields came about.

    Which witnesses spoke for a field and which disagreed, which box of the page the text was taken from, what was left
    out of it and why. Raises what `extract` raises.
    """
    from newsarchive.portals.reader import explain as explained  # noqa: PLC0415

    return explained(html, url=url, portal=portal, fetched_at=fetched_at, content_type=content_type)


def open_archive(given: str | os.PathLike[str] | None = None) -> ReadingRoom:
    """Open an archive for reading: search it, go through its articles, make frames of them (docs/python.md).

    `given` is the archive's folder, or the address of its database; without it, the archive that NEWSARCHIVE_ARCHIVE
    names, or that lies in this folder or above. Close it, or use it in a `with` statement. Raises ArchiveNotFound,
    ConfigError or DatabaseUnavailable.
    """
    from newsarchive.reading_room import open_reading_room  # noqa: PLC0415

    return open_reading_room(given)
