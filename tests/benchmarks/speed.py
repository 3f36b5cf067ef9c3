"""How fast and how big an extractor is: articles of 400 words per CPU-second on one thread, and resident memory.

Run as a program it reads annotated reports in this process, which holds nothing but the extractor, and prints both.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ARTICLE_WORDS = 400
_ROOT = Path(__file__).parents[2]
_TEXTS = _ROOT / "tests/quality/reports/development"


@dataclass(frozen=True)
class Speed:
    """What one process does and takes."""

    articles_per_cpu_second: float
    resident_mb: float


def measure() -> Speed:
    """The figures of a fresh process."""
    command = [sys.executable, "-m", "tests.benchmarks.speed"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, cwd=_ROOT).stdout
    return Speed(**json.loads(printed))


def main() -> None:
    """Read all reports once, warm, as a worker does."""
    import psutil

    from services.extractor.app import warm
    from services.extractor.handlers import extract_text
    from shared.runtime.loading import keep_loaded

    texts = [path.read_text(encoding="utf-8") for path in sorted(_TEXTS.glob("*.txt"))]
    warm("tagger")
    keep_loaded()
    begin = time.process_time()
    for number, text in enumerate(texts):
        extract_text(str(number), text, None)
    seconds = time.process_time() - begin
    articles = sum(len(text.split()) for text in texts) / ARTICLE_WORDS
    print(json.dumps(asdict(Speed(articles / seconds, psutil.Process().memory_info().rss / 2**20))))


if __name__ == "__main__":
    main()
