"""The house: what may be loaded when, and that nothing is where it should not be."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


def loaded_after(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_extract_loads_neither_scrapy_nor_twisted_nor_a_database() -> None:
    page = "<html><body><h1>t</h1><p>" + "这是一段足够长的正文，用来让读取器认真地工作一次。" * 5 + "</p></body></html>"
    statement = f"from newsarchive import extract; extract({page!r}); extract({page!r}, portal='yybnet')"
    assert not loaded_after(statement) & {"twisted", "scrapy", "sqlalchemy", "alembic", "typer"}


def test_importing_the_package_loads_no_parser() -> None:
    assert not loaded_after("import newsarchive") & {"twisted", "scrapy", "sqlalchemy", "lxml", "parsel", "typer"}


def test_help_is_quick_and_loads_no_engine() -> None:
    loaded = loaded_after("import newsarchive.cli.main")
    assert not loaded & {"twisted", "scrapy", "sqlalchemy", "lxml", "alembic", "parsel"}
    started = time.monotonic()
    subprocess.run([sys.executable, "-m", "newsarchive", "--help"], check=True, capture_output=True, cwd=ROOT)
    assert time.monotonic() - started < 10  # a hang is a fault; how fast it is, `make bench` tells


def test_the_lock_and_the_project_name_no_registry() -> None:
    for name in ("requirements.lock", "requirements-bench.lock", "pyproject.toml", "Makefile", ".ci/run"):
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        assert "--index-url" not in text, path
        assert "://pypi" not in text, path


def test_every_portal_file_states_a_portal() -> None:
    from newsarchive.portals.registry import iter_portals, portal_files

    assert {portal.id for portal in iter_portals()} == set(portal_files())
