"""The main job on the portal's known article: crawled over real HTTP in each layout, found, shown, exported once."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from newsarchive.store.archive import Archive
from tests.fixtures.site import Response, Site, SiteServer, build_site
from tests.fixtures.site.variants import build_variant
from tests.portals.layouts import BOLD, LAYOUTS, PLAIN, Story, Style
from tests.portals.test_seed import SEED, expected, seed
from tests.running import newsarchive

PATH = "/luzhou/luxian/201802/7713943.html"
needs_seed = pytest.mark.skipif(not SEED.is_dir(), reason="the seed article's folder ../shared/seed is not here")


def crawled(root: Path, site: Site, pages: dict[str, Response]) -> list[dict[str, str]]:
    """Crawl a site with some of its pages replaced, and return the rows of its CSV."""
    with SiteServer(site) as server:
        server.pages.update(pages)
        done = newsarchive("crawl", "yybnet", "--archive", root, "--base-url", server.url)
    assert done.returncode == 0, done.stderr
    out = root / "exports" / "articles.csv"
    done = newsarchive("export", "--format", "csv", "-o", out, "--archive", root)
    assert done.returncode == 0, done.stderr
    data = out.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf"), "a spreadsheet needs the byte order mark to read Chinese"
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def body() -> str:
    lines = []
    for section in expected()["sections"]:
        lines += [section["heading"]] if section["heading"] else []
        lines += section["paragraphs"]
    return "\n".join(lines)


def check(rows: list[dict[str, str]]) -> None:
    (row,) = [row for row in rows if row["title"] == expected()["title"]]
    assert row["authors"] == "杜鹏;杨平;曾臻"
    assert row["source"] == "泸州日报"
    assert row["published"] == "2018-02-13T09:53:00+08:00"
    assert row["region"] == "四川/泸州市/泸县"
    assert row["canonical_url"] == f"https://www.yybnet.net{PATH}"
    assert row["text"] == body()
    assert not [word for word in expected()["never_in_the_body"] if word in row["text"]]


def page(layout: Callable[[Story, Style], bytes], style: Style) -> dict[str, Response]:
    return {PATH: Response(headers=(("Content-Type", "text/html"),), body=layout(seed(), style))}


@needs_seed
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_the_csv_has_the_seed_once_in_every_layout(tmp_path: Path, layout: Callable[[Story, Style], bytes]) -> None:
    root = tmp_path / "news"
    newsarchive("init", root, "--contact", "tests@example.org")
    check(crawled(root, build_site(), page(layout, PLAIN)))


@needs_seed
def test_it_is_filed_found_and_shown(archive: Archive) -> None:
    check(crawled(archive.root, build_site(), page(LAYOUTS[0], BOLD)))
    for words in ("干警", "泸县", "杜鹏", "千名干警进万家", "泸州日报"):
        found = newsarchive("search", words, "--limit", "50", "--archive", archive.root)
        assert found.returncode == 0, found.stderr
        assert expected()["title"].split()[0] in found.stdout, words
    shown = newsarchive("show", f"https://m.yybnet.net{PATH}", "--archive", archive.root)
    assert shown.returncode == 0, shown.stderr
    for text in (expected()["title"], "泸州日报", "杜鹏", "大宣传 营造浓厚氛围", "笑盈盈地说。", PATH):
        assert text in shown.stdout.replace("\n", " ") or text in shown.stdout.replace("\n", ""), text


@pytest.mark.parametrize("number", range(4))
def test_other_portals_of_the_same_shape_are_read_as_well(tmp_path: Path, number: int) -> None:
    site = build_variant(number)
    root = tmp_path / "news"
    newsarchive("init", root, "--contact", "tests@example.org")
    rows = {row["canonical_url"]: row for row in crawled(root, site, {})}
    assert rows.keys() == {article.url for article in site.expected}
    for article in site.expected:
        row = rows[article.url]
        got = (row["title"], row["authors"], row["source"], row["published"], row["region"])
        wanted = (article.title, ";".join(article.authors), article.source, article.published, "/".join(article.region))
        assert got == wanted
        lines = row["text"].splitlines()
        assert [line for line in lines if line not in article.headings] == list(article.paragraphs), article.url
        assert set(article.headings) <= set(lines), article.url
