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
from newsarchive.store.frontier import Due, Queued, next_checks, next_links
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
STORY = (
    "老街上的书店重新开门，店主把二楼腾出来，给放学的孩子看书、写作业，茶水不收钱。",
    "第一天就来了四十多个孩子，椅子不够坐，有人坐在楼梯上，一直看到天黑。",
    "书店打算每个星期六下午请一位老人来，讲县里从前的事，讲完了还借书。",
)
PAGES = {
    "/1.html": (
        "县里的水库今年头一回蓄满，沿河三个村子不再为春耕用水发愁，渠道也清了淤。",
        "管水员早晚各量一次水位，记在墙上的表里，多出来的水放进下游的鱼塘。",
    ),
    "/2.html": STORY,
    "/3.html": STORY[:2],
    "/4.html": (
        "新修的桥比老桥宽一倍，两边留了人行道，桥头栽了一排从山上移来的香樟。",
        "通车那天，八十岁的摆渡人从桥上走了一个来回，说以后不用再等船了。",
    ),
}
"""Paragraphs of each article; the third page is a reprint of the second."""
CHANGED = {"/4.html": (*PAGES["/4.html"][:1], "通车那天，八十二岁的摆渡人从桥上走了一个来回，说以后不用再等船了。")}
"""What an article says when it is looked at again."""
UNCHANGED = "/1.html"
"""The article that is looked at again and is what it was."""
REASONS = {200: "OK", 304: "Not Modified", 404: "Not Found"}
EVERYTHING = Queued(portal_id=PORTAL, kinds=tuple(LinkKind))
SMALL = 4_000
"""Bytes after which a WARC file is closed: the run fills several."""

Ack = dict[str, Any]
Run = Callable[[Path, Callable[[Ack], None]], int]
"""Files all that is due in an archive, tells each answer that came, and returns an exit code."""


def small(root: Path) -> Run:
    """Make the archive that a small run is filed in, and return what files it."""
    make_archive(root)
    return run


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
            now = datetime.now(UTC)
            due = next_links(session, EVERYTHING, now, skip=(), limit=3)
            due = due or next_checks(session, EVERYTHING, now, skip=(), limit=3)
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
        "public_id": public_id if text else None,
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
        yield _article(due, path, facts)


def _article(due: Due, path: str, facts: dict[str, Any]) -> Outcome:
    """Return what an article's page brings; two pages are looked at again at once."""
    is_first = due.first_read is None
    if path == UNCHANGED and not is_first:
        return Outcome(**facts, state=State.DONE, capture=_capture(path, b"", status=304))
    paragraphs = PAGES[path] if is_first or path not in CHANGED else CHANGED[path]
    page = "".join((f"<h1>题目 {path}</h1>", *(f"<p>{text}</p>" for text in paragraphs))).encode()
    read = Article(title=f"题目 {path}", sections=(Section(paragraphs=paragraphs),), parser="tests")
    return Outcome(
        **facts,
        state=State.DONE,
        next_check=facts["at"] if is_first and path in (UNCHANGED, *CHANGED) else None,
        capture=_capture(path, page),
        article=FoundArticle(article=read, canonical=due.address, address=due.address),
    )


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
        reason=REASONS[status],
        request_headers=(("Host", "www.example.org"), ("User-Agent", "tests")),
        response_headers=(("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))),
        body=body,
        ip_address="127.0.0.1",
    )


def as_line(ack: Ack) -> bytes:
    """Return an answer as a line of the log that is kept outside the archive."""
    return json.dumps(ack, ensure_ascii=False).encode() + b"\n"
