"""Articles with their evidence in one file that replays: WACZ 1.1.1 (Webrecorder's specification), a ZIP file of WARC
files, their index and a list of pages. docs/replay.md shows readers.

WARC files lie uncompressed in the ZIP file, so that a reader takes single records out of it over HTTP. Everything is
written once, in order; memory stays flat.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import chain, islice
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from newsarchive import __version__
from newsarchive.capture.members import CHUNK, MemberBroken, Record, read_member
from newsarchive.errors import NotFound
from newsarchive.export.cdxj import REVISIT, SortedLines, cdxj_line, write_blocks
from newsarchive.query.articles import BATCH, StoredArticle
from newsarchive.query.records import Evidence, KeptFile, KeptRecord, Numbers
from newsarchive.store.responses import damaged

VERSION = "1.1.1"
Progress = Callable[[int, int | None], None]


@dataclass(kw_only=True)
class Entry:
    """A file in the package while it is written."""

    stream: Any
    length: int = 0
    """Bytes so far."""
    digest: Any = field(default_factory=hashlib.sha256)

    def write(self, data: bytes) -> None:
        """Append."""
        self.stream.write(data)
        self.digest.update(data)
        self.length += len(data)


class Package:
    """A WACZ file that is written from its beginning to its end; its manifest comes last."""

    def __init__(self, file: BinaryIO, created: datetime) -> None:
        self._zip = zipfile.ZipFile(file, "w", allowZip64=True)
        self._created = created
        self._resources: list[dict[str, Any]] = []

    @contextmanager
    def entry(self, path: str, *, compressed: bool = True) -> Iterator[Entry]:
        """Give the next file to be written, which the manifest will list with its length and SHA-256."""
        with self._opened(path, compressed=compressed) as stream:
            entry = Entry(stream=stream)
            yield entry
        self._resources.append(
            {
                "name": PurePosixPath(path).name.lower(),  # as data packages name things
                "path": path,
                "hash": f"sha256:{entry.digest.hexdigest()}",
                "bytes": entry.length,
            }
        )

    def give_up(self) -> None:
        """Write no more: the file is worth nothing."""
        with suppress(OSError):
            self._zip.close()

    def finish(self, title: str, description: str) -> None:
        """Write the manifest (`datapackage.json`), its digest, and the ZIP file's own list."""
        manifest = {
            "profile": "data-package",
            "wacz_version": VERSION,
            "title": title,
            "description": description,
            "created": f"{self._created.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "software": f"newsarchive {__version__}",
            "resources": self._resources,
        }
        data = _json(manifest, indent=2)
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
        for path, content in (("datapackage.json", data), ("datapackage-digest.json", _json(digest))):
            with self._opened(path) as stream:
                stream.write(content)
        self._zip.close()

    def _opened(self, path: str, *, compressed: bool = True) -> Any:
        """Begin a file of any size. Its time stands in an extra field too (Info-ZIP's extended timestamp): where the
        ZIP file's list has none, ReplayWeb.page takes it that the file's own header has no ZIP64 field either.
        """
        info = zipfile.ZipInfo(path, self._created.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
        info.external_attr = 0o644 << 16
        info.extra = struct.pack("<HHBi", 0x5455, 5, 1, int(self._created.timestamp()))
        return self._zip.open(info, "w", force_zip64=True)


def write_wacz(
    file: BinaryIO,
    articles: Iterable[StoredArticle],
    evidence: Evidence,
    *,
    whole: bool,
    title: str,
    description: str,
    folder: Path,
    on_progress: Progress = lambda _done, _all: None,
) -> int:
    """Write articles and what they rest on to a file that can be sought in; return how many articles.

    With `whole`, the articles are all that there are, and WARC files are taken as they are, list pages and images
    included, but for records of articles that are withheld. Else each file has only the records that the articles rest
    on: its warcinfo record, responses with their requests, and what revisits refer to, as they stand in the archive,
    each gzip member unchanged. `folder` is where large indexes are sorted. `on_progress` is told articles and records.

    Raises ArchiveDamaged where a record is not what was filed, NotFound where there is nothing to write.
    """
    package = Package(file, datetime.now(UTC))
    chosen = evidence.of_all() if whole else Numbers()
    try:
        written = 0
        with package.entry("pages/pages.jsonl") as entry:
            entry.write(_json({"format": "json-pages-1.0", "id": "pages", "title": title, "hasText": True}) + b"\n")
            for batch in _batches(articles):
                entry.write(b"".join(_json(_page(stored)) + b"\n" for stored in batch))
                if not whole:
                    chosen.add(evidence.of(batch))
                written += len(batch)
                on_progress(written, None)
        if not chosen:
            raise NotFound("There is nothing to export.", next_step="See what is there: newsarchive search, or status")
        with closing(SortedLines(folder)) as lines:
            done = written
            for records in _copied(package, evidence, chosen, lines, whole=whole):
                done += records
                on_progress(done, written + len(chosen))
            with package.entry("indexes/index.cdx.gz", compressed=False) as entry:
                listed = write_blocks(iter(lines), entry.write)
        with package.entry("indexes/index.idx") as entry:
            entry.write("".join(listed).encode("ascii"))
        package.finish(title, description)
    except BaseException:
        package.give_up()
        raise
    return written


def _copied(package: Package, evidence: Evidence, chosen: Numbers, lines: SortedLines, *, whole: bool) -> Iterator[int]:
    """Copy what was chosen of all WARC files; give the number of records copied, again and again."""
    for kept in evidence.files():
        copy = _Copy(package, evidence, kept, lines)
        if whole and all(record.id in chosen for record in evidence.records(kept)):
            yield from copy.all(evidence.records(kept))
            continue
        records = (record for record in evidence.records(kept) if record.id in chosen)
        if (first := next(records, None)) is not None:
            yield from copy.some(chain((first,), records))


class _Copy:
    """One WARC file on its way into a package."""

    def __init__(self, package: Package, evidence: Evidence, kept: KeptFile, lines: SortedLines) -> None:
        self._package = package
        self._evidence = evidence
        self._kept = kept
        self._lines = lines
        self._name = PurePosixPath(kept.name).name

    def all(self, records: Iterable[KeptRecord]) -> Iterator[int]:
        """Copy the file as far as the database speaks of it."""
        with self._evidence.open(self._kept) as source, self._entry() as entry:
            while data := source.read(min(CHUNK, self._kept.length - entry.length)):
                entry.write(data)
                yield 0
            if entry.digest.hexdigest() != self._kept.sha256:
                raise damaged(f"The WARC file {self._kept.name} is not what was filed.")
        for record in records:
            self._index(record, record.offset)
            yield 1

    def some(self, records: Iterable[KeptRecord]) -> Iterator[int]:
        """Copy single records, each gzip member as it is."""
        with self._evidence.open(self._kept) as source, self._entry() as entry:
            info = self._read(source, 0)
            if info.headers.get("warc-type") == "warcinfo":
                entry.write(_member(source, info))
            for record in records:
                self._copy(source, entry, record)
                yield 1

    def _copy(self, source: BinaryIO, entry: Entry, record: KeptRecord) -> None:
        response = self._read(source, record.offset)
        if response.record_id != record.record_id or any(response.faults()):
            raise damaged(f"{self._kept.name} at byte {record.offset}: the record there is not what was filed.")
        self._index(record, entry.length)
        entry.write(_member(source, response))
        after = record.offset + response.length
        if after < self._kept.length:
            request = self._read(source, after)
            if record.record_id in request.headers.get("warc-concurrent-to", "") and _is_request(request):
                entry.write(_member(source, request))

    def _entry(self) -> Any:
        return self._package.entry(f"archive/{self._name}", compressed=False)

    def _read(self, source: BinaryIO, offset: int) -> Record:
        try:
            return read_member(source, offset, self._kept.length)
        except MemberBroken as broken:
            raise damaged(f"{self._kept.name} at byte {offset}: {broken}.") from None

    def _index(self, record: KeptRecord, offset: int) -> None:
        if record.status == HTTPStatus.NOT_MODIFIED:  # it shows no page: the one before still holds
            return
        line = cdxj_line(
            url=record.url,
            at=record.fetched_at,
            mime=REVISIT if record.is_revisit else (record.content_type or "unk").partition(";")[0].strip(),
            status=record.status,
            digest=record.payload_digest,
            length=record.length,
            offset=offset,
            filename=self._name,
        )
        self._lines.add(line)


def _is_request(record: Record) -> bool:
    return record.headers.get("warc-type") == "request"


def _member(source: BinaryIO, record: Record) -> bytes:
    source.seek(record.offset)
    return source.read(record.length)


def _batches(articles: Iterable[StoredArticle]) -> Iterator[list[StoredArticle]]:
    left = iter(articles)
    while batch := list(islice(left, BATCH)):
        yield batch


def _page(stored: StoredArticle) -> dict[str, str]:
    """Return what a reader lists of an article; it is replayed by its address and time."""
    url, at = stored.article.url or stored.article.canonical_url or "", stored.first_seen
    if stored.capture is not None:
        url, at = stored.capture.url, stored.capture.fetched_at
    facts = {"url": url, "ts": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", "title": stored.article.title}
    return {"id": stored.public_id, **facts, "text": stored.article.text}


def _json(value: Any, indent: int | None = None) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=indent).encode("utf-8", "replace")
