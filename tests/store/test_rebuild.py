"""The database made again from WARC files and journal alone says what the old one said, on both databases."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import update

from newsarchive.capture.members import Record, iter_members
from newsarchive.capture.metadata import is_ours
from newsarchive.store.archive import Archive
from newsarchive.store.database import writing
from newsarchive.store.models import Link
from tests.databases import postgresql_database, url_of
from tests.fixtures.site import Response, SiteServer, expected
from tests.running import begun, newsarchive

STORY = next(article for article in expected() if article.reprint_of is None)
CHANGED = STORY.url.removeprefix("https://www.yybnet.net")
FAILING = expected()[-1].url.removeprefix("https://www.yybnet.net")


@pytest.fixture
def server() -> Iterator[SiteServer]:
    with SiteServer() as running:
        yield running


def crawl(archive: Archive, server: SiteServer, *options: str) -> int:
    return newsarchive("crawl", "yybnet", "--archive", archive.root, "--base-url", server.url, *options).returncode


def dump(archive: Archive) -> list[str]:
    done = newsarchive("dump", "--canonical", "--archive", archive.root)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def rebuild(archive: Archive, *options: str) -> subprocess.CompletedProcess[str]:
    done = newsarchive("rebuild", "--archive", archive.root, *options)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def verified(archive: Archive) -> int:
    return newsarchive("verify", "--deep", "--archive", archive.root).returncode


def change_an_article(archive: Archive, server: SiteServer) -> None:
    """Let a page say something else, and have it fetched again."""
    page = server.pages[CHANGED]
    changed = page.body
    for encoding in ("utf-8", "gb18030"):
        changed = changed.replace(STORY.paragraphs[0].encode(encoding), "另据本报最新消息。".encode(encoding))
    assert changed != page.body
    server.pages[CHANGED] = Response(headers=page.headers, body=changed)
    with writing(archive.engine) as session:
        asked = update(Link).where(Link.address.endswith(CHANGED))
        assert session.execute(asked.values(state="queued")).rowcount == 1  # type: ignore[attr-defined]


def lived_in(archive: Archive, server: SiteServer) -> None:
    """Crawl three times: a changed page, failed, gone and excluded links, revisits; decide on schedules."""
    server.fail(FAILING, status=403, times=9)
    assert crawl(archive, server) == 4
    change_an_article(archive, server)
    assert crawl(archive, server, "--limit", "1", "--fresh") in (0, 4)
    assert crawl(archive, server) == 4
    words = ("--archive", archive.root)
    assert newsarchive("schedule", "add", "yybnet", "--every", "6h", *words).returncode == 0
    assert newsarchive("schedule", "remove", "yybnet", *words).returncode == 0
    assert newsarchive("schedule", "add", "yybnet", "--cron", "0 5 * * *", "--limit", "9", *words).returncode == 0


@pytest.mark.proof
def test_what_a_long_life_left_is_there_again(archive: Archive, server: SiteServer) -> None:
    lived_in(archive, server)
    before = dump(archive)
    for state in ("done", "failed", "gone", "excluded"):
        assert any(f'"state": "{state}"' in line for line in before), state
    assert any(len(json.loads(line).get("versions", ())) == 2 for line in before)
    assert any(len(json.loads(line).get("channels", ())) == 2 for line in before)
    assert sum('"thing": "schedule"' in line for line in before) == 1
    done = rebuild(archive, "--replace")
    assert done.returncode == 0, done.stdout + done.stderr
    assert dump(archive) == before
    assert verified(archive) == 0
    server.pages[FAILING] = server.site.pages[FAILING]
    server.fail(FAILING, times=0)
    assert crawl(archive, server) == 0, "and crawling goes on where it was"
    assert verified(archive) == 0


@pytest.mark.proof
def test_an_archive_moves_from_one_database_to_the_other(
    archive: Archive, server: SiteServer, tmp_path: Path, postgresql_server: None
) -> None:
    assert crawl(archive, server) == 0
    before = dump(archive)
    with postgresql_database() as name:
        for url in (url_of(name), f"sqlite:///{tmp_path / 'other.db'}"):
            done = newsarchive("rebuild", "--archive", archive.root, NEWSARCHIVE_DATABASE=url)
            assert done.returncode == 0, done.stdout + done.stderr
            other = newsarchive("dump", "--canonical", "--archive", archive.root, NEWSARCHIVE_DATABASE=url)
            assert other.stdout.splitlines() == before


@pytest.fixture
def root(tmp_path: Path) -> Path:
    assert newsarchive("init", tmp_path / "news", "--contact", "tests@example.org").returncode == 0
    return tmp_path / "news"


def run(root: Path, *words: str, code: int = 0) -> str:
    done = newsarchive(*words, "--archive", root)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def test_without_its_file_whatever_else_lies_about(root: Path, server: SiteServer) -> None:
    run(root, "crawl", "yybnet", "--base-url", server.url)
    before = run(root, "dump", "--canonical")
    database = root / "archive.db"
    with closing(sqlite3.connect(database)) as held:  # leaves a log behind when the file is removed
        held.execute("CREATE TABLE stray (x)")
        held.commit()
        for end in ("-wal", "-shm"):
            (root / f"kept{end}").write_bytes((root / f"archive.db{end}").read_bytes())
    database.unlink()
    for end in ("-wal", "-shm"):
        (root / f"kept{end}").replace(root / f"archive.db{end}")
    assert "rebuild" in newsarchive("status", "--archive", root).stderr
    run(root, "rebuild")
    run(root, "verify")
    assert run(root, "dump", "--canonical") == before
    assert not list(root.glob("archive.db.*"))


def test_a_database_with_content_is_replaced_only_when_asked_and_kept(root: Path, server: SiteServer) -> None:
    run(root, "crawl", "yybnet", "--base-url", server.url, "--limit", "2")
    run(root, "rebuild", code=2)
    run(root, "rebuild", "--replace")
    (kept,) = root.glob("archive.db.replaced-*")
    with closing(sqlite3.connect(kept)) as old:
        assert old.execute("SELECT count(*) FROM article").fetchone() == (2,)


@pytest.mark.proof
def test_postgresql_keeps_the_old_tables_in_a_schema_beside(
    tmp_path: Path, server: SiteServer, postgresql_template: str
) -> None:
    with postgresql_database(postgresql_template) as name:
        root = tmp_path / "news"
        assert newsarchive("init", root, "--contact", "t@example.org", "--database", url_of(name)).returncode == 0
        run(root, "rebuild")
        run(root, "crawl", "yybnet", "--base-url", server.url, "--limit", "2")
        run(root, "rebuild", code=2)
        run(root, "rebuild", "--replace")
        run(root, "verify")
        with psycopg.connect(url_of(name).replace("+psycopg", "")) as connection:
            query = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'replaced%'"
            ((schema,),) = connection.execute(query).fetchall()
            count = sql.SQL("SELECT count(*) FROM {}.article").format(sql.Identifier(schema))
            assert connection.execute(count).fetchone() == (2,)


@pytest.mark.proof
def test_killed_and_begun_again_it_ends_as_if_nothing_had_happened(root: Path, server: SiteServer) -> None:
    run(root, "crawl", "yybnet", "--base-url", server.url)
    before = run(root, "dump", "--canonical")
    (root / "archive.db").unlink()
    for seconds in (0.4, 0.8):  # the readers are starting; it is filing
        process = begun("rebuild", "--archive", root)
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    run(root, "rebuild", *(["--replace"] if (root / "archive.db").exists() else []))
    assert run(root, "dump", "--canonical") == before
    assert not (root / "archive.db.rebuilding").exists()


@pytest.mark.proof
def test_a_crawl_killed_in_the_middle_goes_on_from_its_files(root: Path, server: SiteServer, tmp_path: Path) -> None:
    process = begun("crawl", "yybnet", "--archive", root, "--base-url", server.url)
    deadline = time.monotonic() + 60
    while len(server.requests) < 25 and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    acknowledged = fetched(run(root, "dump", "--canonical"))
    for end in ("", "-wal", "-shm"):
        (root / f"archive.db{end}").unlink(missing_ok=True)
    run(root, "rebuild")
    run(root, "verify")
    assert acknowledged
    assert acknowledged <= fetched(run(root, "dump", "--canonical")), "the database never knows more than the files"
    run(root, "crawl", "yybnet", "--base-url", server.url)
    after = run(root, "dump", "--canonical")
    run(root, "rebuild", "--replace")
    run(root, "verify")
    assert run(root, "dump", "--canonical") == after
    undisturbed = tmp_path / "undisturbed"
    assert newsarchive("init", undisturbed, "--contact", "tests@example.org").returncode == 0
    run(undisturbed, "crawl", "yybnet", "--base-url", server.url)
    assert articles(after) == articles(run(undisturbed, "dump", "--canonical"))


def fetched(dumped: str) -> set[tuple[str, str]]:
    """Links that are not queued, with their states."""
    things = [json.loads(line) for line in dumped.splitlines()]
    return {(thing["key"], thing["state"]) for thing in things if thing.get("state") not in (None, "live", "queued")}


def articles(dumped: str) -> list[str]:
    """Articles, without what tells by which of its addresses a crawl happened to see one first."""
    found = [thing for thing in map(json.loads, dumped.splitlines()) if thing["thing"] == "article"]
    for article in found:
        del article["aliases"], article["reading"]["url"], article["reading"]["related"]
    return [json.dumps(article) for article in found]


CAPTURE_OF_AN_ORIGINAL = """
    SELECT capture."offset", capture.length FROM capture
    JOIN version_capture ON version_capture.capture_id = capture.id
    JOIN version ON version.id = version_capture.version_id
    JOIN article ON article.id = version.article_id
    WHERE article.cluster_id IS NULL AND capture.id NOT IN (SELECT revisit_of FROM capture WHERE revisit_of IS NOT NULL)
    ORDER BY capture.id
