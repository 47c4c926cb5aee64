"""`python -m benchmarks.searching`: how long a search takes by how many articles have the word; whether it finds all.

Beside newsarchive on both databases stand SQLite trigrams, a look at every text (LIKE) and tantivy, over the same made
articles (`benchmarks.million`) with the same planted words, in the same run. Their first page is theirs: the newest by
number, or ranked; they know no region and no day. Recall and precision are told against a look at every text.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, select

from benchmarks.million import build
from benchmarks.searching.others import PAGE, Finder, Like, Tantivy, Text, Trigrams
from benchmarks.searching.planted import Planted, planted_in, planted_words
from newsarchive.config import FILE, load_config
from newsarchive.query.counting import about
from newsarchive.query.facet import Facet
from newsarchive.query.facets import shares
from newsarchive.query.filters import Filters
from newsarchive.query.matches import iter_matches
from newsarchive.query.search import search
from newsarchive.store.archive import init_archive
from newsarchive.store.database import connect, reading
from newsarchive.store.findable import indexed_texts
from newsarchive.store.models import Article
from tests.databases import postgresql_database, url_of

ROUNDS = 7
"""Times that each question is asked."""
BATCH = 1_000
WHERE = {"region": "泸县", "since": date(2015, 1, 1), "until": date(2015, 12, 31)}


@dataclass
class Ours:
    """newsarchive on one of its databases."""

    name: str
    engine: Engine

    def asked(self) -> dict[str, Callable[[str], object]]:
        """Return what is measured, by its name."""
        return {
            "page": lambda word: self._search(Filters(words=word)),
            "page, region and year": lambda word: self._search(Filters(words=word, **WHERE)),  # type: ignore[arg-type]
            "count": self._count,
            "facet, region": lambda word: self._shares(word, Facet.REGION),
            "facet, year": lambda word: self._shares(word, Facet.YEAR),
        }

    def all(self, word: str) -> set[int]:
        """Return all articles that have a word."""
        with reading(self.engine) as session:
            return {row.id for row in iter_matches(session, Filters(words=f'"{word}"'))}

    def _search(self, filters: Filters) -> object:
        with reading(self.engine) as session:
            return search(session, filters, limit=PAGE)

    def _count(self, word: str) -> object:
        with reading(self.engine) as session:
            return about(session, Filters(words=word))

    def _shares(self, word: str, facet: Facet) -> object:
        with reading(self.engine) as session:
            return shares(session, Filters(words=word), facet)


def texts_of(engine: Engine) -> Iterator[Text]:
    """Give what each article says."""
    with reading(engine) as session:
        ids = session.scalars(select(Article.id).order_by(Article.id)).all()
        for at in range(0, len(ids), BATCH):
            yield from sorted(indexed_texts(session, ids[at : at + BATCH]).items())


def truth_of(texts: Iterator[Text], words: Sequence[Planted]) -> dict[str, set[int]]:
    """Look at every text."""
    found: dict[str, set[int]] = {word.text: set() for word in words}
    for number, said in texts:
        for word, there in found.items():
            if word in said:
                there.add(number)
    return found


def timed(ask: Callable[[str], object], words: Sequence[str], rounds: int) -> str:
    """Return median and 95th percentile in milliseconds of asking for each word so often, one after the other."""
    took = []
    for _ in range(rounds):
        for word in words:
            began = time.perf_counter()
            ask(word)
            took.append(1000 * (time.perf_counter() - began))
    return f"{statistics.median(took):9.1f} {sorted(took)[int(0.95 * (len(took) - 1))]:9.1f}"


def main() -> None:
    """Build what is searched, search it, and print what that took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.searching", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--no-others", action="store_true", help="only newsarchive")
    parser.add_argument(
        "--folder", type=Path, help="where it is built, or was before on SQLite (else a temporary folder)"
    )
    given = parser.parse_args()
    words = planted_words()
    with ExitStack() as stack:
        folder = given.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ours = [_built(stack, folder, name, given.articles, words) for name in given.databases]
        truth = truth_of(texts_of(ours[0].engine), words)
        for one in ours:
            _tell_whole(one.name, one.all, truth)
        _tell_ours(ours, words)
        if not given.no_others:
            _tell_others(folder, ours[0].engine, words, truth)


def _built(stack: ExitStack, folder: Path, name: str, articles: int, words: list[Planted]) -> Ours:
    began = time.monotonic()
    if (folder / name / FILE).exists():
        url = load_config(folder / name).database_url
    else:
        address = url_of(stack.enter_context(postgresql_database())) if name == "postgresql" else ""
        with init_archive(folder / name, contact="bench@example.org", database=address) as archive:
            url = archive.config.database_url
        build(url, articles, indexed=True, planted=lambda number: "，".join(planted_in(number, words)))
        print(f"{name}: {articles:,} articles built and indexed in {time.monotonic() - began:.0f} s", flush=True)
    engine = connect(url)
    stack.callback(engine.dispose)
    return Ours(name, engine)


def _tell_whole(name: str, find: Callable[[str], set[int]], truth: dict[str, set[int]]) -> None:
    """Say what part of what is there was found, and what part of what was found is there."""
    found = {word: find(word) for word in truth}
    right = sum(len(found[word] & there) for word, there in truth.items())
    recall = right / max(1, sum(map(len, truth.values())))
    precision = right / max(1, sum(map(len, found.values())))
    print(f"{name}: recall {recall:.3f}, precision {precision:.3f} over {len(truth)} words", flush=True)


def _of(words: Sequence[Planted], kind: str, share: float) -> list[str]:
    return [word.text for word in words if (word.kind, word.share) == (kind, share)]


def _tell_ours(ours: Sequence[Ours], words: Sequence[Planted]) -> None:
    print(f"{'':40}" + "".join(f"{one.name + ': p50':>16}{'p95, ms':>10}" for one in ours))
    for kind, share in dict.fromkeys((word.kind, word.share) for word in words):
        for asked in ours[0].asked():
            told = [timed(one.asked()[asked], _of(words, kind, share), ROUNDS) for one in ours]
            print(f"{kind:15} {share:7.2%}  {asked:22}" + "      ".join(told), flush=True)


def _tell_others(folder: Path, engine: Engine, words: Sequence[Planted], truth: dict[str, set[int]]) -> None:
    for make in (Trigrams, Like, Tantivy):
        began = time.monotonic()
        finder: Finder = make(folder, texts_of(engine))
        print(f"{finder.name}: built in {time.monotonic() - began:.0f} s", flush=True)
        _tell_whole(finder.name, finder.all, truth)
        for kind, share in dict.fromkeys((word.kind, word.share) for word in words):
            told = timed(finder.page, _of(words, kind, share), 1 if finder.name == "LIKE" else ROUNDS)
            print(f"{kind:15} {share:7.2%}  {finder.name + ': page':22}{told}", flush=True)


if __name__ == "__main__":
    main()
