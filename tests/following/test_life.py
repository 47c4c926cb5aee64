"""The lives that portals lead are worth following, and what does not follow them is told."""

from __future__ import annotations

from datetime import datetime, timedelta

from newsarchive.portals.reader import Reading, read
from newsarchive.reading.refusal import WALLS
from tests.following.life import Absence, Life, Redesign
from tests.following.months import BEGINS
from tests.following.reckoning import witnessed
from tests.following.redesigns import empty, plausible
from tests.following.upheavals import MONTH, TROUBLED, upheavals
from tests.following.world import WALL, Asked

DAYS = 30
LIVES = [Life(seed, "https://www.yybnet.net", BEGINS, DAYS) for seed in range(6)]


def test_a_month_brings_everything_that_can_happen() -> None:
    stages = [stages for life in LIVES for stages in life.stages.values()]
    absences = {stage.absence for one in stages for stage in one if stage.absence}
    assert absences == set(Absence)
    assert any(len(one) == 1 for one in stages), "some stay as they are"
    assert any(one[-1].story is not None and any(stage.absence for stage in one) for one in stages), "some come back"
    assert sum(life.stage(path, BEGINS) is None for life in LIVES for path in life.stages) > DAYS, "some are new"


def test_the_same_seed_lives_the_same_life() -> None:
    again = Life(1, "https://www.yybnet.net", BEGINS, DAYS)
    at = BEGINS + timedelta(days=11)
    assert again.edition(at).pages() == LIVES[1].edition(at).pages()
    assert again.edition(at).pages() != LIVES[2].edition(at).pages()


def read_at(life: Life, path: str, at: datetime) -> Reading:
    page = life.edition(at).page(path)
    assert page is not None
    return read(page.body, url=life.host + path, portal="yybnet", fetched_at=at)


def test_a_redesign_leaves_nothing_of_a_story_or_something_else() -> None:
    since, later = BEGINS + timedelta(days=3), BEGINS + timedelta(days=4)
    bare = Life(3, "https://www.yybnet.net", BEGINS, DAYS, Redesign(since, empty))
    other = Life(3, "https://www.yybnet.net", BEGINS, DAYS, Redesign(since, plausible))
    for path in [path for path in bare.stages if (stage := bare.stage(path, later)) and stage.story][:20]:
        assert read_at(bare, path, later).refusal == "the page is empty"
        found = read_at(other, path, later).article
        story = next(stage.story for stage in other.stages[path] if stage.story)
        assert found is not None, "it looks like an article"
        assert not set(found.paragraphs) & set(story.paragraphs), "and is none"


def test_a_wall_is_no_article() -> None:
    assert read(WALL.body, url="https://www.yybnet.net/chengdu/dayi/202401/7000988.html").refusal in WALLS


def test_upheavals_leave_the_days_of_other_troubles_alone() -> None:
    assert upheavals(MONTH - 1) == ()
    for days in range(MONTH, 366):
        once = upheavals(days)
        assert all(one.begins < one.over for one in once)
        assert all(one.over < days for one in once if one.dress), "in its time every portal's file is mended"
        assert not {day % MONTH for one in once for day in (one.begins, one.over)} & TROUBLED


def test_what_was_answered_is_what_has_to_be_there() -> None:
    life = LIVES[0]
    path = next(path for path, stages in life.stages.items() if len(stages) == 2 and stages[1].story)
    first, second = life.stages[path]
    moments = (first.since, second.since - timedelta(minutes=1), second.since)
    log = [Asked(at, 0.0, path, 200) for at in moments]
    proven = witnessed(life, [*log, Asked(second.since, 0.0, path, 404)])[path]
    assert first.story is not None
    assert second.story is not None
    assert proven.versions == [(s.title, s.paragraphs) for s in (first.story, second.story)]
    assert (proven.asked, proven.first, proven.is_gone) == (4, first.since, True)
    assert not witnessed(life, log)[path].is_gone