"""
"""Of an article that others say nothing of: without it, they are what they were."""


def test_damaged_records_are_named_and_passed_over(root: Path, server: SiteServer) -> None:
    run(root, "crawl", "yybnet", "--base-url", server.url)
    whole = articles(run(root, "dump", "--canonical"))
    (path,) = (root / "warc" / "yybnet").glob("*.warc.gz*")
    data = bytearray(path.read_bytes())
    with closing(sqlite3.connect(root / "archive.db")) as database:
        offset, length = database.execute(CAPTURE_OF_AN_ORIGINAL).fetchall()[9]
    data[offset + length // 2] ^= 0xFF
    path.write_bytes(data)
    (root / "archive.db").unlink()
    said = run(root, "rebuild", code=7)
    assert f"at byte {offset}: " in said
    left = articles(run(root, "dump", "--canonical"))
    assert len(left) == len(whole) - 1
    assert set(left) < set(whole)
    run(root, "crawl", "yybnet", "--base-url", server.url)
    assert articles(run(root, "dump", "--canonical")) == whole, "what was lost is fetched again"


@pytest.mark.proof
def test_what_a_crawl_did_is_lost_with_its_metadata_but_no_response_is(root: Path, server: SiteServer) -> None:
    run(root, "crawl", "yybnet", "--base-url", server.url)
    (path,) = (root / "warc" / "yybnet").glob("*.warc.gz*")
    told = [found for found in iter_members(path) if isinstance(found, Record) and is_ours(found)]
    data = bytearray(path.read_bytes())
    for record in (told[0], told[len(told) // 2]):
        data[record.offset + record.length // 2] ^= 0xFF
    path.write_bytes(data)
    (root / "archive.db").unlink()
    run(root, "rebuild", code=7)
    found = newsarchive("verify", "--archive", root)
    assert found.returncode == 7
    assert "has no row" not in found.stdout


@pytest.mark.proof
def test_a_torn_tail_is_no_damage_but_an_altered_one_is(root: Path, server: SiteServer) -> None:
    run(root, "crawl", "yybnet", "--base-url", server.url, "--limit", "3")
    before = run(root, "dump", "--canonical")
    (path,) = (root / "warc" / "yybnet").glob("*.warc.gz*")
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:99])
    run(root, "rebuild", "--replace")
    run(root, "verify")
    assert run(root, "dump", "--canonical") == before
    altered = bytearray(whole)
    altered[-20] ^= 0xFF
    path.write_bytes(altered)
    run(root, "rebuild", "--replace", code=7)


@pytest.mark.proof
def test_a_tail_that_was_filed_and_breaks_off_is_told(root: Path, server: SiteServer) -> None:
    run(root, "crawl", "yybnet", "--base-url", server.url, "--limit", "3")
    (path,) = (root / "warc" / "yybnet").glob("*.warc.gz*")
    *_, last = iter_members(path)
    path.write_bytes(path.read_bytes()[:-20])
    told = run(root, "rebuild", "--replace", code=7)
    assert f"at byte {last.offset}: {last.length} bytes that were filed are lost" in told
    path.write_bytes(path.read_bytes()[: last.offset])
    run(root, "rebuild", "--replace")


def test_while_a_portal_is_crawled_nothing_is_rebuilt(root: Path, server: SiteServer) -> None:
    process = begun("crawl", "yybnet", "--archive", root, "--base-url", server.url, "--delay", "0.5")
    deadline = time.monotonic() + 60
    while not server.requests and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        run(root, "rebuild", "--replace", code=10)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def test_an_altered_journal_is_told(root: Path) -> None:
    run(root, "schedule", "add", "yybnet", "--every", "1d")
    run(root, "schedule", "add", "yybnet", "--every", "2d")
    journal = root / "journal" / "decisions.jsonl"
    journal.write_text(journal.read_text().replace("2d", "3d").replace("1d", "5d"))
    run(root, "rebuild", "--replace", code=7)
