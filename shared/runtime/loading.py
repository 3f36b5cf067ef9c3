"""What a process loads once and keeps."""

from __future__ import annotations

import gc


def keep_loaded() -> None:
    """Leave all that was loaded up to now out of every later collection of garbage.

    Tables and models are a million objects that never become garbage; to look at them again and again is a tenth of an
    extractor's time (`python -m tests.benchmarks.speed`).
    """
    gc.collect()
    gc.freeze()
