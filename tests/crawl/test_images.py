"""Pictures of articles: fetched from whatever host they lie on, kept as records, found by what shows them."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from warcio.archiveiterator import ArchiveIterator

from newsarchive.capture.bodies import decode_body
from newsarchive.capture.members import Record, iter_members
from newsarchive.store.archive import open_archive
from newsarchive.store.database import reading
from newsarchive.store.models import Capture, Link
from tests.fixtures.site import Response, SiteServer, expected
from tests.fixtures.site.assembly import DOT
from tests.fixtures.site.layouts import PICTURE
from tests.running import newsarchive

GIF = (("Content-Type", "image/gif"),)
CSS = (("Content-Type", "text/css"),)
SIZE = 1000
"""Most bytes of a picture."""


def picture(number: int, size: int = 60) -> bytes:
    return DOT + bytes([number]) * (size - len(DOT))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return made(tmp_path / "news")


def made(root: Path, settings: str = f"asset_size = {SIZE}\n") -> Path:
    assert newsarchive("init", root, "--contact", "tests@example.org").returncode == 0
    with (root / "archive.toml").open("a", encoding="utf-8") as file:
        file.write(settings)
    return root


def with_pictures(server: SiteServer, *addresses: str, head: str = "") -> str:
    """Let an article show further pictures beside its own; return its path."""
    path, page = next((path, page) for path, page in server.pages.items() if PICTURE.encode() in page.body)
    own = f'<img src="{PICTURE}" alt="">'
    shown = own + "".join(f'<img src="{address}" alt="">' for address in addresses)
    body = page.body.replace(own.encode(), shown.encode()).replace(b"</head>", f"{head}</head>".encode())
    server.pages[path] = replace(page, body=body)
    return path


def crawl(root: Path, server: SiteServer, *options: str) -> tuple[int, dict[str, Any]]:
    done = newsarchive("crawl", "yybnet", "--archive", root, "--base-url", server.url, "--json", *options)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout.splitlines()[-1])


def shown(root: Path, path: str) -> list[dict[str, Any]]:
    done = newsarchive("show", f"https://www.yybnet.net{path}", "--archive", root, "--json")
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout)["kept_images"])


def asked(server: SiteServer) -> list[str]:
    return [path for _, path, _ in server.requests]


@dataclass(frozen=True)
class Crawled:
    """A crawl of articles with pictures of every kind, here and on another host."""

    root: Path
    code: int
    counts: dict[str, int]
    pictures: dict[str, dict[str, Any]]
    """By the last part of the address."""
    here: list[str]
    there: list[str]
    tired: list[str]
    article: str


NAMES = ("there.gif", "twin.gif", "gone.gif", "private/no.gif", "large.gif", "page.gif", "moved.gif")
ANOTHER = "/luzhou/gulin/201802/7713577.html"
"""An article that is to show the picture which the site's own article shows."""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    root = made(tmp_path_factory.mktemp("images") / "news")
    with SiteServer() as server, SiteServer() as other, SiteServer() as tired:
        other.pages = {
            "/robots.txt": Response(
                headers=(("Content-Type", "text/plain"),), body=b"User-agent: *\nDisallow: /private/"
            ),
            "/there.gif": Response(headers=GIF, body=picture(1)),
            "/twin.gif": Response(headers=GIF, body=picture(1)),
            "/private/no.gif": Response(headers=GIF, body=picture(2)),
            "/large.gif": Response(headers=GIF, body=random.Random(4).randbytes(20 * SIZE)),
            "/page.gif": Response(headers=(("Content-Type", "text/html"),), body=b"<h1>no such picture</h1>"),
            "/moved.gif": Response(status=302, headers=(("Location", "/moved/here.gif"),), body=b"moved"),
            "/moved/here.gif": Response(headers=GIF, body=picture(3)),
        }
        tired.pages = {"/robots.txt": other.pages["/robots.txt"]}
        tired.fail("/busy.gif", status=429, times=9, headers=(("Retry-After", "3600"),))
        further = (f"{tired.url}busy.gif", "https://img.example.org/far.gif")
        article = with_pictures(server, *(f"{other.url}{name}" for name in NAMES), *further)
        page = server.pages[ANOTHER]
        shown_too = b'<div id="content"><p><img src="%s" alt=""></p>' % PICTURE.encode()
        server.pages[ANOTHER] = replace(page, body=page.body.replace(b'<div id="content">', shown_too))
        code, facts = crawl(root, server)
        pictures = {image["url"].rpartition("/")[2]: image for image in shown(root, article)}
        yield Crawled(root, code, facts["counts"], pictures, asked(server), asked(other), asked(tired), article)


