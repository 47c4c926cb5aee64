"""Whether an archive keeps what it promised: I1 to I9, told without asking the code that is on trial where that can be.

WARC files are read with fastwarc and zlib, the database with plain SQL; only I6 asks `verify`, which it is about, and
I9 compares what `dump --canonical` tells.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator

from newsarchive.query.canonical import Thing, canonical
from newsarchive.store.archive import open_archive
from newsarchive.store.database import reading
from newsarchive.store.verify import verify

STATES = {"queued", "done", "failed", "excluded", "gone", "withdrawn"}
SECRET = re.compile(r"(?i)password|secret|://[^/\s:@]+:[^/\s@]+@")


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What is known of a disturbed archive from outside."""

    root: Path
    acks: Sequence[dict[str, Any]] = ()
    """What was acknowledged."""
    ended: bool = True
    """Whether the last run came to its end; after a kill, links may wait and a run may look as if it were going on."""
    exit_code: int | None = None
    """Of the last run; None where it was killed."""
    run: int = 1
    """The least number that it can have: those below were made before."""
    said: str = ""
    """What it wrote to its user."""
    mute: bool = False
    """Whether it could write nothing at all, to its user neither."""
    twin: str | None = None
    """Digest of what an undisturbed archive tells; None where the run is not at its end."""
    seen: Callable[[Thing], Thing] = lambda thing: thing
    """What of each thing is compared with it."""


def assert_archive_ok(evidence: Evidence) -> None:
    """Raise AssertionError with all violations, each with the name of its invariant."""
    found = list(violations(evidence))
    assert not found, "\n".join(found)


