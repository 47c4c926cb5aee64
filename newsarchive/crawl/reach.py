"""Which machines a crawl may connect to: a portal on the public net must not lead it into the network it runs in.

Looked at is the address of the socket that is about to be opened, whatever name, number or redirect led there: a name
that resolves otherwise the second time, `http://2130706433/` and `[::ffff:10.0.0.1]` are met alike.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address

SPECIAL = tuple(
    map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "100.64.0.0/10", "198.18.0.0/15", "64:ff9b:1::/48", "fec0::/10"))
)
"""What the standard library, by its version, takes for public."""

TRANSLATED = ip_network("64:ff9b::/96")
"""IPv4 addresses that a gateway translates (RFC 6052, 2.1)."""


class AddressRefused(OSError):
    """A connection to an address that no portal on the public net may lead to."""

    SAID = "is no public address"

    def __init__(self, address: Address) -> None:
        super().__init__(f"{address} {self.SAID}")


@dataclass(frozen=True)
class Reach:
    """The addresses that one crawl may connect to: public ones, and those that the user named by themselves."""

    named: frozenset[Address] = frozenset()

    def check(self, text: str) -> None:
        """Raise AddressRefused for an address that is out of reach."""
        address = ip_address(text.partition("%")[0])
        if is_public(address) or address in self.named or (address.is_loopback and self._on_loopback):
            return
        raise AddressRefused(address)

    @property
    def _on_loopback(self) -> bool:
        return any(address.is_loopback for address in self.named)


def reach_of(base_url: str | None) -> Reach:
    """Return the reach of a crawl; a rehearsal may connect to the stand-in that it was given, wherever that is."""
    host = urlsplit(base_url or "").hostname
    named: set[Address] = set()
    if host:
        with suppress(OSError, UnicodeError):
            named = {ip_address(str(at[0]).partition("%")[0]) for *_, at in socket.getaddrinfo(host, None)}
    return Reach(frozenset(named))


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public net (IANA's special-purpose registries, RFC 6890), embedded ones too."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in TRANSLATED:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    special = address.is_multicast or address.is_reserved or any(address in network for network in SPECIAL)
    return address.is_global and not special
