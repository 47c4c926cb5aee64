"""One look at an archive's alarms, in a process of its own: python -m newsarchive.watch ARCHIVE.

Whoever runs crawls begins it, so that neither a slow mail server nor a command that hangs ever holds a crawl up. What
began or ended, and what could not be told, is written to standard error once.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from newsarchive.errors import NewsArchiveError
from newsarchive.store.archive import open_archive
from newsarchive.watch.look import look


def main() -> None:
    """Look once; end with the exit code of what kept it from looking."""
    now = datetime.now(UTC)

    def say(text: str) -> None:
        print(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} {text}", file=sys.stderr)  # noqa: T201 - it is a program

    try:
        with open_archive(sys.argv[1]) as archive:
            look(archive, now, warn=say, say=say)
    except NewsArchiveError as error:
        say(f"The alarms were not looked at: {error}")
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
