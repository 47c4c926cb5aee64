"""One article under many addresses is one article, with all of them kept, on both databases."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from newsarchive.ingest.importing import Wanted, run_import
from newsarchive.portals.worker import ReadingPool
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from newsarchive.store.models import Alias, Article, Version
from newsarchive.store.withdrawal import withdraw
from tests.ingest.foreign import Saved, article_pages, gzipped, save, story
from tests.ingest.test_importing import assert_proven

OTHER = "https://news.example.org"
OWN = f"{OTHER}/county/a-new-road-to-the-village.html"


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    with ReadingPool() as made:
        yield made


def page(url: str, day: int, *, canonical: str | None = None, text: str = "甲") -> Saved:
    link = f'<link rel="canonical" href="{canonical}">'.encode() if canonical else b""
    body = story(text).replace(b"</head>", link + b"</head>")
    return Saved(url=url, body=body, date=f"2018-02-{day:02}T08:00:00Z")


def take(archive: Archive, tmp_path: Path, pool: ReadingPool, *pages: Saved) -> None:
    for number, one in enumerate(pages):
        path = save(tmp_path / f"{number}-{one.date[:10]}.warc.gz", gzipped([one]))
        run_import(archive, Wanted(files=(path,), portal=None, any_host=True), pool=pool)


def filed(archive: Archive) -> dict[str, list[str]]:
    """Return the articles' addresses, each with all at which it was seen."""
    with reading(archive.engine) as session:
        rows = session.execute(
            select(Article.canonical, Alias.address).join(Alias, Alias.article_id == Article.id)
        ).all()
    return {one: sorted(alias for address, alias in rows if address == one) for one, _ in rows}


def test_five_addresses_of_one_article(archive: Archive, tmp_path: Path, pool: ReadingPool) -> None:
    addresses = [
        OWN,
        OWN.replace("/county/", "/amp/county/"),
        OWN.replace(".html", "_print.html"),
        f"{OWN}?utm_source=wx",
        OWN.replace("/county/", "/front/"),
    ]
    take(archive, tmp_path, pool, *(page(url, day, canonical=OWN) for day, url in enumerate(addresses, start=1)))
    assert filed(archive) == {OWN: sorted(addresses)}
    with reading(archive.engine) as session:
        assert len(session.scalars(select(Version)).all()) == 1
        seen = {alias.address: (alias.first_seen, alias.last_seen) for alias in session.scalars(select(Alias))}
    assert seen[addresses[3]] == (datetime(2018, 2, 4, 8, tzinfo=UTC),) * 2
    take(archive, tmp_path, pool, page(OWN, 9, canonical=OWN))
    with reading(archive.engine) as session:
        alias = session.scalars(select(Alias).where(Alias.address == OWN)).one()
        assert (alias.first_seen.day, alias.last_seen.day) == (1, 9)
    assert_proven(archive)


def test_hosts_schemes_and_tracking_by_the_portals_rule(archive: Archive, tmp_path: Path, pool: ReadingPool) -> None:
    (known,) = article_pages(1)
    addresses = [
        known.url,
        known.url.replace("https://www.", "http://m."),
        known.url.replace("www.", ""),
        f"{known.url}?from=timeline",
    ]
    pages = [
        Saved(url=url, body=known.body, content_type=known.content_type, date=f"2018-02-{day:02}T08:00:00Z")
        for day, url in enumerate(addresses, start=14)
    ]
    take(archive, tmp_path, pool, *pages)
    assert filed(archive) == {known.url: sorted(addresses)}


def test_what_leads_to_no_like_page_is_not_believed(archive: Archive, tmp_path: Path, pool: ReadingPool) -> None:
    stated = {f"{OTHER}/a/1001.html": OTHER, f"{OTHER}/a/1002.html": f"{OTHER}/a/1001.html"}
    take(archive, tmp_path, pool, *(page(url, 1, canonical=other, text=url) for url, other in stated.items()))
    assert filed(archive) == {url: [url] for url in stated}


def test_two_pages_that_each_call_the_other_the_true_one(archive: Archive, tmp_path: Path, pool: ReadingPool) -> None:
    other = OWN.replace("/county/", "/front/")
    take(archive, tmp_path, pool, page(OWN, 1, canonical=other), page(other, 2, canonical=OWN))
    assert filed(archive) == {other: sorted([OWN, other])}
    assert_proven(archive)


def test_an_article_does_not_move_when_its_page_states_another_address(
    archive: Archive, tmp_path: Path, pool: ReadingPool
) -> None:
    other = OWN.replace("/county/", "/front/")
    take(archive, tmp_path, pool, page(OWN, 1), page(OWN, 2, canonical=other, text="乙"))
    assert filed(archive) == {OWN: [OWN]}
    assert_proven(archive)


def test_a_withdrawn_article_does_not_come_back_by_another_address(
    archive: Archive, tmp_path: Path, pool: ReadingPool
) -> None:
    take(archive, tmp_path, pool, page(OWN, 1, canonical=OWN))
    with reading(archive.engine) as session:
        public_id = session.scalars(select(Article.public_id)).one()
    withdraw(archive, public_id, "asked for")
    other = OWN.replace("/county/", "/front/")
    take(archive, tmp_path, pool, page(other, 2, canonical=OWN), page(OWN, 3, canonical=other))
    with reading(archive.engine) as session:
        assert [row.state for row in session.scalars(select(Article))] == ["withdrawn"]
    for path in archive.config.warc.rglob("*.warc.gz*"):
        assert "一条新路".encode() not in gzip.decompress(path.read_bytes())
    assert_proven(archive)
