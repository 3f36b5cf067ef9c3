"""Whether a site allows a page to be fetched (RFC 9309), given its robots.txt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from protego import Protego

# RFC 9309 asks for at least 500 KiB; rules beyond that are not read.
MOST_BYTES: Final = 512 * 1024
# A site that asks for more would block a worker; its pages come in one by one anyway.
_LONGEST_DELAY_SECONDS = 5.0
_CLIENT_ERROR, _SERVER_ERROR, _TOO_MANY = 400, 500, 429


@dataclass(frozen=True)
class Rules:
    """What a robots.txt says.

    Attributes:
        text: its lines; empty allows everything.
        forbids_all: the site could not say, which means no.
        why: it could not; empty otherwise.
    """

    text: str = ""
    forbids_all: bool = False
    why: str = ""

    def allows(self, url: str, agent: str) -> bool:
        """Whether the agent may fetch the URL."""
        return not self.forbids_all and bool(Protego.parse(self.text).can_fetch(url, agent))

    def delay_seconds(self, agent: str) -> float:
        """The pause between two requests that the site asks for; 0 if it asks for none."""
        delay = Protego.parse(self.text).crawl_delay(agent)
        return min(max(float(delay or 0), 0.0), _LONGEST_DELAY_SECONDS)


def rules_of(status: int, body: bytes = b"", why: str = "") -> Rules:
    """The rules in an answer: a missing file allows everything, a failing server forbids everything.

    Args:
        why: what was wrong with the answer, for a person.
    """
    if status >= _SERVER_ERROR or status == _TOO_MANY:
        return Rules(forbids_all=True, why=why or f"status {status}")
    if status >= _CLIENT_ERROR:
        return Rules()
    return Rules(body[:MOST_BYTES].decode("utf8", "replace"))


def address(url: str) -> str | None:
    """Where the rules for a URL are kept; None if it is not of the web."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return f"{parts.scheme}://{parts.netloc}/robots.txt" if parts.scheme in {"http", "https"} else None
