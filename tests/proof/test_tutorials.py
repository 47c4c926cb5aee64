"""The tutorials of docs/ work from the first line to the last, in the folder of the demo."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import ROOT, environment

pytestmark = pytest.mark.proof

TUTORIALS = ROOT / "docs" / "tutorials"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demo was."""
    there = tmp_path_factory.mktemp("tutorials")
    subprocess.run([sys.executable, "-m", "demo"], cwd=there, env=environment(), check=True, capture_output=True)
    return there


def blocks_of(page: Path) -> list[tuple[str, str]]:
    """Return the language and the lines of each block of a page."""
    return re.findall(r"^```(\w+)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", sorted(TUTORIALS.glob("*.md")), ids=lambda path: path.stem)
def test_a_page_works_as_it_is_typed(page: Path, folder: Path) -> None:
    environ = environment(
        NEWSARCHIVE_ARCHIVE="demo-archive", PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    )
    blocks = blocks_of(page)
    assert {language for language, _ in blocks} == {"sh", "python"}
    for language, lines in blocks:
        words = ["bash", "-euo", "pipefail", "-c"] if language == "sh" else [sys.executable, "-c"]
        done = subprocess.run([*words, lines], cwd=folder, env=environ, check=False, capture_output=True, text=True)
        assert done.returncode == 0, f"{lines}\n{done.stdout}{done.stderr}"
        assert done.stdout or ">" in lines or "-o" in lines, lines
    with (folder / "articles.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) > 10
    assert "干警" in (folder / "text.jsonl").read_text(encoding="utf-8")
    assert (folder / "county-news-1-open" / "data" / "ngrams.csv").stat().st_size > 1000


def cells_of(notebook: Path) -> Iterator[str]:
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            yield "".join(cell["source"])


def shown(statements: str) -> str:
    """Return statements that print the value of the last one, as a notebook shows it."""
    *before, last = statements.splitlines()
    return "\n".join([*before, f"print(repr({last}))"]) if not last.startswith((" ", "print", ")")) else statements


@pytest.mark.parametrize("notebook", sorted(TUTORIALS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_runs(notebook: Path, folder: Path) -> None:
    program = "\n\n".join(map(shown, cells_of(notebook)))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], cwd=folder, env=environment(), check=False, capture_output=True
    )
    said = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    assert "干警" in said
    assert said.count("\n") > 30
