"""Months of three portals' life: what happens on which day, and whether the archive followed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from tests.fixtures.site.stories import SHANGHAI
from tests.following.life import Life, Redesign
from tests.following.reckoning import complete, false_alarms, runs_since, violations
from tests.following.upheavals import ASLEEP, AWAKE, BUSY, DOWN, KILLED, MONTH, TROUBLED, Upheaval, upheavals
from tests.following.world import Mood, World, must, world

BEGINS = datetime(2024, 1, 8, 6, 10, tzinfo=SHANGHAI)
HOSTS = {"yybnet": "www.yybnet.net", "linjun": "www.linjun.example", "shanyang": "www.shanyang.example"}
KILLED_AFTER = 12
"""Requests."""
INCOMPLETE = 4


def live(
    folder: Path, *, days: int, seed: int, every: int = 1, tell: Callable[[str], None] = lambda _text: None
) -> Iterator[str]:
    """Follow three portals for so many days; give whatever is not as it has to be.

    The machine is on `every` so many days, and whenever something happens.
    """
    random, once = Random(seed), upheavals(days)
    eventful = {day for one in once for day in (one.begins, one.over)}
    lives = {name: _life(name, random.randrange(1 << 30), days, once) for name in HOSTS}
    with world(folder, lives, BEGINS) as made:
        for number in range(days):
            day = number % MONTH
            if ASLEEP <= day < AWAKE or (number % every and day not in TROUBLED and number not in eventful):
                continue
            unwell = {one.portal_id for one in once if one.lasts(number)}
            walled = {one.portal_id for one in once if one.lasts(number) and one.dress is None}
            ill = {random.choice(sorted(HOSTS.keys() - walled))} if day in (DOWN, BUSY) else set()
            made.turn(_at(number), dict.fromkeys(walled, Mood.WALLED) | dict.fromkeys(ill, MOODS.get(day, Mood.WELL)))
            tell(f"{made.at:%Y-%m-%d}")
            if day == KILLED:
                made.kill_service(KILLED_AFTER)
            else:
                yield from _day(made, ill, unwell, [one for one in once if one.over == number])
            if day == AWAKE:
                yield from _caught_up(made)
        yield from violations(made, days // MONTH)
        yield from _rebuilt(made)


MOODS = {DOWN: Mood.DOWN, BUSY: Mood.BUSY}


def _at(day: int) -> datetime:
    """Return when the archive looks on a day."""
    return BEGINS + timedelta(days=day, minutes=10)


def _life(portal_id: str, seed: int, days: int, once: Sequence[Upheaval]) -> Life:
    new = [Redesign(_at(one.begins), one.dress) for one in once if one.portal_id == portal_id and one.dress]
    return Life(seed, f"https://{HOSTS[portal_id]}", BEGINS, days, *new)


def _day(made: World, ill: set[str], unwell: set[str], over: Sequence[Upheaval]) -> Iterator[str]:
    """Follow for a day, on which some portals answer badly, some are not what they were, and some are again."""
    for one in over:
        if one.dress is not None:
            yield from _mended(made, one.portal_id)
    done = made.run("schedule", "run-due", "--archive", made.archive)
    must(done, *((INCOMPLETE,) if ill else (0, INCOMPLETE) if unwell else (0,)))
    for one in over:
        if one.dress is None:
            _discard(made, one.portal_id)
    for portal_id in HOSTS.keys() - ill - {name for name in unwell if made.lives[name].redesign is None}:
        made.looked[portal_id].append(made.at)
    if not ill:
        yield from complete(made, but=unwell)
        yield from false_alarms(made, but=unwell)
    for portal_id in unwell:
        if made.lives[portal_id].redesign is not None and not _held(made, portal_id):
            yield f"{made.at:%Y-%m-%d}: {portal_id} is not in quarantine"


def _held(made: World, portal_id: str) -> list[str]:
    """Return the numbers of a portal's quarantines about which nobody has decided."""
    told = json.loads(must(made.run("quarantine", "list", "--json", "--portal", portal_id, "--archive", made.archive)))
    return [str(one["number"]) for one in told]


def _mended(made: World, portal_id: str) -> Iterator[str]:
    """Mend a portal's file, file what is in quarantine, and read again what was filed before it was noticed."""
    words = ("--portal", portal_id, "--archive", made.archive)
    for number in _held(made, portal_id):
        must(made.run("quarantine", "show", number, "--archive", made.archive))
    must(made.run("reparse", "--quarantined", *words), INCOMPLETE)
    made.mend(portal_id)
    must(made.run("reparse", "--quarantined", *words))
    must(made.run("reparse", "--quarantined", "--apply", *words))
    must(made.run("reparse", "--apply", *words))
    yield from (f"{portal_id}: quarantine {number} is not empty" for number in _held(made, portal_id))


def _discard(made: World, portal_id: str) -> None:
    for number in _held(made, portal_id):
        must(made.run("quarantine", "discard", number, "--archive", made.archive))


def _caught_up(made: World) -> Iterator[str]:
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
