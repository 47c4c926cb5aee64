"""Transactions of several writers."""

from __future__ import annotations

import threading
import time

import pytest
from sqlalchemy import text

from newsarchive.store.archive import Archive
from newsarchive.store.database import writing

HELD = 0.15
"""Seconds of a transaction: longer than SQLite lets pass before it looks again."""


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_one_who_writes_without_a_pause_lets_others_in_between(archive: Archive) -> None:
    begun, done, transactions = threading.Event(), threading.Event(), 0

    def write_on() -> None:
        nonlocal transactions
        while not done.is_set() and transactions < 40:
            with writing(archive.engine) as session:
                session.execute(text("SELECT 1"))
                begun.set()
                time.sleep(HELD)
            transactions += 1

    writer = threading.Thread(target=write_on)
    writer.start()
    begun.wait()
    waited = []
    with Archive(archive.config) as other:
        for _ in range(5):
            before = transactions
            with writing(other.engine) as session:
                session.execute(text("SELECT 1"))
                waited.append(transactions - before)
    done.set()
    writer.join()
    assert max(waited) <= 2
