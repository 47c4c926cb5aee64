"""WACZ packages: the WARC files in them are read; a ZIP archive that lies is refused, and nothing is ever written."""

from __future__ import annotations

import io
import random
import stat
import struct
import zipfile
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import pytest

from newsarchive.ingest.exchanges import Item, Page
from newsarchive.ingest.records import Damage
from newsarchive.ingest.sources import items
from tests.ingest.foreign import Saved, gzipped, plain, story

PAGES = [Saved(url=f"https://www.example.org/{n}.html", body=story(f"甲{n}")) for n in range(4)]
GOOD = gzipped(PAGES[:2])


def wacz(*more: tuple[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        package.writestr("datapackage.json", "{}")
        package.writestr("archive/data.warc.gz", GOOD)
        package.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0", "id": "pages"}\n')
        for name, content in more:
            package.writestr(name, content)
    return buffer.getvalue()


def read(path: Path) -> list[Item]:
    return [item for _, item in items(path, UTC, lambda _at: None)]


def addresses(path: Path) -> list[str]:
    return [item.capture.url for item in read(path) if isinstance(item, Page)]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_warc_files_of_a_package_are_read(tmp_path: Path, method: int) -> None:
    path = tmp_path / "some.wacz"
    path.write_bytes(wacz(("archive/more.warc", plain(PAGES[2:])), method=method))
    assert addresses(path) == [page.url for page in PAGES]
    origins = {item.origin.file for item in read(path) if isinstance(item, Page)}
    assert origins == {"some.wacz/archive/data.warc.gz", "some.wacz/archive/more.warc"}


def entry(name: str, **facts: object) -> Callable[[bytes], bytes]:
    """Return what adds an entry with odd facts to a package."""

    def change(data: bytes) -> bytes:
        buffer = io.BytesIO(data)
        with zipfile.ZipFile(buffer, "a") as package:
            info = zipfile.ZipInfo(name)
            for key, value in facts.items():
                setattr(info, key, value)
            package.writestr(info, GOOD)
        return buffer.getvalue()

    return change


def central(field: int, form: str, value: int) -> Callable[[bytes], bytes]:
    """Return what makes the list's line about the WARC file say something else."""

    def change(data: bytes) -> bytes:
        at = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
        assert b"data.warc.gz" in data[at : at + 80]
        return data[: at + field] + struct.pack(form, value) + data[at + field + struct.calcsize(form) :]

    return change


def renamed(name: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(b"archive/data.warc.gz", name.ljust(20, b"z"))


def bomb(data: bytes) -> bytes:
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("archive/zero.warc", bytes(50 << 20))
    return buffer.getvalue()


def crowd(data: bytes) -> bytes:
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as package:
        for number in range(10_001):
            package.writestr(f"{number}", b"")
    return buffer.getvalue()


def long_list(data: bytes) -> bytes:
    at = data.rindex(b"PK\x05\x06")
    return data[: at + 12] + struct.pack("<L", 3 << 30) + data[at + 16 :]


LIES: dict[str, Callable[[bytes], bytes]] = {
    "a way out": entry("../../evil.warc.gz"),
    "a way out within": entry("archive/../../evil.warc.gz"),
    "an absolute name": entry("/tmp/evil.warc.gz"),
    "a drive": entry("C:evil.warc.gz"),
    "backslashes": renamed(b"archive\\..\\..\\ev"),
    "a link": entry("archive/link.warc.gz", external_attr=(stat.S_IFLNK | 0o777) << 16),
    "a device": entry("archive/null.warc.gz", external_attr=(stat.S_IFCHR | 0o666) << 16),
    "a name twice": entry("archive/data.warc.gz"),
    "a name twice but for its case": entry("archive/DATA.warc.gz"),
    "one entry over another": central(42, "<L", 0),
    "a size beyond the file": central(20, "<L", 1 << 30),
    "two sizes": central(24, "<L", 77),
    "a bomb": bomb,
    "a crowd": crowd,
    "a list without end": long_list,
    "a password": central(8, "<H", 1),
    "an unknown compression": central(10, "<H", 99),
    "nothing behind": lambda data: data[:-30],
    "no WARC file": lambda data: data.replace(b"data.warc.gz", b"data.text.gz"),
    "hardly anything": lambda _data: b"PK\x03\x04",
}


@pytest.mark.parametrize("name", LIES)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_package_that_lies_is_refused_as_a_whole(tmp_path: Path, name: str) -> None:
    path = tmp_path / "in" / "some.wacz"
    path.parent.mkdir()
    path.write_bytes(LIES[name](wacz()))
    (damage,) = read(path)
    assert isinstance(damage, Damage)
    assert damage.what.startswith("refused: ")
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == [path]


def test_a_zip64_entry_that_lies_about_its_length_is_refused(tmp_path: Path) -> None:
    extra = struct.pack("<HHQQ", 1, 16, 1 << 40, 1 << 40)
    data = wacz()
    at = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    name_length = struct.unpack_from("<H", data, at + 28)[0]
    head = bytearray(data[at : at + 46])
    struct.pack_into("<LL", head, 20, 0xFFFFFFFF, 0xFFFFFFFF)
    struct.pack_into("<H", head, 30, len(extra))
    name, rest = data[at + 46 : at + 46 + name_length], bytearray(data[at + 46 + name_length :])
    end = rest.rindex(b"PK\x05\x06")
    struct.pack_into("<L", rest, end + 12, struct.unpack_from("<L", rest, end + 12)[0] + len(extra))
    path = tmp_path / "some.wacz"
    path.write_bytes(data[:at] + bytes(head) + name + extra + bytes(rest))
    (damage,) = read(path)
    assert isinstance(damage, Damage)
    assert "longer than the package" in damage.what


def test_a_package_with_a_flipped_bit_is_read_refused_or_told(tmp_path: Path) -> None:
    data, draw = wacz(method=zipfile.ZIP_DEFLATED), random.Random(5)
    path = tmp_path / "some.wacz"
    for _ in range(400):
        at = draw.randrange(len(data))
        path.write_bytes(data[:at] + bytes([data[at] ^ (1 << draw.randrange(8))]) + data[at + 1 :])
        assert set(addresses(path)) <= {page.url for page in PAGES}
