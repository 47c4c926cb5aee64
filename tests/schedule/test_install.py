"""What makes the machine call run-due: units that systemd takes, lines that cron takes."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from newsarchive.errors import UsageError
from newsarchive.schedule.install import add_to_crontab, crontab_line, units, windows_task, write_units
from tests.running import newsarchive

CRONTAB = """\
#!/bin/sh
if [ "$1" = -l ]; then cat "$TABLE" 2>/dev/null || { echo "no crontab for me" >&2; exit 1; }; else cat > "$TABLE"; fi
"""


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A crontab program that keeps its table in a file."""
    program = tmp_path / "bin" / "crontab"
    program.parent.mkdir()
    program.write_text(CRONTAB)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("TABLE", str(tmp_path / "table"))
    return tmp_path / "table"


def printed_units(text: str) -> dict[str, str]:
    parts = [part.partition("\n") for part in text.split("# /")[1:]]
    return {Path(name).name: unit for name, _newline, unit in parts}


@pytest.mark.parametrize("whose", ["--user", "--system"])
def test_the_printed_units_are_what_systemd_accepts(tmp_path: Path, whose: str) -> None:
    root = tmp_path / 'my "news" 100% $HOME'
    assert newsarchive("init", root).returncode == 0
    done = newsarchive("schedule", "install", "--dry-run", whose, "--archive", root)
    assert done.returncode == 0, done.stderr
    printed = printed_units(done.stdout)
    assert sorted(Path(name).suffix for name in printed) == [".service", ".service", ".timer"]
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd-analyze on this machine")
    paths = [tmp_path / name for name in printed]
    for path in paths:
        path.write_text(printed[path.name], encoding="utf-8")
    checked = subprocess.run([program, "verify", *paths], check=False, capture_output=True, text=True)
    assert not [line for line in checked.stderr.splitlines() if "newsarchive" in line], checked.stderr


def test_two_archives_have_units_of_their_own(tmp_path: Path) -> None:
    write_units(units(tmp_path / "a"), tmp_path / "units")
    write_units(units(tmp_path / "b"), tmp_path / "units")
    assert len(list((tmp_path / "units").iterdir())) == 6


def test_units_of_the_machine_run_as_the_owner_of_the_archive(tmp_path: Path) -> None:
    services = [text for name, text in units(tmp_path, system=True).files.items() if name.endswith(".service")]
    assert all(f"\nUser={tmp_path.owner()}\n" in text for text in services)
    assert not any("User=" in text for text in units(tmp_path).files.values())


def test_the_service_runs_the_schedules_and_the_timer_verifies() -> None:
    made = units(Path("/srv/news"), python="/usr/bin/python3")
    run, check, timer = made.files.values()
    assert "\nExecStart=/usr/bin/python3 -m newsarchive schedule run --archive /srv/news\n" in run
    assert "Restart=always" in run
    assert "verify --sample" in check
    assert "OnCalendar=weekly" in timer
    assert set(made.begin_with) < set(made.files)


def test_a_task_of_windows_calls_run_due_in_the_subsystem(tmp_path: Path) -> None:
    root = Path("/srv/local news")
    line = windows_task(root, python="/usr/bin/python3", distribution="Debian")
    command = line.partition(" /TR ")[2].removeprefix('"').removesuffix('"').replace('\\"', '"')  # as Windows reads it
    assert shlex.split(command) == [
        *("wsl.exe", "--distribution", "Debian", "--exec", "/usr/bin/python3", "-m", "newsarchive"),
        *("schedule", "run-due", "--archive", str(root)),
    ]
    with pytest.raises(UsageError):
        windows_task(Path("/srv/100%"))
    newsarchive("init", tmp_path / "news")
    printed = newsarchive("schedule", "install", "--windows", "--archive", tmp_path / "news")
    assert printed.returncode == 0
    assert printed.stdout.startswith("schtasks /Create ")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be written"):
        write_units(units(tmp_path), tmp_path / "file" / "units")


def test_the_crontab_line_calls_run_due(tmp_path: Path) -> None:
    line = crontab_line(tmp_path / "news 5%")
    assert line.startswith("* * * * * ")
    command = line.removeprefix("* * * * * ").replace(r"\%", "%")  # as cron does before it asks the shell
    words = subprocess.run(
        ["sh", "-c", f"printf '%s\\n' {command}"], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    assert words[1:] == ["-m", "newsarchive", "schedule", "run-due", "--archive", str(tmp_path / "news 5%")]


def test_a_line_break_never_reaches_a_crontab(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        crontab_line(tmp_path / "news\n* * * * * date")


def test_the_crontab_keeps_its_other_lines_and_gets_ours_once(table: Path) -> None:
    table.write_text("MAILTO=me\n0 1 * * * backup\n")
    for _ in range(2):
        add_to_crontab("* * * * * ours")
    assert table.read_text() == "MAILTO=me\n0 1 * * * backup\n* * * * * ours\n"


def test_a_first_crontab_is_made(table: Path) -> None:
    add_to_crontab("* * * * * ours")
    assert table.read_text() == "* * * * * ours\n"


def test_a_crontab_that_cannot_be_read_is_left_alone(table: Path) -> None:
    table.write_text("0 1 * * * backup\n")
    program = table.parent / "bin" / "crontab"
    program.write_text('#!/bin/sh\nif [ "$1" = -l ]; then echo denied >&2; exit 1; fi; cat > "$TABLE"\n')
    with pytest.raises(UsageError, match="denied"):
        add_to_crontab("* * * * * ours")
    assert table.read_text() == "0 1 * * * backup\n"


def test_nobody_to_ask_changes_no_crontab(tmp_path: Path, table: Path) -> None:
    newsarchive("init", tmp_path / "news")
    words = ("schedule", "install", "--cron", "--archive", str(tmp_path / "news"))
    done = newsarchive(*words)
    assert done.returncode == 2
    assert "--yes" in done.stderr
    assert not table.exists()
    assert newsarchive(*words, "--yes").returncode == 0
    assert "run-due" in table.read_text()
