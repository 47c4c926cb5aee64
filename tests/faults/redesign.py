"""A small run after a redesign: what it fetches departs from what is usual and is held, the first of it taken back."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from newsarchive.errors import NewsArchiveError
from newsarchive.store.archive import init_archive, open_archive
from newsarchive.store.database import reading
from newsarchive.store.models import Capture
from newsarchive.store.outcomes import Outcome
from tests.faults.small_run import Ack, Run
from tests.store.rounds import Round, teaser

NEW = 10
"""Articles that are new since the redesign; as many pages are looked at again as were new the day before."""
USUAL = (34, 8)
"""Articles of the days before."""
SIZE = 20_000
"""Bytes after which a WARC file is closed: the run fills one or two."""
SOON = timedelta(minutes=1)
"""After which a run follows one that was disturbed: nothing more is due then."""


def redesigned(root: Path) -> Run:
    """Make the archive of a portal that was followed for two days before its redesign, and return what follows it."""
    init_archive(root, contact="tests@example.org").close()
    with (root / "archive.toml").open("a", encoding="utf-8") as file:
        file.write(f"warc_size = {SIZE}\n")
    with open_archive(root) as archive:
        life = Round(archive)
        for count in USUAL:
            life.publish(count)
            life.run()
    life.now += timedelta(days=1)
    life.layout = teaser
    life.publish(NEW)

    def run(root: Path, acknowledge: Callable[[Ack], None]) -> int:
        try:
            with open_archive(root) as archive, reading(archive.engine) as session:
                last = session.scalar(select(func.max(Capture.fetched_at)))
            with open_archive(root) as archive:
                now = max(life.now, last or life.now)
                follow = replace(life, archive=archive, now=now, acknowledge=lambda done: acknowledge(_ack(done)))
                follow.run(after=SOON)
        except NewsArchiveError as error:
            print(error, file=sys.stderr)
            return error.exit_code
        return 0

    return run


def _ack(done: Outcome) -> Ack:
    """Return what is promised of a page: its bytes, for what was read there may be taken back."""
    assert done.capture is not None
    body = hashlib.sha256(done.capture.body).hexdigest()
    return {"address": done.capture.url, "body": body, "public_id": None, "text": []}
