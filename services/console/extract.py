"""`claimwire extract`: the claims of files, one JSON document a line or lines for people."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from services.cleaner.domain.clean import Readable, readable
from services.cleaner.domain.mail import MAIL
from services.extractor.handlers import Extracted, extract_text
from shared import identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SUFFIXES = (".txt", ".html", ".htm", ".eml")
_MEDIA_TYPES = {".html": "text/html", ".htm": "text/html", ".txt": "text/plain", ".eml": MAIL}
_STANDARD_INPUT = "-"


class Read(Protocol):
    """What finds the claims of a text."""

    def __call__(self, article_id: str, text: str, published: date | None, *, language: str = "en") -> Extracted:
        """Its claims."""


def documents(paths: Iterable[str | Path], *, as_is: bool, read: Read = extract_text) -> Iterator[dict[str, Any]]:
    """One object per document: `document`, `text_sha256`, `text`, `claims`, `no_claims_reason`.

    Args:
        paths: files or folders (searched for .txt, .html and .eml), or `-` for standard input.
        as_is: take the text as it is (UTF-8, newlines untouched) instead of cleaning it.
        read: finds the claims.

    Raises:
        OSError: a file cannot be read.

    """
    for path in _files(paths):
        raw = sys.stdin.buffer.read() if path == _STANDARD_INPUT else Path(path).read_bytes()
        text, found = _as_is(raw, read) if as_is else _cleaned(raw, path, read)
        yield {
            "document": path,
            "text_sha256": identity.article_version(text),
            "text": text,
            "claims": [claim.model_dump(mode="json") for claim in found.claims],
            "no_claims_reason": found.no_claims_reason,
        }


def _files(paths: Iterable[str | Path]) -> Iterator[str]:
    for path in paths:
        folder = Path(path)
        if str(path) != _STANDARD_INPUT and folder.is_dir():
            yield from (
                str(file) for file in sorted(folder.rglob("*")) if file.suffix.lower() in _SUFFIXES and file.is_file()
            )
        else:
            yield str(path)


def _as_is(raw: bytes, read: Read) -> tuple[str, Extracted]:
    text = raw.decode("utf-8", errors="replace")
    return text, read(identity.article_id_of_text(text), text, None)


def _cleaned(raw: bytes, path: str, read: Read) -> tuple[str, Extracted]:
    """The clean text and what is claimed in it; no text, and the reason, where the cleaner finds none."""
    cleaned = readable(raw, media_type=_MEDIA_TYPES.get(Path(path).suffix.lower()), url=None)
    if not isinstance(cleaned, Readable):
        return "", Extracted([], f"{cleaned.outcome}: {cleaned.reason}")
    text, article_id = cleaned.text, identity.article_id_of_text(cleaned.text)
    return text, read(article_id, text, _day(cleaned), language=cleaned.language)


def _day(cleaned: Readable) -> date | None:
    value = cleaned.published.value if cleaned.published else None
    return value.date() if isinstance(value, datetime) else value


def lines_for_people(document: dict[str, Any]) -> list[str]:
    """A line a claim: speaker, kind, stance, certainty, place, the words in quotation marks, the caveat.

    A last line says why there are none, or why some may be missing.
    """
    lines = [_line(claim) for claim in document["claims"]]
    reason = document["no_claims_reason"]
    return [*lines, f"{document['document']}: {reason}"] if reason else lines


def _line(claim: dict[str, Any]) -> str:
    source = claim["source"]
    speaker = source["name"] or source["text"] or "unnamed"
    via = "".join(f" (via {relay['name'] or relay['text']})" for relay in claim["via"])
    place = claim["places"][0]["name"] or claim["places"][0]["text"] if claim["places"] else "no place"
    words = " ".join(claim["content"]["text"].split())
    caveats = [f" [{caveat['status']} by {caveat['by']}]" for caveat in claim["caveats"]]
    facts = ", ".join((source["kind"], claim["stance"], claim["certainty"], place))
    return f'{speaker}{via} | {facts} | "{words}"{"".join(caveats)}'
