"""A user's mistake ends as one clear line, a next step and a documented exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running import newsarchive


@pytest.fixture
def root(tmp_path: Path) -> Path:
    done = newsarchive("init", tmp_path / "news", "--contact", "tests@example.org")
    assert done.returncode == 0, done.stderr
    return tmp_path / "news"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("crawl", "nosuch"), 3, "newsarchive portal list"),
        (("crawl", "yybnet", "--since", "13.2.2018"), 2, "2018-02-13"),
        (("crawl", "yybnet", "--since", "2018-02-30"), 2, "2018-02-30"),
        (("crawl", "yybnet", "--limit", "0"), 2, "limit"),
        (("crawl", "yybnet", "--base-url", "nonsense"), 2, "http://127.0.0.1"),
        (("show", "aaaaaaaaaaaaaaaa"), 3, "aaaaaaaaaaaaaaaa"),
        (("export", "--format", "docx"), 2, "csv"),
        (("schedule", "add", "yybnet", "--every", "often"), 2, "6h"),
        (("schedule", "add", "nosuch", "--every", "6h"), 3, "newsarchive portal list"),
        (("schedule", "remove", "yybnet"), 3, "schedule"),
        (("nonsense",), 2, "nonsense"),
    ],
)
def test_mistakes_are_told(root: Path, words: tuple[str, ...], code: int, said: str) -> None:
    place = () if words == ("nonsense",) else ("--archive", str(root))
    done = newsarchive(*words, *place)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [("status",), ("search", "x"), ("crawl", "yybnet"), ("verify",), ("export",)])
def test_a_missing_archive_is_told_with_the_way_to_make_one(tmp_path: Path, words: tuple[str, ...]) -> None:
    for given in ((), ("--archive", str(tmp_path / "none"))):
        done = newsarchive(*words, *given, cwd=tmp_path)
        assert done.returncode == 3, done.stderr
        assert "newsarchive init" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_real_crawl_without_a_contact_is_refused(tmp_path: Path) -> None:
    assert newsarchive("init", tmp_path / "news").returncode == 0
    done = newsarchive("crawl", "yybnet", "--archive", tmp_path / "news")
    assert done.returncode == 3
    assert "contact" in done.stderr


def test_the_archive_is_found_upwards_and_by_the_environment(root: Path, tmp_path: Path) -> None:
    assert newsarchive("status", cwd=root / "warc").returncode == 0
    assert newsarchive("status", cwd=tmp_path, NEWSARCHIVE_ARCHIVE=str(root)).returncode == 0


def test_a_second_init_in_the_same_place_is_refused(root: Path) -> None:
    done = newsarchive("init", root)
    assert done.returncode == 2
    assert "already" in done.stderr


def test_a_broken_archive_toml_is_named(root: Path) -> None:
    (root / "archive.toml").write_text("contact = ", encoding="utf-8")
    done = newsarchive("status", "--archive", root)
    assert done.returncode == 3
    assert "archive.toml" in done.stderr


def test_a_database_that_does_not_answer_is_told(root: Path) -> None:
    url = "postgresql+psycopg://nobody:secret@127.0.0.1:1/none"
    done = newsarchive("status", "--archive", root, NEWSARCHIVE_DATABASE=url)
    assert done.returncode == 8, done.stderr
    assert "secret" not in done.stderr
    assert "Traceback" not in done.stderr
