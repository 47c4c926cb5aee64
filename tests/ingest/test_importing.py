"""Pages that others captured become articles, versions and captures as crawled ones do, on both databases."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest
from sqlalchemy import func, select

from newsarchive.capture.files import PortalLock
from newsarchive.capture.members import Record, iter_members
from newsarchive.config import load_config, write_config
from newsarchive.dedupe.identity import public_id
from newsarchive.errors import AlreadyRunning, NotFound, UsageError
from newsarchive.ingest.importing import Wanted, run_import
from newsarchive.ingest.report import Report
from newsarchive.items import LinkKind
from newsarchive.portals.worker import ReadingPool
from newsarchive.query.canonical import canonical
from newsarchive.schedule.decisions import planned
from newsarchive.store.archive import Archive, init_archive
from newsarchive.store.database import reading, writing
from newsarchive.store.frontier import Queued, next_checks
from newsarchive.store.models import Capture, Link, Run, Version, WarcFile
from newsarchive.store.outcomes import FoundLink, State
from newsarchive.store.rebuild import rebuild
from newsarchive.store.sightings import see_links
from newsarchive.store.verify import verify
from newsarchive.store.withdrawal import withdraw
from tests.ingest.foreign import (
    Saved,
    article_pages,
    by_member,
    by_warcio,
    gzipped,
    plain,
    record,
    save,
    sha1,
    story,
    zstd,
)

PAGES = article_pages(3)
POOL = ReadingPool()
OTHER = "https://news.example.org"


@pytest.fixture
def plain_archive(tmp_path: Path, sqlite_template: Path) -> Iterator[Archive]:
    """Give a new archive in SQLite, for what does not depend on the database."""
    root = tmp_path / "plain"
    root.mkdir()
    shutil.copy(sqlite_template, root / "archive.db")
    with init_archive(root) as made:
        yield made


def take(archive: Archive, *files: Path, portal: str | None = None, any_host: bool = False) -> Report:
    return run_import(archive, Wanted(files=files, portal=portal, any_host=any_host), pool=POOL)


@pytest.fixture(scope="module", autouse=True)
def _ends() -> Iterator[None]:
    """End the processes that read the pages of all tests."""
    yield
    POOL.close()


def told(archive: Archive) -> list[dict[str, Any]]:
    with reading(archive.engine) as session:
        return list(canonical(session))


def count(archive: Archive, *what: Any) -> int:
    with reading(archive.engine) as session:
        return session.scalar(select(func.count(Capture.id)).where(*what)) or 0


def assert_proven(archive: Archive) -> None:
    """Everything is as it was filed, and comes back from the WARC files alone."""
    assert not verify(archive).damages
    before = told(archive)
    rebuilt = rebuild(archive.config, planned, replace_old=True)
    assert not rebuilt.damages
    assert not rebuilt.unread
    archive.engine.dispose()
    assert told(archive) == before
    assert not verify(archive).damages


def test_imported_again_in_whatever_form_nothing_is_filed_twice(archive: Archive, tmp_path: Path) -> None:
    first = take(archive, save(tmp_path / "a.warc.gz", by_warcio(PAGES)))
    assert (first.tally.pages, first.tally.new + first.tally.reprints, first.known) == (3, 3, 0)
    before = told(archive)
    for name, data in (("b.warc.gz", by_warcio(PAGES, wget=True)), ("c.warc", plain(PAGES)), ("a.warc.gz", None)):
        path = save(tmp_path / name, data) if data else tmp_path / name
        again = take(archive, path, path)
        assert (again.tally.pages, again.known) == (0, 6)
    assert told(archive) == before
    assert count(archive) == 3
    assert_proven(archive)


def test_each_page_keeps_its_own_time_and_where_it_stood(plain_archive: Archive, tmp_path: Path) -> None:
    take(plain_archive, save(tmp_path / "a.warc.gz", gzipped(PAGES)))
    with reading(plain_archive.engine) as session:
        assert set(session.scalars(select(Capture.fetched_at))) == {
            datetime(2018, 2, 14, hour, tzinfo=UTC) for hour in (8, 9, 10)
        }
        (run,) = session.scalars(select(Run))
        assert run.options == {"import": ["a.warc.gz"]}
        assert run.outcome == "complete"
    (path,) = plain_archive.config.warc.glob("*/*.open")
    records = [one for one in iter_members(path) if isinstance(one, Record)]
    block = b"".join(one.block for one in records if one.headers["warc-type"] == "metadata").decode()
    for page in PAGES:
        assert page.id.strip("<>") in block
    kept = [one for one in records if one.headers["warc-type"] == "response"]
    assert [one.payload for one in kept] == [page.body for page in PAGES]


def versions_of(body: str, *dates: str) -> list[Saved]:
    return [Saved(url=f"{OTHER}/a.html", body=story(body), date=date) for date in dates]


def test_files_of_any_age_in_any_order_give_the_same_versions(
    archive: Archive, plain_archive: Archive, tmp_path: Path
) -> None:
    first, third = versions_of("甲", "2018-02-01T00:00:00Z", "2018-02-03T00:00:00Z")
    (second,) = versions_of("乙", "2018-02-02T00:00:00Z")
    paths = [save(tmp_path / f"{n}.warc.gz", gzipped([page])) for n, page in enumerate((first, second, third))]
    take(plain_archive, *paths, any_host=True)
    in_order = told(plain_archive)
    take(archive, paths[2], paths[0], paths[1], any_host=True)  # the last comes between what was one version
    assert told(archive) == in_order
    with reading(archive.engine) as session:
        seen = session.execute(select(Version.number, Version.is_current, Version.first_seen).order_by(Version.number))
        assert [(row[0], row[1], row[2].day) for row in seen] == [(1, False, 1), (2, False, 2), (3, True, 3)]
    assert_proven(archive)


def revisit(page: Saved, date: str, *, lines: Sequence[str] = (), block: bytes | None = None) -> bytes:
    head = page.http.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    told = [f"WARC-Payload-Digest: {sha1(page.body)}", *lines]
    return record(head if block is None else block, uri=page.url, kind="revisit", date=date, lines=told)


def test_revisit_records_get_the_body_that_they_refer_to(archive: Archive, tmp_path: Path) -> None:
    page = PAGES[0]
    by_address = [f"WARC-Refers-To-Target-URI: {page.url}", f"WARC-Refers-To-Date: {page.date}"]
    before = save(tmp_path / "before.warc.gz", by_member(revisit(page, "2018-02-15T08:00:00Z")))
    after = save(
        tmp_path / "after.warc.gz",
        by_member(
            record(page.http, uri=page.url, date=page.date),
            revisit(page, "2018-02-16T08:00:00Z", lines=by_address),
            revisit(page, "2018-02-17T08:00:00Z", block=b""),
        ),
    )
    alone = take(archive, before)
    assert (alone.left, alone.tally.pages) == (1, 0)
    both = take(archive, before, after)
    assert (both.left, both.tally.pages) == (0, 4)
    assert count(archive, Capture.revisit_of.is_not(None)) == 3
    again = take(archive, before, after)
    assert (again.left, again.tally.pages, again.known) == (0, 0, 4)
    with reading(archive.engine) as session:
        assert session.scalar(select(Version.last_seen)) == datetime(2018, 2, 17, 8, tzinfo=UTC)
    assert_proven(archive)


def test_pages_of_hosts_that_no_portal_knows_wait_until_they_are_asked_for(
    plain_archive: Archive, tmp_path: Path
) -> None:
    pages = [*PAGES[:1], *(Saved(url=f"{OTHER}/{n}.html", body=story(f"别处{n}")) for n in range(2))]
    path = save(tmp_path / "a.warc.gz", gzipped(pages))
    report = take(plain_archive, path)
    assert report.tally.pages == 1
    assert report.strangers == {"news.example.org": 2}
    report = take(plain_archive, path, portal="yybnet")
    assert not report.strangers
    assert report.passed["pages of other portals"] == 2
    report = take(plain_archive, path, any_host=True)
    assert (report.tally.pages, report.known, report.strangers.total()) == (2, 1, 0)
    articles = [thing for thing in told(plain_archive) if thing["thing"] == "article"]
    assert [one["portal"] for one in articles] == ["elsewhere", "elsewhere", "yybnet"]
    assert articles[0]["reading"]["title"] == "县里修了一条新路"


def test_what_others_captured_changes_nothing_about_what_is_to_be_fetched(
    plain_archive: Archive, tmp_path: Path
) -> None:
    queued, unknown = PAGES[0].url, PAGES[1].url
    take(plain_archive, save(tmp_path / "first.warc.gz", gzipped(PAGES[2:])))
    found = FoundLink(canonical=queued, address=queued, kind=LinkKind.ARTICLE, state=State.QUEUED)
    now = datetime.now(UTC)
    with writing(plain_archive.engine) as session:
        see_links(session, "yybnet", [found], listing=None, now=now, since=now)
    take(plain_archive, save(tmp_path / "a.warc.gz", gzipped(PAGES[:2])))
    with reading(plain_archive.engine) as session:
        states = dict(session.execute(select(Link.address, Link.state)).all())
    assert states[queued] == "queued"
    assert states[unknown] == "done"


def test_what_was_imported_is_looked_at_again_on_the_plan_of_its_portal(plain_archive: Archive, tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    captured = now - timedelta(hours=2)
    young = replace(PAGES[1], date=captured.strftime("%Y-%m-%dT%H:%M:%SZ"))
    strange = Saved(url=f"{OTHER}/1.html", body=story("别处"))
    take(plain_archive, save(tmp_path / "a.warc.gz", gzipped([PAGES[0], young, strange])), any_host=True)
    with reading(plain_archive.engine) as session:
        found = {row[0]: row[1:] for row in session.execute(select(Link.address, Link.next_check, Link.first_read))}
        assert found[young.url] == (captured + timedelta(days=1), captured)
        assert found[strange.url][0] is None, "nobody crawls elsewhere"
        half_a_year, _ = found[PAGES[0].url]
        assert half_a_year is not None
        assert timedelta(days=180) <= half_a_year - now < timedelta(days=181), "what was missed is not made up"
        wanted = Queued(portal_id="yybnet", kinds=(LinkKind.ARTICLE,))
        assert next_checks(session, wanted, now, skip=(), limit=9) == []
        (due,) = next_checks(session, wanted, now + timedelta(days=2), skip=(), limit=9)
        assert (due.address, due.first_read, due.etag) == (young.url, captured, None)
    take(plain_archive, save(tmp_path / "b.warc.gz", gzipped([PAGES[1]])))
    with reading(plain_archive.engine) as session:
        older = session.execute(select(Link.next_check, Link.first_read).where(Link.address == young.url)).one()
        assert tuple(older) == (captured + timedelta(days=1), datetime.fromisoformat(PAGES[1].date))


def test_bodies_are_kept_as_they_were_and_read_in_every_coding(plain_archive: Archive, tmp_path: Path) -> None:
    coded = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstd.compress}
    pages = [
        Saved(url=f"{OTHER}/{name}.html", body=pack(story(f"用{name}压缩")), encoding=name)
        for name, pack in coded.items()
    ]
    body = story("分块")
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
    data = gzipped(pages) + by_member(record(chunked % (len(body), body), uri=f"{OTHER}/chunked.html"))
    report = take(plain_archive, save(tmp_path / "a.warc.gz", data), any_host=True)
    assert report.tally.new == 4
    with reading(plain_archive.engine) as session:
        digests = dict(session.execute(select(Capture.url, Capture.payload_digest)).all())
    assert digests == {page.url: sha1(page.body) for page in pages} | {f"{OTHER}/chunked.html": sha1(body)}
    assert_proven(plain_archive)


def test_headers_in_any_script_and_no_request_are_kept(plain_archive: Archive, tmp_path: Path) -> None:
    page = Saved(url=f"{OTHER}/a.html", body=story("甲"), content_type="text/html; charset=utf-8; x=ü县")
    odd = page.http.replace(b"200 OK", "200 好的".encode()).replace(
        b"\r\n\r\n", b"\r\nX-\xfc: \xff\xfe\r\nX: \xff\x07\r\n\r\n", 1
    )
    take(plain_archive, save(tmp_path / "a.warc", record(odd, uri=page.url)), any_host=True)
    assert count(plain_archive) == 1
    with reading(plain_archive.engine) as session:
        assert session.scalar(select(WarcFile.records)) == 5, "warcinfo, response, three of metadata, no request"
    assert_proven(plain_archive)


def test_resource_records_and_cut_bodies_are_pages_too(plain_archive: Archive, tmp_path: Path) -> None:
    saved = record(story("甲"), uri=f"{OTHER}/a.html", kind="resource", content_type="text/html")
    cut = Saved(url=f"{OTHER}/b.html", body=story("乙")[:-60])
    data = saved + record(cut.http, uri=cut.url, lines=["WARC-Truncated: length"])
    data += record(cut.http, uri=f"{OTHER}/c.html", lines=["WARC-Truncated: whim"])
    assert take(plain_archive, save(tmp_path / "a.warc", data), any_host=True).tally.pages == 3
    with reading(plain_archive.engine) as session:
        kept = dict(session.execute(select(Capture.url, Capture.truncated)).all())
    assert kept == {f"{OTHER}/a.html": None, f"{OTHER}/b.html": "length", f"{OTHER}/c.html": "unspecified"}


def test_what_is_no_page_is_counted_by_what_it_is(plain_archive: Archive, tmp_path: Path) -> None:
    image = Saved(url=f"{OTHER}/a.png", body=b"\x89PNG", content_type="image/png")
    untold = Saved(url=f"{OTHER}/b", body=story("甲"), content_type="application/octet-stream")
    gone = untold.http.replace(b"200 OK", b"404 Not Found")
    data = plain([image, untold]) + record(gone, uri=f"{OTHER}/c")
    data += record(b"127.0.0.1", uri="dns:example.org", content_type="text/dns")
    data += record(untold.http, uri=f"{OTHER}/d", lines=["WARC-Segment-Number: 1"])
    report = take(plain_archive, save(tmp_path / "a.warc", data), any_host=True)
    assert report.passed == {
        "responses that are no HTML": 1,
        "responses of HTTP status 404": 1,
        "addresses that are not of the web": 1,
        "parts of segmented records": 1,
    }
    assert report.tally.pages == 1
    assert not report.damages


def test_a_page_that_hurts_its_reader_is_kept_and_told(plain_archive: Archive, tmp_path: Path) -> None:
    bomb = Saved(url=f"{OTHER}/a.html", body=gzip.compress(bytes(64 << 20)), encoding="gzip")
    good = Saved(url=f"{OTHER}/b.html", body=story("甲"))
    report = take(plain_archive, save(tmp_path / "a.warc", plain([bomb, good])), any_host=True)
    assert (report.tally.failed, report.tally.new) == (1, 1)
    with reading(plain_archive.engine) as session:
        reasons = dict(session.execute(select(Link.address, Link.reason)).all())
    assert "more than" in str(reasons[bomb.url])


def test_where_nothing_can_be_imported_it_is_said(plain_archive: Archive, tmp_path: Path) -> None:
    path = save(tmp_path / "a.warc", plain(PAGES))
    with pytest.raises(UsageError, match="not there"):
        take(plain_archive, tmp_path / "none.warc")
    with pytest.raises(NotFound):
        take(plain_archive, path, portal="nowhere")
    lock = PortalLock(plain_archive.config.warc / "yybnet", "yybnet")
    with pytest.raises(AlreadyRunning):
        take(plain_archive, path)
    lock.release()
    write_config(plain_archive.root, rehearsal=True)
    with pytest.raises(UsageError, match="rehearsal"):
        take(Archive(load_config(plain_archive.root)), path)
    assert count(plain_archive) == 0


def test_which_of_the_pages_of_an_address_comes_first_makes_no_difference(
    plain_archive: Archive, tmp_path: Path
) -> None:
    page = PAGES[0]
    mobile = page.url.replace("www.", "m.")
    none = b"<!doctype html><html><head><title>404</title></head><body><h1>404</h1><p>not here</p></body></html>"
    empty = b"<!doctype html><html><head><title>x</title></head><body></body></html>"
    pages = [
        Saved(url=mobile, body=none, date="2018-03-01T00:00:00Z"),
        page,
        Saved(url=page.url, body=empty, date="2018-01-01T00:00:00Z"),
        Saved(url=PAGES[1].url, body=none, date="2018-03-02T00:00:00Z"),
        Saved(url=PAGES[1].url, body=empty, date="2018-03-03T00:00:00Z"),
    ]
    with init_archive(tmp_path / "other") as other:
        take(other, save(tmp_path / "a.warc", plain(pages)))
        take(plain_archive, save(tmp_path / "b.warc", plain(pages[::-1])))
        assert told(other) == told(plain_archive)
    links = {thing["address"]: thing for thing in told(plain_archive) if thing["thing"] == "link"}
    assert (links[page.url]["state"], links[page.url]["reason"]) == ("done", None)
    assert links[PAGES[1].url]["reason"].startswith("no article")


def test_of_an_article_that_was_withdrawn_nothing_is_kept_again(plain_archive: Archive, tmp_path: Path) -> None:
    page = Saved(url=f"{OTHER}/a.html", body=story("甲"))
    take(plain_archive, save(tmp_path / "a.warc", plain([page])), any_host=True)
    withdraw(plain_archive, public_id("elsewhere", page.url), "asked for")
    later = Saved(url=page.url, body=story("乙"), date="2018-03-01T00:00:00Z")
    unread = Saved(url=page.url, body="<html><p>第甲段，谁也读不出来</p></html>".encode(), date="2018-03-02T00:00:00Z")
    again = plain([later, unread]) + revisit(page, "2018-03-03T00:00:00Z")
    take(plain_archive, save(tmp_path / "b.warc", again), any_host=True)
    assert count(plain_archive) == 1
    (article,) = (thing for thing in told(plain_archive) if thing["thing"] == "article")
    assert article["state"] == "withdrawn"
    assert_proven(plain_archive)
