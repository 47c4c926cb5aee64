"""newsarchive keeps local news: it crawls portals, keeps the bytes, reads the articles and files them.

`extract` reads a page without any archive. Importing this package starts nothing and loads neither Scrapy nor Twisted.
"""

from __future__ import annotations

from newsarchive.items import Article, Credit, Image, Role, Section

__version__ = "0.1.0"
__all__ = ["Article", "Credit", "Image", "Role", "Section", "__version__"]
