"""An article that runs over several pages is one article, with the text of all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from newsarchive.capture.bodies import decode_body
from newsarchive.capture.members import Record, iter_members
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from newsarchive.store.models import VersionCapture
from tests.crawl.test_checks import crawl, make_due, told
from tests.fixtures.site import Response, SiteServer, expected
from tests.running import newsarchive

PARTS = (
    ("清早五点，守渡人老齐推开木屋的门，江面上的雾还没有散，对岸的灯已经亮了三盏。", "他说，这条船是他父亲留下的。"),
    ("上午来了一队学生，要写一篇关于渡口的作文，老齐把竹篙递给他们，让他们自己试一试。", "没有人能把船撑到江心。"),
    ("傍晚，收船的人来了，渡口的账本一共记了四十一年，最后一页写着今天的日期。", "老齐把账本交给了县档案馆。"),
)
Address = Callable[[str, int], str]
TITLE = "渡口的最后一天"


@pytest.fixture
def server() -> Iterator[SiteServer]:
    with SiteServer() as running:
        yield running


def address(path: str, number: int) -> str:
    return path if number == 1 else path.replace(".html", f"_{number}.html")


def asked(path: str, number: int) -> str:
    return f"{path}?page={number}"


def page(path: str, number: int, parts: Sequence[Sequence[str]], address: Address = address) -> Response:
    """Return a page of an article; its pager names all others."""
    text = "".join(f"<p>　　{paragraph}</p>" for paragraph in parts[number - 1])
    numbers = range(1, len(parts) + 1)
    pager = " ".join(f"<b>{n}</b>" if n == number else f'<a href="{address(path, n)}">{n}</a>' for n in numbers)
    return Response(
        body=f"""<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{TITLE}_地方网</title></head><body>
<h1>{TITLE}</h1><div>2018-02-13 09:30　来源：双渡日报　作者：蒋南浦</div><div class="zw">{text}</div>
<div class="page">{pager}</div></body></html>""".encode()
    )


def show(server: SiteServer, path: str, parts: Sequence[Sequence[str]] = PARTS, *, address: Address = address) -> None:
    """Put an article of several pages at an address."""
    for number in range(1, len(parts) + 1):
        server.pages[address(path, number)] = page(path, number, parts, address)


def an_article() -> str:
    return min(urlsplit(one.url).path for one in expected())


def shown(archive: Archive, path: str) -> dict[str, object]:
    done = newsarchive("show", f"https://www.yybnet.net{path}", "--json", "--archive", archive.root)
    assert done.returncode == 0, done.stderr
    article: dict[str, object] = json.loads(done.stdout)
    return article


def paragraphs(article: dict[str, object]) -> list[str]:
    sections = article["sections"]
    assert isinstance(sections, list)
    return [paragraph for section in sections for paragraph in section["paragraphs"]]


def kept_of(texts: Sequence[str], archive: Archive) -> list[str]:
    """Return those texts that stand in a response in the WARC files."""
    bodies = [
        decode_body(found.payload, found.http_headers)
        for file in archive.config.warc.rglob("*.warc.gz*")
        for found in iter_members(file)
        if isinstance(found, Record) and found.headers.get("warc-type") == "response"
    ]
    return [text for text in texts if any(text.encode() in body for body in bodies)]


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
@pytest.mark.proof
def test_all_pages_are_one_article_and_checked_together(archive: Archive, server: SiteServer) -> None:
    path, whole = an_article(), [text for part in PARTS for text in part]
    show(server, path)
    crawl(archive, server)
    assert sum(request.path == address(path, 3) for request in server.requests) == 1
    article = shown(archive, path)
    assert (article["title"], paragraphs(article)) == (TITLE, whole)
    assert article["warnings"] == []
    assert shown(archive, address(path, 2)) == article
    rewritten = (PARTS[0], PARTS[1], (PARTS[2][0], "老齐把账本留在了自己手里，谁要也不给。"))
    show(server, path, rewritten)
    make_due(archive)
    crawl(archive, server)
    assert [change["kinds"] for change in told(archive, "changes", "--since", "2018-01-01")] == [["text"]]
    assert paragraphs(shown(archive, path))[-1] == rewritten[2][1]
    with reading(archive.engine) as session:
        shows = select(VersionCapture.page, func.count()).where(VersionCapture.page > 1).group_by(VersionCapture.page)
        assert dict(session.execute(shows).all()) == {2: 2, 3: 2}
    before = newsarchive("dump", "--canonical", "--archive", archive.root).stdout
    assert newsarchive("reparse", "--apply", "--archive", archive.root).returncode == 0
    assert newsarchive("rebuild", "--replace", "--archive", archive.root).returncode == 0
    assert newsarchive("dump", "--canonical", "--archive", archive.root).stdout == before
    assert set(whole) == set(kept_of(whole, archive))
    withdrawn = newsarchive("withdraw", str(article["id"]), "--reason", "asked for", "--yes", "--archive", archive.root)
    assert withdrawn.returncode == 0, withdrawn.stderr
    assert kept_of(whole, archive) == [], "it is blanked on all its pages"
    assert newsarchive("verify", "--deep", "--archive", archive.root).returncode == 0


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_later_page_leads_to_the_first(archive: Archive, server: SiteServer) -> None:
    path = an_article()
    show(server, path, address=asked)
    server.pages[path] = Response(status=301, headers=(("Location", asked(path, 2)),))
    crawl(archive, server)
    assert paragraphs(shown(archive, path)) == [text for part in PARTS for text in part]


@pytest.mark.parametrize("backend", ["postgresql"])
@pytest.mark.proof
def test_a_page_that_is_missing_is_told_and_one_that_fails_for_now_is_asked_for_again(
    archive: Archive, server: SiteServer
) -> None:
    path = an_article()
    show(server, path)
    server.pages[address(path, 2)] = Response(status=404)
    crawl(archive, server)
    article = shown(archive, path)
    assert paragraphs(article) == [*PARTS[0], *PARTS[2]]
    assert article["warnings"] == [f"a further page is missing: https://www.yybnet.net{address(path, 2)}"]
    show(server, path)
    server.pages[address(path, 3)] = Response(status=503)
    make_due(archive)
    server.forget()
    done = newsarchive("crawl", "yybnet", "--archive", archive.root, "--base-url", server.url)
    assert done.returncode == 4, "the article could not be looked at"
    assert sum(request.path == address(path, 3) for request in server.requests) == 3
    assert paragraphs(shown(archive, path)) == [*PARTS[0], *PARTS[2]], "it stays what it was"
