"""`python -m benchmarks.drift`: false alarms in quiet months, and redesigns noticed in their first run.

Portals are made at random. Each lives through quiet days (one has an older stretch of its lists crawled meanwhile),
then through a redesign of each kind, which changes every page from one day on.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from benchmarks.drift.portals import REDESIGNS, Portal, Redesign, Shown, redesigned
from newsarchive.dedupe.drift import STRETCH, WINDOW, Departure, Stat, departs, find_departure, learn
from newsarchive.dedupe.observed import Bins, Marks, Page, marks_of, observed
from newsarchive.dedupe.passages import passages_of


@dataclass
class Watch:
    """What an archive keeps of a portal to judge its pages by."""

    usual: dict[str, Stat] = field(default_factory=dict)
    pages: list[tuple[int, Bins, Marks | None]] = field(default_factory=list)

    def note(self, page: Shown) -> Departure | None:
        """Take one more page into account; return how it and those before it depart."""
        article = page.article
        passages = passages_of(article) if article else ()
        others = [marks for number, _, marks in self.pages if marks and number != page.number]
        bins = observed(
            Page(
                article=article,
                passages=passages,
                fetched_at=page.fetched_at,
                is_new=page.is_new,
                shown=page.shown,
                is_changed=page.is_changed,
                list=page.list,
            ),
            others,
        )
        self.pages.append((page.number, bins, marks_of(article, passages) if article else None))
        found = find_departure(self.usual, [bins for _, bins, _ in self.pages])
        if len(self.pages) >= WINDOW + STRETCH:
            learn(self.usual, [bins for _, bins, _ in self.pages[:STRETCH]])
            del self.pages[:STRETCH]
        return found


def quiet(seed: int, days: int) -> tuple[Portal, Watch, list[str], int]:
    """Let a portal live quietly; return it, what is usual there, the false alarms and how many pages came."""
    portal, watch, alarms, pages = Portal(seed), Watch(), list[str](), 0
    for day in range(days + 1):
        for page in portal.next_day() if day else portal.first_crawl():
            pages += 1
            found = watch.note(page)
            if found is not None and day:  # the first crawl has no past to be judged by
                alarms.append(f"portal {seed}, day {day}: {found.words}")
                watch.pages.clear()  # somebody released it
    return portal, watch, alarms, pages


def noticed(portal: Portal, watch: Watch, redesign: Redesign) -> tuple[int, int, int, Departure | None]:
    """Return how many pages a redesign took until it was noticed, how many runs, how many stay filed, and how."""
    pages: list[Shown] = []
    for runs in range(1, 61):
        for page in _day(portal, redesign):
            pages.append(page)
            found = watch.note(page)
            if found is not None:
                taken = [bins for _, bins, _ in watch.pages[found.since :] if departs(bins, found.signs)]
                return len(pages), runs, max(0, len(pages) - len(taken)), found
    return len(pages), 60, len(pages), None


def _day(portal: Portal, redesign: Redesign) -> Iterator[Shown]:
    for page in portal.next_day():
        yield redesigned(portal, page, redesign)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--portals", type=int, default=40)
    parser.add_argument("--days", type=int, default=180)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args(arguments)
    lives = [quiet(asked.seed + number, asked.days) for number in range(asked.portals)]
    alarms = [alarm for _, _, own, _ in lives for alarm in own]
    print(f"{asked.portals} portals, {asked.days} quiet days, {sum(life[3] for life in lives)} pages:", end=" ")
    print(f"{len(alarms)} false alarms")
    for alarm in alarms:
        print(f"  {alarm}")
    for name, redesign in REDESIGNS.items():
        _report(name, [noticed(*deepcopy(life[:2]), redesign) for life in lives])


def _report(name: str, found: Sequence[tuple[int, int, int, Departure | None]]) -> None:
    seen = [one for one in found if one[3] is not None]
    pages = sorted(one[0] for one in seen)
    median = pages[len(pages) // 2] if pages else 0
    last = pages[-1] if pages else 0
    first = sum(one[1] == 1 for one in seen)
    left = sum(one[2] for one in seen)
    print(f"{name}: {len(seen)} of {len(found)} noticed, {first} in the first run;", end=" ")
    print(f"after {median} pages (median), {last} at most; {left} pages stay filed")


if __name__ == "__main__":
    main()
