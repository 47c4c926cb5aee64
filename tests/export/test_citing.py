"""Citations as their styles want them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from newsarchive.cli.main import app
from newsarchive.errors import NotFound, UsageError
from newsarchive.export.citing import Style, cite
from newsarchive.items import Credit, Role
from newsarchive.store.archive import Archive
from tests.export.loaded import stored
from tests.query.filing import article, file, on


def credited(*names: str, role: Role = Role.REPORTER) -> tuple[Credit, ...]:
    return tuple(Credit(name=name, role=role) for name in names)


FIELDS: dict[str, Any] = {
    "title": "千名干警  暖民心 100%",
    "credits": (*credited("杜鹏", "李四"), *credited("王五", role=Role.EDITOR)),
    "source": "泸州日报",
    "language": "zh",
    "canonical_url": "https://www.example.org/a_b.html",
    **on(date(2018, 2, 3)),
}
PROOF = "captured 2018-02-14T01:02:03Z, newsarchive small/aaaaaaaaaaaaaaaa, sha1:ABC"
WANTED = {
    Style.BIBTEX: """@misc{newsarchive-aaaaaaaaaaaaaaaa,
  author = {{杜鹏} and {李四}},
  title = {{千名干警 暖民心 100\\%}},
  howpublished = {泸州日报},
  year = {2018},
  month = {2},
  day = {3},
  url = {https://www.example.org/a_b.html},
  urldate = {2018-02-14},
  langid = {zh},
  note = {PROOF},
}""",
    Style.RIS: """TY  - NEWS
AU  - 杜鹏
AU  - 李四
TI  - 千名干警 暖民心 100%
T2  - 泸州日报
PY  - 2018
DA  - 2018/02/03/
LA  - zh
UR  - https://www.example.org/a_b.html
Y2  - 2018/02/14/
AN  - aaaaaaaaaaaaaaaa
N1  - PROOF
ER  - """,
    Style.CHICAGO: "杜鹏 and 李四, “千名干警 暖民心 100%,” 泸州日报, February 3, 2018, "
    "https://www.example.org/a_b.html (PROOF).",
    Style.GB7714: "杜鹏, 李四. 千名干警 暖民心 100%[N/OL]. 泸州日报, 2018-02-03[2018-02-14]. "
    "https://www.example.org/a_b.html. PROOF.",
}


@pytest.mark.parametrize("style", Style)
def test_an_article_is_cited_with_what_proves_it(style: Style) -> None:
    assert cite(stored(article("正文", **FIELDS)), style) == WANTED[style].replace("PROOF", PROOF)


def test_what_a_page_does_not_say_is_left_out() -> None:
    bare = stored(article("正文", title="题目", canonical_url="https://www.example.org/"))
    assert cite(bare, Style.GB7714) == f"题目[N/OL]. [2018-02-14]. https://www.example.org/. {PROOF}."
    assert cite(bare, Style.CHICAGO) == f"“题目,” https://www.example.org/ ({PROOF})."
    assert "author" not in cite(bare, Style.BIBTEX)
    many = stored(article("正文", **FIELDS | {"credits": credited("甲乙", "丙丁", "戊己", "庚辛")}))
    assert cite(many, Style.GB7714).startswith("甲乙, 丙丁, 戊己, 等. ")
    assert cite(many, Style.CHICAGO).startswith("甲乙 et al., “")


@settings(deadline=None, derandomize=True)
@given(title=st.text(), name=st.text(), source=st.text(), url=st.text())
def test_nothing_that_a_page_says_breaks_a_file_of_citations(title: str, name: str, source: str, url: str) -> None:
    fields: dict[str, Any] = {"title": title, "credits": credited(name), "source": source, "canonical_url": url}
    item = stored(article("正文", **fields))
    bibtex = re.sub(r"\\[\\{}]", "", cite(item, Style.BIBTEX))
    depth = 0
    for sign in bibtex:
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    assert depth == 0
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in cite(item, Style.RIS).split("\n"))


def test_the_command_cites_several(archive: Archive) -> None:
    ids = [file(archive, article("正文", **FIELDS)) for _ in range(2)]
    run = CliRunner().invoke
    root = str(archive.root)
    told = run(app, ["cite", *ids, "--style", "bibtex", "--archive", root])
    assert told.exit_code == 0
    assert re.findall(r"@misc\{newsarchive-(\w+),", told.stdout) == ids
    assert isinstance(run(app, ["cite", ids[0], "--style", "mla", "--archive", root]).exception, UsageError)
    assert isinstance(run(app, ["cite", "zzzzzzzz", "--archive", root]).exception, NotFound)
