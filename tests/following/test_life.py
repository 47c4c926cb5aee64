"""The lives that portals lead are worth following, and what does not follow them is told."""

from __future__ import annotations

from datetime import timedelta

from tests.following.life import Absence, Life
from tests.following.months import BEGINS
from tests.following.reckoning import witnessed
from tests.following.world import Asked

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
    assert again.pages(at) == LIVES[1].pages(at)
    assert again.pages(at) != LIVES[2].pages(at)


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