def violations(evidence: Evidence) -> Iterator[str]:
    """Give every broken promise, as one line each."""
    with closing(sqlite3.connect(f"file:{evidence.root / 'archive.db'}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        for name, check in CHECKS.items():
            for what in check(evidence, database):
                yield f"{name}: {what}"


def _acknowledged(evidence: Evidence, database: sqlite3.Connection) -> Iterator[str]:
    for ack in evidence.acks:
        if ack["body"] is not None and ack["body"] not in _bodies(evidence.root, database, ack["address"]):
            yield f"the body of {ack['address']} was acknowledged and is not there"
        if ack["public_id"] is not None and ack["text"] not in _texts(database, ack["public_id"]):
            yield f"the text of {ack['public_id']} was acknowledged and is not there"


def _texts(database: sqlite3.Connection, public_id: str) -> list[list[str]]:
    """Return the paragraphs of every version of an article: of the current one from its rows, of others as packed."""
    query = (
        "select reading.id, packed from article join version on version.article_id = article.id "
        "join reading on reading.version_id = version.id where public_id = ?"
    )
    texts = []
    for row in database.execute(query, (public_id,)):
        if row["packed"] is not None:
            sections = json.loads(zlib.decompress(row["packed"]))["sections"]
            texts.append([text for section in sections for text in section["paragraphs"]])
            continue
        blocks = "select text from block where reading_id = ? and kind = 'paragraph' order by position"
        texts.append([block["text"] for block in database.execute(blocks, (row["id"],))])
    return texts


def _bodies(root: Path, database: sqlite3.Connection, address: str) -> set[str]:
    """Return the SHA-256 of every body that the archive holds for an address."""
    query = (
        "select coalesce(original.id, capture.id) as id from capture join link on link.id = capture.link_id "
        "left join capture as original on original.id = capture.revisit_of where link.address = ?"
    )
    return {hashlib.sha256(_body(root, database, row["id"])).hexdigest() for row in database.execute(query, (address,))}


def _body(root: Path, database: sqlite3.Connection, capture: int) -> bytes:
    query = (
        "select name, offset, capture.length from capture join warc_file on warc_file.id = warc_file_id "
        "where capture.id = ?"
    )
    row = database.execute(query, (capture,)).fetchone()
    data = _file(root, row["name"]).read_bytes()[row["offset"] : row["offset"] + row["length"]]
    try:
        record = zlib.decompressobj(31).decompress(data)
    except zlib.error:
        return b""
    return record.partition(b"\r\n\r\n")[2].partition(b"\r\n\r\n")[2].removesuffix(b"\r\n\r\n")


def _file(root: Path, name: str) -> Path:
    path = root / "warc" / name
    return path if path.exists() else path.with_name(path.name + ".open")


def _readable(evidence: Evidence, database: sqlite3.Connection) -> Iterator[str]:
    query = (
        "select record_id, offset, capture.length, payload_digest, revisit_of, name, blanking.article_id as withdrawn "
        "from capture join warc_file on warc_file.id = warc_file_id left join blanking on capture_id = capture.id"
    )
    for row in database.execute(query):
        path = _file(evidence.root, row["name"])
        if not path.exists():
            yield f"capture {row['record_id']} points into {row['name']}, which is missing"
            continue
        member = path.read_bytes()[row["offset"] : row["offset"] + row["length"]]
        try:
            record = next(iter(ArchiveIterator(io.BytesIO(member))), None)
        except Exception as error:  # whatever the reader says of it
            record, member = None, repr(error).encode()
        standing = record.headers.get("WARC-Refers-To") if record and row["withdrawn"] else record and record.record_id
        if row["record_id"] not in (standing or ""):
            yield f"capture {row['record_id']} is not at offset {row['offset']} of {row['name']}"
        elif record is None or row["withdrawn"]:
            continue
        elif row["revisit_of"] is None and not record.verify_payload_digest():
            yield f"the payload of capture {row['record_id']} is not what its digest says"


def _closed_files(evidence: Evidence, _database: sqlite3.Connection) -> Iterator[str]:
    for path in sorted((evidence.root / "warc").rglob("*.warc.gz")):
        left = path.read_bytes()
        while left:
            member = zlib.decompressobj(31)
            try:
                member.decompress(left)
            except zlib.error as error:
                yield f"{path.name} does not decompress: {error}"
                break
            if not member.eof:
                yield f"{path.name} ends within a record"
                break
            left = member.unused_data


ONCE = {
    "article": "select portal_id, canonical, count(*) from article group by 1, 2 having count(*) > 1",
    "link": "select portal_id, address, count(*) from link group by 1, 2 having count(*) > 1",
    "current version": "select article_id, count(*) from version where is_current group by 1 having count(*) > 1",
    "version": "select article_id, content_hash, count(*) from version group by 1, 2 having count(*) > 1",
    "capture": "select warc_file_id, offset, count(*) from capture group by 1, 2 having count(*) > 1",
    "sighting": "select link_id, listing_id, count(*) from sighting group by 1, 2 having count(*) > 1",
    "block": "select reading_id, position, count(*) from block group by 1, 2 having count(*) > 1",
}


def _once(_evidence: Evidence, database: sqlite3.Connection) -> Iterator[str]:
    for thing, query in ONCE.items():
        for row in database.execute(query):
            yield f"a {thing} is there {row[-1]} times: {tuple(row)[:-1]}"


def _conserved(evidence: Evidence, database: sqlite3.Connection) -> Iterator[str]:
    for row in database.execute("select address, state, reason from link"):
        if row["state"] not in STATES:
            yield f"{row['address']} is in no known state: {row['state']}"
        if row["state"] in ("failed", "excluded") and not row["reason"]:
            yield f"{row['address']} is {row['state']} without a reason"
        if row["state"] == "queued" and evidence.ended and evidence.exit_code == 0:
            yield f"{row['address']} still waits after a run that said it was done"
    unfetched = (
        "select address from link where state in ('done', 'gone') and id not in "
        "(select link_id from capture where link_id is not null)"
    )
    for row in database.execute(unfetched):
        yield f"{row['address']} is done and was never kept"


def _verified(evidence: Evidence, _database: sqlite3.Connection) -> Iterator[str]:
    with open_archive(evidence.root) as archive:
        for damage in verify(archive).damages:
            yield f"verify names {damage.where}: {damage.what}"


def _truthful(evidence: Evidence, database: sqlite3.Connection) -> Iterator[str]:
    query = "select outcome from run where id >= ? order by id desc limit 1"
    row = database.execute(query, (evidence.run,)).fetchone()
    if row is None or not evidence.ended:
        return
    if evidence.exit_code == 0 and row["outcome"] not in ("complete", "limited"):
        yield f"the last run is recorded as {row['outcome']}, and its exit code was 0"
    if evidence.exit_code not in (0, None) and row["outcome"] == "complete":
        yield f"the last run is recorded as complete, and its exit code was {evidence.exit_code}"


def _discreet(evidence: Evidence, _database: sqlite3.Connection) -> Iterator[str]:
    if "Traceback (most recent call last)" in evidence.said:
        yield f"a traceback was shown: {evidence.said.strip().splitlines()[-1]}"
    if SECRET.search(evidence.said):
        yield "a secret was shown"
    if evidence.exit_code not in (0, None) and not evidence.said.strip() and not evidence.mute:
        yield f"it ended with exit code {evidence.exit_code} and said nothing"


def _same(evidence: Evidence, _database: sqlite3.Connection) -> Iterator[str]:
    if evidence.twin is not None and told(evidence.root, evidence.seen) != evidence.twin:
        yield "the archive is not the one of an undisturbed run"


def told(root: Path, seen: Callable[[Thing], Thing] = lambda thing: thing) -> str:
    """Return the digest of what an archive tells, each thing as it is `seen`."""
    with open_archive(root) as archive, reading(archive.engine) as session:
        things = map(seen, canonical(session))
        lines = (json.dumps(thing, ensure_ascii=False, sort_keys=True, default=str) for thing in things)
        return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


Check = Callable[[Evidence, sqlite3.Connection], Iterable[str]]
CHECKS: dict[str, Check] = {
    "I1": _acknowledged,
    "I2": _readable,
    "I3": _closed_files,
    "I4": _once,
    "I5": _conserved,
    "I6": _verified,
    "I7": _truthful,
    "I8": _discreet,
    "I9": _same,
}
