"""Lines that only count."""

from __future__ import annotations

import time

import pytest

from newsarchive.text.counters import is_counter


@pytest.mark.parametrize(
    "line",
    [
        "阅读 1234",
        "浏览次数：35",
        "浏览次数: 35次",
        "点击数：1.2万",
        "阅读量：100000+",
        "评论(12)",
        "3 次阅读",
        "阅读 12 | 评论 3 | 点赞 5",
        "1,234 views",
        "1.2K views · 5 comments",
        "Views: 17",
        "1.234 Aufrufe",
        "조회수 1,024",
        "閲覧数：300",
        "12 commentaires",
    ],
)
def test_a_line_of_counts(line: str) -> None:
    assert is_counter(line)


@pytest.mark.parametrize(
    "line",
    [
        "阅读",
        "阅读推广活动吸引1234人参加",
        "12 people commented on the plan",
        "views of the valley",
        "2018",
        "全县阅读量达到1234万册",
        "评论：三问春运",
    ],
)
def test_a_line_that_says_something(line: str) -> None:
    assert not is_counter(line)


def test_no_line_takes_long() -> None:
    started = time.process_time()
    for line in ("阅读 1" * 20, "1 views " * 10 + "!", "1 " * 40, "1,,,," * 16, "(" * 80, "1 " * 39 + "x"):
        is_counter(line[:80])
    assert time.process_time() - started < 0.5
