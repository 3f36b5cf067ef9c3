"""Ids that are decided by content, so that doing something twice changes nothing."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote, urldefrag, urlsplit, urlunsplit

import courlan

_SPACE = re.compile(r"\s+")
_CAPTURE_URL = "urn:claimwire:capture:"
_FILE_URL = "urn:claimwire:file:"


def sha256(content: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def canonical_url(url: str) -> str:
    """The URL without fragment and tracking parameters, host in lower case; unchanged if it cannot be parsed."""
    try:
        return courlan.normalize_url(urldefrag(url.strip()).url) or url
    except (ValueError, AttributeError):
        return url


def without_password(url: str) -> str:
    """The URL without the name and password that it may hold, which are nobody's business; "" if it cannot be read."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else url


def capture_url(capture: str) -> str:
    """The URL of text that came without one."""
    return _CAPTURE_URL + capture


def is_capture_url(url: str) -> bool:
    """Whether the text came without a URL."""
    return url.startswith(_CAPTURE_URL)


def file_url(name: str) -> str:
    """The URL by which a file of the inbox is known, whatever bytes its name holds."""
    return _FILE_URL + quote(name, safe="", errors="surrogateescape")


def article_id_of_url(url: str) -> str:
    """The id of the article at a URL: 32 hexadecimal digits."""
    return sha256(canonical_url(url).encode())[:32]


def article_id_of_text(text: str) -> str:
    """The id of an article that came without a URL."""
    return sha256(text.encode())[:32]


def article_id_of_post(article_id: str, key: str) -> str:
    """The id of one post of a live blog.

    Args:
        article_id: of the page.
        key: by which the page knows the post.
    """
    return sha256(f"{article_id}\n{key}".encode("utf8", "replace"))[:32]


def article_version(text: str) -> str:
    """SHA-256 of the stored text."""
    return sha256(text.encode())


def claim_id(article_id: str, sentence: str, cue: str, ordinal: int) -> str:
    """The id of a claim: it survives re-delivery, re-fetching and a better extractor.

    Args:
        sentence: the sentence that holds the cue; case, spaces and punctuation do not matter.
        ordinal: 0 for the first claim of this cue word in this sentence.

    """
    return sha256("\n".join((article_id, _normalised(sentence), _normalised(cue), str(ordinal))).encode())[:32]


def _normalised(text: str) -> str:
    return _SPACE.sub(" ", re.sub(r"[^\w\s]", "", text.casefold())).strip()
