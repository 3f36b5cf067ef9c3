"""Which words name what can be counted."""

from __future__ import annotations

from functools import cache

from services.extractor.domain.tables import rows


@cache
def words(kind: str) -> frozenset[str]:
    """The words of a class of `counted.tsv`."""
    return frozenset(row["word"] for row in rows("counted") if row["class"] == kind)


def is_counted(word: str) -> bool:
    """Whether a word in lower case is a plural that reports count, such as "people" or "tanks"."""
    if word in words("plural") or word in words("participle") or word.endswith("men"):
        return True
    return word.endswith("s") and word[:-1] in words("singular")
