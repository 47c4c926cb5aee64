"""A month of three portals' life is followed without a gap; a year is `python -m tests.following --days 365`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.following.months import live

pytestmark = pytest.mark.proof


def test_a_month_is_followed(tmp_path: Path) -> None:
    assert list(live(tmp_path, days=30, seed=2)) == []
