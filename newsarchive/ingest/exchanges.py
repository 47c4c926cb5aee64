"""Records of others as pages: a response with the request that belongs to it, or why it is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from newsarchive.capture.bodies import BodyUndecodable, decode_body, header
from newsarchive.ingest.messages import Answer, Headers, NotHttp, request_of, response_of
from newsarchive.ingest.records import Damage, Foreign, Malformed, agrees, as_filed
from newsarchive.items import Capture
from newsarchive.store.outcomes import Origin

LONGEST_ADDRESS = 4096
"""Characters."""
MARKUP = frozenset({"text/html", "application/xhtml+xml"})
UNTOLD = frozenset({"", "text/plain", "application/octet-stream", "unknown/unknown"})
"""Content types of bytes that may be a page all the same."""
TRUNCATIONS = ("length", "time", "disconnect", "unspecified")
"""Reasons of WARC-Truncated (WARC/1.1, 5.13)."""
DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?Z")


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page as others captured it."""

    capture: Capture
    origin: Origin


@dataclass(frozen=True, kw_only=True)
class Revisit:
    """A page whose body stands in another record (WARC/1.1, 6.7)."""

    capture: Capture
    """Without a body."""
    origin: Origin
    url: str | None
    at: datetime | None
    """Address and time of the record that has the body."""
    payload_digest: str | None


@dataclass(frozen=True, kw_only=True)
class Passed:
    """A record that is no page."""

    why: str


Item = Page | Revisit | Passed | Damage


def items_of(records: Iterable[Foreign | Damage], name: str) -> Iterator[Item]:
    """Give what each record of a file is. Tools write a request before or after its response: either is found."""
    asked: Foreign | None = None
    waiting: Foreign | None = None
    for record in records:
        if isinstance(record, Damage):
            yield record
            continue
        if record.type == "request":
            if waiting is not None and _belong(record, waiting):
                yield _item(waiting, record, name)
                waiting, asked = None, None
            else:
                asked = record
            continue
        if waiting is not None:
            yield _item(waiting, None, name)
            waiting = None
        if record.type not in ("response", "revisit", "resource"):
            yield Passed(why=f"{record.type} records")
        elif asked is not None and _belong(asked, record):
            yield _item(record, asked, name)
        else:
            waiting = record
        asked = None
    if waiting is not None:
        yield _item(waiting, None, name)


def _belong(request: Foreign, response: Foreign) -> bool:
    told = {request.headers.get("warc-concurrent-to", "").strip("<>") == response.id}
    told.add(response.headers.get("warc-concurrent-to", "").strip("<>") == request.id)
    return True in told


def _item(record: Foreign, request: Foreign | None, name: str) -> Item:
    try:
        return _page(record, request, Origin(file=name, offset=record.offset, record=record.id))
    except (Malformed, NotHttp) as error:
        return Damage(offset=record.offset, what=str(error), record=record.id)


def _page(record: Foreign, request: Foreign | None, origin: Origin) -> Item:
    headers = record.headers
    url = address_of(headers.get("warc-target-uri"))
    if why := _unfit(record, url):
        return Passed(why=why)
    at = moment_of(headers["warc-date"])
    if record.type == "resource":
        return _resource(record, url, at, origin)
    bodiless = record.type == "revisit" and not record.block
    answer = BARE if bodiless else response_of(record.block)
    if answer.status != 200:
        return Passed(why=f"responses of HTTP status {answer.status}")
    capture = _capture(url, at, answer, headers, request)
    if record.type == "revisit":
        return _revisit(capture, headers, origin)
    _check_payload(record, answer)
    return Page(capture=capture, origin=origin) if is_page(answer.headers, answer.body) else Passed(why=NO_PAGE)


NO_PAGE = "responses that are no HTML"
BARE = Answer(status=200, reason="OK", version="HTTP/1.1", headers=(), raw=b"", body=b"")
"""What a revisit record without a block stands for."""


def _unfit(record: Foreign, url: str) -> str | None:
    """Return why a record is no page, as far as its own headers tell."""
    if urlsplit(url).scheme not in ("http", "https"):
        return "addresses that are not of the web"
    if "warc-segment-number" in record.headers:
        return "parts of segmented records"
    if not record.is_whole:
        return "records too long to be pages"
    is_http = "application/http" in record.headers.get("content-type", "application/http").lower()
    return None if is_http or record.type == "resource" else "responses of other protocols"


