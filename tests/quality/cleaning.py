"""How well pages are cleaned: their bodies, their dates of publication, and how fast, beside the libraries alone.

Bodies after the article extraction benchmark of Zyte: precision and recall of shingles of four words, the mean over the
pages, and their F. A date counts as right if its day is.
"""

from __future__ import annotations

import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import htmldate
import trafilatura

from services.cleaner.domain.clean import Readable, readable

Page = tuple[str, bytes]
Reader = Callable[[str, bytes], str | None]

_WORD = re.compile(r"\w+")
_SHINGLE = 4


class BodyScore(NamedTuple):
    """Mean precision and recall over pages, their F, and the pages that were read in a second of processor time."""

    precision: float
    recall: float
    f: float
    pages_per_cpu_second: float


def own_body(url: str, page: bytes) -> str | None:
    """The body that the cleaner finds."""
    found = readable(page, url=url)
    return found.body if isinstance(found, Readable) else None


def trafilatura_body(url: str, page: bytes) -> str | None:
    """What trafilatura finds by itself, with its defaults."""
    return trafilatura.extract(page.decode("utf-8", "replace"), url=url, include_comments=False)


def own_day(url: str, page: bytes) -> str | None:
    """The day of publication that the cleaner finds."""
    found = readable(page, url=url, today=datetime.now(UTC).date())
    return found.published.value.date().isoformat() if isinstance(found, Readable) and found.published else None


def htmldate_day(url: str, page: bytes) -> str | None:
    """What htmldate finds by itself, with its extensive search."""
    try:
        return htmldate.find_date(page.decode("utf-8", "replace"), original_date=True, extensive_search=True, url=url)
    except (ValueError, TypeError, AttributeError):
        return None


def body_pages(folder: Path) -> dict[Page, str]:
    """The pages of a folder with `ground-truth.json` and `html/*.html.gz`, and the body of each."""
    gold: Mapping[str, Any] = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    return {(about["url"], _unpacked(folder, f"{name}.html")): about["articleBody"] for name, about in gold.items()}


def dated_pages(folder: Path) -> dict[Page, str]:
    """The pages of a folder in the same form, and the day of each."""
    gold: Mapping[str, Any] = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    return {(url, _unpacked(folder, about["file"])): about["date"] for url, about in gold.items()}


def _unpacked(folder: Path, name: str) -> bytes:
    return gzip.decompress((folder / "html" / f"{name}.gz").read_bytes())


def body_score(pages: Mapping[Page, str], read: Reader) -> BodyScore:
    """How well a reader finds bodies."""
    begin = time.process_time()
    found = [(gold, read(*page) or "") for page, gold in pages.items()]
    seconds = time.process_time() - begin
    shares = [_overlap(_shingles(gold), _shingles(text)) for gold, text in found]
    precision, recall = (sum(column) / len(shares) for column in zip(*shares, strict=True))
    return BodyScore(precision, recall, 2 * precision * recall / (precision + recall), len(pages) / seconds)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1)) if words)


def _overlap(gold: Counter[tuple[str, ...]], found: Counter[tuple[str, ...]]) -> tuple[float, float]:
    both = (gold & found).total()
    return (both / found.total() if found else float(not gold)), (both / gold.total() if gold else 1.0)


def date_f(pages: Mapping[Page, str], read: Reader) -> float:
    """F of days: of those that a reader tells, and of all."""
    answers = list(_answers(pages, read))
    right, told = sum(said == gold for gold, said in answers), sum(said is not None for _, said in answers)
    # A wrong day is not a missing one: recall counts pages without an answer only, as the benchmark of htmldate does.
    missing = len(answers) - told
    precision, recall = right / max(told, 1), right / max(right + missing, 1)
    return 2 * precision * recall / max(precision + recall, 1e-9)


def _answers(pages: Mapping[Page, str], read: Reader) -> Iterable[tuple[str, str | None]]:
    return ((gold, read(*page)) for page, gold in pages.items())
