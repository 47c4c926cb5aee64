"""The floor of reading: a figure that falls is named; without labelled pages there is nothing to measure."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.extraction import __main__ as floor


def test_a_figure_that_falls_by_more_than_the_slack_is_named() -> None:
    recorded = {"weekly": {"title": 0.95, "day": 0.9}, "daily": {"title": 0.5}}
    assert floor.fallen(recorded, recorded) == []
    assert floor.fallen({"weekly": {"title": 0.949, "day": 0.99}, "daily": {"title": 0.5}}, recorded) == []
    assert floor.fallen({"weekly": {"title": 0.94, "day": 0.9}}, recorded) == [
        "weekly title: 0.9400, recorded 0.9500",
        "daily title: 0.0000, recorded 0.5000",
    ]


def test_without_labelled_pages_it_says_so_and_is_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(floor, "LABELS", tmp_path / "none")
    monkeypatch.setattr("sys.argv", ["floor"])
    assert floor.main() == 0
    assert capsys.readouterr().out.count("\n") == 1


def test_a_fallen_figure_fails_and_recording_makes_it_the_floor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "floor.json"
    path.write_text('{"weekly": {"title": 0.95}}', encoding="utf-8")
    for name, value in (("FLOOR", path), ("SCORE", path), ("LABELS", path), ("ROOT", tmp_path)):
        monkeypatch.setattr(floor, name, value)
    monkeypatch.setattr(floor, "measure", lambda: {"weekly": {"title": 0.9}})
    monkeypatch.setattr("sys.argv", ["floor"])
    assert floor.main() == 1
    assert "weekly title: 0.9000, recorded 0.9500" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["floor", "--record"])
    assert floor.main() == 0
    monkeypatch.setattr("sys.argv", ["floor"])
    assert floor.main() == 0
