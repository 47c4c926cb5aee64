"""A thousand articles that do not change, followed for thirty days: what that costs the portal."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from tests.crawl.long_list import HOST, html, list_pages, rows
from tests.fixtures.site import SiteServer
from tests.fixtures.site.assembly import Response, Site
from tests.following.months import BEGINS
from tests.following.world import run_at
from tests.running import ROOT

pytestmark = pytest.mark.proof

ARTICLES, DAYS = 1_000, 30
WEIGHT = 21_000
"""Bytes that nothing compresses in each page: with the rest it is as heavy as news pages are, 28 kB on the way."""
LETTERS = "山水田园村镇街道桥梁渡口学校医院果园茶叶稻谷春夏秋冬老人孩子书记代表"


def article(random: Random, path: str) -> Response:
    text = "".join(f"<p>{''.join(random.choices(LETTERS, k=120))}。</p>" for _ in range(6))
    script = f"<script>var state='{random.randbytes(WEIGHT).hex()}'</script>"
    return html(f"<h1>乡镇消息第{path[-12:-5]}号</h1><div>2023-12-01 08:00　来源：泸州日报</div>{text}{script}")


def test_following_articles_that_do_not_change_costs_next_to_nothing(tmp_path: Path) -> None:
    random, shown = Random(7), rows(ARTICLES, BEGINS.date())
    pages = {"/": html('<a href="/luzhou/luxian/">泸县新闻</a>'), **list_pages(shown)}
    pages |= {path: article(random, path) for path, _ in shown}
    with SiteServer(Site(host=HOST, pages=pages, expected=())) as server:
        archive = tmp_path / "news"
        assert run_at(BEGINS, ROOT, "init", archive, "--contact", "tests@example.org").returncode == 0
        words = ("crawl", "yybnet", "--archive", archive, "--base-url", server.url)
        assert run_at(BEGINS, ROOT, *words).returncode == 0
        first, asked = server.sent, Counter(request.path for request in server.requests)
        assert sum(asked[path] for path, _ in shown) == ARTICLES
        server.forget()
        for day in range(1, DAYS + 1):
            done = run_at(BEGINS + timedelta(days=day, minutes=10), ROOT, *words)
            assert done.returncode == 0, done.stderr
        again = Counter(request.path for request in server.requests)
    assert {again[path] for path, _ in shown} == {3}, "on the first day, the seventh and the thirtieth"
    lists = sum(again.values()) - 3 * ARTICLES
    assert lists <= 4 * DAYS, "robots.txt, the home page, the first page of the list and one more"
    assert server.sent - first < 0.05 * first, f"{server.sent - first} bytes after {first}"
