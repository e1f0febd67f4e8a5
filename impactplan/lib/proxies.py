"""Which servers in front of us are believed when they say who asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

THIS_MACHINE = "127.0.0.0/8,::1"
MOST = 10


@dataclass(frozen=True)
class Proxies:
    """A number of them, whoever they are, or their addresses. Neither: nobody is believed."""

    number: int = 0
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Proxies:
        """Read a number, or addresses and networks with commas between."""
        if text.isascii() and text.isdigit() and int(text) <= MOST:
            return cls(number=int(text))
        try:
            return cls(networks=tuple(ip_network(part.strip()) for part in text.split(",")))
        except ValueError as error:
            raise ValueError(
                f"the number of servers in front (0 to {MOST}), or their addresses such as 127.0.0.1,10.0.0.0/8"
            ) from error

    def includes(self, peer: str) -> bool:
        """Tell whether somebody who connects is believed. Who comes by a socket of this machine has no address."""
        if self.number:
            return True
        try:
            address = ip_address(peer or "127.0.0.1")
        except ValueError:
            return False
        return any(address in network for network in self.networks)

    def count_hops(self, peer: str, forwarded: Sequence[str]) -> int:
        """Return how many of the addresses that were passed on, from the last, come from whom we believe."""
        if self.number or not self.includes(peer):
            return self.number
        hops = 1
        while hops < len(forwarded) and self.includes(forwarded[-hops]):
            hops += 1
        return hops
