"""A damaged archive is restored from a second copy to the last bit; what neither copy has whole is told."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.fixtures.site import SiteServer
from tests.running import newsarchive


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("repair") / "news"
    newsarchive("init", root, "--contact", "tests@example.org")
    with SiteServer() as server:
        done = newsarchive("crawl", "yybnet", "--archive", root, "--base-url", server.url)
    assert done.returncode == 0, done.stderr
    newsarchive("schedule", "add", "yybnet", "--every", "6h", "--archive", root)
    return root


@pytest.fixture
def ours(crawled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(crawled, tmp_path / "ours"))


@pytest.fixture
def theirs(crawled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(crawled, tmp_path / "theirs"))


def warc(root: Path) -> Path:
    (path,) = (root / "warc" / "yybnet").glob("*.warc.gz.open")
    return path


def alter(path: Path, *places: int) -> None:
    data = bytearray(path.read_bytes())
    for place in places:
        data[place] ^= 1 << random.randrange(8)
    path.write_bytes(data)


def repair(root: Path, copy: Path, code: int = 0) -> str:
    done = newsarchive("repair", "--archive", root, "--from", copy)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def records(root: Path) -> list[tuple[int, int]]:
    with closing(sqlite3.connect(root / "archive.db")) as database:
        return database.execute('SELECT "offset", length FROM capture ORDER BY "offset"').fetchall()


def decisions(root: Path) -> list[dict[str, object]]:
    lines = (root / "journal" / "decisions.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_flipped_bits_are_restored_and_written_down(ours: Path, theirs: Path) -> None:
    whole = warc(ours).read_bytes()
    places = [0, 3, 1000, len(whole) // 2, len(whole) - 1]
    alter(warc(ours), *places)
    damaged = warc(ours).read_bytes()
    told = repair(ours, theirs)
    assert warc(ours).read_bytes() == whole
    assert newsarchive("verify", "--archive", ours).returncode == 0
    repairs = [entry["facts"] for entry in decisions(ours) if entry["what"] == "repair"]
    assert len(repairs) == told.count("bytes restored") >= 4
    for facts in repairs:
        assert isinstance(facts, dict)
        offset, length = facts["offset"], facts["length"]
        assert (ours / "quarantine" / facts["was"]).read_bytes() == damaged[offset : offset + length]
    assert repair(ours, theirs) == "Nothing is damaged.\n"
    assert newsarchive("rebuild", "--replace", "--archive", ours).returncode == 0, "and the journal can be read"


@pytest.mark.parametrize("left", [0, 1, 5000])
def test_what_is_cut_off_or_missing_is_restored(ours: Path, theirs: Path, left: int) -> None:
    whole = warc(ours).read_bytes()
    if left:
        warc(ours).write_bytes(whole[:left])
    else:
        warc(ours).unlink()
    repair(ours, theirs / "warc")
    assert warc(ours).read_bytes() == whole
    assert newsarchive("verify", "--archive", ours).returncode == 0


def test_two_damaged_copies_make_one_whole(ours: Path, theirs: Path) -> None:
    whole = warc(ours).read_bytes()
    first, second = (offset + length // 2 for offset, length in (records(ours)[3], records(ours)[9]))
    alter(warc(ours), first)
    alter(warc(theirs), second)
    repair(ours, theirs)
    assert warc(ours).read_bytes() == whole
    repair(theirs, ours)
    assert warc(theirs).read_bytes() == whole


def test_what_no_copy_has_whole_stays_and_is_told(ours: Path, theirs: Path) -> None:
    (lost, _), (saved, length) = records(ours)[3], records(ours)[9]
    alter(warc(ours), lost + 100, saved + length // 2)
    alter(warc(theirs), lost + 200)
    before = warc(ours).read_bytes()
    told = repair(ours, theirs, code=7)
    assert f"at byte {lost}: " in told
    assert f"at byte {saved}: {length} bytes restored" in told
    after = warc(ours).read_bytes()
    assert after[:saved] == before[:saved]
    assert after[saved : saved + length] != before[saved : saved + length]


def test_an_altered_copy_is_not_believed(ours: Path, theirs: Path) -> None:
    """Another whole record in the same place is none that was filed."""
    offset, length = records(ours)[3]
    alter(warc(ours), offset + length // 2)
    other_offset, other_length = records(ours)[4]
    data = warc(theirs).read_bytes()
    warc(theirs).write_bytes(data[:offset] + data[other_offset : other_offset + other_length] + data[offset + length :])
    before = warc(ours).read_bytes()
    repair(ours, theirs, code=7)
    assert warc(ours).read_bytes() == before


def test_the_journal_is_restored(ours: Path, theirs: Path) -> None:
    path = ours / "journal" / "decisions.jsonl"
    whole = path.read_bytes()
    alter(path, 20)
    assert newsarchive("verify", "--archive", ours).returncode == 7
    repair(ours, theirs)
    assert path.read_bytes().startswith(whole)
    assert decisions(ours)[-1]["what"] == "repair"
    assert newsarchive("verify", "--archive", ours).returncode == 0


def test_a_journal_that_ends_elsewhere_is_no_copy(ours: Path, theirs: Path) -> None:
    newsarchive("schedule", "remove", "yybnet", "--archive", theirs)
    alter(ours / "journal" / "decisions.jsonl", 20)
    repair(ours, theirs, code=7)


def test_without_a_copy_it_says_so(ours: Path, tmp_path: Path) -> None:
    repair(ours, tmp_path / "nowhere", code=3)
    alter(warc(ours), 5000)
    assert "(not restored)" in repair(ours, tmp_path, code=7)
