"""`claimwire clean`: the readable text of files, and why a file has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.cleaner.domain.clean import Readable, readable
from services.cleaner.domain.mail import MAIL
from services.console.files import each
from shared.runtime import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

_SUFFIXES = (".txt", ".md", ".html", ".htm", ".xhtml", ".eml")


def documents(paths: Iterable[str], url: str | None = None) -> Iterator[dict[str, Any]]:
    """One JSON object a file; folders are read with what is below them, `-` is standard input.

    `text` is the body: the title, the first line of what is stored, has a field of its own.

    Args:
        url: where the page is from.

    """
    for name, raw in each(paths, _SUFFIXES):
        yield {"document": name, **_said(raw, url, MAIL if name.lower().endswith(".eml") else None)}


def lines_for_people(document: dict[str, Any]) -> list[str]:
    """The text below a line of what is known about it; the reason where there is no text."""
    if document["text"] is None:
        return [f"{document['document']}: {document['outcome']}: {document['reason']}"]
    known = [document[key] for key in ("publisher", "published_at", "language") if document[key]]
    return [f"{document['document']}: {' · '.join(known)}", "", document["text"], ""]


def _written(moment: datetime) -> str:
    """RFC 3339 with the offset of the page, which tells the day that its readers saw."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _said(raw: bytes, url: str | None, media_type: str | None) -> dict[str, Any]:
    found = readable(raw, media_type=media_type, url=url, today=clock.now().date())
    article = found if isinstance(found, Readable) else Readable(text="")
    published = article.published
    return {
        "url": article.canonical_url or url,
        "title": article.title,
        "published_at": _written(published.value) if published else None,
        "published_precision": published.precision if published else None,
        "language": article.language if article.text else None,
        "publisher": article.outlet,
        "text": article.body or None,
        "outcome": "readable" if isinstance(found, Readable) else found.outcome,
        "reason": None if isinstance(found, Readable) else found.reason,
    }