def _capture(url: str, at: datetime, answer: Answer, headers: dict[str, str], request: Foreign | None) -> Capture:
    truncated = headers.get("warc-truncated", "").lower() or ("disconnect" if answer.breaks_off else None)
    method, asked = _request(request)
    return Capture(
        url=url,
        fetched_at=at,
        status=answer.status,
        reason=answer.reason,
        http_version=answer.version,
        request_method=method,
        request_headers=asked,
        response_headers=answer.headers,
        body=answer.body,
        ip_address=_ip(headers.get("warc-ip-address", "")),
        truncated=truncated if truncated is None or truncated in TRUNCATIONS else "unspecified",  # type: ignore[arg-type]
    )


def _ip(said: str) -> str | None:
    try:
        return str(ip_address(said))
    except ValueError:
        return None


def _request(record: Foreign | None) -> tuple[str, Headers]:
    try:
        return request_of(record.block) if record and record.is_whole else ("GET", ())
    except NotHttp:
        return "GET", ()


def _resource(record: Foreign, url: str, at: datetime, origin: Origin) -> Item:
    """Give the page that a resource record holds; HTTP headers are made for it from its content type."""
    if not agrees(record.headers.get("warc-payload-digest"), record.block):
        raise Malformed("its payload is not what its payload digest says")
    page = saved_page(record.block, url=url, at=at, content_type=record.headers.get("content-type"), origin=origin)
    truncated = record.headers.get("warc-truncated", "").lower() or None
    if truncated:
        capture = replace(page.capture, truncated=truncated if truncated in TRUNCATIONS else "unspecified")  # type: ignore[arg-type]
        page = replace(page, capture=capture)
    return page if is_page(page.capture.response_headers, record.block) else Passed(why=NO_PAGE)


def saved_page(body: bytes, *, url: str, at: datetime, content_type: str | None, origin: Origin) -> Page:
    """Return a page of which only the bytes are there, as the response that it must have been."""
    headers = (("Content-Type", content_type or "text/html"), ("Content-Length", str(len(body))))
    capture = Capture(url=url, fetched_at=at, status=200, reason="OK", response_headers=headers, body=body)
    return Page(capture=capture, origin=origin)


def _revisit(capture: Capture, headers: dict[str, str], origin: Origin) -> Revisit:
    said_url, said_at = headers.get("warc-refers-to-target-uri"), headers.get("warc-refers-to-date")
    return Revisit(
        capture=replace(capture, body=b""),
        origin=origin,
        url=address_of(said_url) if said_url else None,
        at=moment_of(said_at) if said_at else None,
        payload_digest=as_filed(headers.get("warc-payload-digest")),
    )


def _check_payload(record: Foreign, answer: Answer) -> None:
    """Compare with the payload digest, which tools make of the body with or without its chunking and encoding."""
    said = record.headers.get("warc-payload-digest")
    if agrees(said, answer.raw, answer.body):
        return
    try:
        decoded = decode_body(answer.body, answer.headers)
    except BodyUndecodable:
        decoded = b""
    if not agrees(said, decoded):
        raise Malformed("its payload is not what its payload digest says")


def is_page(headers: Headers, body: bytes) -> bool:
    """Whether a response is HTML, by its content type, else by how it begins."""
    told = (header(headers, "content-type") or "").partition(";")[0].strip().lower()
    if told in MARKUP:
        return True
    if told not in UNTOLD:
        return False
    try:
        start = decode_body(body, headers)[:1024].lower()
    except BodyUndecodable:
        return False
    return b"<!doctype html" in start or b"<html" in start


def address_of(said: str | None) -> str:
    """Return an address as one may be filed: without Wget's brackets, every odd character escaped. Raises Malformed."""
    text = (said or "").strip()
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1]
    text = quote(text, safe="".join(map(chr, range(0x21, 0x7F))))
    try:
        parts = urlsplit(text)
        usable = bool(parts.scheme) and (parts.port or True)
    except ValueError:
        usable = False
    if not usable or len(text) > LONGEST_ADDRESS or (parts.scheme in ("http", "https") and not parts.hostname):
        raise Malformed(f"its address cannot be used: {text[:80]!r}")
    return text


def moment_of(said: str) -> datetime:
    """Read a WARC-Date (WARC/1.1, 5.4), to the microsecond. Raises Malformed, also for one that is still to come."""
    match = DATE.fullmatch(said.strip())
    try:
        if match is None:
            raise ValueError(said)
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
        micro = int((match[7] or "").ljust(6, "0")[:6])
        at = datetime(year, month, day, hour, minute, second, micro, tzinfo=UTC)
    except ValueError:
        raise Malformed(f"its date cannot be read: {said[:40]!r}") from None
    if at > datetime.now(UTC) + timedelta(days=1):
        raise Malformed(f"its date lies in the future: {said[:40]!r}")
    return at
