"""Names that stand for a government that acts, as long as nothing is done to the city itself."""

from __future__ import annotations

import re
from functools import cache

from services.extractor.domain.facts import patterns
from services.extractor.domain.places.words import flags_of, roles_by_word
from services.extractor.domain.speakers.kinds import nouns
from services.extractor.domain.tables import listed, rows

# "The attack Moscow denies" is none on Moscow.
_SPEAKS = re.compile(r" (?:says?|said|blame[sd]|denie[sd]|calls?|called|described|claims?|claimed)\b")
_MOST_TO_PRESSURE = 4
_BEHIND = re.compile(r" ([a-z]+)\b")
_RULERS = re.compile(r"((?:[\w’'-]+ ){0,4})([\w’'-]+) in (?:the )?(?:capital )?$")
_PASSIVE = re.compile(
    r" (?:(?:(?:ha[sd]|have|will|would|could|may) )?(?:is|are|was|were|be|been) (?:being )?([a-z]+)|([a-z]+) by)\b"
)


@cache
def names_of_governments() -> frozenset[str]:
    """Names that, bare, mostly stand for a government that acts."""
    capitals = {word for row in rows("capitals") for word in listed(row["words"])}
    return frozenset(word for word, row in patterns.sides()[1].items() if row["government"]) | capitals


def harms(word: str) -> bool:
    """Whether a word tells that somebody or something is attacked: "shelled", "killed"."""
    return roles_by_word().get(word) == "object" or "harmed" in flags_of(word)


def suffers(after: str) -> bool:
    """Whether what stands before is attacked: "Kyiv was shelled"."""
    passive = _PASSIVE.match(after)
    return passive is not None and harms(passive[1] or passive[2])


def rulers_act(before: str, after: str) -> bool:
    """Whether a capital only tells who acts: "officials in Kyiv said", but not "officials in Kyiv were killed"."""
    rulers = _RULERS.search(before)
    if rulers is None or "ruler" not in flags_of(rulers[2].lower()):
        return False
    return not suffers(after) and not any(map(harms, rulers[1].lower().split()))


def _owns_target(after: str) -> bool:
    """Whether a name only tells whose something is: "US troops", "Iran-backed"."""
    behind = _BEHIND.match(after)
    noun = behind[1] if behind else ""
    return after.startswith("-") or noun in nouns() or not flags_of(noun).isdisjoint({"arms", "site", "target"})


def is_figure(before: str, after: str) -> bool:
    """Whether a government is hit by no weapon, or not itself: "hit Moscow with sanctions", "hit US bases"."""
    words = before.lower().split()[-_MOST_TO_PRESSURE:] + after.lower().split()[:_MOST_TO_PRESSURE]
    is_pressure = any("pressure" in flags_of(word.strip(",.;:")) for word in words)
    return is_pressure or _SPEAKS.match(after) is not None or _owns_target(after)
