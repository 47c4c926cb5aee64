"""The portal's server: what it answers, remembers, and fails on purpose."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse, RemoteDisconnected
from urllib.parse import urlsplit

import pytest

from tests.fixtures.site import Response, SiteServer, build_site

ARTICLE = "/luzhou/luxian/201802/7713943.html"


@pytest.fixture
def server() -> Iterator[SiteServer]:
    with SiteServer() as server:
        yield server


def ask(server: SiteServer, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    """Ask the server over a connection of its own."""
    connection = HTTPConnection(urlsplit(server.url).netloc, timeout=5)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def test_pages_are_served_with_their_queries(server: SiteServer) -> None:
    first, second = ask(server, "/luzhou/hejiang/")[1], ask(server, "/luzhou/hejiang/?page=2")[1]
    assert first != second
    assert first == build_site().pages["/luzhou/hejiang/"].body


def test_unknown_and_dead_pages_are_not_found(server: SiteServer) -> None:
    assert ask(server, "/nosuch")[0].status == 404
    assert ask(server, server.site.dead[0])[0].status == 404


def test_a_redirect_leads_on(server: SiteServer) -> None:
    response, _ = ask(server, "/luzhou/luxian/201801/7700001.html")
    assert (response.status, response.headers["Location"]) == (301, ARTICLE)


def test_robots_txt_forbids_the_private_folder(server: SiteServer) -> None:
    assert b"Disallow: /private/" in ask(server, "/robots.txt")[1]


def test_pages_are_compressed_only_where_that_is_accepted(server: SiteServer) -> None:
    plain, body = ask(server, ARTICLE)
    packed, data = ask(server, ARTICLE, Accept_Encoding="gzip, deflate")
    assert plain.headers["Content-Encoding"] is None
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(data) == body


def test_a_page_that_the_client_has_is_not_sent_again(server: SiteServer) -> None:
    tag = ask(server, "/")[0].headers["ETag"]
    response, body = ask(server, "/", If_None_Match=tag)
    assert (response.status, body) == (304, b"")


def test_head_sends_no_body(server: SiteServer) -> None:
    response, body = ask(server, "/", "HEAD")
    assert (response.status, body) == (200, b"")
    assert int(response.headers["Content-Length"]) > 0


def test_requests_are_remembered_in_order(server: SiteServer) -> None:
    ask(server, "/", User_Agent="a test")
    ask(server, "/luzhou/")
    assert [(r.method, r.path) for r in server.requests] == [("GET", "/"), ("GET", "/luzhou/")]
    assert server.requests[0].headers["user-agent"] == "a test"
    server.forget()
    assert server.requests == []


def test_a_page_can_be_changed_while_it_is_served(server: SiteServer) -> None:
    server.pages["/"] = Response(body=b"changed")
    assert ask(server, "/")[1] == b"changed"


def test_failures_last_as_often_as_asked(server: SiteServer) -> None:
    server.fail("/", status=503, times=2, headers=(("Retry-After", "1"),))
    first = ask(server, "/")[0]
    assert (first.status, first.headers["Retry-After"]) == (503, "1")
    assert [ask(server, "/")[0].status for _ in range(2)] == [503, 200]


def test_a_connection_can_be_closed_unanswered(server: SiteServer) -> None:
    server.fail("/", status=None)
    with pytest.raises(RemoteDisconnected):
        ask(server, "/")
    assert ask(server, "/")[0].status == 200
