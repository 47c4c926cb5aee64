"""`python -m benchmarks.recognise`: how well reprints are recognised, and by what a user could take instead.

Every method is given the same labelled documents in the same order. Pairs are what a method links; clusters are what
its links make up. Precision, recall and F1 are over pairs of documents; for clusters over pairs that stand together.
Strangers are pairs that stand together and have not one sentence of a story in common.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from benchmarks.recognise.others import by_datasketch, by_exact_text, by_simhash
from benchmarks.recognise.reprints import Document, labels, make_documents
from newsarchive.dedupe.clusters import DisjointSets
from newsarchive.store.archive import Archive, init_archive
from newsarchive.store.database import reading
from newsarchive.store.models import Article, Likeness, Version
from tests.store.delivery import address_of, deliver, outcome_of, portal_of

Pair = tuple[int, int]
BATCH = 50
"""Documents filed by one run."""


@dataclass(frozen=True)
class Found:
    """What a method made of some documents."""

    pairs: set[Pair]
    clusters: set[Pair]
    seconds: float


def by_newsarchive(documents: Sequence[Document]) -> Found:
    """File the documents in an archive of their own, and ask it."""
    with (
        tempfile.TemporaryDirectory(prefix="newsarchive-bench-") as folder,
        init_archive(Path(folder) / "news", contact="bench@example.org") as archive,
    ):
        outcomes = [outcome_of(number, document) for number, document in enumerate(documents)]
        began = time.process_time()
        for portal_id in sorted({portal_of(number) for number in range(len(documents))}):
            own = [outcome for outcome in outcomes if outcome.portal_id == portal_id]
            for at in range(0, len(own), BATCH):
                deliver(archive, portal_id, own[at : at + BATCH])
        seconds = time.process_time() - began
        return Found(*_asked(archive, len(documents)), seconds)


def _asked(archive: Archive, count: int) -> tuple[set[Pair], set[Pair]]:
    numbers = {address_of(number): number for number in range(count)}
    shown: dict[int, list[int]] = defaultdict(list)
    together: dict[int, list[int]] = defaultdict(list)
    with reading(archive.engine) as session:
        query = select(Article.canonical, Article.cluster_id, Version.body_id).join(Version).where(Version.is_current)
        for address, cluster_id, body_id in session.execute(query):
            if body_id is not None:
                shown[body_id].append(numbers[address])
            if cluster_id is not None:
                together[cluster_id].append(numbers[address])
        pairs = _all_pairs(shown.values())
        for body_id, other_id in session.execute(select(Likeness.body_id, Likeness.other_id)):
            pairs |= {(min(a, b), max(a, b)) for a in shown[body_id] for b in shown[other_id]}
    return pairs, _all_pairs(together.values())


def _all_pairs(groups: Iterable[Sequence[int]]) -> set[Pair]:
    return {(a, b) for group in groups for a in group for b in group if a < b}


def by(method: Callable[[Sequence[Document]], set[Pair]], documents: Sequence[Document]) -> Found:
    """Let another method find pairs; what they connect are its clusters."""
    began = time.process_time()
    pairs = method(documents)
    seconds = time.process_time() - began
    joined = DisjointSets(range(len(documents)))
    for a, b in pairs:
        joined.join(a, b)
    return Found(pairs, _all_pairs(sorted(group) for group in joined.groups()), seconds)


def measured(found: set[Pair], true: set[Pair], unsaid: set[Pair]) -> str:
    """Return precision, recall and F1 as one string."""
    said = found - unsaid
    right = len(said & true)
    precision, recall = right / max(1, len(said)), right / max(1, len(true))
    return f"{precision:.3f} {recall:.3f} {2 * precision * recall / max(1e-9, precision + recall):.3f}"


def strangers(found: set[Pair], documents: Sequence[Document]) -> int:
    """Return how many pairs have nothing in common but boilerplate."""
    return sum(not set(documents[a].parts) & set(documents[b].parts) for a, b in found)


def of_one_story(documents: Sequence[Document]) -> set[Pair]:
    """Return the pairs that should stand in one cluster: most of both is from one story."""
    stories: dict[int, list[int]] = defaultdict(list)
    for number, document in enumerate(documents):
        if document.story >= 0:
            stories[document.story].append(number)
    return _all_pairs(stories.values())


METHODS: dict[str, Callable[[Sequence[Document]], Found]] = {
    "newsarchive": by_newsarchive,
    "datasketch MinHash-LSH": lambda documents: by(by_datasketch, documents),
    "simhash, distance 3": lambda documents: by(by_simhash, documents),
    "equal text": lambda documents: by(by_exact_text, documents),
}


def main() -> None:
    """Print a table for each seed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recognise", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--stories", type=int, default=300)
    parser.add_argument("--seeds", type=int, nargs="+", default=[101, 102, 103])
    given = parser.parse_args()
    for seed in given.seeds:
        documents = make_documents(given.stories, seed)
        true, unsaid = labels(documents)
        one = of_one_story(documents)
        print(f"seed {seed}: {len(documents)} documents, {len(true)} pairs of reprints", flush=True)
        print(f"  {'':24} pairs: P R F1      clusters: P R F1   strangers   ms a document")
        for name, method in METHODS.items():
            found = method(documents)
            pairs, clusters = measured(found.pairs, true, unsaid), measured(found.clusters, one, unsaid - one)
            alien, cost = strangers(found.clusters, documents), 1000 * found.seconds / len(documents)
            print(f"  {name:24} {pairs}   {clusters}   {alien:9}   {cost:6.2f}", flush=True)


if __name__ == "__main__":
    main()
