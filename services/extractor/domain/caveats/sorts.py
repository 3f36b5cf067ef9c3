"""What sort of claim one is, for what is said of claims: resting on pictures, of a side, true or not."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from services.extractor.domain.caveats.ledger import UNTRUE
from services.extractor.domain.facts import patterns
from services.extractor.domain.tables import rows

if TYPE_CHECKING:
    from services.extractor.domain.draft import DraftClaim

# Who stands on the sides of a war.
_FIGHTING = frozenset({"authority", "military", "armed_group", "soldier"})


@cache
def _event_types() -> tuple[str, ...]:
    return tuple(row["type"] for row in rows("events"))


def events_named(words: str) -> list[str]:
    """The types of the events that some words name, in their order."""
    return [_event_types()[hit.line] for hit in patterns.events().find(words, (0, len(words)))]


def rests_on_imagery(claim: DraftClaim) -> bool:
    """Whether pictures speak, or somebody by them."""
    return claim.source.kind == "imagery" or any(each.kind == "imagery" for each in claim.evidence)


def is_stated(claim: DraftClaim) -> bool:
    """Whether something is said to be so, which can be true or not, and nothing is only asked for or threatened."""
    kind = claim.events[0].type if claim.events else "statement"
    is_threat = kind == "threat" and claim.cue.speech_act == "warn"
    return kind != "demand" and not is_threat and claim.cue.speech_act not in UNTRUE


def is_of_a_side(claim: DraftClaim) -> bool:
    """Whether somebody speaks who stands on a side of the war, or may."""
    return claim.source.side is not None or claim.source.kind in _FIGHTING
