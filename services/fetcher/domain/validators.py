"""ETag and Last-Modified: what to send, so that an unchanged feed costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Validators:
    """What a server gave to recognise a version by, sent back exactly as it came."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """The headers of a conditional request; empty if nothing is known."""
        known = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in known.items() if value}


def validators_of(headers: Mapping[str, str]) -> Validators:
    """The validators in response headers, whose names are in lower case."""
    return Validators(headers.get("etag"), headers.get("last-modified"))
