"""`python -m deploy.gazetteer.measure FILE...`: what the places of texts cost: loading, memory, processor time."""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

_WORDS = 400


def resident_mb() -> float:
    """The highest resident memory of this process so far, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def main() -> None:
    """Load, read all files three times, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    texts = [path.read_text(encoding="utf-8") for path in parser.parse_args().files]
    from services.extractor.domain.facts.places import ArticlePlaces  # noqa: PLC0415 - what it costs is measured

    before, start = resident_mb(), time.process_time()
    ArticlePlaces("Kyiv")
    print(f"loading: {time.process_time() - start:.2f} s, {resident_mb() - before:.0f} MB")  # noqa: T201
    n_words = sum(len(text.split()) for text in texts)
    for reading in ("first", "second", "third"):
        start = time.process_time()
        for text in texts:
            ArticlePlaces(text)
        milliseconds = 1000 * (time.process_time() - start) * _WORDS / n_words
        print(f"{reading} reading: {milliseconds:.2f} ms for {_WORDS} words")  # noqa: T201


if __name__ == "__main__":
    main()
