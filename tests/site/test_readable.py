"""The portal's articles are read by the real portal as they are meant, in every layout and encoding."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from newsarchive import extract
from newsarchive.items import Article
from tests.fixtures.site import Site, build_site
from tests.fixtures.site.variants import build_variant


@pytest.fixture(scope="module", params=["small", *range(8)])
def site(request: pytest.FixtureRequest) -> Site:
    return build_site() if request.param == "small" else build_variant(request.param)


def read(site: Site, path: str) -> Article | None:
    """Read a page as the crawl does."""
    response = site.pages[path]
    content_type = dict(response.headers).get("Content-Type")
    return extract(response.body, url=site.host + path, portal="yybnet", content_type=content_type)


def test_every_article_is_read_as_it_is_meant(site: Site) -> None:
    for wanted in site.expected:
        article = read(site, urlsplit(wanted.url).path)
        assert article is not None, wanted.url
        assert article.published is not None, wanted.url
        found = (article.title, article.authors, article.source, article.published.isoformat(), article.region)
        assert found == (wanted.title, wanted.authors, wanted.source, wanted.published, wanted.region), wanted.url
        assert article.canonical_url == wanted.url
        assert article.paragraphs == wanted.paragraphs, wanted.url
        headings = tuple(section.heading for section in article.sections if section.heading)
        assert headings == wanted.headings, wanted.url


def test_pages_that_are_no_article_are_read_as_none(site: Site) -> None:
    for path in (*site.no_article, *site.dead, *site.forbidden, "/", "/about.html"):
        assert read(site, path) is None, path
