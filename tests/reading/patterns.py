"""Run as `python -m tests.reading.patterns`: no pattern is worse than quadratic in the length of hostile strings.

Every compiled pattern of `newsarchive.reading` and `newsarchive.text` searches each string, and one twice as long; a
line is printed for each whose time grows like the cube or faster, or that does not come back. Quadratic ones must see
short text only: tests/reading/test_hostile.py puts all of these strings into pages.
"""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import newsarchive.reading
import newsarchive.text
from newsarchive.reading import furniture

LENGTH = 150
"""Characters of the shorter string; in twice as many an exponential or cubic search is already far too slow."""
MOST = 6.0
"""By how much a search may take longer in twice the length: a quadratic one takes 4 times as long, a cubic one 8."""
LEAST = 0.02
"""Seconds under which a search in the longer string is quick enough, and too quick to tell."""
BOUND = 2
"""Seconds after which a search has failed."""

PIECES = [
    *(
        " ",
        "\t",
        "\n",
        "\u3000",
        "\xa0",
        "a",
        "A",
        "1",
        "0",
        ".",
        "-",
        "_",
        "/",
        ":",
        "：",
        "=",
        "<",
        ">",
        "&",
        "'",
        '"',
        "@",
    ),
    *(
        "(",
        "（",
        "[",
        "【",
        "|",
        "｜",
        "·",
        "■",
        "?",
        "？",
        "，",
        "、",
        "。",
        ",",
        ";",
        "{",
        "}",
        "é",
        "ß",
        "一",
        "王",
        "나",
        "の",
    ),
    *(
        "ab ",
        "a.",
        "a@",
        "a-",
        "1 ",
        "1-",
        "1.",
        "1:",
        "12:",
        "2020-",
        "2020年",
        "1月",
        "Mary ",
        "By ",
        "von ",
        "and ",
        "et ",
        "Jan ",
    ),
    *(
        "王小山 ",
        "王 ",
        "记者",
        "记者 ",
        "本报讯",
        "来源：",
        "编辑 ",
        "摄",
        "和",
        "（记者",
        "（王",
        "http://",
        "www.",
        "<p>",
        "<!--",
        "</",
    ),
    *(
        "style:",
        "font-size:",
        "font-weight : ",
        "display :",
        "author ",
        "by-line",
        "a_",
        "wp-",
        "share-",
        "» ",
        "-- ",
        "__",
    ),
    *(
        "<a b=",
        '<a "',
        "<a '",
        "=\"'",
        "<script>",
        "<title ",
        "<a/",
        "<style><",
        "charset=",
        "<source>",
        "（）",
        "[大 ",
        "一、",
    ),
]
"""What the strings repeat: signs and words that the patterns look for."""


def modules() -> Iterator[ModuleType]:
    for package in (newsarchive.reading, newsarchive.text):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            yield importlib.import_module(found.name)


def patterns() -> dict[str, re.Pattern[str] | re.Pattern[bytes]]:
    """Every pattern that a module holds, by its name, also in tables; and those that are put together when used."""
    found: dict[str, re.Pattern[str] | re.Pattern[bytes]] = {}
    seen: set[int] = set()
    for module in modules():
        for name, value in vars(module).items():
            for number, pattern in enumerate(held(value)):
                if id(pattern) not in seen:
                    seen.add(id(pattern))
                    found[f"{module.__name__}.{name}" + (f"[{number}]" if number else "")] = pattern
    for language in (None, "en", "de", "zh", "ja"):
        for number, pattern in enumerate(furniture._patterns(language)):
            found[f"newsarchive.reading.furniture._patterns({language})[{number}]"] = pattern
    return found


def held(value: object) -> Iterator[re.Pattern[str] | re.Pattern[bytes]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from itertools.chain.from_iterable(map(held, value.values()))
    elif isinstance(value, (tuple, list, frozenset)):
        yield from itertools.chain.from_iterable(map(held, value))


def strings(length: int = LENGTH) -> Iterator[tuple[str, str]]:
    """Hostile strings, named: a piece again and again up to a length, most with an end that matches nothing."""
    for piece in PIECES:
        yield repr(piece), (piece * (length // len(piece) + 1))[:length] + "\x01"
    for one, other in itertools.product(("By ", "记者 ", "来源：", "a ", "1 ", "<a "), (" ", "a", "1", "王", '="')):
        yield repr(f"{one}{other}…"), (one + other * length)[:length] + "\x01"


def seconds(pattern: re.Pattern[str] | re.Pattern[bytes], text: str) -> float:
    """The time of a match, a full match and a search for all, the least of three where it is long enough to tell."""
    given: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
    least = float("inf")
    for _ in range(3):
        began = time.process_time()
        pattern.match(given)
        pattern.fullmatch(given)
        if not str(pattern.pattern).startswith(furniture.MARKS):  # these only ever match at the beginning of a line
            list(pattern.finditer(given))
        least = min(least, time.process_time() - began)
        if least < LEAST:
            break
    return least


def fault(pattern: re.Pattern[str] | re.Pattern[bytes], text: str) -> str:
    """How a pattern fails on a string; empty where it does not."""
    signal.setitimer(signal.ITIMER_VIRTUAL, BOUND)
    try:
        twice = seconds(pattern, text + text)
        once = seconds(pattern, text) if twice > LEAST else twice
    except TimeoutError:
        return f"took longer than {BOUND} s"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return f"{twice / once:.1f} times the time for twice the length" if twice > MOST * once else ""


def stop(_signal: int, _frame: object) -> None:
    raise TimeoutError


def main() -> None:
    signal.signal(signal.SIGVTALRM, stop)
    texts, known = list(strings()), patterns()
    for name, pattern in known.items():
        for said, text in texts:
            if told := fault(pattern, text):
                print(f"{name} on {said}: {told}", flush=True)
                break
    print(f"{len(known)} patterns, {len(texts)} strings", file=sys.stderr)


if __name__ == "__main__":
    main()
