"""Addresses that a page names."""

from __future__ import annotations

from typing import Final
from urllib.parse import urljoin

# More than any address has.
_LONGEST: Final = 2000


def absolute(link: str, url: str | None) -> str | None:
    """The absolute address of a link of a page; None unless it is http or https.

    Args:
        url: where the page is from.
    """
    try:
        address = urljoin(url or "", link.strip())
    except ValueError:
        return None
    is_web = address.lower().startswith(("https://", "http://"))
    return address if is_web and len(address) <= _LONGEST else None
