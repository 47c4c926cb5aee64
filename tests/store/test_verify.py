"""`newsarchive verify` passes on an untouched archive, and names what was touched."""

from __future__ import annotations

import gzip
import json
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from newsarchive.store.archive import open_archive
from newsarchive.store.verify import verify
from newsarchive.store.warc_check import Damage
from tests.fixtures.site import SiteServer
from tests.running import newsarchive


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("verify") / "news"
    newsarchive("init", root, "--contact", "tests@example.org")
    with SiteServer() as server:
        done = newsarchive("crawl", "yybnet", "--archive", root, "--base-url", server.url)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture
def copy(crawled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(crawled, tmp_path / "copy"))


def warc(root: Path) -> Path:
    (path,) = (root / "warc" / "yybnet").glob("*.warc.gz.open")
    return path


def verified(root: Path) -> tuple[int, dict[str, Any]]:
    done = newsarchive("verify", "--archive", root, "--json")
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


def damages(root: Path) -> list[Damage]:
    with open_archive(root) as archive:
        return verify(archive).damages


def test_an_untouched_archive_passes(crawled: Path) -> None:
    code, found = verified(crawled)
    assert code == 0
    assert found["damages"] == []
    assert found["articles"] > 30
    assert found["bytes"] == warc(crawled).stat().st_size


def test_any_flipped_byte_is_found_and_its_record_named(copy: Path) -> None:
    path = warc(copy)
    whole = path.read_bytes()
    random.seed(20180213)
    places = [*range(12), *(random.randrange(len(whole)) for _ in range(40)), len(whole) - 1]
    for place in places:
        broken = bytearray(whole)
        broken[place] ^= 1 << random.randrange(8)
        path.write_bytes(bytes(broken))
        found = damages(copy)
        assert any(damage.where.startswith("yybnet/") for damage in found), place
        if place > 2000:
            assert any(damage.record_id for damage in found), place
    assert verified(copy)[0] == 7


def test_a_missing_tail_and_a_missing_file_are_found(copy: Path) -> None:
    path = warc(copy)
    path.write_bytes(path.read_bytes()[:-100])
    assert verified(copy)[0] == 7
    path.unlink()
    code, found = verified(copy)
    assert code == 7
    assert found["damages"][0]["what"] == "the file is missing"


def test_a_file_that_nobody_filed_is_told_but_no_damage(copy: Path) -> None:
    shutil.copy(warc(copy), warc(copy).with_name("other.warc.gz"))
    code, found = verified(copy)
    assert code == 0
    assert found["strangers"] == ["yybnet/other.warc.gz"]


def test_a_tail_that_was_never_acknowledged_is_set_aside(copy: Path) -> None:
    path = warc(copy)
    whole = path.read_bytes()
    path.write_bytes(whole + b"\x1f\x8b half a record")
    with SiteServer() as server:
        done = newsarchive("crawl", "yybnet", "--archive", copy, "--base-url", server.url)
    assert done.returncode == 0, done.stderr
    assert verified(copy)[0] == 0
    assert [p.read_bytes() for p in (copy / "quarantine").iterdir()] == [b"\x1f\x8b half a record"]


