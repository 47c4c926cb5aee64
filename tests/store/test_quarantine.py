"""Pages that depart from what is usual for their portal are held in quarantine, and nothing of them is filed."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from newsarchive.query.canonical import canonical
from newsarchive.store.archive import Archive, open_archive
from newsarchive.store.database import reading
from newsarchive.store.models import Quarantine, Quarantined
from newsarchive.store.rebuild import rebuild
from newsarchive.store.releasing import release
from tests.store.rounds import Layout, Round, empty, plain, teaser


def articles(archive: Archive) -> dict[str, dict[str, Any]]:
    with reading(archive.engine) as session:
        return {thing["address"]: thing for thing in canonical(session) if thing["thing"] == "article"}


def grown(archive: Archive) -> Round:
    """A portal that has been crawled for some days."""
    life = Round(archive)
    for count in (50, 12, 12):
        life.publish(count)
        assert not [filed for filed in life.run() if filed.verdict == "held"]
    return life


@pytest.mark.parametrize("layout", [teaser, empty])
def test_a_redesign_is_held_from_its_first_page_on(archive: Archive, layout: Layout) -> None:
    life = grown(archive)
    before = articles(archive)
    life.layout = layout
    life.publish(20)
    filed = life.run()
    assert articles(archive) == before, "neither articles nor versions of it, and what was there is there"
    with reading(archive.engine) as session:
        (row,) = session.scalars(select(Quarantine)).all()
        held = session.scalar(select(func.count()).select_from(Quarantined))
    assert held == len(filed)
    print(row.why, held, sum(f.taken_back for f in filed), [f.verdict for f in filed])


def things(archive: Archive) -> list[dict[str, Any]]:
    with reading(archive.engine) as session:
        return list(canonical(session))


def test_what_is_released_is_filed_as_it_would_have_been(archive: Archive) -> None:
    life = grown(archive)
    life.layout = teaser
    life.publish(20)
    life.run()
    assert release(archive, 1) == 32
    after = articles(archive)
    assert len(after) == 94
    assert sum(len(thing["versions"]) == 2 for thing in after.values()) == 12, "those that were looked at again"
    life.publish(20)
    assert not [filed for filed in life.run() if filed.verdict == "held"], "it is usual from now on"


def test_a_rebuild_says_the_same(archive: Archive) -> None:
    life = grown(archive)
    life.layout = teaser
    life.publish(14)
    life.run()
    life.layout = empty
    life.publish(14)
    life.run()
    release(archive, 1)
    life.layout = plain
    life.publish(14)
    life.run()
    before = things(archive)
    rebuilt = rebuild(archive.config, lambda _entry: None, replace_old=True)  # type: ignore[arg-type, return-value]
    assert rebuilt.unread == []
    with open_archive(archive.root) as again:
        assert things(again) == before
        life.archive = again
        life.publish(3)
        life.run()
