"""Which texts are one story: clusters of what is linked, but for collections, which hold several stories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Generic, TypeVar

MOSTLY = 0.6
"""The part of a text that has to stand in a collection for the collection to hold it."""
MOST_LOOKED_AT = 60
"""Neighbours of a text that are looked at for whether it is a collection, the nearest first."""

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

    A text that holds two which have nothing in common is a collection: it belongs to the story most of it is from, and
    does not make one story of the two. `order` decides between equals.
    """
    joined = DisjointSets(links)
    collections = {node for node in links if _is_collection(node, links, order)}
    for node in sorted(collections, key=order.__getitem__):
        joined.join(node, _nearest(node, links, order)[0])
    for node, others in links.items():
        for other in others:
            if node not in collections and other not in collections:
                joined.join(node, other)
    return joined.groups()


def _nearest(node: Node, links: Links[Node], order: Mapping[Node, bytes]) -> list[Node]:
    return sorted(links[node], key=lambda other: (-links[node][other].letters, order[other]))


def _is_collection(node: Node, links: Links[Node], order: Mapping[Node, bytes]) -> bool:
    """Whether a text holds two that are not linked to each other."""
    held = [other for other in _nearest(node, links, order)[:MOST_LOOKED_AT] if links[other][node].part >= MOSTLY]
    return any(b not in links[a] for a, b in combinations(held, 2))


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