def test_a_picture_of_many_articles_is_fetched_once(crawled: Crawled) -> None:
    assert crawled.here.count(PICTURE) == 1


def test_each_is_kept_or_says_why_not(crawled: Crawled) -> None:
    told = {name: (image["state"], image["reason"]) for name, image in crawled.pictures.items()}
    assert told["13.gif"] == told["there.gif"] == told["twin.gif"] == told["moved.gif"] == ("done", None)
    assert told["gone.gif"] == ("gone", "HTTP 404")
    assert told["no.gif"] == ("excluded", "robots.txt")
    assert told["large.gif"] == ("done", f"kept in part: it has more than {SIZE} bytes")
    assert told["page.gif"] == ("done", "no picture: text/html")
    assert told["far.gif"] == ("excluded", "outside the rehearsal")
    assert told["busy.gif"][0] == "failed"
    assert crawled.pictures["there.gif"]["content_type"] == "image/gif"


def test_the_robots_txt_of_their_host_is_obeyed(crawled: Crawled) -> None:
    assert crawled.there[0] == "/robots.txt"
    assert "/private/no.gif" not in crawled.there
    assert crawled.tired == ["/robots.txt", "/busy.gif"], "a host that asks to be left alone is left alone"


def test_a_picture_that_cannot_be_had_is_told_and_fails_no_crawl(crawled: Crawled) -> None:
    assert crawled.code == 0
    assert crawled.counts["attached_missing"] == 2
    assert crawled.counts["failed"] == 0
    again = newsarchive("show", f"https://www.yybnet.net{crawled.article}", "--archive", crawled.root).stdout
    assert "HTTP 404" in again
    assert "image/gif, yybnet/" in again


def test_a_picture_is_its_record(crawled: Crawled) -> None:
    kept = crawled.pictures["moved.gif"]
    path = next((crawled.root / "warc").rglob("*.warc.gz*"))
    with path.open("rb") as file:
        file.seek(kept["warc_offset"])
        record = next(iter(ArchiveIterator(file)))
        assert record.rec_headers.get_header("WARC-Record-ID") == f"<urn:uuid:{kept['record_id']}>"
        assert record.rec_headers.get_header("WARC-IP-Address") == "127.0.0.1"


def test_the_same_picture_twice_is_a_revisit(crawled: Crawled) -> None:
    with open_archive(crawled.root) as archive, reading(archive.engine) as session:
        query = select(Capture.revisit_of).where(Capture.url.endswith("/there.gif") | Capture.url.endswith("/twin.gif"))
        assert sorted(of is None for of in session.scalars(query)) == [False, True]


def test_other_tools_read_the_records(crawled: Crawled) -> None:
    for path in (crawled.root / "warc").rglob("*.warc.gz*"):
        checked = subprocess.run([sys.executable, "-m", "warcio.cli", "check", path], check=False, capture_output=True)
        assert checked.returncode == 0, checked.stdout
        with path.open("rb") as file:
            assert subprocess.run(["gzip", "-t"], stdin=file, check=False).returncode == 0
    assert newsarchive("verify", "--deep", "--archive", crawled.root).returncode == 0


def test_a_rebuilt_archive_knows_its_pictures(crawled: Crawled) -> None:
    dump = ("dump", "--canonical", "--archive", crawled.root)
    before, pictures = newsarchive(*dump).stdout, shown(crawled.root, crawled.article)
    assert newsarchive("rebuild", "--replace", "--archive", crawled.root).returncode == 0
    assert newsarchive(*dump).stdout == before
    assert shown(crawled.root, crawled.article) == pictures


