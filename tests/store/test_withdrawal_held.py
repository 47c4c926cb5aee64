"""A page in quarantine is withdrawn by its address, as the article that it would have been."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from newsarchive.errors import NotFound
from newsarchive.schedule.decisions import planned
from newsarchive.store.archive import Archive, open_archive
from newsarchive.store.database import reading
from newsarchive.store.models import Link
from newsarchive.store.rebuild import rebuild
from newsarchive.store.releasing import release
from newsarchive.store.verify import verify
from newsarchive.store.withdrawal import find_article, withdraw
from tests.running import newsarchive
from tests.store.rounds import HOME, Layout, Round, Story, empty, plain, teaser
from tests.store.test_quarantine import grown, things
from tests.store.test_withdrawal import bodies


def held(archive: Archive, layout: Layout = teaser) -> Round:
    """Hold ten pages that are new and eight that were looked at again."""
    life = grown(archive)
    life.layout = layout
    life.publish(10)
    life.run()
    return life


def take_out(archive: Archive, story: Story) -> str:
    """Withdraw what there is of a story, by its address."""
    public_id = find_article(archive, HOME + story.path).public_id
    assert withdraw(archive, public_id, "asked for").records >= 1
    return public_id


def withdrawn_from(life: Round) -> list[Story]:
    """Withdraw a story that was taken back, one that was held at once, and one that has a version besides."""
    meant = [life.stories[number] for number in (42, 51, 36)]
    assert {thing["address"] for thing in things(life.archive, "quarantined")} >= {HOME + one.path for one in meant}
    for story in meant:
        take_out(life.archive, story)
    return meant


@pytest.mark.parametrize("backend", ["sqlite"])
def test_neither_bytes_nor_quarantine_have_it_and_it_never_comes_back(archive: Archive) -> None:
    life = held(archive)
    assert "asked for" not in str(things(archive))
    gone = withdrawn_from(life)
    kept = bodies(archive.root).decode("utf-8", "replace")
    assert life.stories[43].title in kept
    assert not [story.title for story in gone if story.title in kept]
    assert verify(archive).damages == []
    assert len(things(archive, "quarantined")) == 15
    assert release(archive, 1) == 15
    life.layout = plain
    life.run()
    found = {thing["address"]: thing for thing in things(archive, "article")}
    for story in gone:
        thing = found[HOME + story.path]
        assert (thing["state"], thing["versions"], thing["reading"]) == ("withdrawn", [], None)
        assert thing["withdrawal"]["reason"] == "asked for"
    with reading(archive.engine) as session:
        assert len(session.scalars(select(Link).where(Link.state == "withdrawn")).all()) == 3


@pytest.mark.proof
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_page_that_is_no_article_is_withdrawn_too_and_cannot_be_hidden_for_a_while(archive: Archive) -> None:
    life = held(archive, empty)
    words = ("withdraw", HOME + life.stories[-1].path, "--reason", "asked for", "--archive", archive.root)
    refused = newsarchive(*words, "--embargo-until", "2999-01-01")
    assert (refused.returncode, "in quarantine" in refused.stderr) == (2, True), refused.stderr
    done = newsarchive(*words, "--yes")
    assert (done.returncode, "is withdrawn; 1 WARC record" in done.stdout) == (0, True), done.stderr
    assert len(things(archive, "quarantined")) == 17
    with pytest.raises(NotFound):
        find_article(archive, f"{HOME}/nowhere.html")


@pytest.mark.proof
@pytest.mark.parametrize("layout", [teaser, empty])
def test_a_rebuild_says_the_same(archive: Archive, layout: Layout) -> None:
    life = held(archive, layout)
    withdrawn_from(life)
    release(archive, 1)
    before = things(archive)
    rebuilt = rebuild(archive.config, planned, replace_old=True)
    assert (rebuilt.unread, rebuilt.damages) == ([], [])
    with open_archive(archive.root) as again:
        assert things(again) == before
        assert verify(again).damages == []
