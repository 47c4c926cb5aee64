"""The life of a portal: what it shows at each moment, drawn from a seed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from tests.fixtures.site.assembly import GONE, Assembly, Oddities, Response
from tests.fixtures.site.stories import Block, Story
from tests.fixtures.site.variants import draw_channels, draw_story

CHANNELS = 2
LIST_PAGE = (6, 12)
"""Stories on one page of a list: no fewer, no more."""
OLD = 8
"""Stories that are there at the beginning."""
NEW = (2, 3, 4, 5)
"""Stories that a day brings, one of these numbers."""
RELAUNCH = 8
"""Stories more on the day of a redesign."""

Dress = Callable[[Response, Story, Sequence[str]], Response]
"""Makes an article's page another one: from the page as it was, its story, and headlines that may stand beside it."""


class Absence(StrEnum):
    """How a portal takes a story away."""

    NOT_FOUND = "404"
    REMOVED = "410"
    HOME = "302"


@dataclass(frozen=True)
class Stage:
    """What stands at a story's address from a moment on."""

    since: datetime
    story: Story | None
    """None where it is taken away."""
    absence: Absence | None = None


@dataclass(frozen=True)
class Redesign:
    """What all of a portal's articles look like from a moment on."""

    since: datetime
    dress: Dress


class Edition:
    """What a portal shows at one moment: a page is made when it is asked for."""

    def __init__(self, assembly: Assembly, absent: Mapping[str, Response], dress: Dress | None) -> None:
        self._assembly, self._dress = assembly, dress
        self._numbers = {story.path: number for number, story in enumerate(assembly.stories)}
        self._others = {**assembly.ways(), **assembly.odd_pages(), **absent}

    def page(self, path: str) -> Response | None:
        """Return what stands at an address; None where nothing does."""
        number = self._numbers.get(path)
        if number is None:
            return self._others.get(path)
        page, stories = self._assembly.article(number), self._assembly.stories
        return self._dress(page, stories[number], [story.title for story in stories[:5]]) if self._dress else page

    def pages(self) -> dict[str, Response | None]:
        """Return all of them by path."""
        return {path: self.page(path) for path in (*self._numbers, *self._others)}


class Life:
    """A portal from `begins` on for so many days; the same seed lives the same life."""

    def __init__(self, seed: int, host: str, begins: datetime, days: int, redesign: Redesign | None = None) -> None:
        self.host = host
        self.redesign = redesign
        random = Random(seed)
        self._channels = [replace(one, size=random.randint(*LIST_PAGE)) for one in draw_channels(random, CHANNELS)]
        self.stages: dict[str, list[Stage]] = {}
        for story in self._stories(random, begins, days):
            self.stages[story.path] = _stages(random, story, begins)
        folder = next(iter(self.stages)).rpartition("/")[0]
        self.forbidden = f"/private{folder}/6999996.html"

    def _stories(self, random: Random, begins: datetime, days: int) -> list[Story]:
        moments = [begins - timedelta(hours=random.randrange(1, 24 * 60)) for _ in range(OLD)]
        for day in range(days):
            moments += [begins + timedelta(days=day, hours=random.randrange(24)) for _ in range(random.choice(NEW))]
        if self.redesign is not None:
            moments += [self.redesign.since - timedelta(hours=random.randrange(12)) for _ in range(RELAUNCH)]
        return [
            draw_story(random, random.choice(self._channels), self._channels, number, published)
            for number, published in enumerate(moments)
        ]

    def stage(self, path: str, at: datetime) -> Stage | None:
        """Return what stands at a story's address; None before it is published."""
        stages = self.stages[path]
        place = bisect_right([stage.since for stage in stages], at)
        return stages[place - 1] if place else None

    def edition(self, at: datetime) -> Edition:
        """Return what is shown at a moment. A story that was taken away is on no list any more."""
        stages = {path: stage for path in self.stages if (stage := self.stage(path, at))}
        shown = [stage.story for stage in stages.values() if stage.story is not None]
        absent = {path: _absent(stage.absence) for path, stage in stages.items() if stage.absence}
        assembly = Assembly(self.host, self._channels, shown, Oddities(forbidden=(self.forbidden,)))
        is_new = self.redesign is not None and at >= self.redesign.since
        return Edition(assembly, absent, self.redesign.dress if self.redesign and is_new else None)


def _absent(absence: Absence) -> Response:
    if absence is Absence.HOME:
        return Response(status=302, headers=(("Location", "/"),))
    return Response(status=int(absence), body=GONE.encode())


def _stages(random: Random, story: Story, begins: datetime) -> list[Stage]:
    """Let a story live: most stay as they are; some are changed, some are taken away, and some of these come back."""
    stages = [Stage(story.published, story)]
    since = max(story.published, begins)
    fate = random.random()
    if fate < 0.3:
        since += timedelta(hours=random.randrange(6, 24 * 9))
        stages.append(Stage(since, story := _changed(random, story)))
    if fate < 0.1 or 0.3 <= fate < 0.45:
        since += timedelta(hours=random.randrange(12, 24 * 9))
        stages.append(Stage(since, None, random.choice(list(Absence))))
        if random.random() < 0.5:
            stages.append(Stage(since + timedelta(days=random.randrange(2, 20)), story))
    return stages


def _changed(random: Random, story: Story) -> Story:
    """Return a story with another headline, or a paragraph more: never one that is said already."""
    if random.random() < 0.5:
        return replace(story, title=f"{story.title}（更新）")
    last = story.blocks[-1]
    note = f"更正:此前报道中的数字有误,应为{random.randrange(1000, 9999)}元,特此说明。"
    return replace(story, blocks=(*story.blocks[:-1], Block(heading=last.heading, paragraphs=(*last.paragraphs, note))))
