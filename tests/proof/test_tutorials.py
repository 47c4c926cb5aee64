"""The tutorials of docs/ work from the first line to the last, in the folder of the demo."""

from __future__ import annotations

import json
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
