"""Clusters: which articles are reprints of one story, kept true to the links between their texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from newsarchive.dedupe.clusters import DisjointSets, Linked, clusters
from newsarchive.store.models import Article, Body, Cluster, Likeness, Version

BATCH = 400
"""Rows that are asked for at once: below the databases' limits on parameters."""

Shown = dict[int, set[int]]
"""Articles, each with the texts that its versions show."""


def put_into_clusters(session: Session, bodies: Collection[int], articles: Collection[int] = ()) -> None:
    """Put the articles that show some texts into clusters, with all that these are linked to.

    `articles` are further ones, which may show none of them any more.
    """
    shown = _reached(session, set(bodies), set(articles))
    _assign(session, _stories(session, shown))


def _reached(session: Session, bodies: set[int], articles: set[int]) -> Shown:
    """Return the articles that are connected by texts and links."""
    shown: Shown = {article_id: set() for article_id in articles}
    known: set[int] = set()
    while bodies or articles:
        articles |= {article_id for article_id, _ in _versions(session, bodies, by_body=True)}
        reached = set(bodies)
        for article_id, body_id in _versions(session, articles, by_body=False):
            shown.setdefault(article_id, set()).add(body_id)
            reached.add(body_id)
        for part in in_batches(reached - known):
            reached |= set(session.scalars(select(Likeness.other_id).where(Likeness.body_id.in_(part))))
        known |= bodies
        bodies, articles = reached - known, set()
    return shown


def _versions(session: Session, ids: Collection[int], *, by_body: bool) -> Iterator[tuple[int, int]]:
    """Give the articles and texts of versions, asked for by one or the other."""
    asked = Version.body_id if by_body else Version.article_id
    for part in in_batches(ids):
        query = select(Version.article_id, Version.body_id).where(asked.in_(part), Version.body_id.is_not(None))
        for article_id, body_id in session.execute(query):
            assert body_id is not None
            yield article_id, body_id


def _stories(session: Session, shown: Shown) -> list[set[int]]:
    """Return the articles of each story; one that told several in its versions makes one of them."""
    bodies = {body_id for own in shown.values() for body_id in own}
    links, order = _links(session, bodies)
    showing: dict[int, set[int]] = defaultdict(set)
    for article_id, own in shown.items():
        for body_id in own:
            showing[body_id].add(article_id)
    joined = DisjointSets(shown)
    for story in clusters(links, order):
        first, *others = sorted({article_id for body_id in story for article_id in showing[body_id]})
        for article_id in others:
            joined.join(article_id, first)
    return joined.groups()


def _links(session: Session, bodies: Collection[int]) -> tuple[Mapping[int, dict[int, Linked]], Mapping[int, bytes]]:
    links: dict[int, dict[int, Linked]] = {body_id: {} for body_id in bodies}
    order: dict[int, bytes] = {}
    for part in in_batches(bodies):
        order.update((row.id, row.key) for row in session.execute(select(Body.id, Body.key).where(Body.id.in_(part))))
        columns = (Likeness.body_id, Likeness.other_id, Likeness.letters, Likeness.part)
        for body_id, other_id, letters, part_of in session.execute(select(*columns).where(Likeness.body_id.in_(part))):
            links[body_id][other_id] = Linked(letters, part_of)
    return links, order


def _assign(session: Session, stories: Iterable[set[int]]) -> None:
    """Give the articles of each story a cluster, where possible one that they are in; one alone has none."""
    ordered = sorted(stories, key=lambda story: (-len(story), min(story)))
    cluster_of = _clusters_of(session, [article_id for story in ordered for article_id in story])
    before, used = {found for found in cluster_of.values() if found is not None}, set[int]()
    for story in ordered:
        wanted = None
        if len(story) > 1:
            had = {found for article_id in story if (found := cluster_of[article_id]) is not None}
            wanted = min(had - used, default=None) or _new_cluster(session)
            used.add(wanted)
        for part in in_batches([article_id for article_id in story if cluster_of[article_id] != wanted]):
            session.execute(update(Article).where(Article.id.in_(part)).values(cluster_id=wanted))
    for part in in_batches(before - used):
        session.execute(delete(Cluster).where(Cluster.id.in_(part)))


def _clusters_of(session: Session, articles: Collection[int]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    for part in in_batches(articles):
        query = select(Article.id, Article.cluster_id).where(Article.id.in_(part))
        found.update((row.id, row.cluster_id) for row in session.execute(query))
    return found


def _new_cluster(session: Session) -> int:
    row = Cluster(created_at=datetime.now(UTC))
    session.add(row)
    session.flush()
    return row.id


def in_batches(ids: Collection[int]) -> Iterator[list[int]]:
    """Give numbers in order, at most so many at once as databases take."""
    ordered = sorted(ids)
    return (ordered[at : at + BATCH] for at in range(0, len(ordered), BATCH))
