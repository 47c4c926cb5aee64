"""Making the machine call `run-due` every minute: systemd timer units, or a line of a crontab."""

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


@dataclass(frozen=True, kw_only=True)
class Units:
    """A service and its timer (systemd.service(5), systemd.timer(5))."""

    name: str
    """Without suffix; made of the archive's folder, so that several archives can live on one machine."""
    service: str
    timer: str

    @property
    def files(self) -> dict[str, str]:
        """The text of each unit by its file's name."""
        return {f"{self.name}.service": self.service, f"{self.name}.timer": self.timer}


def units(root: Path, *, python: str = sys.executable, system: bool = False) -> Units:
    """Return the units that run what is due in the archive at `root`.

    Those of the `system` run as the account that owns the archive, never as root because root installed them.
    Nothing is set that would hide /tmp, the home folders or another disk: the archive may lie there.
    """
    mark = hashlib.sha256(os.fsencode(root)).hexdigest()[:8]
    words = (python, "-m", "newsarchive", "schedule", "run-due", "--archive", str(root))
    account = f"User={_owner(root)}\n" if system else ""
    service = f"""\
[Unit]
Description=Crawl what is due for the news archive in {_plain(root)}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
{account}\
ExecStart={" ".join(_quoted(word) for word in words)}
TimeoutStartSec=infinity
TimeoutStopSec=5min
KillMode=mixed
Nice=10
NoNewPrivileges=true
RestrictSUIDSGID=true
LockPersonality=true
"""
    timer = f"""\
[Unit]
Description=Look every minute what is due for the news archive in {_plain(root)}

[Timer]
OnCalendar=minutely
Persistent=true
AccuracySec=10s

[Install]
WantedBy=timers.target
"""
    return Units(name=f"newsarchive-{mark}", service=service, timer=timer)


def crontab_line(root: Path, *, python: str = sys.executable) -> str:
    """Return the line of a crontab (crontab(5)) that runs what is due in the archive at `root` every minute.

    Raises UsageError for a folder whose name has a line break: a crontab cannot say it.
    """
    if "\n" in f"{root}{python}":
        raise UsageError(
            f"A crontab cannot name {str(root)!r}: it has a line break.", next_step="Rename the archive's folder."
        )
    words = (python, "-m", "newsarchive", "schedule", "run-due", "--archive", str(root))
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
