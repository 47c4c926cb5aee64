"""Scrapy's way to our portals: each portal file is a spider, and none of them imports Scrapy."""

from __future__ import annotations

from functools import cache
from typing import Self

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from newsarchive.crawl.spider import PortalSpider
from newsarchive.portals.registry import get_portal, portal_files


@cache
def spider_class(portal_id: str) -> type[PortalSpider]:
    """Return the spider of a portal. Raises NotFound."""
    get_portal(portal_id)
    return type(f"{portal_id.title()}Spider", (PortalSpider,), {"name": portal_id, "portal_id": portal_id})


class PortalSpiderLoader:
    """What `scrapy list` and `scrapy crawl` ask (scrapy.spiderloader.SpiderLoaderProtocol)."""

    @classmethod
    def from_settings(cls, _settings: BaseSettings) -> Self:
        """Make the loader, as Scrapy asks for it."""
        return cls()

    def load(self, spider_name: str) -> type[Spider]:
        """Return a portal's spider. Raises KeyError."""
        if spider_name not in portal_files():
            raise KeyError(spider_name)
        return spider_class(spider_name)

    def find_by_request(self, request: Request) -> list[str]:
        """Return the portals that an address lies on."""
        return [portal_id for portal_id in sorted(portal_files()) if get_portal(portal_id).owns(request.url)]

    def list(self) -> list[str]:
        """Return the portals' ids."""
        return sorted(portal_files())
