"""A page that is captured again is a version exactly where its publisher changed it, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from newsarchive.dedupe.kinds import Kind
from newsarchive.portals.worker import ReadingPool
from newsarchive.query.articles import get_article
from newsarchive.query.versions import get_version, iter_changes, versions_of
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from tests.ingest.foreign import Saved, story
from tests.ingest.test_identity import OWN, take
from tests.ingest.test_importing import assert_proven


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    with ReadingPool() as made:
        yield made


def page(day: int, *, readers: int, months: str = "八", note: str = "", related: int = 1) -> Saved:
    body = story("一条路").decode().replace("历时八个月", f"历时{months}个月")
    others = f"<h3>相关阅读</h3><ul><li><a href=/{related}.html>另一篇{related}</a></li></ul>"
    more = f"<p>阅读 {readers}</p>{note}</article>{others}"
    return Saved(url=OWN, body=body.replace("</article>", more).encode(), date=f"2018-02-{day:02}T08:00:00Z")


def test_counters_and_related_lists_make_no_version_and_a_change_makes_one(
    archive: Archive, tmp_path: Path, pool: ReadingPool
) -> None:
    note = "<p>更正：此前报道的工期有误，工程历时九个月。</p>"
    take(
        archive,
        tmp_path,
        pool,
        page(1, readers=12),
        page(2, readers=3456, related=2),
        page(3, readers=9999, months="九", note=note),
        page(4, readers=12345, months="九", note=note, related=3),
    )
    with reading(archive.engine) as session:
        (changed,) = iter_changes(session, since=date(2018, 2, 1))
        versions = versions_of(session, changed.public_id)
        stored = get_article(session, changed.public_id)
        assert stored is not None
        old, new = (get_version(session, stored, number) for number in (1, 2))
    assert [(v.number, v.captures, v.first_seen.day, v.last_seen.day) for v in versions] == [(1, 2, 1, 2), (2, 2, 3, 4)]
    assert versions[1].kinds == changed.difference.kinds == (Kind.CORRECTION, Kind.FIGURE)
    assert "历时八个月" in old.article.text
    assert "历时九个月" in new.article.text
    assert (changed.last_seen_before.day, changed.first_seen.day) == (2, 3)
    assert_proven(archive)
