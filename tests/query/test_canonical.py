"""`newsarchive dump --canonical` tells what an archive means, and nothing else."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from newsarchive.items import Credit, Role
from newsarchive.query.canonical import canonical
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from tests.query.filing import HOME, article, file, on
from tests.running import newsarchive

BODY = "泸县的千名干警走进百个村落，与群众拉家常、讲法律、听意见，把矛盾化解在基层，把平安送到门口。"


def fill(archive: Archive) -> None:
    """File two articles that are reprints of each other, one of them in two versions."""
    fields = {"credits": (Credit(name="杜鹏", role=Role.REPORTER),), **on(date(2018, 2, 13))}
    file(archive, article("初稿", **fields), path="/a.html", channels=["泸县新闻"])
    file(archive, article(BODY, **fields), path="/a.html")
    file(archive, article(BODY, title="转载"), path="/b.html")


def dumped(archive: Archive) -> list[str]:
    with reading(archive.engine) as session:
        return [json.dumps(thing, sort_keys=True) for thing in canonical(session)]


def articles(archive: Archive) -> dict[str, dict[str, object]]:
    things = [json.loads(line) for line in dumped(archive)]
    return {thing["address"]: thing for thing in things if thing["thing"] == "article"}


def test_it_tells_versions_people_places_and_reprints(archive: Archive) -> None:
    fill(archive)
    found = articles(archive)
    first, copy = found[f"{HOME}/a.html"], found[f"{HOME}/b.html"]
    assert first["aliases"] == [f"{HOME}/a.html".replace("www.", "m.")]
    assert (first["state"], first["reprints"], copy["reprints"]) == ("live", [copy["id"]], [first["id"]])
    assert len(first["channels"]) == 1  # type: ignore[arg-type]
    assert len(first["versions"]) == 2  # type: ignore[arg-type]
    told = first["reading"]
    assert isinstance(told, dict)
    assert told["blocks"] == [[0, "paragraph", 0, BODY]]
    assert told["credits"] == [["杜鹏", "reporter", None, ""]]
    assert told["published"] == "2018-02-13T09:00:00+08:00"


def test_what_was_captured_again_unchanged_is_told_once(archive: Archive) -> None:
    fill(archive)
    for number in range(3):
        file(archive, article(f"短讯{number}"), path=f"/{number}.html")
    once = articles(archive)
    for number in range(3):
        file(archive, article(f"短讯{number}"), path=f"/{number}.html")
    assert articles(archive) == once


def test_batches_leave_nothing_out(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        file(archive, article(str(number)), path=f"/{number}.html")
    monkeypatch.setattr("newsarchive.query.canonical.BATCH", 2)
    assert len(articles(archive)) == 5


def test_the_command_writes_lines_or_their_digest(archive: Archive, tmp_path: Path) -> None:
    fill(archive)
    output = tmp_path / "dump.jsonl"
    assert newsarchive("dump", "--canonical", "-o", output, "--archive", archive.root).returncode == 0
    printed = newsarchive("dump", "--canonical", "--archive", archive.root).stdout
    assert output.read_text(encoding="utf-8") == printed
    things = [json.loads(line) for line in printed.splitlines()]
    assert {thing["thing"] for thing in things} == {"portal", "channel", "article", "link"}
    digests = {newsarchive("dump", "--canonical", "--digest", "--archive", archive.root).stdout for _ in range(2)}
    assert len(digests) == 1
    file(archive, article("新"))
    assert newsarchive("dump", "--canonical", "--digest", "--archive", archive.root).stdout not in digests


def test_without_canonical_it_says_what_there_is(archive: Archive) -> None:
    assert newsarchive("dump", "--archive", archive.root).returncode == 2
