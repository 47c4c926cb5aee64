"""Pages of many kinds, each beside what a careful reader reads on it: `tests/fixtures/pages/KIND/expected.json`."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import newsarchive
from newsarchive.cli.output import plain

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"
KINDS = sorted(page.parent.name for page in PAGES.glob("*/page.html"))


def as_read(folder: Path) -> dict[str, Any]:
    """What the generic reader makes of a page: the article's fields as JSON has them, or why it is none."""
    capture = json.loads((folder / "capture.json").read_text(encoding="utf-8"))
    facts = {
        "url": capture["url"],
        "fetched_at": datetime.fromisoformat(capture["captured_at"]),
        "content_type": capture["content_type"],
    }
    page = (folder / "page.html").read_bytes()
    article = newsarchive.extract(page, **facts)
    if article is None:
        return {"refused": newsarchive.explain(page, **facts).refusal}
    fields = asdict(article)
    del fields["parser"]  # it changes with every version of the code
    as_json: dict[str, Any] = json.loads(json.dumps(fields, default=plain))
    return as_json


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_read_as_a_careful_reader_reads_it(kind: str, pytestconfig: pytest.Config) -> None:
    expected, read = PAGES / kind / "expected.json", as_read(PAGES / kind)
    wanted = json.loads(expected.read_text(encoding="utf-8")) if expected.exists() else {}
    wrong = {
        name: {"expected": wanted.get(name), "read": read.get(name)}
        for name in {**wanted, **read}
        if wanted.get(name) != read.get(name) or (name in wanted) != (name in read)
    }
    if wrong and (not wanted or pytestconfig.getoption("--update-golden")):
        expected.write_text(json.dumps(read, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        pytest.fail(f"wrote {expected}: review it, then run again")
    assert not wrong
