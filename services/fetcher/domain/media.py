"""What kind of document a body is, by its bytes first and by what was declared second."""

from __future__ import annotations

import re
from typing import Final

HTML: Final = "text/html"
PLAIN: Final = "text/plain"
MAIL: Final = "message/rfc822"
BINARY: Final = "application/octet-stream"
# Of what an archive holds, what can be an article; style sheets and scripts are text, too.
READABLE: Final = frozenset({HTML, "application/xhtml+xml", PLAIN, "text/markdown", MAIL})

_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x89PNG", "image/png"),
    (b"GIF8", "image/gif"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x1f\x8b", "application/gzip"),
)
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_HEAD_BYTES = 2048
_SUFFIXES = {
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": "application/xhtml+xml",
    ".txt": PLAIN,
    ".md": "text/markdown",
    ".eml": MAIL,
}


def media_type(body: bytes, declared: str | None = None) -> str:
    """The media type in lower case, without parameters."""
    head = body[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf")
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if _PAGE.match(head):
        return HTML
    named = (declared or "").split(";")[0].strip().lower()
    # Servers say octet-stream when they do not know.
    if "/" in named and named != BINARY:
        return named
    return BINARY if b"\0" in head and not head.startswith(_WIDE) else PLAIN


def of_file(name: str) -> str | None:
    """The media type that the name of a file declares; None if it says nothing."""
    return next((kind for suffix, kind in _SUFFIXES.items() if name.lower().endswith(suffix)), None)
