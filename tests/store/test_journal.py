"""The journal only grows, and says so when it was touched."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.errors import ArchiveDamaged
from newsarchive.store.journal import FILE, append, read


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
