"""A small run through the real writer, without network and portal: what a crawl files, in an order that never changes.

It stands for a crawl where thousands of runs are to be disturbed at each of their system calls.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsarchive.capture.files import PortalLock
from newsarchive.errors import NewsArchiveError
from newsarchive.items import Article, Capture, LinkKind, Section
from newsarchive.store.archive import init_archive, open_archive
from newsarchive.store.database import reading
from newsarchive.store.events import DiscoveryBegun, RunBegun, RunEnded, RunOutcome
from newsarchive.store.frontier import Due, next_links
from newsarchive.store.outcomes import FoundArticle, FoundChannel, FoundLink, Outcome, State
from newsarchive.store.writer import Writer

PORTAL = "small"
HOME = "https://www.example.org"
FACTS = {
    "name": "小站",
    "home": HOME,
    "country": "cn",
    "language": "zh",
    "zone": "Asia/Shanghai",
    "definition": "0" * 16,
}
PAGES = ("/1.html", "/2.html", "/3.html", "/4.html")
SMALL = 4_000
"""Bytes after which a WARC file is closed: the run fills several."""

Ack = dict[str, Any]


def make_archive(root: Path) -> None:
    """Make the archive that a small run is filed in."""
    init_archive(root, contact="tests@example.org").close()
    with (root / "archive.toml").open("a", encoding="utf-8") as file:
        file.write(f"warc_size = {SMALL}\n")


def run(root: Path, acknowledge: Callable[[Ack], None]) -> int:
    """File everything that is due, telling each answer that came; return the exit code that the command would have."""
    try:
        with open_archive(root) as archive:
            lock = PortalLock(archive.config.warc / PORTAL, PORTAL)
            try:
                _crawl(archive.engine, archive.config, acknowledge)
            finally:
                lock.release()
    except NewsArchiveError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


def _crawl(engine: Any, config: Any, acknowledge: Callable[[Ack], None]) -> None:
    begun = RunBegun(portal_id=PORTAL, at=datetime.now(UTC), portal=FACTS, options={}, software="tests")
    writer = Writer(engine, config, begun=begun, info={"software": "tests", "format": "WARC File Format 1.1"})
    outcome = RunOutcome.FAILED
    try:
        _file_all(engine, writer, acknowledge)
        outcome = RunOutcome.COMPLETE
    finally:
        writer.drain()
        try:
            writer.end(RunEnded(portal_id=PORTAL, at=datetime.now(UTC), outcome=outcome, counts={}))
        finally:
            writer.close()


def _file_all(engine: Any, writer: Writer, acknowledge: Callable[[Ack], None]) -> None:
    start = _link("/", LinkKind.LISTING)
    writer.file(DiscoveryBegun(portal_id=PORTAL, at=datetime.now(UTC), starts=(start,))).result()
    while True:
        with reading(engine) as session:
            due = next_links(session, PORTAL, datetime.now(UTC), skip=(), kinds=tuple(LinkKind), limit=3)
        if not due:
            return
        answers = [(one, outcome, writer.file(outcome)) for one in due for outcome in _outcomes(one)]
        for one, outcome, answer in answers:
            filed = answer.result()
            acknowledge(_ack(one, outcome, filed.public_id))


def _ack(due: Due, outcome: Outcome, public_id: str | None) -> Ack:
    body = outcome.capture.body if outcome.capture else None
    text = outcome.article.article.paragraphs if outcome.article and outcome.article.article else ()
    return {
        "address": due.address,
        "body": hashlib.sha256(body).hexdigest() if body is not None else None,
        "public_id": public_id,
        "text": list(text),
    }


def _outcomes(due: Due) -> Iterator[Outcome]:
    """Give what becomes of a link: the same whenever it is fetched."""
    path = due.address.removeprefix(HOME)
    facts: dict[str, Any] = {"portal_id": PORTAL, "at": datetime.now(UTC), "link_id": due.link_id}
    if path in ("/", "/more"):
        yield Outcome(**facts, state=State.DONE, capture=_capture(path, _list_page(path)), **_listing(path))
    elif path == "/gone.html":
        yield Outcome(**facts, state=State.GONE, reason="404", capture=_capture(path, b"gone", status=404))
    elif path == "/broken.html":
        tried = due.attempts > 0
        yield Outcome(**facts, state=State.FAILED if tried else State.QUEUED, reason="the host did not answer")
    else:
        page = f"<h1>题目 {path}</h1><p>正文 {path}。</p>".encode()
        article = Article(
            title=f"题目 {path}",
            sections=(Section(paragraphs=(f"第 {path} 页的正文，写的是县里的事。", "第二段。")),),
            parser="tests",
        )
        found = FoundArticle(article=article, canonical=due.address, address=due.address)
        yield Outcome(**facts, state=State.DONE, capture=_capture(path, page), article=found)


def _list_page(path: str) -> bytes:
    return f"<ul>{''.join(f'<li><a href={page}>{page}</a>' for page in PAGES)}</ul>{path}".encode()


def _listing(path: str) -> dict[str, Any]:
    if path == "/more":
        return {
            "channel": FoundChannel(canonical=HOME + path, name="县里", region=("中国", "四川")),
            "links": tuple(_link(page, LinkKind.ARTICLE, in_list=True) for page in PAGES),
        }
    return {
        "links": (
            _link("/more", LinkKind.LISTING, in_list=True),
            _link("/gone.html", LinkKind.ARTICLE),
            _link("/broken.html", LinkKind.ARTICLE),
            _link("/ad.html", LinkKind.ARTICLE, state=State.EXCLUDED, reason="an advertisement"),
        )
    }


def _link(
    path: str, kind: LinkKind, *, state: State = State.QUEUED, reason: str | None = None, in_list: bool = False
) -> FoundLink:
    return FoundLink(
        canonical=HOME + path, address=HOME + path, kind=kind, state=state, reason=reason, in_list=in_list, text=path
    )


def _capture(path: str, body: bytes, *, status: int = 200) -> Capture:
    return Capture(
        url=HOME + path,
        fetched_at=datetime.now(UTC),
        status=status,
        reason="OK" if status == 200 else "Not Found",
        request_headers=(("Host", "www.example.org"), ("User-Agent", "tests")),
        response_headers=(("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))),
        body=body,
        ip_address="127.0.0.1",
    )


def as_line(ack: Ack) -> bytes:
    """Return an answer as a line of the log that is kept outside the archive."""
    return json.dumps(ack, ensure_ascii=False).encode() + b"\n"
