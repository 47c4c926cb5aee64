"""What leaves as a WACZ file is all there, whole, and can be found in it."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from warcio.archiveiterator import ArchiveIterator

from newsarchive.capture.members import Record, iter_members
from newsarchive.export.cdxj import SortedLines, write_blocks
from newsarchive.text.surt import surt
from tests.faults.small_run import CHANGED, PAGES, make_archive, run
from tests.running import newsarchive

SOME = ("--words", "1.html")


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two runs, the second of which found its lists as they were, in several WARC files."""
    root = tmp_path_factory.mktemp("wacz") / "news"
    make_archive(root)
    assert [run(root, lambda _ack: None) for _ in range(2)] == [0, 0]
    return root


@pytest.fixture(scope="module")
def everything(news: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    with exported(news, tmp_path_factory.mktemp("wacz") / "all.wacz") as wacz:
        yield wacz


@pytest.fixture(scope="module")
def some(news: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    with exported(news, tmp_path_factory.mktemp("wacz") / "some.wacz", *SOME) as wacz:
        yield wacz


def exported(news: Path, path: Path, *words: str) -> zipfile.ZipFile:
    done = newsarchive("export", "--format", "wacz", "--archive", news, "-o", path, *words)
    assert done.returncode == 0, done.stderr
    return zipfile.ZipFile(path)


def pages(wacz: zipfile.ZipFile) -> list[dict[str, Any]]:
    head, *lines = (json.loads(line) for line in wacz.read("pages/pages.jsonl").splitlines())
    assert head["format"] == "json-pages-1.0"
    return lines


def index(wacz: zipfile.ZipFile) -> list[tuple[str, str, dict[str, str]]]:
    lines = gzip.decompress(wacz.read("indexes/index.cdx.gz")).decode("ascii").splitlines()
    assert lines == sorted(lines)
    return [(*line.split(" ", 2)[:2], json.loads(line.split(" ", 2)[2])) for line in lines]


def record_at(wacz: zipfile.ZipFile, entry: dict[str, str]) -> Any:
    data = wacz.read(f"archive/{entry['filename']}")
    offset, length = int(entry["offset"]), int(entry["length"])
    return next(iter(ArchiveIterator(io.BytesIO(data[offset : offset + length]))))


def test_without_filters_the_warc_files_are_the_archives_own(news: Path, everything: zipfile.ZipFile) -> None:
    assert everything.testzip() is None
    kept = {path.name.removesuffix(".open"): path.read_bytes() for path in (news / "warc").rglob("*.warc.gz*")}
    assert {name: everything.read(f"archive/{name}") for name in kept} == kept
    assert len(kept) > 1
    assert len(pages(everything)) == 4


def test_the_manifest_tells_every_file(everything: zipfile.ZipFile) -> None:
    manifest = json.loads(everything.read("datapackage.json"))
    told = {entry["path"]: (entry["bytes"], entry["hash"]) for entry in manifest["resources"]}
    for path, (size, digest) in told.items():
        data = everything.read(path)
        assert (size, digest) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
    assert {*told, "datapackage.json", "datapackage-digest.json"} == set(everything.namelist())
    digest = json.loads(everything.read("datapackage-digest.json"))["hash"]
    assert digest == f"sha256:{hashlib.sha256(everything.read('datapackage.json')).hexdigest()}"
    stored = {entry.filename for entry in everything.infolist() if entry.compress_type == zipfile.ZIP_STORED}
    assert stored == {path for path in told if path.endswith(".gz")}


@pytest.mark.parametrize("which", ["everything", "some"])
def test_every_page_is_found_by_its_address_and_time(which: str, request: pytest.FixtureRequest) -> None:
    wacz = request.getfixturevalue(which)
    found = {(entry["url"], at): entry for _, at, entry in index(wacz)}
    for page in pages(wacz):
        at = page["ts"].translate(str.maketrans("", "", "-:TZ"))
        record = record_at(wacz, found[page["url"], at])
        assert record.rec_type == "response"
        assert record.rec_headers.get_header("WARC-Target-URI") == page["url"]
        assert page["title"] in record.content_stream().read().decode()
        path = urlsplit(page["url"]).path
        assert page["text"] == "\n".join(CHANGED.get(path, PAGES[path]))


def test_with_filters_only_needed_records_are_there_each_unchanged(
    news: Path, some: zipfile.ZipFile, tmp_path: Path
) -> None:
    assert [page["title"] for page in pages(some)] == ["题目 /1.html"]
    (name,) = (name for name in some.namelist() if name.startswith("archive/"))
    copy = tmp_path / "some.warc.gz"
    copy.write_bytes(some.read(name))
    (source,) = (news / "warc").rglob(f"{name.removeprefix('archive/')}*")
    records = [record for record in iter_members(copy) if isinstance(record, Record)]
    assert [record.headers["warc-type"] for record in records] == ["warcinfo", "response", "request"]
    data, copied = source.read_bytes(), copy.read_bytes()
    assert all(copied[r.offset : r.offset + r.length] in data for r in records)


def test_what_a_revisit_refers_to_comes_along(everything: zipfile.ZipFile) -> None:
    entries = [entry for *_, entry in index(everything)]
    revisits = {entry["digest"] for entry in entries if entry["mime"] == "warc/revisit"}
    assert revisits
    assert revisits <= {entry["digest"] for entry in entries if entry["mime"] != "warc/revisit"}


def test_a_damaged_record_leaves_no_file(news: Path, some: zipfile.ZipFile, tmp_path: Path) -> None:
    name = index(some)[0][2]["filename"]
    (source,) = (news / "warc").rglob(f"{name}*")
    whole = source.read_bytes()
    record = record_at(some, index(some)[0][2]).rec_headers.get_header("WARC-Record-ID")
    place = next(r for r in iter_members(source) if isinstance(r, Record) and r.record_id in record)
    spoilt = bytearray(whole)
    spoilt[place.offset + place.length // 2] ^= 1
    source.write_bytes(spoilt)
    try:
        for words in ((), SOME):
            done = newsarchive("export", "--format", "wacz", "--archive", news, "-o", tmp_path / "bad.wacz", *words)
            assert done.returncode == 7, done.stderr
            assert "newsarchive verify" in done.stderr
            assert list(tmp_path.iterdir()) == []
    finally:
        source.write_bytes(whole)


@pytest.mark.parametrize(
    ("words", "code"), [(("-o", "a.zip"), 2), ((), 2), (("-o", "a.wacz", "--words", "没有这个词"), 3)]
)
def test_what_cannot_be_is_told(news: Path, tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    done = newsarchive("export", "--format", "wacz", "--archive", news, *words, cwd=tmp_path)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_index_too_large_for_memory_is_sorted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.export.cdxj.HELD", 10)
    monkeypatch.setattr("newsarchive.export.cdxj.BLOCK", 7)
    lines = SortedLines(tmp_path)
    given = [f"org,example)/{number * 37 % 101:03} 20180213000000 {{}}\n" for number in range(101)]
    for line in given:
        lines.add(line)
    written = io.BytesIO()
    listed = write_blocks(iter(lines), written.write)
    lines.close()
    assert gzip.decompress(written.getvalue()).decode() == "".join(sorted(given))
    assert list(tmp_path.iterdir()) == []
    for line in listed[1:]:
        key, _, facts = line.partition(" {")
        place = json.loads("{" + facts)
        block = written.getvalue()[place["offset"] : place["offset"] + place["length"]]
        assert gzip.decompress(block).decode().startswith(key)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Example.org/A/B.html", "org,example)/a/b.html"),
        ("http://www2.example.org:80/", "org,example)/"),
        ("https://example.org:8443/a//b/../c/?b=2&A=1", "org,example:8443)/a/c?a=1&b=2"),
        ("http://example.org/%C0%F1.htm#x", "org,example)/%c0%f1.htm"),
        ("http://新闻.cn/新 闻?x", "cn,xn--efvy88h)/%e6%96%b0%20%e9%97%bb?x"),
        ("http://[::1]:8000/x", "::1:8000)/x"),
        ("urn:newsarchive:run:yybnet", "urn:newsarchive:run:yybnet"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_addresses_sort_by_site(url: str, key: str) -> None:
    assert surt(url) == key
