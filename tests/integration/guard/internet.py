"""An Internet in a network namespace: every address is here and answers, and every packet is seen.

To be used inside `unshare --net --mount`: all routes lead to the loopback interface, so that a connection to any
address ends at the servers of this module, and a packet socket sees where each packet goes.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import struct
import subprocess
import threading
from collections import Counter
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

ORIGIN_4, ORIGIN_6, NAME_SERVER = "11.22.33.44", "2a0a:1:2::44", "11.22.33.53"
# Where our packets come from; without an IPv4 address of its own, the resolver would ask for no IPv4 addresses.
OWN_4, OWN_6 = "11.22.33.99", "2a0a:1:2::99"
_ETH_P_ALL, _IPV4, _IPV6 = 3, 0x0800, 0x86DD
_A, _CNAME, _AAAA = 1, 5, 28
_PORTS = (80, 443, 8080)
_SET_UP = (
    "ip link set lo up",
    "ip route add local 0.0.0.0/0 dev lo",
    "ip -6 route add local ::/0 dev lo",
    f"ip address add {OWN_4}/32 dev lo",
    f"ip address add {OWN_6}/128 dev lo",
)


def set_up(folder: Path) -> None:
    """Lead every address to this namespace, and names to our name server."""
    for command in _SET_UP:
        subprocess.run(command.split(), check=True, capture_output=True)
    for name, text in (
        ("resolv.conf", f"nameserver {NAME_SERVER}\noptions timeout:1\n"),
        ("nsswitch.conf", "hosts: dns\n"),
    ):
        (folder / name).write_text(text)
        subprocess.run(["mount", "--bind", folder / name, f"/etc/{name}"], check=True, capture_output=True)  # noqa: S607


class Watch:
    """Counts packets by the address that they go to."""

    def __init__(self) -> None:
        self.packets: Counter[str] = Counter()
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ETH_P_ALL))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32 * 1024 * 1024)
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while True:
            packet, (_, protocol, *_) = self._socket.recvfrom(64)
            if protocol == _IPV4:
                self.packets[str(IPv4Address(packet[16:20]))] += 1
            elif protocol == _IPV6:
                self.packets[str(IPv6Address(packet[24:40]))] += 1


class Web:
    """A web server on every address.

    `/to/STATUS/HEX` redirects to the URL whose bytes stand in it as hexadecimal digits; `/feed/...` is what was put
    there; anything else is a page.
    """

    def __init__(self) -> None:
        self.documents: dict[str, bytes] = {}

    async def start(self) -> None:
        """Listen on all addresses of both families."""
        for port in _PORTS:
            await asyncio.start_server(self._serve, "0.0.0.0", port, family=socket.AF_INET)  # noqa: S104 - in the namespace
            await asyncio.start_server(self._serve, "::", port, family=socket.AF_INET6)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            head = await reader.readuntil(b"\r\n\r\n")
            writer.write(self._answer(head.split(b" ", 2)[1].decode("latin-1")))
            await writer.drain()
        writer.close()

    def _answer(self, path: str) -> bytes:
        if path.startswith("/to/"):
            with contextlib.suppress(ValueError):
                _, _, status, target = path.split("/")
                return _sent(f"{status} Moved", b"", b"Location: " + bytes.fromhex(target) + b"\r\n")
        if path == "/robots.txt":
            return _sent("404 Not Found", b"")
        return _sent("200 OK", self.documents.get(path, b"<html><body><p>The bridge was closed.</p></body></html>"))


def _sent(status: str, body: bytes, headers: bytes = b"") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n".encode()
    return head + headers + b"\r\n" + body


class Names(asyncio.DatagramProtocol):
    """A name server that obeys names, with a lifetime of no seconds.

    `one.A.B.test` has the addresses A and B, each in hexadecimal digits; `turn.A.B.test` has A at the first question,
    B at the second and so on; `alias.A.test` is another name for `one.A.test`.
    Every other name, numbers too, is this machine.
    """

    def __init__(self) -> None:
        self.asked: Counter[tuple[bytes, int]] = Counter()

    async def start(self) -> None:
        """Listen at the address that the resolver knows."""
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, local_addr=(NAME_SERVER, 53))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        labels, position = [], 12
        while data[position]:
            labels.append(data[position + 1 : position + 1 + data[position]])
            position += 1 + data[position]
        question = data[12 : position + 5]
        (kind,) = struct.unpack("!H", data[position + 1 : position + 3])
        answers = self._answers(b".".join(labels).lower(), kind)
        head = data[:2] + struct.pack("!HHHHH", 0x8180, 1, len(answers), 0, 0)
        self._transport.sendto(head + question + b"".join(answers), addr)  # type: ignore[attr-defined]

    def _answers(self, name: bytes, kind: int) -> list[bytes]:
        how, *given = name.removesuffix(b".test").split(b".")
        if how == b"alias":
            alias = b"\x03one" + bytes([len(given[0])]) + given[0] + b"\x04test\x00"
            return [_record(b"\xc0\x0c", _CNAME, alias), *(_record(alias, kind, each) for each in _of(kind, given))]
        if how == b"turn":
            turn = self.asked[name, kind]
            self.asked[name, kind] += 1
            given = [given[turn % len(given)]]
        elif how != b"one":
            given = [b"7f000001", b"0" * 31 + b"1"]
        return [_record(b"\xc0\x0c", kind, each) for each in _of(kind, given)]


def _of(kind: int, addresses: list[bytes]) -> list[bytes]:
    """The addresses, as bytes, that a question of this kind asks for."""
    length = {_A: 4, _AAAA: 16}.get(kind)
    return [raw for raw in map(bytes.fromhex, (each.decode() for each in addresses)) if len(raw) == length]


def _record(name: bytes, kind: int, value: bytes) -> bytes:
    return name + struct.pack("!HHIH", kind, 1, 0, len(value)) + value


def knock(address: str) -> bool:
    """Connect as anybody would; whether an address can be asked at all, which some cannot."""
    family = socket.AF_INET if ip_address(address).version == 4 else socket.AF_INET6
    with socket.socket(family, socket.SOCK_STREAM) as knocking:
        knocking.settimeout(2)
        try:
            knocking.connect((address, _PORTS[0]))
        except OSError as error:
            return error.errno not in {errno.EINVAL, errno.ENETUNREACH, errno.EACCES, errno.EADDRNOTAVAIL}
    return True
