"""PostgreSQL that ends connections, or whose answer to a commit never comes: nothing is lost or there twice."""

from __future__ import annotations

import hashlib
import json
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from psycopg import connect
from sqlalchemy import event
from sqlalchemy.orm import Session

from newsarchive.capture.files import create
from newsarchive.query.canonical import canonical
from newsarchive.store.archive import Archive, init_archive, open_archive
from newsarchive.store.database import reading, writing
from newsarchive.store.events import RunBegun
from newsarchive.store.models import Portal, WarcFile
from newsarchive.store.outcomes import Outcome
from newsarchive.store.verify import verify
from newsarchive.store.writer import Writer
from tests.databases import SERVER, postgresql_database, url_of
from tests.faults.small_run import SMALL, run
from tests.store.delivery import PORTALS, deliver, documents, outcome_of, portal_of

pytestmark = pytest.mark.proof


class Proxy:
    """Between a program and PostgreSQL on loopback; cuts connections where it is told."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.cut_after_commit = 0
        """The how manieth commit from now on is not answered; 0: all are."""
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError), client, socket.create_connection(("127.0.0.1", 5432)) as server:
            while True:
                for ready in select.select([client, server], [], [])[0]:
                    data = ready.recv(1 << 16)
                    if not data:
                        return
                    if ready is client and self._is_to_cut(data):
                        server.sendall(data)
                        server.recv(1 << 16)  # it has committed, and says so: to nobody
                        self.cuts += 1
                        return
                    (server if ready is client else client).sendall(data)

    def _is_to_cut(self, data: bytes) -> bool:
        if b"COMMIT" not in data or not self.cut_after_commit:
            return False
        self.cut_after_commit -= 1
        return self.cut_after_commit == 0


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    made = Proxy()
    yield made
    made.close()


def make(root: Path, database: str) -> None:
    init_archive(root, contact="tests@example.org", database=database).close()
    with (root / "archive.toml").open("a", encoding="utf-8") as file:
        file.write(f"warc_size = {SMALL}\n")


def told(root: Path) -> str:
    with open_archive(root) as archive, reading(archive.engine) as session:
        assert verify(archive).damages == []
        lines = (json.dumps(thing, sort_keys=True, default=str) for thing in canonical(session))
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory, postgresql_template: str) -> str:
    """What an undisturbed run makes."""
    with postgresql_database(postgresql_template) as name:
        root = tmp_path_factory.mktemp("twin") / "news"
        make(root, url_of(name))
        assert run(root, lambda _ack: None) == 0
        return told(root)


@pytest.mark.parametrize("number", range(2, 12))
def test_a_commit_whose_answer_never_comes_is_there_once(
    tmp_path: Path, proxy: Proxy, twin: str, postgresql_template: str, number: int
) -> None:
    with postgresql_database(postgresql_template) as name:
        root = tmp_path / "news"
        make(root, url_of(name).replace(":5432", f":{proxy.port}"))
        proxy.cut_after_commit = number
        code = run(root, lambda _ack: None)
        assert proxy.cuts == 1
        assert code in (0, 8)
        if code != 0:  # it was not the writer's: reading is not tried again
            assert run(root, lambda _ack: None) == 0
        assert told(root) == twin


@pytest.mark.parametrize("seed", range(3))
def test_connections_that_are_ended_lose_nothing(
    tmp_path: Path, twin: str, postgresql_template: str, seed: int
) -> None:
    with postgresql_database(postgresql_template) as name:
        root = tmp_path / "news"
        make(root, url_of(name))
        with _ending(name, 0.15 + seed * 0.1):
            codes = [run(root, lambda _ack: None) for _ in range(2)]
        assert set(codes) <= {0, 8}
        assert run(root, lambda _ack: None) == 0
        assert told(root) == twin


def test_a_commit_still_under_way_when_its_process_is_gone_comes_before_the_next_one(
    tmp_path: Path, postgresql_template: str
) -> None:
    pages = [outcome_of(PORTALS * number, document) for number, document in enumerate(documents(2))]
    with postgresql_database(postgresql_template) as name, archive_of(tmp_path / "news", name) as archive:
        deliver(archive, portal_of(0), pages[:1])
        with _held_commit(archive, pages[1]) as release:
            releasing = threading.Timer(0.5, release)
            releasing.start()
            deliver(archive, portal_of(0), pages[2:])
            releasing.join()
        assert verify(archive).damages == []


def test_a_file_still_being_noted_when_its_process_is_gone_is_the_one_that_the_next_one_continues(
    tmp_path: Path, postgresql_template: str
) -> None:
    page, now = outcome_of(0, documents(1)[0]), datetime.now(UTC)
    with postgresql_database(postgresql_template) as name, archive_of(tmp_path / "news", name) as archive:
        with writing(archive.engine) as session:
            session.add(Portal(id=page.portal_id, name="", home="", country="", language="", zone="", definition=""))
        with Session(archive.engine) as session:
            file = create(archive.config.warc, page.portal_id, now, {})
            facts = {"length": file.length, "records": file.records, "sha256": file.sha256, "opened_at": now}
            session.add(WarcFile(portal_id=page.portal_id, name=file.name, **facts))
            session.flush()
            file.close()
            committing = threading.Timer(0.5, session.commit)
            committing.start()
            deliver(archive, page.portal_id, [page])
            committing.join()
        assert verify(archive).damages == []
        assert len(list(archive.config.warc.rglob("*.open"))) == 1


def archive_of(root: Path, database: str) -> Archive:
    return init_archive(root, contact="tests@example.org", database=url_of(database))


@contextmanager
def _held_commit(archive: Archive, page: Outcome) -> Iterator[Callable[[], None]]:
    """File a page, up to a commit that the server is slow with, as somebody who was killed before it was answered; give
    what lets it be done.
    """
    facts = dict.fromkeys(("name", "home", "country", "language", "zone", "definition"), "")
    begun = RunBegun(portal_id=page.portal_id, at=datetime.now(UTC), portal=facts, options={}, software="tests")
    reached, released = threading.Event(), threading.Event()
    with Archive(archive.config) as other:
        writer = Writer(other.engine, other.config, begun=begun, info={})

        @event.listens_for(other.engine, "commit")
        def hold(_connection: object) -> None:
            reached.set()
            released.wait()

        answer = writer.file(page)
        reached.wait()
        try:
            yield released.set
        finally:
            released.set()
            answer.result()
            writer.drain()
            writer.close()


@contextmanager
def _ending(database: str, seconds: float) -> Iterator[None]:
    """End all connections to a database again and again."""
    done = threading.Event()

    def end() -> None:
        query = "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s"
        with connect(SERVER, autocommit=True) as connection:
            while not done.wait(seconds):
                connection.execute(query, (database,))

    ender = threading.Thread(target=end)
    ender.start()
    try:
        yield
    finally:
        done.set()
        ender.join()
