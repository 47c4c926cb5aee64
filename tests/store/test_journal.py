"""The journal only grows, and says so when it was touched."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.errors import ArchiveDamaged
from newsarchive.store.journal import ANCHOR, FILE, append, begin, read


def test_decisions_come_back_in_order(tmp_path: Path) -> None:
    for number in range(3):
        append(tmp_path, "schedule-add", {"portal": "yybnet", "number": number, "名": "泸县"})
    assert [(e.seq, e.facts["number"], e.facts["名"]) for e in read(tmp_path)] == [
        (1, 0, "泸县"),
        (2, 1, "泸县"),
        (3, 2, "泸县"),
    ]


def test_an_empty_journal_has_no_decisions(tmp_path: Path) -> None:
    assert list(read(tmp_path / "none")) == []


@pytest.mark.parametrize("line", [0, 1])
def test_an_altered_or_missing_line_is_named(tmp_path: Path, line: int) -> None:
    for number in range(3):
        append(tmp_path, "x", {"number": number})
    path = tmp_path / FILE
    whole = path.read_text().splitlines(keepends=True)
    altered = [text.replace('"number": ', '"number": 7') if at == line else text for at, text in enumerate(whole)]
    for lines in (altered, whole[:line] + whole[line + 1 :]):
        path.write_text("".join(lines))
        with pytest.raises(ArchiveDamaged, match=f"line {line + 1}|line {line + 2}"):
            list(read(tmp_path))
        with pytest.raises(ArchiveDamaged):
            append(tmp_path, "x", {})


def test_a_torn_last_line_is_set_aside_and_the_journal_goes_on(tmp_path: Path) -> None:
    append(tmp_path, "x", {})
    with (tmp_path / FILE).open("a") as file:
        file.write('{"seq": 2, "at')
    append(tmp_path, "y", {})
    assert [entry.what for entry in read(tmp_path)] == ["x", "y"]
    (torn,) = tmp_path.glob("*torn*")
    assert torn.read_text() == '{"seq": 2, "at'


def test_a_torn_last_line_is_no_decision(tmp_path: Path) -> None:
    append(tmp_path, "x", {})
    with (tmp_path / FILE).open("a") as file:
        file.write('{"seq": 2, "at')
    assert [entry.what for entry in read(tmp_path)] == ["x"]


@given(st.binary(max_size=200))
def test_any_bytes_are_a_journal_or_told(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / FILE).write_bytes(data + b"\n")
        with pytest.raises(ArchiveDamaged, match="line 1"):
            list(read(Path(folder)))


def test_several_at_once_leave_one_chain(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: append(tmp_path, "x", {"n": n}), range(40)))
    assert [entry.seq for entry in read(tmp_path)] == list(range(1, 41))


def altered(line: str) -> str:
    return line.replace('"number": ', '"number": 7')


@pytest.mark.parametrize("touch", ["altered", "cut off", "gone", "no file", "no anchor", "half of it"])
def test_the_last_line_is_anchored(tmp_path: Path, touch: str) -> None:
    begin(tmp_path)
    for number in range(3):
        append(tmp_path, "x", {"number": number})
    path = tmp_path / FILE
    whole = path.read_text().splitlines(keepends=True)
    if touch == "no file":
        path.unlink()
    elif touch == "no anchor":
        (tmp_path / ANCHOR).unlink()
    else:
        ends = {"altered": [altered(whole[2])], "cut off": [], "gone": [], "half of it": [whole[2][:40]]}
        path.write_text("".join([*whole[: 0 if touch == "gone" else 2], *ends[touch]]))
    for _ in range(2):
        with pytest.raises(ArchiveDamaged):
            list(read(tmp_path))
        with pytest.raises(ArchiveDamaged):
            append(tmp_path, "x", {})


def test_every_flipped_bit_of_the_journal_is_seen(tmp_path: Path) -> None:
    for number in range(2):
        append(tmp_path, "x", {"number": number})
    for name in (FILE, ANCHOR):
        path = tmp_path / name
        whole = path.read_bytes()
        for place in range(len(whole)):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :])
            with pytest.raises(ArchiveDamaged):
                list(read(tmp_path))
        path.write_bytes(whole)
    assert len(list(read(tmp_path))) == 2


def test_killed_before_or_after_its_line_was_written_the_journal_is_whole(tmp_path: Path) -> None:
    append(tmp_path, "x", {"number": 1})
    before = (tmp_path / FILE).read_bytes()
    append(tmp_path, "x", {"number": 2})
    after = (tmp_path / FILE).read_bytes()
    anchor = json.loads((tmp_path / ANCHOR).read_text()) | {"acknowledged": False}
    (tmp_path / ANCHOR).write_text(json.dumps(anchor, sort_keys=True) + "\n")
    for left, count in ((before, 1), (after, 2), (after[:-20], 1)):
        (tmp_path / FILE).write_bytes(left)
        assert len(list(read(tmp_path))) == count
    assert append(tmp_path, "x", {}).seq == 2


def test_what_is_read_while_others_write_is_whole(tmp_path: Path) -> None:
    begin(tmp_path)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: append(tmp_path, "x", {"n": n}) if n % 2 else list(read(tmp_path)), range(60)))
    assert len(list(read(tmp_path))) == 30
