"""A portal large enough that the speed of a crawl does not depend on how it begins."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.recognise.stories import make_story
from tests.fixtures.site import Site, build_site
from tests.fixtures.site.stories import Story, load_stories

ARTICLES = 240


def large_site() -> Site:
    """Return the small portal with more articles, each with a story of its own."""
    told = [story for story in load_stories() if not story.copy_of]
    return build_site(more=[_like(told[number % len(told)], number) for number in range(ARTICLES)])


def _like(story: Story, number: int) -> Story:
    """Return a story in the same places and blocks with as many paragraphs, but another text."""
    folder = story.path.rpartition("/")[0]
    fresh = make_story(4 * number, seed=1)  # which is a Chinese one
    sentences, count = list(fresh.sentences), sum(len(block.paragraphs) for block in story.blocks)
    texts = iter(["".join(sentences[at::count]) or sentences[at % len(sentences)] for at in range(count)])
    blocks = tuple(replace(block, paragraphs=tuple(next(texts) for _ in block.paragraphs)) for block in story.blocks)
    return replace(story, path=f"{folder}/{8_000_000 + number}.html", title=fresh.title, blocks=blocks)
