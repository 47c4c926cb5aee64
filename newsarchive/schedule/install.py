"""Making the machine call `run-due` every minute: systemd timer units, or a line of a crontab."""

from __future__ import annotations

import hashlib
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from newsarchive.errors import UsageError


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


def units(root: Path, *, python: str = sys.executable) -> Units:
    """Return the units that run what is due in the archive at `root`."""
    mark = hashlib.sha256(str(root).encode()).hexdigest()[:8]
    words = (python, "-m", "newsarchive", "schedule", "run-due", "--archive", str(root))
    service = f"""\
[Unit]
Description=Crawl what is due for the news archive in {_plain(root)}
Documentation=man:systemd.service(5)
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={" ".join(_quoted(word) for word in words)}
TimeoutStartSec=infinity
TimeoutStopSec=5min
KillMode=mixed
Nice=10
NoNewPrivileges=true
PrivateTmp=true
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
    """Return the line of a crontab (crontab(5)) that runs what is due in the archive at `root` every minute."""
    words = (python, "-m", "newsarchive", "schedule", "run-due", "--archive", str(root))
    return "* * * * * " + shlex.join(words).replace("%", r"\%")


def has_systemd() -> bool:
    """Whether this machine was booted with systemd (sd_booted(3))."""
    return Path("/run/systemd/system").is_dir() and shutil.which("systemctl") is not None


def write_units(made: Units, folder: Path) -> None:
    """Write the units into a folder that systemd reads. Raises UsageError when it may not be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in made.files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except PermissionError:
        raise UsageError(
            f"{folder} may not be written.", next_step="Install for yourself (without --system), or call it as root."
        ) from None


def add_to_crontab(line: str) -> None:
    """Add a line to the user's crontab unless it is there. Raises UsageError where there is no cron."""
    program = shutil.which("crontab")
    if program is None:
        raise UsageError(
            "This machine has neither systemd nor cron.",
            next_step="Call this command every minute by what you have: newsarchive schedule run-due",
        )
    before = subprocess.run([program, "-l"], check=False, capture_output=True, text=True)  # noqa: S603 - no shell
    lines = before.stdout.splitlines() if before.returncode == 0 else []
    if line not in lines:
        text = "\n".join([*lines, line]) + "\n"
        subprocess.run([program, "-"], check=True, input=text, text=True)  # noqa: S603


def _quoted(word: str) -> str:
    """Quote a word of a command line (systemd.service(5), COMMAND LINES); % and $ mean themselves."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if not word.replace("/", "").replace("-", "").replace(".", "").isalnum() else escaped


def _plain(root: Path) -> str:
    return str(root).replace("%", "%%").replace("\n", " ")
