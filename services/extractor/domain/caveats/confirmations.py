"""Which claims a confirmation means: "the ministry confirmed the deaths"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.extractor.domain.caveats.referents import asserted_by_others, referred_to
from services.extractor.domain.caveats.sorts import events_named
from services.extractor.domain.reading.words import worded

if TYPE_CHECKING:
    from services.extractor.domain.caveats.answers import Answer
    from services.extractor.domain.caveats.ledger import Ledger

# "confirmed the deaths": what was named before, and not only by the one who confirms it.
_NAMED_BEFORE = worded(r"(?:the|this|that|these|those|his|her|its|their) (?:[\w’'-]+ ?){1,4}$")
_SAME_WORDS = 3
_SAME_SHARE = 0.6
# A deed and what came of it are confirmed for each other: "the shooting" of a man who died.
_HARM = frozenset({"attack", "shelling", "air_strike", "clash", "casualties", "destruction"})


def confirmed(ledger: Ledger, answer: Answer) -> list[int]:
    """The claims of others before that say nearly all of what is confirmed, or the event that it names."""
    own, before = answer.stems, [n for n in asserted_by_others(ledger, answer) if ledger.starts_at(n) < answer.at]
    referred = referred_to(ledger, answer)
    if referred:
        return referred
    kind = _kind(ledger, answer)
    if kind and _NAMED_BEFORE.match(answer.about):
        same = [n for n in before if ledger.claims[n].events[0].type == kind and own & ledger.stems[n]]
        last = ledger.place_of(answer.at) - 1
        kinds = _HARM if kind in _HARM else {kind} - {"statement"}
        here = [last] if last in before and ledger.claims[last].events[0].type in kinds else []
        return ledger.last_sentence_before(answer.at, lambda n: n in (same or here))
    return [n for n in before if len(own & ledger.stems[n]) >= max(_SAME_WORDS, len(own) * _SAME_SHARE)]


def _kind(ledger: Ledger, answer: Answer) -> str | None:
    """The kind of event that is confirmed, of the claim or of the words."""
    if answer.number is not None:
        return ledger.claims[answer.number].events[0].type
    return next(iter(events_named(answer.about)), None)
