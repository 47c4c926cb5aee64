"""Which addresses a crawl connects to: by hypothesis, by name, by redirect."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Request
from scrapy.settings import Settings

from newsarchive.crawl.fetching import FetchHandler
from newsarchive.crawl.reach import AddressRefused, Reach, is_public, reach_of
from newsarchive.crawl.trouble import NoResponse

PRIVATE = [
    *("127.0.0.1", "127.8.9.1", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("192.0.0.8", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1"),
    *("::1", "::", "fe80::1", "fc00::1", "fd12::9", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
    *("64:ff9b::a00:1", "2002:a00:1::", "2002:7f00:1::1", "2001:db8::1"),
]


@pytest.mark.parametrize("text", PRIVATE)
def test_addresses_of_this_network_are_no_public_ones(text: str) -> None:
    assert not is_public(ip_address(text))
    with pytest.raises(AddressRefused):
        Reach().check(text)


@pytest.mark.parametrize("text", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "64:ff9b::101:101"])
def test_public_addresses_are_public(text: str) -> None:
    Reach().check(text)


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_judged_like_itself(address: IPv4Address) -> None:
    for holder in (f"::ffff:{address}", f"64:ff9b::{address}"):
        assert is_public(IPv6Address(holder)) == is_public(address)


@given(st.ip_addresses(v=4, network=str(ip_network("10.0.0.0/8"))))
def test_a_rehearsal_reaches_the_machine_that_it_was_given_and_no_other(address: IPv4Address) -> None:
    reach = reach_of("http://10.0.0.1:8000/")
    reach.check("10.0.0.1")
    if address != IPv4Address("10.0.0.1"):
        with pytest.raises(AddressRefused):
            reach.check(str(address))


def test_a_rehearsal_on_loopback_reaches_loopback_only() -> None:
    reach = reach_of("http://localhost:8000/")
    reach.check("127.0.0.1")
    with pytest.raises(AddressRefused):
        reach.check("192.168.1.1")


@contextmanager
def canary() -> Iterator[tuple[int, socket.socket]]:
    """Listen on loopback; whoever connects is seen."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.setblocking(False)
        yield listening.getsockname()[1], listening


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "017700000001", "127.1", "[::ffff:127.0.0.1]"]
)
def test_however_it_is_written_loopback_is_never_connected_to(host: str) -> None:
    with canary() as (port, listening):
        with pytest.raises(NoResponse) as failed:
            asyncio.run(fetched(f"http://{host}:{port}/latest/meta-data/", Reach()))
        with pytest.raises(BlockingIOError):
            listening.accept()
    assert "no public address" in failed.value.trouble.reason or "no web address" in failed.value.trouble.reason
    assert not failed.value.trouble.again


async def fetched(url: str, reach: Reach) -> Any:
    portal = SimpleNamespace(checks_certificates=True)
    spider = SimpleNamespace(session=SimpleNamespace(reach=reach, portal=portal))
    handler = FetchHandler(SimpleNamespace(settings=Settings(), spider=spider))
    try:
        return await handler.download_request(Request(url))
    finally:
        await handler.close()
