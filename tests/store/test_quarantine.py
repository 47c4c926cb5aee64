"""Pages that depart from what is usual for their portal are held in quarantine, and nothing of them is filed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from newsarchive.query.canonical import canonical
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from newsarchive.store.models import Capture, Quarantine, Quarantined
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
