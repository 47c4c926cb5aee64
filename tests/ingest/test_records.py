"""WARC files of others: what is whole is read, what is damaged is told with its place and passed over."""

from __future__ import annotations

import gzip
import io
import random
import resource
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.ingest.exchanges import Page, Passed, Revisit, items_of
from newsarchive.ingest.records import Damage, Foreign, iter_records
from tests.ingest.foreign import Saved, by_member, by_warcio, gzipped, plain, record, sha1, story, zstd
from tests.peak import run_measured
from tests.running import ROOT, environment

PAGES = [
    Saved(url=f"https://www.example.org/{n}.html", body=story(f"甲{n}"), date=f"2018-02-14T08:0{n}:00Z")
    for n in range(4)
]


def read(data: bytes) -> list[Foreign | Damage]:
    return list(iter_records(io.BytesIO(data)))


def pages(data: bytes) -> list[str]:
    """Return the addresses of the pages in a file; a test that uses it expects no damage."""
    items = list(items_of(iter_records(io.BytesIO(data)), "some.warc"))
    assert not [item for item in items if isinstance(item, Damage)], items
    return [item.capture.url for item in items if isinstance(item, Page)]


def damages(data: bytes) -> list[Damage]:
    return [item for item in items_of(iter_records(io.BytesIO(data)), "some.warc") if isinstance(item, Damage)]


def zstd_with_dictionary(*records: bytes, packed: bool) -> bytes:
    """Return a WARC file as web archives compress it: a dictionary in a skippable frame, then a frame a record."""
    samples = [one[at : at + 400] for one in records * 20 for at in range(0, len(one) - 400, 97)]
    trained = zstd.train_dict(samples, 4096)
    stored = zstd.compress(trained.dict_content) if packed else trained.dict_content
    head = (0x184D2A5D).to_bytes(4, "little") + len(stored).to_bytes(4, "little") + stored
    return head + b"".join(zstd.compress(one, zstd_dict=trained) for one in records)


RECORDS = [record(page.http, uri=page.url, date=page.date) for page in PAGES]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"".join(RECORDS), id="plain"),
        pytest.param(by_member(*RECORDS), id="gzip, a member a record"),
        pytest.param(gzip.compress(b"".join(RECORDS)), id="gzip, one member"),
        pytest.param(by_member(RECORDS[0] + RECORDS[1], *RECORDS[2:]), id="gzip, two records in a member"),
        pytest.param(b"".join(map(zstd.compress, RECORDS)), id="zstd"),
        pytest.param(zstd_with_dictionary(*RECORDS, packed=False), id="zstd with a dictionary"),
        pytest.param(zstd_with_dictionary(*RECORDS, packed=True), id="zstd with a compressed dictionary"),
        pytest.param(by_warcio(PAGES), id="response before request"),
        pytest.param(by_warcio(PAGES, wget=True), id="Wget: request first, addresses in brackets"),
    ],
)
def test_every_kind_of_file_gives_the_same_pages(data: bytes) -> None:
    assert pages(data) == [page.url for page in PAGES]


def test_a_request_is_kept_with_its_response_in_either_order() -> None:
    for wget in (False, True):
        items = items_of(iter_records(io.BytesIO(by_warcio(PAGES, wget=wget))), "some.warc.gz")
        captures = [item.capture for item in items if isinstance(item, Page)]
        assert [capture.request_headers for capture in captures] == [(("User-Agent", "another tool"),)] * 4
        assert {capture.ip_address for capture in captures} == {"192.0.2.7"}


HTTP = PAGES[0].http
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    + b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (story("甲")[:500], story("甲")[500:]))
    + b"0\r\n\r\n"
)