def test_a_withdrawn_article_takes_its_own_pictures_with_it(crawled: Crawled, tmp_path: Path) -> None:
    root = tmp_path / "news"
    shutil.copytree(crawled.root, root)
    assert picture(1) in bodies(root)
    assert picture(3) in bodies(root)
    address = f"https://www.yybnet.net{crawled.article}"
    done = newsarchive("withdraw", address, "--reason", "asked for", "--yes", "--archive", root)
    assert done.returncode == 0, done.stderr
    kept = bodies(root)
    assert picture(1) not in kept
    assert picture(3) not in kept, "the picture that a redirect led to"
    assert DOT in kept, "another article shows it too"
    assert newsarchive("verify", "--archive", root).returncode == 0
    dump = ("dump", "--canonical", "--archive", root)
    before = newsarchive(*dump).stdout
    assert newsarchive("rebuild", "--replace", "--archive", root).returncode == 0
    assert newsarchive(*dump).stdout == before


def bodies(root: Path) -> set[bytes]:
    files = (root / "warc").rglob("*.warc.gz*")
    records = (found for path in files for found in iter_members(path) if isinstance(found, Record))
    whole = (found for found in records if found.payload and "warc-truncated" not in found.headers)
    return {decode_body(found.payload, found.http_headers) for found in whole}


def test_none_are_fetched_where_none_are_wanted(tmp_path: Path) -> None:
    root = made(tmp_path / "news", 'assets = "none"\n')
    with SiteServer() as server:
        article = with_pictures(server)
        assert crawl(root, server)[0] == 0
        assert PICTURE not in asked(server)
    assert [image["state"] for image in shown(root, article)] == ["unknown"]


def test_a_limit_takes_the_pictures_of_its_articles(root: Path) -> None:
    with SiteServer() as server:
        article = with_pictures(server)
        articles = {a.url.removeprefix("https://www.yybnet.net") for a in expected()}
        code, facts = crawl(root, server, "--limit", str(len(articles) - 1))
        assert (code, facts["outcome"]) == (0, "limited")
        assert (PICTURE in asked(server)) == (article in asked(server))
        assert len(articles & set(asked(server))) < len(articles)


def test_a_whole_page_is_kept_with_what_it_is_shown_with(tmp_path: Path) -> None:
    root = made(tmp_path / "news", 'assets = "page"\n')
    with SiteServer() as server:
        head = (
            '<link rel="stylesheet" href="/css/a.css"><script src="/js/a.js"></script><link rel=icon href=/favicon.ico>'
            '<link rel="canonical" href="/luzhou/"><style>body{background:url(/css/bg.gif)}</style>'
        )
        with_pictures(server, head=head)
        server.pages |= {
            "/css/a.css": Response(headers=CSS, body=b"@import 'b.css'; p{background:url(\"dot.gif\")}"),
            "/css/b.css": Response(headers=CSS, body=b"@font-face{src:url(../fonts/f.woff2)} @import url(a.css);"),
            "/css/dot.gif": Response(headers=GIF, body=picture(4)),
            "/css/bg.gif": Response(headers=GIF, body=picture(5)),
            "/js/a.js": Response(headers=(("Content-Type", "text/javascript"),), body=b"1"),
            "/fonts/f.woff2": Response(headers=(("Content-Type", "font/woff2"),), body=b"wOF2"),
            "/favicon.ico": Response(headers=(("Content-Type", "image/x-icon"),), body=picture(6)),
        }
        assert crawl(root, server)[0] == 0
        wanted = {path for path in server.pages if path.startswith(("/css/", "/js/", "/fonts/", "/fav"))} | {PICTURE}
        assert wanted <= set(asked(server))
        assert all(asked(server).count(path) == 1 for path in wanted)
    with open_archive(root) as archive, reading(archive.engine) as session:
        kinds = session.scalars(select(Link.kind).where(Link.address.contains("/css/")))
        assert set(kinds) == {"asset"}


def test_style_sheets_without_end_are_followed_no_further(tmp_path: Path) -> None:
    root = made(tmp_path / "news", 'assets = "page"\n')
    with SiteServer() as server:
        with_pictures(server, head='<link rel="stylesheet" href="/css/0.css">')
        for number in range(40):
            body = f"@import url({number + 1}.css);".encode()
            server.pages[f"/css/{number}.css"] = Response(headers=CSS, body=body)
        assert crawl(root, server)[0] == 0
        assert len([path for path in asked(server) if path.startswith("/css/")]) <= 7
