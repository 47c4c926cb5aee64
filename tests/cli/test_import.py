"""`newsarchive import` as its user sees it: what it says, how it exits, and what a kill leaves."""

from __future__ import annotations

import json
import signal
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.fixtures.site import SiteServer
from tests.ingest.foreign import Saved, article_pages, by_member, gzipped, plain, record, save, sha1, story
from tests.running import begun, newsarchive

PAGES = article_pages(2)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    assert newsarchive("init", tmp_path / "news").returncode == 0
    return tmp_path / "news"


def test_damage_is_named_counted_and_passed_over(root: Path, tmp_path: Path) -> None:
    wrong = record(PAGES[0].http, uri=PAGES[0].url, lines=[f"WARC-Payload-Digest: {sha1(b'other')}"])
    outside = Saved(url="https://news.example.org/a.html", body=story("甲"))
    data = gzipped(PAGES[1:]) + by_member(wrong) + gzipped([outside])
    path = save(tmp_path / "some.warc.gz", data)
    done = newsarchive("import", path, "--archive", root)
    assert done.returncode == 7
    assert f"some.warc.gz at {len(gzipped(PAGES[1:]))}: its payload is not what" in done.stdout
    assert "1 pages imported from 1 file: 1 new articles" in done.stderr
    assert "Of no portal: news.example.org (1)." in done.stderr
    again = newsarchive("import", path, "--archive", root, "--json")
    assert again.returncode == 7
    facts = json.loads(again.stdout)
    assert facts["known"] == 1
    assert facts["no_portal"] == {"news.example.org": 1}
    assert facts["damages"][0]["offset"] == len(gzipped(PAGES[1:]))
    assert path.read_bytes() == data


def test_pages_of_no_portal_are_incomplete_unless_they_were_left_out(root: Path, tmp_path: Path) -> None:
    path = save(tmp_path / "some.warc", plain([*PAGES, Saved(url="https://news.example.org/a", body=story("甲"))]))
    done = newsarchive("import", path, "--archive", root)
    assert done.returncode == 4
    assert "--any-host" in done.stderr
    assert newsarchive("import", path, "--archive", root, "--portal", "yybnet").returncode == 0
    assert newsarchive("crawl", "elsewhere", "--archive", root).returncode == 2


def test_saved_pages_are_imported_with_the_dates_of_their_table(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "a.html").write_bytes(PAGES[0].body)
    (folder / "pages.csv").write_text(f"path,url,date\na.html,{PAGES[0].url},2018-02-14\n", encoding="utf-8")
    done = newsarchive("import", folder, "--portal", "yybnet", "--archive", root)
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(root / "archive.db")) as database:
        assert database.execute("SELECT fetched_at FROM capture").fetchall() == [("2018-02-13 16:00:00.000000",)]
    assert newsarchive("verify", "--archive", root).returncode == 0


def captures(root: Path) -> int:
    with suppress(sqlite3.Error), closing(sqlite3.connect(root / "archive.db")) as database:
        return int(database.execute("SELECT count(*) FROM capture").fetchone()[0])
    return 0


def stopped(root: Path, path: Path, number: signal.Signals, *, after: int) -> int:
    """Begin an import, and stop it when so many pages more than before are filed."""
    before = captures(root)
    running = begun("import", path, "--any-host", "--archive", root)
    while captures(root) < before + after and running.poll() is None:
        time.sleep(0.02)
    running.send_signal(number)
    running.communicate(timeout=60)
    return running.wait()


@pytest.mark.proof
def test_stopped_and_killed_it_goes_on_and_the_archive_is_the_same(root: Path, tmp_path: Path) -> None:
    pages = [
        Saved(
            url=f"https://news.example.org/{n % 40}.html",
            body=story(f"事{n % 7}"),
            date=f"2018-02-{1 + n % 27:02}T00:00:00Z",
        )
        for n in range(120)
    ]
    path = save(tmp_path / "some.warc.gz", gzipped(pages))
    assert newsarchive("init", tmp_path / "twin").returncode == 0
    assert newsarchive("import", path, "--any-host", "--archive", tmp_path / "twin").returncode == 0
    assert stopped(root, path, signal.SIGTERM, after=1) == 130
    for after in (1, 15, 30):
        assert stopped(root, path, signal.SIGKILL, after=after) in (-signal.SIGKILL, 0)
    done = newsarchive("import", path, "--any-host", "--archive", root)
    assert done.returncode == 0, done.stderr
    dumps = [newsarchive("dump", "--canonical", "--archive", one).stdout for one in (root, tmp_path / "twin")]
    assert dumps[0] == dumps[1]
    assert newsarchive("verify", "--deep", "--archive", root).returncode == 0
    assert newsarchive("rebuild", "--replace", "--archive", root).returncode == 0
    assert newsarchive("dump", "--canonical", "--archive", root).stdout == dumps[0]


@pytest.mark.proof
def test_imported_pages_say_what_crawled_ones_say(root: Path, tmp_path: Path) -> None:
    """Channels, and regions that only these tell, come from lists, and only crawls fetch pictures.

    All else is read from the page itself.
    """
    told = ("id", "address", "state", "versions")
    read = ("title", "published_raw", "source", "blocks", "credits", "breadcrumb", "parser")
    with SiteServer() as server:
        assert newsarchive("crawl", "yybnet", "--base-url", server.url, "--archive", root).returncode == 0
    path = save(tmp_path / "some.warc.gz", gzipped(article_pages(10_000)))
    assert newsarchive("init", tmp_path / "other").returncode == 0
    assert newsarchive("import", path, "--archive", tmp_path / "other").returncode == 0
    found = []
    for one in (root, tmp_path / "other"):
        things = map(json.loads, newsarchive("dump", "--canonical", "--archive", one).stdout.splitlines())
        articles = [thing for thing in things if thing["thing"] == "article"]
        pictures = [[image[:-1] for image in a["reading"]["images"]] for a in articles]
        found.append([[a[n] for n in told] + [a["reading"].get(n) for n in read] for a in articles] + pictures)
    assert len(found[0]) > 10
    assert found[0] == found[1]
