"""A file that is cut off is gone on with, and is then what it would have been; an export sees one state."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsarchive.errors import AlreadyRunning, UsageError
from newsarchive.export.resuming import Mark, notes_of, part_of, written
from newsarchive.query.commit import last_commit
from newsarchive.query.filters import Filters
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading, writing
from newsarchive.store.withdrawal import embargo
from tests.export.exported import asked, exported, json_rows
from tests.query.filing import article, file, file_in
from tests.running import ROOT, environment

KILLS = 5


@pytest.fixture(autouse=True)
def noted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Note how far a file has come behind each few rows."""
    monkeypatch.setattr("newsarchive.export.resuming.EVERY", 0)
    monkeypatch.setattr("newsarchive.export.chunks.ROWS", 3)


def fill(archive: Archive, articles: int = 20) -> None:
    with writing(archive.engine) as session:
        for number in range(articles):
            file_in(session, article(*(f"第{number}篇，第{line}段" for line in range(4))))


def cut_off(archive: Archive, path: Path, rows: str, form: str, behind: int) -> int:
    """Write a file until so many rows are written; return how many of them are noted."""
    wanted = asked(rows, form=form)

    def stopping(done: int) -> None:
        if done >= behind:
            raise KeyboardInterrupt

    with suppress(KeyboardInterrupt), reading(archive.engine) as session:
        mark = Mark(asked=wanted.told(), commit=last_commit(session))
        with written(path, mark) as part, wanted.chunks(session) as chunks:
            part.write(chunks, stopping)
            raise AssertionError("it was not cut off")
    return noted(path)


def go_on(archive: Archive, path: Path, rows: str, form: str, **filters: str) -> int:
    wanted = asked(rows, form=form, filters=Filters(**filters))  # type: ignore[arg-type]
    with reading(archive.engine) as session:
        mark = Mark(asked=wanted.told(), commit=last_commit(session))
        with written(path, mark, resume=True) as part:
            begun = part.mark
            with wanted.chunks(session, after=begun.article, is_begun=begun.rows > 0) as chunks:
                return part.write(chunks)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@pytest.mark.parametrize(("rows", "behind"), [("articles", 11), ("paragraphs", 37), ("versions", 4)])
def test_a_file_that_was_cut_off_becomes_what_it_would_have_been(
    archive: Archive, tmp_path: Path, rows: str, behind: int, form: str
) -> None:
    fill(archive)
    path = tmp_path / "out"
    path.write_text("old", encoding="utf-8")
    noted = cut_off(archive, path, rows, form, behind)
    assert 0 < noted < behind
    assert path.read_text(encoding="utf-8") == "old"
    assert go_on(archive, path, rows, form) == len(json_rows(archive, rows))
    assert path.read_bytes() == exported(archive, rows, form=form)
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith((".out", "out"))] == ["out"]


def test_what_is_cut_off_before_anything_is_noted_leaves_nothing(archive: Archive, tmp_path: Path) -> None:
    fill(archive, 2)
    assert cut_off(archive, tmp_path / "out", "articles", "csv", 1) == 0
    assert not part_of(tmp_path / "out").exists()
    assert go_on(archive, tmp_path / "out", "articles", "csv") == 2


def test_without_resume_it_begins_anew(archive: Archive, tmp_path: Path) -> None:
    fill(archive)
    path = tmp_path / "out"
    cut_off(archive, path, "articles", "csv", 11)
    wanted = asked()
    mark = Mark(asked=wanted.told(), commit={})
    with reading(archive.engine) as session, wanted.chunks(session) as chunks, written(path, mark) as part:
        assert part.write(chunks) == 20
    assert path.read_bytes() == exported(archive)


@pytest.mark.parametrize("what", ["filed", "hidden"])
def test_an_archive_that_changed_is_told_and_the_file_is_not_gone_on_with(
    archive: Archive, tmp_path: Path, what: str
) -> None:
    fill(archive)
    first = json_rows(archive)[0]["id"]
    path = tmp_path / "out"
    cut_off(archive, path, "articles", "csv", 11)
    if what == "filed":
        file(archive, article("后来的"))
    else:
        embargo(archive, first, "agreed", datetime(2999, 1, 1, tzinfo=UTC))
    with pytest.raises(UsageError, match="has changed since") as told:
        go_on(archive, path, "articles", "csv")
    assert "without --resume" in (told.value.next_step or "")
    assert not path.exists()
    assert notes_of(path).exists(), "what was written is still there"


def test_a_file_is_gone_on_with_by_the_same_question_alone(archive: Archive, tmp_path: Path) -> None:
    fill(archive)
    path = tmp_path / "out"
    cut_off(archive, path, "articles", "csv", 11)
    with pytest.raises(UsageError, match="other filters"):
        go_on(archive, path, "articles", "csv", portal="small")
    with pytest.raises(UsageError, match="other rows, columns"):
        go_on(archive, path, "versions", "csv")
    part_of(path).write_bytes(b"")
    with pytest.raises(UsageError, match="shorter"):
        go_on(archive, path, "articles", "csv")
    notes_of(path).write_bytes(b"{")
    with pytest.raises(UsageError, match="cannot be read"):
        go_on(archive, path, "articles", "csv")


def test_two_do_not_write_one_file(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "out"
    mark = Mark(asked={}, commit={})
    with written(path, mark), pytest.raises(AlreadyRunning), written(path, mark):
        pass
    assert path.read_bytes() == b""


def test_an_export_sees_one_state_and_holds_no_writer_up(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.query.tables.matches.BATCH", 3)
    fill(archive)
    wanted = asked()
    with reading(archive.engine) as session, wanted.chunks(session) as chunks:
        seen = next(chunks).rows + next(chunks).rows
        began = time.monotonic()
        file(archive, article("写在中间"))
        with writing(archive.engine) as other:
            other.connection().exec_driver_sql("UPDATE reading SET title = 'changed'")
        assert time.monotonic() - began < 5, "a writer was held up"
        rest = b"".join(chunk.data for chunk in chunks).decode()
    assert seen + rest.count("\r\n") == 20
    assert "changed" not in rest
    assert "写在中间" not in rest
    assert [row["title"] for row in json_rows(archive, "articles", "title")] == ["changed"] * 21


@pytest.mark.proof
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_an_export_that_is_killed_at_any_moment_is_gone_on_with(archive: Archive, tmp_path: Path, form: str) -> None:
    fill(archive, 300)
    path = tmp_path / f"out.{form}"
    code = (
        "import newsarchive.export.resuming as r, newsarchive.export.chunks as c; r.EVERY, c.ROWS = 0, 5;"
        "from newsarchive.cli.main import run; run()"
    )
    command = [sys.executable, "-c", code, "export", "-o", str(path), "--archive", str(archive.root), "--resume"]
    dice, kills = random.Random(form), 0
    while True:
        process, before = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=-3, stderr=-3), noted(path)
        while process.poll() is None and noted(path) <= before:
            time.sleep(0.002)
        if kills == KILLS or process.poll() is not None:
            break
        time.sleep(dice.random() / 50)
        process.kill()
        process.wait()
        kills += 1
    assert (process.wait(), kills) == (0, KILLS)
    assert path.read_bytes() == exported(archive, form=form)
    assert not part_of(path).exists()


def noted(path: Path) -> int:
    """Return the rows that can be relied on."""
    try:
        return int(json.loads(notes_of(path).read_bytes())["rows"])
    except FileNotFoundError:
        return 0
