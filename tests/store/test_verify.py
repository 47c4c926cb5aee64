"""`newsarchive verify` passes on an untouched archive, and names what was touched."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from newsarchive.store.archive import open_archive
from newsarchive.store.verify import Damage, verify
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
