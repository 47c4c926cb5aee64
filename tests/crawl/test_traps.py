"""Addresses without end: session ids, calendars, paths that repeat themselves. A crawl of them ends, and says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from newsarchive.crawl.traps import BARREN, BARREN_IN_ALL, Traps, is_generated, shape_of
from newsarchive.items import LinkKind
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from newsarchive.store.frontier import Due
from newsarchive.store.models import Link
from tests.crawl.long_list import HOST, LIST, html, long_list, rows
from tests.fixtures.site import Response, SiteServer
from tests.running import newsarchive


class Endless(dict[str, Response]):
    """Pages, and those that are made up when they are asked for."""

    def __init__(self, pages: dict[str, Response], make: Callable[[str], Response | None]) -> None:
        super().__init__(pages)
        self.make = make

    def get(self, path: str, default: Response | None = None) -> Response | None:  # type: ignore[override]
        return self[path] if path in self else (self.make(path) or default)


@pytest.fixture
def server() -> Iterator[SiteServer]:
    with SiteServer(long_list(rows(5))) as running:
        yield running


def crawl(archive: Archive, server: SiteServer, *words: str) -> tuple[list[str], str]:
    """Crawl, and return the paths that were asked for and what was said."""
    server.forget()
    done = newsarchive("crawl", "yybnet", "--archive", archive.root, "--base-url", server.url, *words)
    assert done.returncode == 0, done.stderr
    return [request.path for request in server.requests], done.stderr


def show_ever_more(server: SiteServer) -> None:
    """Let the home page lead to lists with a number of the visit, each of which leads to two others."""
    (article, _), *_ = rows(5)

    def page(path: str) -> Response | None:
        if not path.startswith(f"{LIST}?visit="):
            return None
        number = int(path.rpartition("=")[2])
        ever_more = "".join(f'<a href="{LIST}?visit={2 * number + more}">泸县新闻</a>' for more in (0, 1))
        return html(f'{ever_more}<a href="{article}">旧闻</a>')

    server.pages = Endless(server.pages, page)
    server.pages["/"] = html(f'<a href="{LIST}">泸县新闻</a><a href="{LIST}?visit=1">泸县新闻</a>')


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def test_lists_with_ever_new_names_end_with_a_report(archive: Archive, server: SiteServer) -> None:
    crawl(archive, server)
    show_ever_more(server)
    first, said = crawl(archive, server)
    assert BARREN <= sum("visit" in path for path in first) < 2 * BARREN
    assert "Cut off: www.yybnet.net/luzhou/luxian/?visit (a trap: 50 lists like it showed nothing new)" in said
    assert (
        "yybnet: Cut off: www.yybnet.net/luzhou/luxian/?visit"
        in newsarchive("status", "--archive", archive.root).stdout
    )
    second, _ = crawl(archive, server)
    assert not [path for path in second if "visit" in path], "what is known to be a trap stays one"
    with reading(archive.engine) as session:
        left = session.scalar(select(func.count()).where(Link.state == "queued"))
    assert left == 0


@pytest.mark.proof
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_rebuilt_database_knows_its_traps_and_a_fresh_discovery_looks_again(
    archive: Archive, server: SiteServer
) -> None:
    crawl(archive, server)
    show_ever_more(server)
    crawl(archive, server)
    archive.engine.dispose()
    before = newsarchive("dump", "--canonical", "--archive", archive.root).stdout
    assert newsarchive("rebuild", "--replace", "--archive", archive.root).returncode == 0
    assert newsarchive("dump", "--canonical", "--archive", archive.root).stdout == before
    third, _ = crawl(archive, server)
    assert not [path for path in third if "visit" in path]
    again, _ = crawl(archive, server, "--fresh")
    assert sum("visit" in path for path in again) >= BARREN, "a fresh discovery looks again"


def due(url: str) -> Due:
    return Due(link_id=1, address=url, kind=LinkKind.LISTING, attempts=0, depth=0, is_start=False, channel_id=None)


def test_lists_of_one_shape_that_each_show_something_are_no_trap() -> None:
    traps = Traps(known=set())
    for number in range(3 * BARREN):
        found = traps.note(due(f"{HOST}/list.php?id={number}"), is_barren=number % BARREN != 0)
        assert found == ()
    assert traps.objection(f"{HOST}/list.php?id=7") is None
    assert traps.report() is None


def test_lists_of_one_shape_that_show_nothing_are_one_and_others_are_not() -> None:
    traps = Traps(known=set())
    for number in range(BARREN):
        found = traps.note(due(f"{HOST}/list.php?id={number}"), is_barren=True)
    assert len(found) == BARREN
    assert traps.objection(f"{HOST}/list.php?id=999")
    assert traps.objection(f"{HOST}/list.php?id=999&page=2") is None
    assert traps.objection(f"{HOST}/lists/7/") is None


def test_names_without_end_end_whatever_their_shape() -> None:
    traps, letters = Traps(known=set()), str.maketrans("0123456789", "abcdefghij")
    for number in range(BARREN_IN_ALL):
        url = f"{HOST}/{number}/".translate(letters)
        assert traps.objection(url) is None
        found = traps.note(due(url), is_barren=True)
    assert len(found) == BARREN_IN_ALL
    assert traps.objection(f"{HOST}/another/")
    assert traps.known == set(), "another crawl looks again"
    assert "new lists (a trap: 1000 lists" in (traps.report() or "")


@pytest.mark.parametrize(
    ("path", "repeats"),
    [
        ("/a/a/", False),
        ("/a/a/a/", True),
        ("/a/b/a/b/a/b/", True),
        ("/news/2024/news/", False),
        ("/luzhou/luxian/luxian/luxian/", True),
    ],
)
def test_a_path_that_repeats_itself_leads_nowhere(path: str, *, repeats: bool) -> None:
    assert bool(Traps(known=set()).objection(HOST + path)) is repeats


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("/list.php?id=1&cat=2", "/list.php?cat=9&id=77", True),
        ("/list.php?id=1", "/list.php?id=1&page=2", False),
        ("/(S(k2jd83hf92kd83hf))/list/", "/(S(9sk3jd82ns8d7f6g))/list/", True),
        ("/luxian/", "/hejiang/", False),
        ("/calendar/2024/3/", "/calendar/1999/12/", True),
    ],
)
def test_shapes_leave_out_what_programs_count(one: str, other: str, *, is_same: bool) -> None:
    assert (shape_of(HOST + one) == shape_of(HOST + other)) is is_same


@given(st.text())
def test_strangers_addresses_have_a_shape_or_cannot_be_parsed(text: str) -> None:
    try:
        assert shape_of(f"{HOST}/{text}") == shape_of(f"{HOST}/{text}")
        is_generated(f"{HOST}/{text}")
        Traps(known=set()).objection(f"{HOST}/{text}")
    except ValueError:
        pass
