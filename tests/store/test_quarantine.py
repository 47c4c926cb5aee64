"""Pages that depart from what is usual for their portal are held in quarantine, and nothing of them is filed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from newsarchive.errors import NotFound
from newsarchive.items import Article, Section
from newsarchive.query.canonical import canonical
from newsarchive.store import journal
from newsarchive.store.archive import Archive, open_archive
from newsarchive.store.articles import ReadAgain
from newsarchive.store.database import Collided, reading, writing
from newsarchive.store.events import RunOutcome
from newsarchive.store.mending import Mended, read_quarantined
from newsarchive.store.models import Capture, Link, Quarantine, Quarantined, Run
from newsarchive.store.rebuild import rebuild
from newsarchive.store.releasing import RELEASE, discard, finish_quarantine, release
from newsarchive.store.unfiling import TakenBack, take_back
from newsarchive.store.verify import verify
from newsarchive.watch.look import alarms
from tests.running import newsarchive
from tests.store.rounds import DAY, Layout, Round, Story, empty, plain, related, teaser

SQLITE = pytest.mark.parametrize("backend", ["sqlite"])


def things(archive: Archive, *kinds: str) -> list[dict[str, Any]]:
    with reading(archive.engine) as session:
        return [thing for thing in canonical(session) if not kinds or thing["thing"] in kinds]


def articles(archive: Archive) -> dict[str, dict[str, Any]]:
    return {thing["address"]: thing for thing in things(archive, "article")}


def grown(archive: Archive, layout: Layout = plain) -> Round:
    """A portal that has been crawled for two days, quietly."""
    life = Round(archive, layout=layout)
    for count in (34, 8):
        life.publish(count)
        assert not held(life)
    return life


def held(life: Round) -> int:
    """Return how many pages of a run went into quarantine."""
    return sum(1 + filed.taken_back for filed in life.run() if filed.verdict == "held")


@pytest.mark.parametrize(("backend", "layout"), [("sqlite", empty), ("postgresql", teaser)])
def test_a_redesign_is_held_from_its_first_page_on(archive: Archive, layout: Layout) -> None:
    life = grown(archive)
    before, captures = articles(archive), count(archive, Capture)
    life.layout = layout
    life.publish(10)
    assert held(life) == 18, "ten that are new, eight that were looked at again"
    assert articles(archive) == before, "neither articles nor versions are filed, and what was there is there"
    assert count(archive, Capture) == captures + 19, "all is kept"
    assert count(archive, Quarantined) == 18
    assert [(alarm.kind, alarm.portal) for alarm in alarms(archive, life.now)] == [("quarantine", "yybnet")]
    assert verify(archive).damages == []


def count(archive: Archive, kind: type[Capture | Quarantined]) -> int:
    with reading(archive.engine) as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


@SQLITE
def test_a_first_crawl_has_nothing_to_be_judged_by(archive: Archive) -> None:
    life = Round(archive)
    life.publish(60)
    life.layout = lambda story: teaser(story) if story in life.stories[40:] else plain(story)
    assert not held(life)


@SQLITE
def test_a_first_crawl_that_is_killed_is_one_when_it_is_begun_again(archive: Archive) -> None:
    life = Round(archive)
    life.publish(40)
    life.run()
    with writing(archive.engine) as session:
        session.execute(update(Run).values(outcome=RunOutcome.RUNNING))
    life.layout = teaser
    life.publish(10)
    assert not held(life)


@SQLITE
def test_a_departure_whose_transaction_collides_is_filed_once(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    life, asked = grown(archive), list[int]()

    def collide(session: Session, capture_id: int, read_again: ReadAgain) -> TakenBack | None:
        asked.append(capture_id)
        if len(asked) == 3:
            raise Collided("another took it first")
        return take_back(session, capture_id, read_again)

    monkeypatch.setattr("newsarchive.store.quarantine.take_back", collide)
    before = articles(archive)
    life.layout = teaser
    life.publish(10)
    assert held(life) == 18
    assert len(asked) > 3
    assert articles(archive) == before
    assert verify(archive).damages == []


@SQLITE
def test_what_is_as_usual_again_is_filed_and_ends_the_departure(archive: Archive) -> None:
    life = grown(archive)
    life.layout = teaser
    life.publish(10)
    assert held(life)
    life.layout = plain
    life.publish(4)
    assert not held(life)
    assert len(articles(archive)) == 34 + 8 + 10 + 4, "held pages were fetched again, and are as they were before"
    with reading(archive.engine) as session:
        (departure,) = session.scalars(select(Quarantine)).all()
        assert departure.ended_at is not None


@SQLITE
def test_what_is_released_is_filed_as_it_would_have_been(archive: Archive) -> None:
    released_is_filed(archive)


@pytest.mark.proof
def test_what_is_released_is_filed_on_either_database(archive: Archive) -> None:
    released_is_filed(archive)


def released_is_filed(archive: Archive) -> None:
    life = grown(archive)
    life.layout = teaser
    life.publish(10)
    life.run()
    assert release(archive, 1) == 18
    after = articles(archive)
    assert len(after) == 34 + 8 + 10
    assert sum(len(thing["versions"]) == 2 for thing in after.values()) == 8, "those that were looked at again"
    life.publish(9)
    assert not held(life), "it is usual from now on"
    with pytest.raises(NotFound):
        release(archive, 1)


@SQLITE
@pytest.mark.proof
def test_a_release_that_was_killed_goes_on_with_the_next_crawl(archive: Archive) -> None:
    released_partly(grown(archive))
    finish_quarantine(archive, "yybnet")
    assert len(articles(archive)) == 34 + 8 + 10


@SQLITE
def test_a_release_that_was_killed_goes_on_with_the_same_command(archive: Archive) -> None:
    released_partly(grown(archive))
    assert release(archive, 1) == 18
    assert len(articles(archive)) == 34 + 8 + 10
    with pytest.raises(NotFound):
        release(archive, 1)


def released_partly(life: Round) -> None:
    """Leave what a release leaves that was killed when the journal had it."""
    life.layout = teaser
    life.publish(10)
    life.run()
    with reading(life.archive.engine) as session:
        records = list(session.scalars(select(Capture.record_id).join(Quarantined)))
    facts = {"portal": "yybnet", "at": life.now.isoformat(), "records": records, "as_usual": False}
    journal.append(life.archive.config.journal, RELEASE, facts)


@SQLITE
def test_what_is_discarded_is_fetched_again(archive: Archive) -> None:
    life = grown(archive)
    before = articles(archive)
    life.layout = empty
    life.publish(10)
    life.run()
    assert discard(archive, 1) == 18
    assert articles(archive) == before
    with reading(archive.engine) as session:
        links = session.scalars(select(Link).where(Link.reason == "discarded")).all()
        assert len(links) == 18
        assert all(link.next_check for link in links)
    life.layout = plain
    life.run(after=2 * DAY)
    assert len(articles(archive)) == 34 + 8 + 10


@SQLITE
@pytest.mark.proof
def test_a_rebuild_says_the_same(archive: Archive) -> None:
    rebuilt_is_equal(archive)


@pytest.mark.proof
def test_a_rebuild_says_the_same_on_either_database(archive: Archive) -> None:
    rebuilt_is_equal(archive)


def rebuilt_is_equal(archive: Archive) -> None:
    life = grown(archive)
    for layout in (teaser, empty, plain):
        life.layout = layout
        life.publish(10)
        life.run()
        if layout is empty:
            release(archive, 1)
    before = things(archive)
    assert things(archive, "quarantined")
    rebuilt = rebuild(archive.config, lambda _entry: None, replace_old=True)  # type: ignore[arg-type, return-value]
    assert (rebuilt.unread, rebuilt.damages) == ([], [])
    with open_archive(archive.root) as again:
        assert things(again) == before
        life.archive = again
        life.publish(3)
        life.run(after=timedelta(hours=2))


@SQLITE
def test_pages_are_filed_when_the_portals_file_is_mended(archive: Archive) -> None:
    """A redesign, plausible but wrong: what was misread is read right later, and nothing is lost."""
    life = grown(archive)
    life.misread = related
    life.publish(10)
    assert held(life) == 18
    words = ("--archive", archive.root)
    listed = json.loads(newsarchive("quarantine", "list", "--json", *words).stdout)
    assert [(one["number"], one["portal"], one["held"]) for one in listed] == [(1, "yybnet", 18)]
    shown = newsarchive("quarantine", "show", "1", *words).stdout
    assert "body, characters" in shown
    assert life.stories[-1].path in shown
    done = newsarchive("reparse", "--quarantined", "--apply", "--portal", "yybnet", *words)
    assert (done.returncode, "18 filed" in done.stderr) == (0, True), done.stderr
    assert "18 as usual" in done.stdout
    life.misread = None
    life.publish(3)
    assert not held(life)
    found = articles(archive)
    assert {len(thing["versions"]) for thing in found.values()} == {1}
    paragraphs = {address: [block[3] for block in thing["reading"]["blocks"]] for address, thing in found.items()}
    assert sorted(paragraphs.values()) == sorted(list(story.paragraphs) for story in life.stories)


def of_outlets(story: Story) -> str:
    """A page as it always was; one in eight names no source, and is a bit longer."""
    return plain(story) if int(story.path[-9:-5]) % 8 else plain(story).replace("来源：泸州日报", "")


def unsigned(article: Article) -> Article:
    """What a portal's file makes of pages that show their sources elsewhere; and a line of what is beside them."""
    beside = Section(paragraphs=("推荐阅读：山水田林路桥河湖城镇村社园区校院",) * 3)
    return replace(article, sections=(*article.sections, beside), source=None)


