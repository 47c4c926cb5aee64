"""The portal's known article reads exactly as its owner reads it, in every layout."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import newsarchive
from tests.portals.layouts import ADDRESS, LAYOUTS, STYLES, Story, Style

SEED = Path(__file__).parents[3] / "shared" / "seed"
pytestmark = pytest.mark.skipif(not SEED.is_dir(), reason="the seed article's folder ../shared/seed is not here")


def expected() -> dict[str, Any]:
    truth: dict[str, Any] = json.loads((SEED / "expected.json").read_text(encoding="utf-8"))
    return truth


def seed() -> Story:
    text = (SEED / "luxian-2018-02-13.txt").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    headings = {part for s in expected()["sections"] if s["heading"] for part in s["heading"].split()}
    end = lines.index("新闻推荐")
    return Story(
        title=lines[2],
        info=lines[3].replace("   ", " &nbsp; "),
        byline=lines[4],
        body=tuple(("h" if line in headings else "p", line) for line in lines[5:end]),
        crumbs=tuple(lines[1].split(" > ")),
        sisters=tuple(lines[0].split()),
        teaser=(lines[end + 1], lines[end + 2]),
        slogan=lines[end + 3],
    )


def as_expected(article: newsarchive.Article) -> dict[str, Any]:
    return {
        "title": article.title,
        "source": article.source,
        "published": article.published and article.published.isoformat(),
        "published_raw": article.published_raw,
        "byline_raw": article.byline_raw,
        "credits": [{"name": c.name, "role": str(c.role), "affiliation": c.affiliation} for c in article.credits],
        "authors": list(article.authors),
        "sections": [{"heading": s.heading, "paragraphs": list(s.paragraphs)} for s in article.sections],
    }


@pytest.mark.parametrize("style", STYLES, ids=lambda s: s.name)
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda f: f.__name__)
def test_the_seed_reads_exactly_in_every_layout(layout: Callable[[Story, Style], bytes], style: Style) -> None:
    article = newsarchive.extract(layout(seed(), style), url=ADDRESS, portal="yybnet")
    assert article is not None
    truth = expected()
    got = as_expected(article)
    assert got == {key: truth[key] for key in got}
    assert list(article.breadcrumb) == truth["breadcrumb"]
    assert list(article.region) == truth["region"]
    assert article.canonical_url == ADDRESS
    for text in truth["never_in_the_body"]:
        assert text not in article.text
    assert article.lead is None


@pytest.mark.parametrize("style", STYLES, ids=lambda s: s.name)
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda f: f.__name__)
def test_the_seed_reads_exactly_without_a_portal(layout: Callable[[Story, Style], bytes], style: Style) -> None:
    article = newsarchive.extract(layout(seed(), style), url=ADDRESS)
    assert article is not None
    truth = expected()
    got = as_expected(article)
    assert got == {key: truth[key] for key in got}