RIGHT: dict[str, bytes] = {
    "WARC/0.17": record(HTTP, version="WARC/0.17"),
    "WARC/0.18": record(HTTP, version="WARC/0.18"),
    "WARC/1.1 with fractions of a second": record(HTTP, version="WARC/1.1", date="2018-02-14T08:00:00.123456789Z"),
    "names in lower case": record(HTTP)
    .replace(b"WARC-Record-ID", b"warc-record-id")
    .replace(b"WARC-Date", b"warc-date"),
    "a folded header": record(HTTP, lines=["X-Note: one", "  and more"]),
    "headers that nobody knows, repeated": record(HTTP, lines=["X-Note: one", "X-Note: two"]),
    "several concurrent records": record(HTTP, lines=[f"WARC-Concurrent-To: <urn:uuid:{uuid.uuid4()}>"] * 2),
    "a block digest": record(HTTP, lines=[f"WARC-Block-Digest: {sha1(HTTP)}"]),
    "a payload digest": record(HTTP, lines=[f"WARC-Payload-Digest: {sha1(PAGES[0].body)}"]),
    "a digest of an unknown kind": record(HTTP, lines=["WARC-Payload-Digest: blake9:abc"]),
    "chunked, its digest made of the chunks": record(
        CHUNKED, lines=[f"WARC-Payload-Digest: {sha1(CHUNKED.partition(bytes([13, 10, 13, 10]))[2])}"]
    ),
    "chunked, its digest made of the body": record(CHUNKED, lines=[f"WARC-Payload-Digest: {sha1(story('甲'))}"]),
    "an address in angle brackets": record(HTTP, uri="<https://www.example.org/a.html>"),
    "a space in an address": record(HTTP, uri="https://www.example.org/a b.html"),
}


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize("compressed", [False, True])
def test_samples_that_are_right_are_read(name: str, compressed: bool) -> None:
    data = by_member(RIGHT[name], RECORDS[1]) if compressed else RIGHT[name] + RECORDS[1]
    assert len(pages(data)) == 2


WRONG: dict[str, bytes] = {
    "too short a length": record(HTTP, length=len(HTTP) - 7),
    "too long a length": record(HTTP, length=len(HTTP) + 7),
    "a length that is none": record(HTTP).replace(b"Content-Length: %d" % len(HTTP), b"Content-Length: many", 1),
    "a negative length": record(HTTP, length=-1),
    "two lengths": record(HTTP, lines=[f"Content-Length: {len(HTTP)}"]),
    "two dates": record(HTTP, lines=["WARC-Date: 2018-02-14T08:00:00Z"]),
    "two types": record(HTTP, lines=["WARC-Type: response"]),
    "two addresses": record(HTTP, lines=["WARC-Target-URI: https://www.example.org/b.html"]),
    "no id": record(HTTP, names="WARC-Record-ID"),
    "no type": record(HTTP, names="WARC-Type"),
    "no date": record(HTTP, names="WARC-Date"),
    "no length": record(HTTP, names="Content-Length"),
    "no address": record(HTTP, names="WARC-Target-URI"),
    "an empty id": record(HTTP, record_id=" "),
    "an empty date": record(HTTP, date=""),
    "a date that is none": record(HTTP, date="2018-02-31T08:00:00Z"),
    "a date of a web archive": record(HTTP, date="20180214080000"),
    "a date to come": record(HTTP, date="2999-01-01T00:00:00Z"),
    "an address that is none": record(HTTP, uri="https://[www.example.org/"),
    "no end of lines": record(HTTP, ending=b""),
    "half an end of lines": record(HTTP, ending=b"\r\n"),
    "a version that is not known": record(HTTP, version="WARC/7.0"),
    "bare line feeds": record(HTTP).replace(b"\r\n", b"\n", 6),
    "a header without a colon": record(HTTP, lines=["this is no header"]),
    "a wrong block digest": record(HTTP, lines=[f"WARC-Block-Digest: {sha1(b'other')}"]),
    "a wrong payload digest": record(HTTP, lines=[f"WARC-Payload-Digest: {sha1(b'other')}"]),
    "a wrong payload digest in hexadecimal": record(HTTP, lines=["WARC-Payload-Digest: sha256:" + "00" * 32]),
    "no HTTP": record(b"what is this?" * 9),
    "no headers at all": b"GET / HTTP/1.1\r\n\r\n" * 20,
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("compressed", [False, True])
def test_samples_that_are_wrong_are_told_with_their_place_and_the_next_record_is_read(
    name: str, compressed: bool
) -> None:
    before, wrong, after = (by_member(one) if compressed else one for one in (RECORDS[0], WRONG[name], RECORDS[2]))
    found = list(items_of(iter_records(io.BytesIO(before + wrong + after)), "some.warc"))
    assert [item.capture.url for item in found if isinstance(item, Page)] == [PAGES[0].url, PAGES[2].url]
    told = [item for item in found if isinstance(item, Damage)]
    assert told
    assert told[0].offset == len(before)


def test_garbage_between_members_is_told_and_passed() -> None:
    first, rest = by_member(RECORDS[0]), by_member(*RECORDS[1:])
    (damage,) = damages(first + b"garbage" * 1000 + rest)
    assert damage.offset == len(first)
    assert len([item for item in read(first + b"garbage" * 1000 + rest) if isinstance(item, Foreign)]) == 4


def test_damage_within_a_member_of_many_records_costs_one() -> None:
    broken = WRONG["too short a length"]
    found = read(gzip.compress(RECORDS[0] + broken + b"".join(RECORDS[1:])))
    assert len([item for item in found if isinstance(item, Foreign)]) == 4
    assert len([item for item in found if isinstance(item, Damage)]) == 1


@pytest.mark.parametrize("make", [plain, gzipped])
def test_cut_anywhere_what_is_whole_is_read_and_the_rest_told(make: Callable[[list[Saved]], bytes]) -> None:
    data = make(PAGES)
    ends = [len(make(PAGES[:n])) for n in range(5)]
    for cut in range(0, len(data), 7):
        found = read(data[:cut])
        whole = sum(end <= cut for end in ends) - 1
        assert len([item for item in found if isinstance(item, Foreign)]) == whole, cut
        assert bool([item for item in found if isinstance(item, Damage)]) == (cut not in ends), cut


@pytest.mark.parametrize("make", [gzipped, lambda p: b"".join(map(zstd.compress, RECORDS))])
def test_a_flipped_bit_is_told_or_harms_one_record_at_most(make: Callable[[list[Saved]], bytes]) -> None:
    data = make(PAGES)
    draw = random.Random(7)
    for _ in range(300):
        at = draw.randrange(len(data))
        flipped = data[:at] + bytes([data[at] ^ (1 << draw.randrange(8))]) + data[at + 1 :]
        assert len([item for item in read(flipped) if isinstance(item, Foreign)]) >= 3, at


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=60),
            st.sampled_from([*RECORDS[:2], by_member(RECORDS[0])]),
            st.sampled_from([b"WARC/1.0\r\n", b"\r\n\r\n", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18"]),
        ),
        max_size=8,
    )
)
def test_whatever_a_file_holds_is_a_page_or_passed_or_told(parts: list[bytes]) -> None:
    for item in items_of(iter_records(io.BytesIO(b"".join(parts))), "some.warc"):
        assert isinstance(item, Page | Revisit | Passed | Damage)


