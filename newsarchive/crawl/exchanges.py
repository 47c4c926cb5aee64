"""Scrapy's requests and responses as captures, and its exceptions in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Headers, Request, Response

from newsarchive.items import Capture


def capture_of(response: Response, request: Request) -> Capture:
    """Return the exchange; its body is as it was received, since Scrapy's decompression is off."""
    return Capture(
        url=request.url,
        fetched_at=datetime.now(UTC),
        status=response.status,
        http_version=response.protocol or "HTTP/1.1",
        request_method=request.method,
        request_headers=(("Host", urlsplit(request.url).netloc), *_pairs(request.headers)),
        response_headers=_pairs(response.headers),
        body=response.body,
        ip_address=str(response.ip_address) if response.ip_address else None,
    )


def _pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values
    )


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Why there is no response."""

    reason: str
    """In words, for the link's row."""
    no_answer: bool
    """Whether the host did not answer at all: many of these in a row end a run."""
    again: bool
    """Whether another attempt makes sense."""


TROUBLES = {
    DownloadConnectionRefusedError: Trouble(reason="connection refused", no_answer=True, again=True),
    CannotResolveHostError: Trouble(reason="the host's name is not known", no_answer=True, again=True),
    DownloadTimeoutError: Trouble(reason="no answer in time", no_answer=True, again=True),
    ResponseDataLossError: Trouble(reason="the response broke off", no_answer=False, again=True),
    DownloadCancelledError: Trouble(reason="the response is too large", no_answer=False, again=False),
}


def trouble_of(error: BaseException | None) -> Trouble:
    """Return what an exception of Scrapy's downloader means."""
    known = next((trouble for kind, trouble in TROUBLES.items() if isinstance(error, kind)), None)
    if known is not None:
        return known
    return Trouble(reason=_line(error), no_answer=isinstance(error, DownloadFailedError), again=True)


def _line(error: BaseException | None) -> str:
    said = " ".join(str(error).split()) or type(error).__name__
    return said[:300]
