"""What a case is, and what a hostile server can answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SAID = "Mayor Ivan Petrenko said that the bridge at Zelene was closed on Friday. "
PARAGRAPH = f"<p>{SAID}</p>"


@dataclass(frozen=True, eq=False)
class Case:
    """One bad input.

    Attributes:
        door: what it comes through.
        name: what it is, for a person.
        given: what the door takes: an answer, the bytes of a file, a message, a request.
        outcome: the word with which it must end.
        reason: what the reason must tell, in this order, parted by `…`.
        ask: what an operator asks `claimwire where` for; the door decides if it is empty.
        at: the host of the server that answers: `bad` cannot say what its robots.txt allows.
    """

    door: str
    name: str
    given: Any
    outcome: str
    reason: str
    ask: str = ""
    at: str = ""

    @property
    def slug(self) -> str:
        """A name for a path."""
        return "".join(character if character.isalnum() else "-" for character in self.name.lower())


@dataclass(frozen=True)
class Answer:
    """What a server sends; `{site}` in it is the server itself."""

    body: bytes = b""
    status: str = "200 OK"
    kind: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)

    def sent(self) -> bytes:
        """The bytes on the wire."""
        lines = {"Content-Type": self.kind, "Content-Length": str(len(self.body)), **self.headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"HTTP/1.1 {self.status}\r\n{head}Connection: close\r\n\r\n".encode() + self.body


@dataclass(frozen=True)
class Raw:
    """Bytes that no server library would send, then the end of the connection."""

    sent: bytes


@dataclass(frozen=True)
class Endless:
    """A beginning, then the same bytes for ever, with a pause between them."""

    head: bytes
    more: bytes
    pause_seconds: float = 0.0


@dataclass(frozen=True)
class Silent:
    """A connection that is taken and never answered."""


def page(body: str = PARAGRAPH * 3, head: str = "") -> bytes:
    """A page of news."""
    return f"<!doctype html><html><head><title>News</title>{head}</head><body>{body}</body></html>".encode()


def moved(to: str) -> Answer:
    """A redirect."""
    return Answer(status="302 Found", headers={"Location": to})
