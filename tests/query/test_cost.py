"""One article is found by an index, by whatever it is named, however large the archive is."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing

import pytest

from newsarchive.query.articles import get_article, like_ids
from newsarchive.query.hidden import get_hidden
from newsarchive.query.reprints import reprints_of
from newsarchive.query.versions import versions_of
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from tests.scans import noting, scanned
from tests.store.delivery import address_of, deliver_all


@pytest.mark.parametrize("backend", ["sqlite"])
def test_no_table_is_looked_through(archive: Archive) -> None:
    deliver_all(archive, 4, random.Random(5))
    with reading(archive.engine) as session, noting(archive.engine) as asked:
        by_address = get_article(session, address_of(0))
        assert by_address is not None
        public_id = by_address.public_id
        by_beginning = get_article(session, public_id[:9].upper())
        assert by_beginning is not None
        assert by_beginning.public_id == public_id
        assert like_ids(session, public_id[:7]) == [public_id]
        assert get_hidden(session, public_id) is None
        assert get_hidden(session, address_of(0)) is None
        assert len(versions_of(session, public_id)) == 1
        reprints_of(session, public_id)
    assert len(asked) > 10
    with closing(sqlite3.connect(archive.config.root / "archive.db")) as database:
        assert list(scanned(database, asked)) == []
