"""Pages made worse: bytes flipped, parts cut, doubled and exchanged, tags repeated, encodings that are not as declared.

Page N of seed S is always the same page, so a finding can be made again from these two numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from random import Random

from tests.fixtures.site import build_site
from tests.reading.pages import FOUR, ONE, THREE, TWO, page
from tests.reading.patterns import PIECES

LARGEST = 1_000_000
"""Bytes of a page: what grows faster than its page shows at this size already."""
MOST_AT_ONCE = 4
"""Mutations of one page."""
TAG = re.compile(rb"<[^<>]{1,200}>")
ENCODINGS = ("gb18030", "big5", "utf-16", "utf-8-sig", "euc-jp", "koi8-r", "cp1252", "hz", "iso2022_jp", "utf-7")
DECLARED = (
    None,
    "text/html",
    "text/html; charset=gbk",
    "text/html; charset=utf-16",
    "text/html; charset=nonsense",
    "\0",
)
ADDRESSES = (None, "", "https://herald.example/2018/02/13/a.html", "http://[", "https://www.yybnet.net/a/201802/1.html")

Mutation = Callable[[bytes, Random], bytes]


@cache
def sound_pages() -> tuple[bytes, ...]:
    """Pages as they should be: the small portal's, and some of other kinds."""
    site = build_site()
    portal = [response.body for path, response in sorted(site.pages.items()) if b"<html" in response.body[:200].lower()]
    stated = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Footbridge",'
        '"datePublished":"2021-03-04T08:30:00+01:00","author":[{"@type":"Person","name":"Mary Miller"}],'
        f'"articleBody":"{ONE} {TWO}"}}</script><meta property="og:title" content="Footbridge to be repaired">'
    )
    others = [
        page(
            f"<article><h1>Footbridge</h1><p>By Mary Miller</p><p>{ONE}</p><h2>Way</h2><p>{TWO}</p></article>",
            head=stated,
        ),
        page(f"<table><tr><td><font size=5>Bridge</font><br>4 March 2021<br><br>{ONE}<br><br>{TWO}<br>{THREE}</table>"),
        page(
            f"<h1>Bridge</h1><figure><img src=a.jpg><figcaption>Photo: Tom Reed</figcaption></figure><p>{ONE}<p>{FOUR}"
        ),
        page(f"<div class=related><ul><li><a href=/1>One</a><li><a href=/2>Two</a></ul></div><q>{ONE}</q>"),
    ]
    return (*portal, *(text.encode() for text in others))


def _spot(data: bytes, random: Random, longest: int = 400) -> tuple[int, int]:
    """A span of the page, up to so many bytes long."""
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + random.randrange(1, longest))


def _tag(data: bytes, random: Random) -> bytes:
    tags = TAG.findall(data)
    return random.choice(tags) if tags else b"<p>"


def flip(data: bytes, random: Random) -> bytes:
    """Change some bytes."""
    changed = bytearray(data)
    for _ in range(random.randrange(1, 40) if changed else 0):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def cut(data: bytes, random: Random) -> bytes:
    """Leave a part out."""
    start, end = _spot(data, random, 5000)
    return data[:start] + data[end:]


def truncate(data: bytes, random: Random) -> bytes:
    """Break off."""
    return data[: random.randrange(len(data) + 1)]


def double(data: bytes, random: Random) -> bytes:
    """Say a part again, and again."""
    start, end = _spot(data, random)
    return data[:end] + data[start:end] * random.choice((1, 2, 50, 2000)) + data[end:]


def splice(data: bytes, random: Random) -> bytes:
    """Go on with another page."""
    other = random.choice(sound_pages())
    return data[: random.randrange(len(data) + 1)] + other[random.randrange(len(other)) :]


def repeat_tag(data: bytes, random: Random) -> bytes:
    """Repeat a tag of the page."""
    at = random.randrange(len(data) + 1)
    return data[:at] + _tag(data, random) * random.choice((2, 30, 400, 3000, 30_000)) + data[at:]


def repeat_pair(data: bytes, random: Random) -> bytes:
    """Put boxes into boxes, or beside one another."""
    name = random.choice(
        (b"div", b"p", b"b", b"table", b"td", b"li", b"a", b"h2", b"figure", b"time", b"section", b"x-y")
    )
    opened, closed, times = b"<" + name + b">", b"</" + name + b">", random.choice((3, 100, 300, 2500, 20_000))
    middle = random.choice((b"", b"x", ONE.encode()))
    at = random.randrange(len(data) + 1)
    nested = opened * times + middle + closed * random.choice((0, times))
    return data[:at] + (nested if random.random() < 0.5 else (opened + middle + closed) * times) + data[at:]


def drop_tags(data: bytes, random: Random) -> bytes:
    """Forget some of the tags."""
    share = random.choice((0.02, 0.3, 0.9))
    return TAG.sub(lambda found: b"" if random.random() < share else found[0], data)


def exchange_tags(data: bytes, random: Random) -> bytes:
    """Put each tag of one kind for another."""
    one, other = _tag(data, random), _tag(data, random)
    return data.replace(one, other)


def insert_strings(data: bytes, random: Random) -> bytes:
    """Put strings that patterns look for into text and attributes."""
    piece = random.choice(PIECES).encode() * random.choice((1, 3, 40, 300, 5000))
    if random.random() < 0.4:
        name = random.choice((b"class", b"style", b"datetime", b"content", b"href", b"width", b"itemprop", b"id"))
        return TAG.sub(
            lambda found: found[0][:-1] + b" " + name + b'="' + piece + b'">', data, count=random.randrange(1, 30)
        )
    at = random.randrange(len(data) + 1)
    return data[:at] + piece + data[at:]


def crowd(data: bytes, random: Random) -> bytes:
    """Give a tag many attributes."""
    value = random.choice((b"", b"=1", b"='>'", b'="<"'))
    many = b" ".join(b"a%x" % n + value for n in range(random.choice((300, 3000, 30_000))))
    return TAG.sub(lambda found: found[0][:-1] + b" " + many + b">", data, count=1)


def encode(data: bytes, random: Random) -> bytes:
    """Write the page in another encoding, whatever it declares."""
    return data.decode("utf-8", "replace").encode(random.choice(ENCODINGS), "replace")


def swap(data: bytes, random: Random) -> bytes:
    """Exchange two parts."""
    (start, end), (other, far) = sorted((_spot(data, random, 3000), _spot(data, random, 3000)))
    return data if other < end else data[:start] + data[other:far] + data[end:other] + data[start:end] + data[far:]


MUTATIONS: tuple[Mutation, ...] = (
    flip, cut, truncate, double, splice, swap, repeat_tag, repeat_pair, drop_tags, exchange_tags, insert_strings, crowd,
    encode,
)  # fmt: skip


def worse_page(seed: int, number: int) -> tuple[bytes, str | None, str | None]:
    """Page `number` of a seed: its bytes, the address and the Content-Type that it is read with."""
    random = Random(f"{seed}-{number}")
    data = random.choice(sound_pages())
    for _ in range(random.randrange(1, MOST_AT_ONCE + 1)):
        data = random.choice(MUTATIONS)(data, random)[:LARGEST]
    return data, random.choice(ADDRESSES), random.choice(DECLARED)
