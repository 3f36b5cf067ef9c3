"""What a source does with what is claimed: asserts, admits, denies, declines to say, or passes on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.reading.words import spaced

if TYPE_CHECKING:
    from services.extractor.domain.attribution.result import Attribution
    from services.extractor.domain.draft import Event, Source
    from services.extractor.domain.reading.passage import Span

# What neither confirms nor denies supports nothing.
_NEUTRAL = re.compile(
    spaced(
        r"\b(?:neither (?:confirm|den)\w* (?:n?or) (?:confirm|den)\w+"
        r"|(?:could|can|would|will)(?: ?not|n[’'`]t) (?:yet )?(?:confirm|deny|verify|say whether|say if)"
        r"(?: or (?:deny|confirm))?"
        r"|(?:refus|declin)\w+ to (?:confirm|deny|comment|say)"
        r"|(?:has|have|had) (?:not|yet to|n[’'`]t) (?:confirm|den|comment|verif)\w*)\b"
    ),
    re.IGNORECASE,
)
# "The videos were fakes" denies, whatever the verb of saying.
CALLED_FALSE = re.compile(
    spaced(
        r"\b(?:is|are|was|were|had been|has been|have been|as|them|it|those|these) (?:[“\"]?\w+ ){0,2}[“\"]?"
        r"(?:fakes?|lies|lie|false|untrue|fabricat(?:ed|ions?)|nonsense|disinformation|misinformation|baseless|groundless"
        r"|unfounded|not true|made[- ]up|inventions?|hoax(?:es)?)\b"
    ),
    re.IGNORECASE,
)
_NEGATED = re.compile(r"(?:\b(?:not|never|yet to|without|neither|nor)|n[’'`]t)\b(?: \w+){0,1}\s*$", re.IGNORECASE)
_WITHIN_CUE = re.compile(r"(?:\b(?:not|never|yet to|neither)|n[’'`]t)\b", re.IGNORECASE)
_BELIEVING = frozenset(
    {"believe", "think", "expect", "accept", "recognise", "recognize", "agree", "want", "see", "consider"}
)
_RULED_OUT = frozenset({"rule out", "exclude"})
# A cue of refusal, which may reach into the content: "declined to say whether".
_REFUSES = re.compile(
    spaced(
        r"\b(?:(?:refus|declin)\w+(?: to (?:say|comment|confirm|deny|tell|reveal|disclose|discuss|identify|answer))"
        r"|neither confirm\w* nor den\w+|neither den\w+ nor confirm\w*|(?:would|will|could|did) not (?:say|confirm)\b)"
    ),
    re.IGNORECASE,
)
_NAMING = frozenset({"call", "brand", "describe", "ridicule", "mock", "label", "dub", "dismiss", "reject", "term"})
_FALSE_NAME = re.compile(
    spaced(
        r"\W*(?:(?:the|this|that|these|those|such|his|her|its|their|any|[\w’'`-]+[’'`]s) )?(?:[\w’'`-]+ ){0,3}?"
        r"(?:claims?|reports?|stor(?:y|ies)|accounts?|versions?|clips?|videos?|footage|figures?|allegations?|accusations?"
        r"|statements?|posts?|lists?|it|them|that|this)\b[^.;]{0,40}?\b(?:lies?|fakes?|fantas\w+|nonsense|fairy tales?"
        r"|wishful thinking|propaganda|psychosis|speculation|rumou?rs?|hoax\w*|imagination|fiction|invent\w+|absurd"
        r"|disinformation|provocations?|baseless|groundless|poetry|delusion\w*)\b"
    ),
    re.IGNORECASE,
)
_FIGHTING = frozenset({"military", "armed_group", "soldier"})
_LOSSES = frozenset({"withdrawal", "casualties", "destruction", "detention"})
# "his unit had left", "we lost two boats", "it had left the mine"; not "they killed our men" of the enemy.
_OWN = re.compile(
    spaced(
        r"^\W*(?:it|they|we|i) (?:had |have |has )?(?:\w+ )?(?:left|lost|withdr\w+|retreated|abandoned|fled|pulled)"
        r"|\b(?:our|my|his|its|her) (?:\w+ ){0,2}(?:men|unit|units|fighters|marines|soldiers|boats|company|battalion"
        r"|brigade|troops|forces|platoon|crew|tanks?) (?:had |have |has |were |was )?(?:\w+ )?(?:left|lost|withdr\w+"
        r"|retreated|abandoned|fled|sunk|killed|captured|pulled|burned|surrendered)"
        r"|\bwe (?:have |had )?lost\b|\bcost us\b|\bof (?:ours|our own)\b|\b\w+ of them ours\b|\bof our\b"
    ),
    re.IGNORECASE,
)
_LEAD_IN = 24
_LEAD_ON = 16


def stance_of(text: str, attribution: Attribution, content: tuple[Span, ...]) -> str:
    """The stance that cue and content show; `admits` and `relays` may be seen by others."""
    if _REFUSES.search(text, attribution.cue[0], attribution.cue[1] + _LEAD_ON):
        return "declines"
    if is_negated(text, attribution.cue):
        return _of_negated(attribution)
    if attribution.stance == "asserts":
        if any(_NEUTRAL.search(text, *span) for span in content):
            return "declines"
        if any(CALLED_FALSE.search(text, *span) for span in content) or called_false(text, attribution, content):
            return "denies"
    return attribution.stance


def called_false(text: str, attribution: Attribution, content: tuple[Span, ...]) -> bool:
    """Whether a content calls what was claimed something false: "called the story a fantasy"."""
    return attribution.lemma in _NAMING and any(_FALSE_NAME.match(text, *span) for span in content)


def act_of(text: str, attribution: Attribution, stance: str) -> str:
    """What kind of speaking it is: who refuses or does not rule out only says so, who does not deny admits."""
    if stance == "declines" or (attribution.lemma in _RULED_OUT and is_negated(text, attribution.cue)):
        return "say"
    return "admit" if attribution.act == "deny" and stance == "admits" else attribution.act


def is_negated(text: str, cue: Span) -> bool:
    """Whether a cue is denied, within it or before it."""
    before = text[max(0, cue[0] - _LEAD_IN) : cue[0]]
    return bool(_NEGATED.search(before) or _WITHIN_CUE.search(text, *cue))


def _of_negated(attribution: Attribution) -> str:
    """Who did not confirm or comment says nothing; who does not believe it, does not rule it out or deny it, does."""
    words = set(attribution.lemma.split())
    if attribution.lemma in _RULED_OUT:
        return "asserts"
    if attribution.stance == "denies":
        return "admits"
    return "denies" if words & _BELIEVING else "declines"


def grants_a_loss(text: str, content: tuple[Span, ...], events: tuple[Event, ...], source: Source) -> bool:
    """Whether a fighting side tells of its own retreat, dead or lost arms, whatever the verb of saying."""
    main = events[0]
    if source.kind not in _FIGHTING or main.type not in _LOSSES or main.polarity == "negative":
        return False
    if main.modality not in {"happened", "ongoing"}:
        return False
    if main.type == "withdrawal" and main.actors.agent and main.actors.agent.side:
        return main.actors.agent.side == source.side
    return any(_OWN.search(text, *span) for span in content)
