"""`show --versions`, `diff`, `changes` and `gone`, as a user runs them."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from newsarchive.cli.changed import diff_lines, short
from newsarchive.dedupe.difference import difference
from newsarchive.items import Article as Read
from newsarchive.items import Section
from newsarchive.store.archive import Archive, init_archive
from newsarchive.store.database import writing
from newsarchive.store.models import Article, Link, Version
from tests.query.filing import HOME, NOW, article, file
from tests.running import newsarchive

FIRST = article("全县共有一百二十名干警走进村落。", "第二段没有变。", title="干警进村", language="zh")
SECOND = article("全县共有一百三十名干警走进村落。", "第二段没有变。", title="千名干警进村", language="zh")
THIRD = article(
    "全县共有一百三十名干警走进村落。", "第二段没有变。", "更正：人数有误。", title="千名干警进村", language="zh"
)


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """An archive, the id of an article of three versions, and of one that is gone and has one version."""
    root = tmp_path_factory.mktemp("versions") / "news"
    with init_archive(root, contact="tests@example.org") as archive:
        public_id = [file(archive, item, path="/a.html") for item in (FIRST, SECOND, THIRD)][-1]
        other = file(archive, article("另一篇报道。", title="要消失的报道"), path="/b.html")
        let_go(archive, other)
    return root, public_id, other


def let_go(archive: Archive, public_id: str) -> None:
    with writing(archive.engine) as session:
        row = session.scalars(select(Article).where(Article.public_id == public_id)).one()
        link = session.scalars(select(Link).where(Link.key == row.key)).one()
        link.state, link.reason, link.fetched_at = "gone", "HTTP 410", NOW.replace(month=3)


def test_versions_are_listed_with_what_changed(filed: tuple[Path, str, str]) -> None:
    root, public_id, _ = filed
    done = newsarchive("show", public_id, "--versions", "--archive", root)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "千名干警进村"
    assert [line.split()[0] for line in lines[2:5]] == ["1", "2", "3"]
    assert [line.rpartition("  ")[2].strip() for line in lines[2:5]] == ["-", "headline, figure", "correction"]
    told = json.loads(newsarchive("show", public_id, "--versions", "--json", "--archive", root).stdout)
    assert [version["kinds"] for version in told] == [[], ["headline", "figure"], ["correction"]]


def test_the_last_two_versions_are_compared_without_numbers(filed: tuple[Path, str, str]) -> None:
    root, public_id, _ = filed
    done = newsarchive("diff", public_id, "--archive", root)
    assert (done.returncode, done.stderr) == (0, "")
    head, (place, text) = done.stdout.splitlines()[:2], done.stdout.splitlines()[2:]
    assert [line[:13] for line in head] == ["--- version 2", "+++ version 3"]
    assert (place, text) == ("@@ paragraph 3 added: correction @@", "+更正：人数有误。")


@pytest.mark.parametrize("numbers", [("1", "2"), ("2",)])
def test_any_two_versions_are_compared(filed: tuple[Path, str, str], numbers: tuple[str, ...]) -> None:
    root, public_id, _ = filed
    done = newsarchive("diff", f"{HOME}/a.html", *numbers, "--archive", root)
    assert done.stdout.splitlines()[2:] == [
        "@@ title edited: headline, figure @@",
        "-干警进村",
        "+千名干警进村",
        "@@ paragraph 1 edited: figure @@",
        "-全县共有一百二十名干警走进村落。",
        "+全县共有一百三十名干警走进村落。",
    ]
    told = json.loads(newsarchive("diff", public_id, *numbers, "--json", "--archive", root).stdout)
    assert (told["id"], told["old"]["number"], told["new"]["number"]) == (public_id, 1, 2)
    assert told["kinds"] == ["headline", "figure"]
    assert told["changes"][1]["spans"][1:3] == [{"side": "old", "text": "二"}, {"side": "new", "text": "三"}]


def test_versions_that_say_the_same_are_told_so(filed: tuple[Path, str, str]) -> None:
    root, public_id, _ = filed
    done = newsarchive("diff", public_id, "2", "2", "--archive", root)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "No difference.")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("diff", "ID", "1", "9"), 3, "has no version 9; it has versions 1 to 3"),
        (("diff", "ID", "0"), 3, "has no version 0; it has versions 1 to 3"),
        (("diff", "ID", "1"), 2, "nothing came before it"),
        (("diff", "ID", "one"), 2, "as an integer"),
        (("diff", "OTHER"), 0, "has one version"),
        (("diff", "OTHER", "1", "2"), 3, "it has one version"),
        (("diff", "aaaaaaaaaaaaaaaa"), 3, "holds no article"),
        (("changes", "--since", "2018-02-30"), 2, "no day of the calendar"),
        (("changes", "--since", "2018-02-01", "--kind", "colour"), 2, "Kinds: correction, headline, figure"),
        (("changes", "--since", "2018-02-02", "--until", "2018-02-01"), 2, "Change them round"),
        (("changes", "--since", "2019-01-01"), 0, "No change was seen since 2019-01-01."),
        (("changes", "--since", "2018-01-01", "--portal", "none"), 3, "'none'"),
        (("gone", "--since", "2019-01-01"), 0, "No article is known to be gone since 2019-01-01."),
    ],
)
def test_what_cannot_be_done_is_said(
    filed: tuple[Path, str, str], words: tuple[str, ...], code: int, told: str
) -> None:
    root, public_id, other = filed
    asked = [{"ID": public_id, "OTHER": other}.get(word, word) for word in words]
    done = newsarchive(*asked, "--archive", root)
    assert done.returncode == code
    assert told in " ".join(done.stderr.split())


def test_changes_across_the_archive(filed: tuple[Path, str, str]) -> None:
    root, public_id, _ = filed
    done = newsarchive("changes", "--since", "2018-02-01", "--archive", root)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "千名干警进村"
    assert "version 2 · headline, figure" in lines[1]
    assert lines[2:5] == [
        "  title edited: {+千名+}干警进村",
        "  paragraph 1 edited: 全县共有一百[-二-]{+三+}十名干警走进村落。",
        f"{public_id}  {HOME}/a.html",
    ]
    told = newsarchive("changes", "--since", "2018-02-01", "--kind", "correction", "--json", "--archive", root)
    (change,) = map(json.loads, told.stdout.splitlines())
    assert (change["version"], [c["new"] for c in change["changes"]]) == (3, ["更正：人数有误。"])


def test_what_is_gone(filed: tuple[Path, str, str]) -> None:
    root, _, other = filed
    done = newsarchive("gone", "--since", "2018-03-01", "--archive", root)
    assert done.stdout.splitlines()[0] == "要消失的报道"
    assert re.search(r"last seen 2018-02-14 08:\d\d UTC · gone 2018-03-14 08:00 UTC · HTTP 410", done.stdout)
    (gone,) = map(json.loads, newsarchive("gone", "--json", "--archive", root).stdout.splitlines())
    assert (gone["id"], gone["reason"], gone["canonical_url"]) == (other, "HTTP 410", f"{HOME}/b.html")
    assert "gone: the portal no longer shows it" in newsarchive("show", other, "--archive", root).stdout


def test_in_a_terminal_what_changed_is_marked() -> None:
    from rich.console import Console

    console = Console(file=io.StringIO(), force_terminal=True, color_system="standard", width=200)
    for line in diff_lines(difference(FIRST, SECOND)):
        console.print(line)
    written = console.file.getvalue()  # type: ignore[attr-defined]
    assert "\x1b[1;7;31m二\x1b[0m" in written
    assert "\x1b[1;7;32m三\x1b[0m" in written


def test_a_change_on_one_line_is_short_however_long_the_paragraph() -> None:
    old = Read(title="t", sections=(Section(paragraphs=("字" * 5000 + "旧。",)),))
    new = Read(title="t", sections=(Section(paragraphs=("字" * 5000 + "新。" + "字" * 900,)),))
    (change,) = difference(old, new).changes
    line = short(change)
    assert len(line) < 200
    assert "[-旧。-]{+新。字" in line


def test_versions_by_different_parsers_are_told(tmp_path: Path) -> None:
    root = tmp_path / "news"
    with init_archive(root, contact="tests@example.org") as archive:
        old = Read(title="旧", sections=FIRST.sections, parser="test-0")
        public_id = [file(archive, item, path="/a.html") for item in (old, FIRST)][-1]
        with writing(archive.engine) as session:
            assert len(session.scalars(select(Version)).all()) == 2
    assert "newsarchive reparse --apply" in newsarchive("diff", public_id, "--archive", root).stderr
