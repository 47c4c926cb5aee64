"""Months of three portals' life: what happens on which day, and whether the archive followed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from tests.fixtures.site.stories import SHANGHAI
from tests.following.life import Life
from tests.following.reckoning import complete, false_alarms, runs_since, violations
from tests.following.world import Mood, World, must, world

BEGINS = datetime(2024, 1, 8, 6, 10, tzinfo=SHANGHAI)
HOSTS = {"yybnet": "www.yybnet.net", "linjun": "www.linjun.example", "shanyang": "www.shanyang.example"}
DOWN, BUSY, KILLED, ASLEEP, AWAKE = 4, 6, 9, 12, 19
"""Days of each month: a portal is down, one asks to be left alone, the service is killed, the machine sleeps a week."""
MONTH = 30
KILLED_AFTER = 12
"""Requests."""
INCOMPLETE = 4


def live(folder: Path, *, days: int, seed: int, tell: Callable[[str], None] = lambda _text: None) -> Iterator[str]:
    """Follow three portals for so many days; give whatever is not as it has to be."""
    random = Random(seed)
    lives = {name: Life(random.randrange(1 << 30), f"https://{host}", BEGINS, days) for name, host in HOSTS.items()}
    with world(folder, lives, BEGINS) as made:
        trouble = 0
        for number in range(days):
            day, at = number % MONTH, BEGINS + timedelta(days=number, minutes=10)
            if ASLEEP <= day < AWAKE:
                continue
            ill = random.choice(sorted(HOSTS))
            trouble += day in (DOWN, BUSY, KILLED)
            made.turn(at, {ill: {DOWN: Mood.DOWN, BUSY: Mood.BUSY}.get(day, Mood.WELL)})
            tell(f"{at:%Y-%m-%d}")
            yield from _day(made, day)
        yield from violations(made, trouble)
        yield from _rebuilt(made)


def _day(made: World, day: int) -> Iterator[str]:
    if day == KILLED:
        made.kill_service(KILLED_AFTER)
        return
    is_well = day not in (DOWN, BUSY)
    done = made.run("schedule", "run-due", "--archive", made.archive)
    must(done, 0 if is_well else INCOMPLETE)
    if is_well:
        yield from complete(made)
        yield from false_alarms(made)
    if day == AWAKE:
        for portal_id, runs in runs_since(made, made.at).items():
            if runs != 1:
                yield f"{portal_id}: {runs} crawls on the day after a week's sleep"


def _rebuilt(made: World) -> Iterator[str]:
    """Give what the archive tells otherwise after it was made again from its WARC files and its journal."""
    must(made.run("verify", "--deep", "--archive", made.archive))
    before = must(made.run("dump", "--canonical", "--archive", made.archive))
    again = made.archive.with_name("again")
    shutil.copytree(made.archive, again)
    must(made.run("rebuild", "--replace", "--archive", again))
    if must(made.run("dump", "--canonical", "--archive", again)) != before:
        yield f"rebuild: {again} tells otherwise than {made.archive}"
