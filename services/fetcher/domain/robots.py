"""Whether a site allows a page to be fetched (RFC 9309), given its robots.txt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from protego import Protego

# RFC 9309 asks for at least 500 KiB; rules beyond that are not read.
MOST_BYTES: Final = 512 * 1024
# A site that asks for more would block a worker; its pages come in one by one anyway.
_LONGEST_DELAY_SECONDS = 5.0
_CLIENT_ERROR, _SERVER_ERROR, _TOO_MANY = 400, 500, 429
# Rules that are in use; each site's are wanted twice for each of its pages.
_MOST_PARSED: Final = 64
_PRODUCT: Final = re.compile(r"(?:Mozilla/\S+ \(compatible;\s*)?([^\s/;()*]+)", re.IGNORECASE)
_AGENT_LINE: Final = re.compile(
    r"^[ \t]*user[ -]?agent(?:[ \t]*:|[ \t])[ \t]*([^\s#][^\r\n#]*)", re.IGNORECASE | re.MULTILINE
)
_US, _OTHERS = "us", "them"


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
        return not self.forbids_all and bool(_parsed(self.text, product_token(agent)).can_fetch(url, _US))

    def delay_seconds(self, agent: str) -> float:
        """The pause between two requests that the site asks for; 0 if it asks for none."""
        delay = _parsed(self.text, product_token(agent)).crawl_delay(_US)
        return min(max(float(delay or 0), 0.0), _LONGEST_DELAY_SECONDS)


def product_token(agent: str) -> str:
    """The name by which a robots.txt calls an agent: `claimwire` of `claimwire/1.0 (a comment)`, in lower case."""
    found = _PRODUCT.match(agent.strip())
    return found[1].lower() if found else ""


@lru_cache(maxsize=_MOST_PARSED)
def _parsed(text: str, token: str) -> Protego:
    """The rules, of which those for the token are those for `us`.

    Protego looks for the names of groups anywhere in the words of an agent, at whose beginning `claim` stands too and
    in whose comment any word may stand; RFC 9309 compares product tokens.
    """

    def named(line: re.Match[str]) -> str:
        value = line[1].strip()
        if value.split()[0] == "*":
            return "User-agent: *"
        return f"User-agent: {_US if product_token(value) == token else _OTHERS}"

    return Protego.parse(_AGENT_LINE.sub(named, text))


def rules_of(status: int, body: bytes = b"", why: str = "") -> Rules:
    """The rules in an answer: a missing file allows everything, a failing server forbids everything.

    Args:
        why: what was wrong with the answer, for a person.
    """
    if status >= _SERVER_ERROR or status == _TOO_MANY:
        return Rules(forbids_all=True, why=why or f"status {status}")
    if status >= _CLIENT_ERROR:
        return Rules()
    return Rules(_whole_lines(body).decode("utf-8-sig", "replace"))


def _whole_lines(body: bytes) -> bytes:
    """What is read of a long file: half of a line may forbid what the whole line does not."""
    if len(body) <= MOST_BYTES:
        return body
    read = body[:MOST_BYTES]
    return read[: max(read.rfind(b"\n"), read.rfind(b"\r")) + 1]


def address(url: str) -> str | None:
    """Where the rules for a URL are kept; None if it is not of the web."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return f"{parts.scheme}://{parts.netloc}/robots.txt" if parts.scheme in {"http", "https"} else None
