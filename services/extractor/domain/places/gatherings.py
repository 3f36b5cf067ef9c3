"""Places of talks, deals and papers that are only spoken of: "the deal signed in X", "wrote to a newspaper in X"."""

from __future__ import annotations

import re

from services.extractor.domain.places.governments import suffers
from services.extractor.domain.places.verbs import is_participle
from services.extractor.domain.places.words import flags_of
from services.extractor.domain.tables import words_of_class

# "Talks planned for next week in X": so many words may stand behind and before the talks.
_MOST_BEHIND, _MOST_BEFORE = 6, 6
# "Since the first talks in X"
_MOST_LED = 3
_WHERE = frozenset({"in", "at", "near", "outside", "the"})
_SINCE = frozenset({"since", "until", "before", "after", "if", "unless", "when", "like", "than"})
_LEADING = frozenset({"to", "of", "from", "by"})
_VERB = re.compile(
    r" (?:is|are|was|were|has|have|had|will|would|could|may|might|must|did|does|[a-z]{3,}ed|showed|took|heard|saw)\b"
)
_SAYING = re.compile(
    r"(?:, (?:speaking|reached|contacted)"
    r"| (?:as (?:saying|telling)|who (?:said|told)|said|says|told|wrote|writes|tells))\b"
)
# "Talks in X will resume": they are what is told.
_GOES_ON = re.compile(
    r" (?:(?:will|would|could|may|might|can|should|is|are|was|were|has|have|had|to|being|been|be|not|also|likely"
    r"|expected|set|due|scheduled) ){0,4}(?:be(?:ing|gin|gins|gan|gun)?\b|held|hold|tak(?:e|es|ing|en) place|took place"
    r"|start|resum|continu|go(?:es|ne)? on|go(?:es)? ahead|went|open|end|fail|collaps|broke|break|produc|led|planned"
    r"|stall|adjourn|postpon|suspend|cancel)"
)


def is_of_gathering(words: list[str], after: str) -> bool | None:
    """Whether a place tells which talks or which deal is spoken of, and no talks are told of; None if it is of neither.

    "Promises made in X", "to halt the talks in X", "at the summit in X", but "talks in X will go on".
    """
    number = _last_of(words, {"gathering", "pact"})
    if number is None or words[-1] not in _WHERE:
        return None
    lead, behind = words[max(0, number - _MOST_BEFORE) : number], words[number + 1 :]
    holding = words_of_class("holding")
    if not holding.isdisjoint(lead):
        return False
    if "pact" in flags_of(words[number]):
        return is_participle(behind[0], words[number]) or None
    if not holding.isdisjoint(behind):
        return False
    is_led = any(word in words_of_class("preposition") or word in _SINCE for word in lead[-_MOST_LED:])
    return is_led or (_VERB.match(after) is not None and _GOES_ON.match(after) is None)


def is_of_voice(words: list[str], after: str) -> bool:
    """Whether a place only tells who speaks: "a sheikh in X as saying", "the embassy in X has no list"."""
    number = len(words) - 2
    if number < 0 or words[-1] != "in":
        return False
    flags = flags_of(words[number])
    if "voice" in flags:
        is_addressed = not _LEADING.isdisjoint(words[max(0, number - 2) : number])
        return is_addressed or (_VERB.match(after) is not None and not suffers(after))
    return "role" in flags and _SAYING.match(after) is not None


def _last_of(words: list[str], classes: set[str]) -> int | None:
    """Which of the last words before a place, but the one beside it, is of one of some classes; None if none is."""
    numbers = range(len(words) - 2, max(-1, len(words) - 2 - _MOST_BEHIND), -1)
    return next((number for number in numbers if not classes.isdisjoint(flags_of(words[number]))), None)