@pytest.mark.proof
@SQLITE
def test_what_some_pages_always_lacked_keeps_none_that_is_read_right(archive: Archive) -> None:
    life = grown(archive, of_outlets)
    life.misread = unsigned
    life.publish(20)
    assert held(life)
    found = list[Mended]()
    read_quarantined(archive, portal=None, apply=True, tell=found.append, on_progress=None)
    assert [(one.pages, one.usual, one.filed) for one in found] == [(28, 28, 28)], found


@SQLITE
@pytest.mark.parametrize(("definition", "expected"), [("", 18), ("ab" * 32, 0)])
def test_that_the_generic_reader_disagrees_with_another_portal_file_than_before_is_no_departure(
    archive: Archive, definition: str, expected: int
) -> None:
    life = Round(archive, disagrees=False)
    for count in (34, 8):
        life.publish(count)
        assert not held(life)
    life.definition, life.disagrees = definition, True
    life.publish(10)
    assert held(life) == expected


@pytest.mark.proof
@SQLITE
def test_pages_that_still_depart_stay_where_they_are(archive: Archive) -> None:
    life = grown(archive)
    life.layout = teaser
    life.publish(10)
    life.run()
    report = newsarchive("reparse", "--quarantined", "--archive", archive.root)
    assert (report.returncode, "nothing was written" in report.stderr) == (4, True), report.stderr
    done = newsarchive("reparse", "--quarantined", "--apply", "--archive", archive.root)
    assert done.returncode == 4, done.stderr
    assert "0 as usual" in done.stdout
    assert len(articles(archive)) == 34 + 8
    assert newsarchive("quarantine", "release", "1", "--archive", archive.root).returncode == 0
    assert newsarchive("quarantine", "discard", "1", "--archive", archive.root).returncode == 3
