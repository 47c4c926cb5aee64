"""地方网: county and city news of all of China, reprinted from local papers. It is read by text and shape."""

from __future__ import annotations

import re

from newsarchive.portals.definition import Portal
from newsarchive.portals.page import Page, field
from newsarchive.reading.breadcrumb import region_of


class ArticlePage(Page):
    """An article, on the desktop and the mobile site."""

    ends = re.compile(r"新闻推荐[:：]?")

    @field
    def region(self) -> tuple[str, ...]:
        return region_of(self.breadcrumb)


PORTAL = Portal(
    name="地方网",
    home="https://www.yybnet.net/",
    hosts=("www.yybnet.net", "m.yybnet.net", "yybnet.net"),
    language="zh-Hans",
    zone="Asia/Shanghai",
    article_url=r"^/(?:[a-z0-9_-]+/){1,3}(?P<year>(?:19|20)\d\d)-?(?P<month>0[1-9]|1[0-2])(?:/(?P<day>[0-3]\d))?/\d+\.s?html?$",
    listing_url=r"^/(?:[a-z][a-z0-9_-]*/){0,4}(?:[a-z][a-z0-9_-]*|\d{1,4}|(?:(?:index|list|page|p)?[_-]?\d{0,4}(?:\.s?html?)?))?/?$",
    pages=(ArticlePage,),
)
