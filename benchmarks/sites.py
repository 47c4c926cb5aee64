"""A portal large enough that the speed of a crawl does not depend on how it begins."""

from __future__ import annotations

from dataclasses import replace

from tests.fixtures.site import Site, build_site
from tests.fixtures.site.stories import Block, Story, load_stories

ARTICLES = 240


def large_site() -> Site:
    """Return the small portal with more articles, each with a text of its own."""
    told = [story for story in load_stories() if not story.copy_of]
    return build_site(more=[_like(told[number % len(told)], number) for number in range(ARTICLES)])


def _like(story: Story, number: int) -> Story:
    folder = story.path.rpartition("/")[0]
    blocks = tuple(_told_apart(block, number) for block in story.blocks)
    return replace(story, path=f"{folder}/{8_000_000 + number}.html", title=f"{story.title}（{number}）", blocks=blocks)


def _told_apart(block: Block, number: int) -> Block:
    paragraphs = tuple(f"{text}第{number}次报道。" for text in block.paragraphs)
    return replace(block, paragraphs=paragraphs)
