"""Programs of others that prove what newsarchive writes, each in an environment of its own beside the checkout.

They are no part of newsarchive, which never imports them; where one cannot be installed, what asks for it is skipped.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import ROOT

PATIENCE = 300
"""Seconds that an installation may take."""


def program(name: str, *packages: str) -> Path:
    """Return the folder of a tool's programs; the environment is made on first use and kept in `.venv/tools/`."""
    home = ROOT / ".venv" / "tools" / name
    ready = home / ".ready"
    if not ready.exists():
        try:
            subprocess.run([sys.executable, "-m", "venv", home], check=True, capture_output=True, timeout=PATIENCE)
            install = [str(home / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", *packages]
            subprocess.run(install, check=True, capture_output=True, timeout=PATIENCE)
        except (subprocess.SubprocessError, OSError):
            pytest.skip(f"{name} cannot be installed here: what it would prove is not proved")
        ready.touch()
    return home / "bin"