BOMB = """
import io, sys
from newsarchive.ingest.exchanges import items_of
from newsarchive.ingest.records import iter_records
with open(sys.argv[1], "rb") as file:
    found = list(items_of(iter_records(file), "bomb"))
print(len(found))
print(*(item.what for item in found if hasattr(item, "what")), sep="\\n")
"""


@pytest.mark.parametrize("kind", ["gzip", "zstd"])
def test_a_record_that_inflates_to_gigabytes_is_told_within_little_memory(kind: str, tmp_path: Path) -> None:
    size = 2 << 30
    head = record(b"", length=size, ending=b"")
    path = tmp_path / "bomb"
    with path.open("wb") as file:
        if kind == "gzip":
            stream = gzip.GzipFile(fileobj=file, mode="wb", mtime=0)
            stream.write(head)
            for _ in range(100):  # it need not be whole to be a bomb
                stream.write(bytes(1 << 20))
            stream.close()
        else:
            packer = zstd.ZstdCompressor()
            file.write(packer.compress(head))
            for _ in range(size >> 20):
                file.write(packer.compress(bytes(1 << 20)))
            file.write(packer.flush())
        file.write(by_member(RECORDS[1]) if kind == "gzip" else zstd.compress(RECORDS[1]))
    command = [sys.executable, "-c", BOMB, str(path)]
    done, memory = run_measured(command, cwd=ROOT, env=environment(), told_in=tmp_path / "peak")
    assert done.returncode == 0, done.stderr
    assert "more than 100 times" in done.stdout
    assert done.stdout.startswith("2\n"), "the record behind it is read"
    assert memory < 256 << 10, "KiB"


def test_memory_does_not_grow_with_the_file() -> None:
    many = by_member(*RECORDS) * 2000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = sum(isinstance(item, Page) for item in items_of(iter_records(io.BytesIO(many)), "many"))
    assert count == 8000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 * 1024, "KiB"
