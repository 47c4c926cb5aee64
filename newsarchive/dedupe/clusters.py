"""Which texts are one story: clusters of what is linked, unless that is by way of a text that holds several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

TWIN = 0.8
"""The part of each of two texts that stands in the other for them to be copies of one another."""
MOST_LOOKED_AT = 60
"""Neighbours of a text, the nearest first, that are looked at for whether they are of one story."""

Node = TypeVar("Node", bound=Hashable)


@dataclass(frozen=True)
class Linked:
    """A text of which one is the other's reprint, seen from the first."""

    letters: int
    """Letters of the first that stand in the other."""
    part: float
    """The part of the first that this is, 0 to 1."""


Links = Mapping[Node, Mapping[Node, Linked]]
"""For each text those it is linked to; whatever is linked to it is linked back."""


def clusters(links: Links[Node], order: Mapping[Node, bytes]) -> list[set[Node]]:
    """Return the stories that linked texts make up; one that is linked to nothing is alone.

    Two texts are of one story where each of them takes the other for its own: a collection of several stories, or a
    chance likeness, does not make one story of two. `order` decides between equals.
    """
    own = {node: _own(node, links, order) for node in links}
    joined = DisjointSets(links)
    for node, others in own.items():
        for other in others:
            if node in own[other]:
                joined.join(node, other)
    return joined.groups()


def _own(node: Node, links: Links[Node], order: Mapping[Node, bytes]) -> set[Node]:
    """Return the neighbours that tell a text's story: its copies, and the one group of linked others nearest to it."""
    ranked = sorted(links[node], key=lambda other: (-links[node][other].letters, order[other]))
    near, far = ranked[:MOST_LOOKED_AT], ranked[MOST_LOOKED_AT:]
    twins = {other for other in near if links[node][other].part >= TWIN and links[other][node].part >= TWIN}
    others = [other for other in near if other not in twins]
    apart = DisjointSets(others)
    for other in others:
        for third in links[other].keys() & set(others):
            apart.join(other, third)
    groups = [group for group in apart.groups() if not twins or any(twins & links[other].keys() for other in group)]
    nearest = min(groups, key=lambda group: min(near.index(other) for other in group), default=set())
    own = twins | nearest
    return own | {other for other in far if own & links[other].keys()}


class DisjointSets(Generic[Node]):
    """Sets without a common member, to be joined (Tarjan 1975)."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._above = {node: node for node in nodes}

    def join(self, a: Node, b: Node) -> None:
        """Make one set of those that two nodes are in."""
        self._above[self._top(a)] = self._top(b)

    def groups(self) -> list[set[Node]]:
        """Return the sets."""
        found: dict[Node, set[Node]] = defaultdict(set)
        for node in self._above:
            found[self._top(node)].add(node)
        return list(found.values())

    def _top(self, node: Node) -> Node:
        above = self._above
        while above[node] != node:
            above[node] = node = above[above[node]]
        return node
