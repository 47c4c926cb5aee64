"""`python -m tests.wheel`: build the wheel, install it alone, and run it away from the checkout."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command and return what it prints; stop with its own words where it fails."""
    done = subprocess.run([str(word) for word in command], cwd=cwd, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def main() -> None:
    """Show that the wheel works without the checkout: portals, migrations and commands travel in it."""
    with tempfile.TemporaryDirectory(prefix="newsarchive-wheel-") as folder:
        away = Path(folder)
        run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", away, cwd=ROOT)
        wheel = next(away.glob("*.whl"))
        venv.create(away / "venv", with_pip=True)
        python = away / "venv" / "bin" / "python"
        constraints = unhashed(ROOT / "requirements.lock", away)
        quiet = ("--quiet", "--disable-pip-version-check")
        run(python, "-m", "pip", "install", *quiet, wheel, "--constraint", constraints, cwd=away)
        command = away / "venv" / "bin" / "newsarchive"
        assert "crawl" in run(command, "--help", cwd=away)
        assert "yybnet" in run(command, "portal", "list", cwd=away)
        run(command, "init", "archive", "--contact", "wheel@example.org", cwd=away)
        run(command, "verify", "--archive", "archive", cwd=away)
        print(f"{wheel.name} installs alone and runs.")


def unhashed(lock: Path, folder: Path) -> Path:
    """Write the locked versions as constraints: the wheel asks for what it needs, the lock says which version."""
    pins = [line.rstrip(" \\") for line in lock.read_text(encoding="utf-8").splitlines() if "==" in line]
    path = folder / "constraints.txt"
    path.write_text("\n".join(pins) + "\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    main()
