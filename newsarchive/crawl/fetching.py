"""Scrapy's way to the web: one HTTP/1.1 exchange, kept as far as it came, with the reason where that is not its end.

Scrapy's own download handlers throw away what a limit cuts, take headers without end, and connect to any address.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import aiohttp
from aiohttp.connector import AddrInfoType
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import Request, Response
from yarl import URL

from newsarchive.crawl.reach import AddressRefused
from newsarchive.crawl.trouble import NoResponse, Trouble, line_of
from newsarchive.items import Capture

if TYPE_CHECKING:
    from newsarchive.crawl.spider import PortalSpider

Truncated = Literal["length", "time", "disconnect"]

HEADER_LIMIT = 64 * 1024
"""Bytes of a response's headers; a response with more is not kept."""
LINE_LIMIT = 32 * 1024
"""Bytes of one header: some portals' security policies are long."""
HEADERS_LIMIT = 256
"""Headers of one response."""
CONNECT_SECONDS = 30.0
HEADER_OVERHEAD = 4
"""Bytes of `: ` and the line's end."""


class Fetched(Response):
    """What Scrapy sees of a response; the exchange itself is the capture."""

    def __init__(self, capture: Capture) -> None:
        super().__init__(capture.url, status=capture.status)
        self.capture = capture


class FetchHandler(BaseDownloadHandler):
    """Fetches over HTTP and HTTPS. Certificates are checked, unless the portal's definition says otherwise."""

    lazy = True

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._seconds = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._size = settings.getint("DOWNLOAD_MAXSIZE")
        spider: PortalSpider = crawler.spider
        self._reach = spider.session.reach
        self._tls = None if spider.session.portal.checks_certificates else _unchecked()
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def download_request(self, request: Request) -> Fetched:
        """Return the response as far as it came. Raises NoResponse where not even its headers did.

        `download_maxsize` in the request's meta is the most bytes of a body; DOWNLOAD_MAXSIZE where it is not given.
        """
        began = monotonic()
        seconds = float(request.meta.get("download_timeout") or self._seconds)
        try:
            async with asyncio.timeout(seconds):
                response = await self._ask(request)
        except Exception as error:
            raise NoResponse(_trouble(error)) from error
        request.meta["download_latency"] = monotonic() - began  # which AutoThrottle goes by
        try:
            _check_headers(response)
            limit = int(request.meta.get("download_maxsize") or self._size)
            body, truncated = await _read(response, limit, seconds - (monotonic() - began))
        except BaseException:
            response.close()
            raise
        if truncated:
            response.close()
        else:
            response.release()
        return Fetched(_capture(request, response, body, truncated))

    async def _ask(self, request: Request) -> aiohttp.ClientResponse:
        """Send the request; return when the headers of the response are there."""
        proxy = request.meta.get("proxy")
        credentials = request.headers.get("Proxy-Authorization")
        return await self._session(through_proxy=proxy is not None).request(
            request.method,
            URL(request.url, encoded=True),
            headers=_sent(request),
            allow_redirects=False,
            ssl=self._tls if self._tls is not None else True,
            proxy=proxy,
            proxy_headers={"Proxy-Authorization": credentials.decode("latin-1")} if credentials else None,
        )

    def _session(self, *, through_proxy: bool) -> aiohttp.ClientSession:
        """Return the client; behind a proxy it is the proxy that connects, and that has to guard its network."""
        if through_proxy not in self._sessions:
            self._sessions[through_proxy] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, socket_factory=None if through_proxy else self._socket),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
                response_class=_PeerKnown,
                max_line_size=LINE_LIMIT,
                max_field_size=LINE_LIMIT,
                max_headers=HEADERS_LIMIT,
            )
        return self._sessions[through_proxy]

    def _socket(self, found: AddrInfoType) -> socket.socket:
        """Make the socket for one address of a host, if the crawl may connect to it."""
        family, kind, protocol, _, address = found
        self._reach.check(str(address[0]))
        return socket.socket(family=family, type=kind, proto=protocol)

    async def close(self) -> None:
        """Let go of the connections."""
        for session in self._sessions.values():
            await session.close()


class _PeerKnown(aiohttp.ClientResponse):
    """A response that remembers whom it came from: the connection may be closed before it is asked."""

    peer: str | None = None

    async def start(self, connection: Any) -> aiohttp.ClientResponse:
        peer = connection.transport.get_extra_info("peername") if connection.transport else None
        self.peer = str(peer[0]) if peer else None
        return await super().start(connection)


def _unchecked() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _check_headers(response: aiohttp.ClientResponse) -> None:
    size = sum(len(name) + len(value) + HEADER_OVERHEAD for name, value in response.raw_headers)
    if size > HEADER_LIMIT:
        raise NoResponse(Trouble(reason=f"its headers have more than {HEADER_LIMIT} bytes"))


async def _read(response: aiohttp.ClientResponse, limit: int, seconds: float) -> tuple[bytes, Truncated | None]:
    """Read a body to its end, or as far as it comes: `limit` bytes, `seconds`, the loss of the connection."""
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for part in response.content.iter_any():
                body += part
                if len(body) > limit:
                    return bytes(body[:limit]), "length"
    except TimeoutError:
        return bytes(body), "time"
    except (aiohttp.ClientError, OSError):
        return bytes(body), "disconnect"
    return bytes(body), None


def _capture(request: Request, response: aiohttp.ClientResponse, body: bytes, truncated: Truncated | None) -> Capture:
    version = response.version
    peer = response.peer if isinstance(response, _PeerKnown) and not request.meta.get("proxy") else None
    return Capture(
        url=request.url,
        fetched_at=datetime.now(UTC),
        status=response.status,
        reason=response.reason or "",
        http_version=f"HTTP/{version.major}.{version.minor}" if version else "HTTP/1.1",
        request_method=request.method,
        request_headers=tuple(_sent(request)),
        response_headers=tuple((_text(name), _text(value)) for name, value in response.raw_headers),
        body=body,
        ip_address=peer,
        truncated=truncated,
    )


def _sent(request: Request) -> list[tuple[str, str]]:
    """Return the headers to send, in order; what is meant for a proxy is not among them."""
    given = ((name, value) for name, values in request.headers.items() for value in values)
    sent = [(_text(name), _text(value)) for name, value in given if name.lower() != b"proxy-authorization"]
    return [("Host", urlsplit(request.url).netloc), *sent]


def _text(data: bytes) -> str:
    return data.decode("latin-1")


TROUBLES: tuple[tuple[type[Exception], Trouble], ...] = (
    (aiohttp.ClientConnectorDNSError, Trouble(reason="the host's name is not known", no_answer=True)),
    (TimeoutError, Trouble(reason="no answer in time", no_answer=True)),
    (aiohttp.ServerDisconnectedError, Trouble(reason="the connection was closed without an answer", no_answer=True)),
    (aiohttp.InvalidURL, Trouble(reason="it is no web address", again=False)),
)
"""What the client's errors mean, in words."""


def _trouble(error: Exception) -> Trouble:
    """Return what it means that a request brought no headers."""
    for kind, trouble in TROUBLES:
        if isinstance(error, kind):
            return trouble
    if isinstance(error, aiohttp.ClientResponseError):
        return Trouble(reason=f"the answer is not HTTP: {' '.join(error.message.split())}"[:300])
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(cause, ConnectionRefusedError):
        return Trouble(reason="connection refused", no_answer=True)
    refused = isinstance(cause, AddressRefused) or AddressRefused.SAID in str(cause)  # one of several addresses
    return Trouble(reason=line_of(cause), no_answer=True, again=not refused)
