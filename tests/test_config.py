"""archive.toml is changed by one process after the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from newsarchive.config import load_config, write_config

AT_ONCE = 16


def test_settings_changed_at_once_are_all_kept(tmp_path: Path) -> None:
    write_config(tmp_path, contact="a@example.org")
    names = ["operator", "delay", "rehearsal", "assets", "warc_days", "warc_size", "min_free", "disk_budget"]
    values = ["somebody", 2.5, True, "none", 7, 1000, "1 GB", "2 GB"]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(5):
            list(pool.map(lambda pair: write_config(tmp_path, **dict([pair])), zip(names, values, strict=True)))
    config = load_config(tmp_path, {})
    assert [getattr(config, name) for name in ["contact", *names]] == ["a@example.org", *values]
