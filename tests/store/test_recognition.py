"""Reprints are found whatever the order in which articles come, and nothing is linked that only shares boilerplate."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from benchmarks.recognise.reprints import Document, labels
from newsarchive.query.canonical import canonical, line
from newsarchive.store.archive import Archive, init_archive
from newsarchive.store.database import reading
from newsarchive.store.models import Article, Boilerplate
from tests.store.delivery import PORTALS, address_of, deliver, deliver_all, documents, outcome_of, portal_of

STORIES = 20


def told(archive: Archive) -> list[str]:
    with reading(archive.engine) as session:
        return [line(thing) for thing in canonical(session)]


@pytest.fixture(scope="module")
def in_order(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive to which each document was delivered once, in order."""
    outcomes = [outcome_of(number, document) for number, document in enumerate(documents(STORIES))]
    with init_archive(tmp_path_factory.mktemp("in_order") / "news", contact="tests@example.org") as archive:
        for portal in range(PORTALS):
            deliver(archive, portal_of(portal), outcomes[portal::PORTALS])
        yield archive


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def test_the_order_and_the_number_of_deliveries_change_nothing(archive: Archive, in_order: Archive) -> None:
    deliver_all(archive, STORIES, random.Random(5))
    assert told(archive) == told(in_order)
    with reading(archive.engine) as session:
        assert session.scalars(select(Boilerplate.companions)).all(), "some of it is boilerplate"


def test_the_same_letters_in_other_sentences_are_told_alike_in_any_order(archive: Archive, tmp_path: Path) -> None:
    text = "".join(documents(1)[0].paragraphs)
    shows = (text, text.replace("。", "，"), "。".join(text.split("。")[2:5]))
    pages = [outcome_of(number, Document("题目", (shown,), (), ())) for number, shown in enumerate(shows)]
    with init_archive(tmp_path / "other", contact="tests@example.org") as other:
        for into, order in ((archive, (0, 1, 2)), (other, (1, 0, 2))):
            for number in order:
                deliver(into, portal_of(number), [pages[number]])
        assert told(other) == told(archive)


def test_reprints_stand_in_one_cluster_and_others_do_not(in_order: Archive) -> None:
    with reading(in_order.engine) as session:
        cluster_of = dict(session.execute(select(Article.canonical, Article.cluster_id)).all())
    docs = documents(STORIES)
    true, unsaid = labels(docs)
    members = defaultdict(list)
    for number in range(len(docs)):
        if (cluster := cluster_of[address_of(number)]) is not None:
            members[cluster].append(number)
    found = {(a, b) for group in members.values() for a in group for b in group if a < b}
    assert not [pair for pair in found - true - unsaid if docs[pair[0]].story != docs[pair[1]].story]
    of_one_story = {pair for pair in true if all(len({story for story, _ in docs[n].parts}) == 1 for n in pair)}
    assert len(found & of_one_story) >= 0.95 * len(of_one_story)
