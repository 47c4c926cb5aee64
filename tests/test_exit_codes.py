"""The documented exit codes are the ones that errors carry."""

from __future__ import annotations

import re
from pathlib import Path

from newsarchive import errors


def test_the_page_and_the_error_tree_agree() -> None:
    page = (Path(__file__).parents[1] / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    told = {name: int(code) for code, name in re.findall(r"^\| (\d+) \| (\w+) \|", page, re.MULTILINE)}
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.NewsArchiveError)
    ]
    carried = {kind.__name__: kind.exit_code for kind in kinds if kind is not errors.NewsArchiveError}
    assert told == carried
