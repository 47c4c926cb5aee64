"""What two sequences have in common is in order, right, as long as can be, and found in bounded time."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.dedupe.alignment import common

letters = st.lists(st.sampled_from("abcd"), max_size=12)


def longest(old: list[str], new: list[str]) -> int:
    table = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i, one in enumerate(old):
        for j, other in enumerate(new):
            table[i + 1][j + 1] = table[i][j] + 1 if one == other else max(table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


def check(old: list[str], new: list[str], pairs: list[tuple[int, int]]) -> None:
    assert all(old[one] == new[other] for one, other in pairs)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(pairs))


@given(letters, letters)
def test_as_long_as_can_be(old: list[str], new: list[str]) -> None:
    pairs = common(old, new)
    check(old, new, pairs)
    assert len(pairs) == longest(old, new)


@given(letters, letters, st.integers(0, 60))
def test_in_order_when_there_is_no_room_to_be_exact(old: list[str], new: list[str], cells: int) -> None:
    check(old, new, common(old, new, cells=cells))


def test_one_line_gone_from_many_that_repeat() -> None:
    old = ["-", *(line for number in range(300) for line in (f"line {number}", "-"))]
    assert len(common(old, old[1:], cells=100)) == len(old) - 1


@pytest.mark.parametrize(
    "kind",
    ["shuffled", "two signs", "all different", "sparse"],
)
def test_sixty_thousand_elements_take_seconds_at_most(kind: str) -> None:
    chance = random.Random(5)
    old = [str(number) for number in range(60_000)]
    new = {
        "shuffled": lambda: chance.sample(old, len(old)),
        "two signs": lambda: [chance.choice("ab") for _ in old],
        "all different": lambda: [f"x{number}" for number in range(60_000)],
        "sparse": lambda: [line if chance.random() < 0.5 else f"x{line}" for line in old],
    }[kind]()
    if kind == "two signs":
        old = [chance.choice("ab") for _ in old]
    started = time.process_time()
    check(old, new, common(old, new))
    assert time.process_time() - started < 5
