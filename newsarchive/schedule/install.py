"""Making the machine run what is due: systemd units, a line of a crontab, or a task of Windows."""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from newsarchive.errors import UsageError

_BY_HAND = "See the line and add it by hand: newsarchive schedule install --cron --dry-run"


SAMPLE = 1000
"""Captures that are verified every week."""


@dataclass(frozen=True, kw_only=True)
class Units:
    """A service that runs the schedules; another that verifies a sample, with its timer (systemd.unit(5))."""

    files: dict[str, str]
    """The text of each unit by its file's name, made of the archive's folder: several can live on a machine."""
    begin_with: tuple[str, ...]
    """Those that are to be enabled."""


def units(root: Path, *, python: str = sys.executable, system: bool = False) -> Units:
    """Return the units for the archive at `root`.

    Those of the `system` run as the account that owns the archive, never as root because root installed them.
    Nothing is set that would hide /tmp, the home folders or another disk: the archive may lie there.
    """
    name = _name(root)
    account = f"User={_owner(root)}\n" if system else ""
    wanted_by = "multi-user.target" if system else "default.target"
    run = _service(
        f"Crawl what is due for the news archive in {_plain(root)}",
        f"Type=exec\nRestart=always\nRestartSec=30\nTimeoutStopSec=5min\nKillMode=mixed\n{account}",
        _command(python, "schedule", "run", root=root),
    )
    check = _service(
        f"Verify a sample of the news archive in {_plain(root)}",
        f"Type=oneshot\nTimeoutStartSec=infinity\n{account}",
        _command(python, "verify", "--sample", str(SAMPLE), root=root),
    )
    timer = f"""\
[Unit]
Description=Verify a sample of the news archive in {_plain(root)} every week

[Timer]
OnCalendar=weekly
Persistent=true
RandomizedDelaySec=2h

[Install]
WantedBy=timers.target
"""
    return Units(
        files={
            f"{name}.service": f"{run}\n[Install]\nWantedBy={wanted_by}\n",
            f"{name}-verify.service": check,
            f"{name}-verify.timer": timer,
        },
        begin_with=(f"{name}.service", f"{name}-verify.timer"),
    )


def _service(description: str, how: str, command: tuple[str, ...]) -> str:
    return f"""\
[Unit]
Description={description}
Wants=network-online.target
After=network-online.target

[Service]
{how}\
ExecStart={" ".join(_quoted(word) for word in command)}
Nice=10
NoNewPrivileges=true
RestrictSUIDSGID=true
LockPersonality=true
"""


def _command(python: str, *words: str, root: Path) -> tuple[str, ...]:
    return (python, "-m", "newsarchive", *words, "--archive", str(root))


def _name(root: Path) -> str:
    return f"newsarchive-{hashlib.sha256(os.fsencode(root)).hexdigest()[:8]}"


def windows_task(root: Path, *, python: str = sys.executable, distribution: str | None = None) -> str:
    """Return the command that makes a task of Windows (schtasks /Create) which runs what is due every minute.

    newsarchive runs in the Windows Subsystem for Linux, whose `distribution` is the one that we are in unless it is
    given. Raises UsageError for a folder whose name the command cannot say.
    """
    distribution = distribution or os.environ.get("WSL_DISTRO_NAME")
    inside = ("--distribution", distribution, "--exec") if distribution else ("--exec",)
    words = ("wsl.exe", *inside, *_command(python, "schedule", "run-due", root=root))
    if any(sign in word for word in words for sign in '"%\n\r'):
        raise UsageError(
            f"A task cannot name {str(root)!r}: it has quotes, a percent sign or a line break.",
            next_step="Rename the archive's folder.",
        )
    quoted = " ".join(f'\\"{word}\\"' if " " in word else word for word in words)
    return f'schtasks /Create /F /TN {_name(root)} /SC MINUTE /TR "{quoted}"'


def crontab_line(root: Path, *, python: str = sys.executable) -> str:
    """Return the line of a crontab (crontab(5)) that runs what is due in the archive at `root` every minute.

    Raises UsageError for a folder whose name has a line break: a crontab cannot say it.
    """
    if "\n" in f"{root}{python}":
        raise UsageError(
            f"A crontab cannot name {str(root)!r}: it has a line break.", next_step="Rename the archive's folder."
        )
    words = _command(python, "schedule", "run-due", root=root)
    return "* * * * * " + shlex.join(words).replace("%", r"\%")


def has_systemd() -> bool:
    """Whether this machine was booted with systemd (sd_booted(3))."""
    return Path("/run/systemd/system").is_dir() and shutil.which("systemctl") is not None


def write_units(made: Units, folder: Path) -> None:
    """Write the units into a folder that systemd reads. Raises UsageError when it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in made.files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written: {error.strerror}.",
            next_step="Install for yourself (without --system), or call it as root.",
        ) from None


def add_to_crontab(line: str) -> None:
    """Add a line to the user's crontab unless it is there; every other line stays.

    Raises UsageError where there is no cron, or where it lets this account have no crontab.
    """
    program = shutil.which("crontab")
    if program is None:
        raise UsageError(
            "This machine has neither systemd nor cron.",
            next_step="Call this command every minute by what you have: newsarchive schedule run-due",
        )
    before = _crontab(program, "-l")
    none_yet = any(words in before.stderr.lower() for words in ("no crontab", "no such file"))
    if before.returncode != 0 and not none_yet:  # what cannot be read must not be replaced
        raise UsageError(f"Your crontab cannot be read: {before.stderr.strip()}", next_step=_BY_HAND)
    lines = before.stdout.splitlines() if before.returncode == 0 else []
    if line in lines:
        return
    after = _crontab(program, "-", "\n".join([*lines, line]) + "\n")
    if after.returncode != 0:
        raise UsageError(f"Your crontab cannot be changed: {after.stderr.strip()}", next_step=_BY_HAND)


def _crontab(program: str, word: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([program, word], check=False, input=text, capture_output=True, text=True)  # noqa: S603


def _owner(root: Path) -> str:
    try:
        return root.owner()
    except (KeyError, OSError):  # a user id without a name
        return str(root.stat().st_uid)


def _quoted(word: str) -> str:
    """Quote a word of a command line (systemd.service(5), COMMAND LINES); % and $ mean themselves."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    escaped = escaped.replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"' if not word.replace("/", "").replace("-", "").replace(".", "").isalnum() else escaped


def _plain(root: Path) -> str:
    """Return a folder's name as one line of a unit; a backslash at its end would join the next line to it."""
    return " ".join(str(root).split()).replace("\\", "/").replace("%", "%%")
