"""What befalls a portal once in a year: a redesign until its file is mended, consent walls until they are gone."""

from __future__ import annotations

from dataclasses import dataclass

from tests.following.life import Dress
from tests.following.redesigns import empty, plausible

MONTH = 30
DOWN, BUSY, KILLED, ASLEEP, AWAKE = 4, 6, 9, 12, 19
"""Days of each month: a portal is down, one asks to be left alone, the service is killed, the machine sleeps a week."""
TROUBLED = frozenset({DOWN, BUSY, KILLED, *range(ASLEEP, AWAKE + 1)})


@dataclass(frozen=True)
class Upheaval:
    """A portal is not what it was on the days from `begins` until before `over`."""

    portal_id: str
    begins: int
    over: int
    dress: Dress | None = None
    """What its articles look like then and from then on; None where there are walls before all its pages."""

    def lasts(self, day: int) -> bool:
        """Whether it is there on a day."""
        return self.begins <= day < self.over


def upheavals(days: int) -> tuple[Upheaval, ...]:
    """Return what happens once in so many days: in a month as in a year, only shorter; nothing in less."""
    if days < MONTH:
        return ()
    week, month = max(1, days // 50), max(3, days // 12)
    return (
        _upheaval("yybnet", days // 3, week, empty),
        _upheaval("linjun", 2 * days // 3, week, plausible),
        _upheaval("shanyang", 4 * days // 5, month),
    )


def _upheaval(portal_id: str, begins: int, length: int, dress: Dress | None = None) -> Upheaval:
    """Return one that begins and ends on days without other troubles."""
    first = _untroubled(begins)
    return Upheaval(portal_id, first, _untroubled(first + length), dress)


def _untroubled(day: int) -> int:
    while day % MONTH in TROUBLED:
        day += 1
    return day
