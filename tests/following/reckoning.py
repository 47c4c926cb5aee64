"""What an archive has to hold by what the portals answered it, and whether it does."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from newsarchive.items import Article as Read
from newsarchive.store.archive import open_archive
from newsarchive.store.database import reading
from newsarchive.store.models import Article, Link, Quarantine, Run, Version
from newsarchive.store.readings import article_of_version
from newsarchive.watch.look import alarms
from tests.fixtures.site.stories import Story
from tests.following.life import Life
from tests.following.world import DELAY, Asked, LivingServer, World

PLAN = tuple(timedelta(days=days) for days in (1 / 24, 1, 7, 30, 180))
"""When an article is looked at again, after it was first read."""
AGAIN = 8
"""Requests more that a page may cost where the portal was redesigned, or hid behind walls: it is asked for again, after
ever longer, as long as it is no article."""

Said = tuple[str, tuple[str, ...]]
"""A headline, and paragraphs."""


@dataclass
class Witnessed:
    """What the portal answered for one article."""

    versions: list[Said] = field(default_factory=list)
    """What it said, each time something else."""
    is_gone: bool = False
    """Whether it was taken away when it was last asked for."""
    first: datetime | None = None
    """When it was first shown."""
    asked: int = 0
    """How often it was asked for and answered."""


def witnessed(life: Life, log: Sequence[Asked]) -> dict[str, Witnessed]:
    """Return, by path, what a portal's answers prove."""
    found: dict[str, Witnessed] = defaultdict(Witnessed)
    for asked in log:
        if asked.path not in life.stages:
            continue
        of_article = found[asked.path]
        of_article.asked += asked.status not in (None, 503)
        if asked.is_wall:
            continue
        stage = life.stage(asked.path, asked.at)
        if asked.status == 200 and stage is not None and stage.story is not None:
            said = _said(stage.story)
            if said not in of_article.versions[-1:]:
                of_article.versions.append(said)
            of_article.first = of_article.first or asked.at
            of_article.is_gone = False
        elif asked.status in (302, 404, 410):
            of_article.is_gone = True
    return dict(found)


def _said(story: Story) -> Said:
    return story.title, story.paragraphs


def violations(world: World, killed: int) -> Iterator[str]:
    """Give whatever is not as it has to be; `killed` is how often the service was killed."""
    with open_archive(world.archive) as archive, reading(archive.engine) as session:
        for portal_id, server in world.servers.items():
            proven = witnessed(server.life, server.log)
            yield from _in_archive(session, portal_id, server.life, proven)
            yield from _asked_for(portal_id, server, proven, killed)


def _in_archive(session: Session, portal_id: str, life: Life, proven: dict[str, Witnessed]) -> Iterator[str]:
    rows = session.scalars(select(Article).where(Article.portal_id == portal_id)).all()
    there = {row.canonical.removeprefix(life.host): row for row in rows}
    wanted = {path for path, one in proven.items() if one.versions}
    for path in sorted(wanted ^ there.keys()):
        yield f"{portal_id}{path}: {'was shown and is not there' if path in wanted else 'is there and was never shown'}"
    if len(there) != len(rows):
        yield f"{portal_id}: an article is there twice"
    for path in sorted(wanted & there.keys()):
        versions = session.scalars(
            select(Version.id).where(Version.article_id == there[path].id).order_by(Version.number)
        )
        said = [_read(article_of_version(session, version)) for version in versions]
        if said != proven[path].versions:
            yield f"{portal_id}{path}: {len(said)} versions, {len(proven[path].versions)} were shown: {said}"
        state = session.scalar(select(Link.state).where(Link.portal_id == portal_id, Link.key == there[path].key))
        if (state == "gone") != proven[path].is_gone:
            yield f"{portal_id}{path}: its link is {state}; taken away: {proven[path].is_gone}"


def _read(article: Read | None) -> Said:
    assert article is not None
    return article.title, article.paragraphs


def _asked_for(portal_id: str, server: LivingServer, proven: dict[str, Witnessed], killed: int) -> Iterator[str]:
    """Nothing is asked for that robots.txt forbids, nothing more often than the plan says, nothing faster."""
    now = max(asked.at for asked in server.log)
    is_calm = server.life.redesign is None and not any(asked.is_wall for asked in server.log)
    more = killed if is_calm else killed + AGAIN
    if any(asked.path.startswith("/private/") for asked in server.log):
        yield f"{portal_id}: what robots.txt forbids was asked for"
    for path, one in proven.items():
        due = 1 + sum(now - (one.first or now) >= after for after in PLAN)
        if one.asked > due + more:
            yield f"{portal_id}{path}: asked for {one.asked} times, the plan says {due}"
    for at, moments in _by_day(server.log).items():
        if len(moments) > 10 and (gap := (moments[-1] - moments[0]) / (len(moments) - 1)) < DELAY * 0.75:
            yield f"{portal_id}: a request each {gap:.3f} s on {at:%Y-%m-%d}"


def _by_day(log: Sequence[Asked]) -> dict[datetime, list[float]]:
    days: dict[datetime, list[float]] = defaultdict(list)
    for asked in log:
        days[asked.at].append(asked.moment)
    return days


def complete(world: World, *, but: Collection[str]) -> Iterator[str]:
    """Give the articles that a portal shows now and the archive does not hold; some portals are left out.

    What was gone before the archive could see it, and is in the midst of a list again, is found by `--fresh` alone.
    """
    with open_archive(world.archive) as archive, reading(archive.engine) as session:
        known = {portal_id: set[str]() for portal_id in world.lives}
        for portal_id, address in session.execute(select(Article.portal_id, Article.canonical)):
            known[portal_id].add(address)
    for portal_id, life in world.lives.items():
        for path in life.stages if portal_id not in but else ():
            stage = life.stage(path, world.at)
            if stage is None or stage.story is None or life.host + path in known[portal_id]:
                continue
            if not _came_back_unseen(life, path, world.looked[portal_id]):
                yield f"{portal_id}{path}: it is shown since {stage.since} and is not there"


def _came_back_unseen(life: Life, path: str, looked: Sequence[datetime]) -> bool:
    """Whether an article had been taken away already when the archive first looked while it was shown."""
    shown = (at for at in looked if (stage := life.stage(path, at)) is not None and stage.story is not None)
    first = next(shown, None)
    return first is not None and any(stage.absence and stage.since <= first for stage in life.stages[path])


def false_alarms(world: World, *, but: Collection[str]) -> Iterator[str]:
    """Give what the archive takes for a trouble on a day on which all is well; some portals are left out."""
    with open_archive(world.archive) as archive:
        for alarm in alarms(archive, world.at):
            if alarm.portal not in but:
                yield f"{world.at:%Y-%m-%d}: a false alarm: {alarm.message}"
        with reading(archive.engine) as session:
            departed = select(Quarantine).where(Quarantine.ended_at.is_(None), Quarantine.portal_id.not_in(but))
            for held in session.scalars(departed):
                yield f"{world.at:%Y-%m-%d}: {held.portal_id} in quarantine: {held.why}"


def runs_since(world: World, moment: datetime) -> Counter[str]:
    """Return how many crawls of each portal began from a moment on."""
    with open_archive(world.archive) as archive, reading(archive.engine) as session:
        return Counter(session.scalars(select(Run.portal_id).where(Run.started_at >= moment)))
