"""What all tests share."""

from __future__ import annotations

import pytest
from hypothesis import settings

pytest_plugins = ["tests.databases"]

settings.register_profile("newsarchive", deadline=None, derandomize=True)  # a slow machine is no fault of the code
settings.load_profile("newsarchive")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what the golden pages are written anew with."""
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what is read on tests/fixtures/pages where it differs from expected.json, for review",
    )
