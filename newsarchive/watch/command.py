"""Telling by a command of the archive's keeper."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from newsarchive.config import Config
from newsarchive.errors import ConfigError, Incomplete
from newsarchive.watch.mail import PASSWORD

PATIENCE = 30.0
"""Seconds that the command may take; then it is killed, with all that it began."""


def run_command(config: Config, facts: Mapping[str, Any], *, patience: float = PATIENCE) -> None:
    """Run `on_problem` in the archive's folder, without a shell, with facts as JSON on its standard input.

    Raises ConfigError where it is no command or cannot be begun, Incomplete where it takes too long or ends with
    another code than 0.
    """
    try:
        words = shlex.split(config.on_problem)
        process = subprocess.Popen(  # noqa: S603 - the keeper's own command
            words,
            cwd=config.root,
            env={name: value for name, value in os.environ.items() if name != PASSWORD},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError, IndexError) as error:
        raise ConfigError(
            f"on_problem cannot be run: {error}.", next_step="Correct on_problem in archive.toml."
        ) from None
    try:
        _, said = process.communicate(json.dumps(facts, ensure_ascii=False, default=_plain).encode(), timeout=patience)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise Incomplete(f"on_problem took longer than {patience:g} s and was killed.") from None
    if process.returncode:
        told = said.decode("utf-8", "replace").strip().splitlines()
        last = f": {told[-1][:200]}" if told else "."
        raise Incomplete(f"on_problem ended with exit code {process.returncode}{last}")


def _plain(value: Any) -> str:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)
