"""A file is there whole, or as it was before."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive.errors import DiskFull, UsageError
from newsarchive.export.files import replaced


def test_a_file_takes_its_place_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    with replaced(path) as file:
        file.write("新\r\n")
        assert path.read_text(encoding="utf-8") == "old"
    assert path.read_bytes() == "新\r\n".encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_what_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old", encoding="utf-8")

    def stopped() -> None:
        with replaced(path) as file:
            file.write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real.csv")
    with replaced(tmp_path / "link") as file:
        file.write("x")
    assert (tmp_path / "real.csv").read_text(encoding="utf-8") == "x"
    assert (tmp_path / "link").is_symlink()


@pytest.mark.parametrize("where", ["none/a.csv", "."])
def test_where_no_file_can_be_is_told(tmp_path: Path, where: str) -> None:
    with pytest.raises(UsageError), replaced(tmp_path / where):
        pass


def test_a_device_is_written_to_as_it_is() -> None:
    with replaced(Path("/dev/null")) as file:
        file.write("x")
    assert Path("/dev/null").is_char_device()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_told() -> None:
    with pytest.raises(DiskFull, match="/dev/full"), replaced(Path("/dev/full")) as file:
        file.write("x" * 100_000)