def test_crawling_goes_on_beside_a_damaged_file_and_the_damage_stays_known(copy: Path) -> None:
    path = warc(copy)
    broken = bytearray(path.read_bytes())
    broken[len(broken) // 2] ^= 1
    path.write_bytes(bytes(broken))
    with SiteServer() as server:
        done = newsarchive("crawl", "yybnet", "--archive", copy, "--base-url", server.url)
    assert done.returncode == 0, done.stderr
    assert verified(copy)[0] == 7
    assert len(list((copy / "warc" / "yybnet").glob("*.warc.gz*"))) == 2


def altered(path: Path, *places: int) -> None:
    data = bytearray(path.read_bytes())
    for place in places:
        data[place] ^= 0xFF
    path.write_bytes(data)


def in_database(root: Path, statement: str) -> None:
    with closing(sqlite3.connect(root / "archive.db")) as database, database:
        assert database.execute(statement).rowcount > 0


def records(root: Path) -> list[tuple[int, int]]:
    with closing(sqlite3.connect(root / "archive.db")) as database:
        return database.execute('SELECT "offset", length FROM capture ORDER BY "offset"').fetchall()


@pytest.mark.parametrize(
    ("column", "said"), [("status = 404", "status"), ("fetched_at = '2001-01-01 00:00:00.000000'", "time")]
)
def test_a_row_that_says_other_than_its_record_is_found(copy: Path, column: str, said: str) -> None:
    in_database(copy, f"UPDATE capture SET {column} WHERE id = 9")
    (damage,) = damages(copy)
    assert f"its {said} is " in damage.what
    assert damage.record_id


def test_a_sample_finds_what_it_meets(copy: Path) -> None:
    done = newsarchive("verify", "--archive", copy, "--sample", "5")
    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith("5 of ")
    altered(warc(copy), *(offset + length // 2 for offset, length in records(copy)))
    done = newsarchive("verify", "--archive", copy, "--sample", "5", "--json")
    assert done.returncode == 7
    found = json.loads(done.stdout)
    assert found["sample"] == len({damage["where"] for damage in found["damages"]}) == 5
    assert newsarchive("verify", "--archive", copy, "--sample", "5", "--deep").returncode == 2


class Enough(Exception):
    """Somebody interrupts."""


def interrupted(_done: int, _all: int) -> None:
    raise Enough


def test_interrupted_it_goes_on_after_the_files_that_it_found_whole(copy: Path) -> None:
    with open_archive(copy) as archive, pytest.raises(Enough):
        verify(archive, on_progress=interrupted)
    altered(warc(copy), 5000)
    done = newsarchive("verify", "--archive", copy, "--resume")
    assert done.returncode == 0, done.stdout
    assert "1 of the files were read before" in done.stdout
    assert verified(copy)[0] == 7, "a verification that came to its end is not resumed"
    with open_archive(copy) as archive, pytest.raises(Enough):
        verify(archive, on_progress=interrupted)
    assert newsarchive("verify", "--archive", copy, "--resume").returncode == 7, "a damaged file is read again"


def test_a_file_that_was_appended_to_is_not_taken_for_verified(copy: Path) -> None:
    with open_archive(copy) as archive, pytest.raises(Enough):
        verify(archive, on_progress=interrupted)
    with SiteServer() as server:
        newsarchive("crawl", "yybnet", "--archive", copy, "--base-url", server.url)
    with open_archive(copy) as archive:
        assert verify(archive, resume=True).earlier == 0


def test_an_archive_that_cannot_be_written_to_is_verified(copy: Path) -> None:
    (copy / "verify.progress").mkdir()  # root may write to anything else
    assert verified(copy)[0] == 0


def test_deep_finds_a_row_that_its_page_does_not_say(copy: Path) -> None:
    done = newsarchive("verify", "--archive", copy, "--deep")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "versions say the same" in done.stdout
    in_database(copy, "UPDATE reading SET title = title || '!' WHERE id = 3")
    assert verified(copy)[0] == 0
    done = newsarchive("verify", "--archive", copy, "--deep")
    assert done.returncode == 7
    assert "differs from its rows in: title" in done.stdout


def test_deep_tells_how_many_it_cannot_compare(copy: Path) -> None:
    in_database(copy, "UPDATE reading SET parser = 'newsarchive-old+yybnet-1' WHERE id = 3")
    done = newsarchive("verify", "--archive", copy, "--deep")
    assert done.returncode == 0, done.stdout
    assert "1 were read by other parsers" in done.stdout


def evidence(root: Path, public_id: str) -> tuple[int, dict[str, Any]]:
    done = newsarchive("evidence", public_id, "--json", "--archive", root)
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


def public_id_of_reading(root: Path, row: int) -> str:
    query = (
        "SELECT a.public_id FROM article a JOIN version v ON v.article_id = a.id JOIN reading r ON r.version_id = v.id"
    )
    with closing(sqlite3.connect(root / "archive.db")) as database:
        return str(database.execute(f"{query} WHERE r.id = ?", (row,)).fetchone()[0])


def test_the_evidence_of_an_article_leads_to_its_record_and_back(copy: Path) -> None:
    public_id = public_id_of_reading(copy, 3)
    code, told = evidence(copy, public_id)
    (version,) = told["versions"]
    (proof,) = version["proofs"]
    assert (code, version["is_proven"], version["differs"], proof["faults"]) == (0, True, [], [])
    data = warc(copy).read_bytes()[proof["offset"] : proof["offset"] + proof["length"]]
    record = gzip.decompress(data).decode("utf-8", "replace")
    assert f"WARC-Record-ID: <urn:uuid:{proof['record_id']}>" in record
    assert f"WARC-Payload-Digest: {proof['payload_digest']}" in record
    shown = newsarchive("evidence", public_id, "--archive", copy)
    assert shown.returncode == 0
    assert "checked    as it was filed\n" in shown.stdout
    assert "read now   it says the same\n" in shown.stdout
    with warc(copy).open("r+b") as file:
        file.seek(proof["offset"] + proof["length"] // 2)
        byte = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte[0] ^ 1]))
    code, told = evidence(copy, public_id)
    assert code == 7
    assert told["versions"][0]["proofs"][0]["faults"]


def test_evidence_tells_what_is_filed_otherwise_than_it_is_read(copy: Path) -> None:
    public_id = public_id_of_reading(copy, 3)
    in_database(copy, "UPDATE reading SET title = title || '!' WHERE id = 3")
    code, told = evidence(copy, public_id)
    (version,) = told["versions"]
    assert (code, version["is_proven"], version["differs"]) == (7, False, ["title"])
    in_database(copy, "UPDATE reading SET parser = 'newsarchive-old+yybnet-1' WHERE id = 3")
    code, told = evidence(copy, public_id)
    (version,) = told["versions"]
    assert (code, version["is_proven"], "title" in version["differs"]) == (0, True, True)
