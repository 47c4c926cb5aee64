"""Files as other tools write them: WARC by the byte and by warcio, WACZ, saved pages. All pages are our own."""

from __future__ import annotations

import gzip
import hashlib
import io
import sys
import uuid
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.fixtures.site import build_site, expected

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["zstd"]

HOME = "https://www.yybnet.net"
DATE = "2018-02-14T08:00:00Z"


@dataclass(frozen=True, kw_only=True)
class Saved:
    """A page of the small portal as somebody captured it."""

    url: str
    body: bytes
    content_type: str = "text/html"
    date: str = DATE
    encoding: str | None = None
    id: str = field(default_factory=lambda: f"<urn:uuid:{uuid.uuid4()}>")

    @property
    def http(self) -> bytes:
        """The response as it went over the wire."""
        lines = [f"Content-Type: {self.content_type}", f"Content-Length: {len(self.body)}"]
        lines += [f"Content-Encoding: {self.encoding}"] if self.encoding else []
        return b"HTTP/1.1 200 OK\r\n" + "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


def article_pages(count: int = 3) -> list[Saved]:
    """Return pages of articles of the small portal, an hour between them."""
    site = build_site()
    found = []
    for number, article in enumerate(expected()[:count]):
        page = site.pages[article.url.removeprefix(HOME)]
        headers = dict(page.headers)
        kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "text/html")
        date = f"{datetime(2018, 2, 14, 8) + timedelta(hours=number):%Y-%m-%dT%H:%M:%SZ}"  # noqa: DTZ001 - as WARC writes it
        found.append(Saved(url=article.url, body=page.body, content_type=kind, date=date))
    return found


def story(text: str, *, title: str = "县里修了一条新路") -> bytes:
    """Return a plain page of an article, as no portal of ours has it."""
    more = "".join(
        f"<p>第{n}段：{text}，村民们说今后出行方便多了，工程历时八个月，沿线三个乡镇受益。</p>" for n in range(1, 6)
    )
    return (
        f"<!doctype html><html lang=zh><head><meta charset=utf-8><title>{title}</title></head><body><article>"
        f"<h1>{title}</h1><p class=time>2018-02-13 09:30</p>{more}</article></body></html>"
    ).encode()


def record(
    block: bytes,
    *,
    uri: str = f"{HOME}/a.html",
    kind: str = "response",
    version: str = "WARC/1.0",
    date: str = DATE,
    length: int | None = None,
    content_type: str = "application/http; msgtype=response",
    record_id: str | None = None,
    ending: bytes = b"\r\n\r\n",
    lines: Iterable[str] = (),
    names: str = "",
) -> bytes:
    """Return a record, right unless told otherwise; `names` are headers to leave out, one a word."""
    given = {
        "WARC-Type": kind,
        "WARC-Record-ID": record_id or f"<urn:uuid:{uuid.uuid4()}>",
        "WARC-Date": date,
        "WARC-Target-URI": uri,
        "Content-Type": content_type,
        "Content-Length": str(len(block) if length is None else length),
    }
    head = [version, *(f"{name}: {value}" for name, value in given.items() if name not in names.split()), *lines]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + block + ending


def sha1(data: bytes) -> str:
    return "sha1:" + b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def plain(pages: Iterable[Saved]) -> bytes:
    """Return a WARC file that is not compressed."""
    return b"".join(record(page.http, uri=page.url, date=page.date, record_id=page.id) for page in pages)


def by_member(*records: bytes) -> bytes:
    """Return records, each a gzip member."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def gzipped(pages: Iterable[Saved]) -> bytes:
    return by_member(*(record(page.http, uri=page.url, date=page.date, record_id=page.id) for page in pages))


def by_warcio(pages: Iterable[Saved], *, wget: bool = False) -> bytes:
    """Return a WARC file with requests and responses, in Wget's order or in Heritrix's."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="WARC/1.0" if wget else "WARC/1.1")
    writer.write_record(writer.create_warcinfo_record("some.warc.gz", {"software": "another tool/1.0"}))
    for page in pages:
        headers = StatusAndHeaders("200 OK", [("Content-Type", page.content_type)], protocol="HTTP/1.1")
        uri = f"<{page.url}>" if wget else page.url
        response = writer.create_warc_record(
            uri,
            "response",
            payload=io.BytesIO(page.body),
            length=len(page.body),
            http_headers=headers,
            warc_headers_dict={"WARC-Date": page.date, "WARC-IP-Address": "192.0.2.7", "WARC-Record-ID": page.id},
        )
        asked = StatusAndHeaders("GET / HTTP/1.1", [("User-Agent", "another tool")], is_http_request=True)
        request = writer.create_warc_record(
            uri,
            "request",
            http_headers=asked,
            warc_headers_dict={"WARC-Date": page.date, "WARC-Concurrent-To": page.id},
        )
        told = writer.create_warc_record(
            uri, "metadata", payload=io.BytesIO(b"via: x\r\n"), length=8, warc_content_type="application/warc-fields"
        )
        for one in (request, response) if wget else (response, request, told):
            writer.write_record(one)
    return buffer.getvalue()


def save(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
