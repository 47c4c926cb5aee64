"""An archive whose texts were noted by another method is brought to today's, whenever that is stopped."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable

import pytest
from alembic import command
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from newsarchive.dedupe.sketch import METHOD
from newsarchive.query.canonical import canonical, line
from newsarchive.store import reindexing
from newsarchive.store.archive import Archive
from newsarchive.store.database import alembic_config, reading, tried_again, writing
from newsarchive.store.models import Article, Body, Boilerplate, Fingerprint, Likeness, Recognition, Version
from newsarchive.store.reindexing import is_current, reindex, standing
from tests.query.filing import article, file
from tests.running import ROOT, newsarchive
from tests.store.delivery import deliver_all

STORIES = 5
BODY = "泸县的千名干警走进百个村落，与群众拉家常、讲法律、听意见，把矛盾化解在基层，把平安送到门口，受到了群众的欢迎。"


class Stopped(Exception):
    """Stands for a kill."""


def told(archive: Archive) -> list[str]:
    with reading(archive.engine) as session:
        return [line(thing) for thing in canonical(session)]


def rows(archive: Archive) -> list[int]:
    with reading(archive.engine) as session:
        kinds = (Body, Fingerprint, Boilerplate, Likeness)
        return [len(session.execute(select(kind.__table__)).all()) for kind in kinds]


def of_old(archive: Archive) -> None:
    """Let an archive look as if another method had noted its texts."""

    def make_old(session: Session) -> None:
        session.execute(update(Recognition).values(method="0"))
        session.execute(update(Article).values(cluster_id=None))

    tried_again(archive.engine, make_old)


def of_before(archive: Archive) -> None:
    """Let an archive look as a migration leaves one from before there were methods."""
    with writing(archive.engine) as session:
        session.execute(update(Version).values(body_id=None))
        session.execute(update(Article).values(cluster_id=None))
        for kind in (Likeness, Boilerplate, Fingerprint, Body, Recognition):
            session.execute(delete(kind))


def is_whole(archive: Archive) -> bool:
    with reading(archive.engine) as session:
        return is_current(session)


@pytest.mark.parametrize("make_old", [of_old, pytest.param(of_before, marks=pytest.mark.proof)])
def test_it_tells_what_an_archive_tells_that_was_indexed_from_the_beginning(
    archive: Archive, make_old: Callable[[Archive], None]
) -> None:
    deliver_all(archive, STORIES, random.Random(3))
    before, numbers = told(archive), rows(archive)
    make_old(archive)
    assert not is_whole(archive)
    assert told(archive) != before
    steps: list[tuple[int, int]] = []
    result = reindex(archive, on_progress=lambda done, total: steps.append((done, total)))
    assert is_whole(archive)
    assert told(archive) == before
    assert rows(archive) == numbers
    assert steps[-1] == (result.noted, result.noted)
    assert result.texts == numbers[0]
    assert result.clusters
    assert reindex(archive).noted == 0


def test_stopped_it_goes_on_where_it_was_and_takes_in_what_came_meanwhile(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reindexing, "BATCH", 2)
    first, second = (file(archive, article(BODY, title=title), path=f"/{title}.html") for title in "一二")
    for number in range(6):
        file(archive, article(f"第{number}篇" + "春夏秋冬梅兰"[number] * 60))
    of_old(archive)

    def stop(done: int, _total: int) -> None:
        if done >= 4:
            raise Stopped

    with pytest.raises(Stopped):
        reindex(archive, on_progress=stop)
    with reading(archive.engine) as session:
        half = standing(session)
    assert (half.is_current, half.done, half.versions) == (False, 4, 8)
    third = file(archive, article(BODY, title="三"))
    file(archive, article(BODY + "后来又添了一句关于结果的话。", title="二"), path="/二.html")
    result = reindex(archive)
    assert result.noted == 6  # the four that were left, and the two that came meanwhile
    with reading(archive.engine) as session:
        clusters = dict(session.execute(select(Article.public_id, Article.cluster_id)).all())
        assert session.scalars(select(Recognition.method)).all() == [METHOD]
    assert clusters[first] is not None
    assert clusters[first] == clusters[second] == clusters[third]
    assert len({found for found in clusters.values() if found}) == 1


def test_the_command_says_what_it_did_and_status_when_it_is_needed(archive: Archive) -> None:
    for title in "一二":
        file(archive, article(BODY, title=title))
    assert "reindex" not in newsarchive("status", "--archive", archive.root).stdout
    of_old(archive)
    assert "0 of 2 versions are done): newsarchive reindex" in newsarchive("status", "--archive", archive.root).stdout
    done = newsarchive("reindex", "--archive", archive.root)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 versions were looked through: the archive holds 1 different texts and 1 clusters")
    assert newsarchive("reindex", "--archive", archive.root).stdout.startswith("Nothing is to be done")
    assert "reindex" not in newsarchive("status", "--archive", archive.root).stdout


def test_an_archive_from_before_is_migrated_with_all_it_holds_and_told_to_reindex(archive: Archive) -> None:
    for title in "一二":
        file(archive, article(BODY, title=title))
    before, url = told(archive), archive.config.database_url
    archive.close()
    command.downgrade(alembic_config(url), "0005")
    done = newsarchive("db", "upgrade", "--archive", archive.root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "newsarchive reindex" in done.stderr
    assert not is_whole(archive)
    assert reindex(archive).clusters == 1
    assert told(archive) == before
    if archive.engine.dialect.name == "sqlite":
        with reading(archive.engine) as session:
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []


@pytest.mark.proof
def test_crawls_may_file_while_it_runs(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reindexing, "BATCH", 3)
    deliver_all(archive, 1, random.Random(3))
    of_old(archive)
    deliver = [sys.executable, "-m", "tests.store.delivery", str(archive.root), "3", "4"]
    with subprocess.Popen(deliver, cwd=ROOT) as crawl:
        while crawl.poll() is None:
            reindex(archive)
            of_old(archive)
    assert crawl.returncode == 0
    reindex(archive)
    found, numbers = told(archive), rows(archive)
    of_old(archive)
    reindex(archive)
    assert told(archive) == found
    assert rows(archive) == numbers
