"""What a source does with what is claimed: asserts, admits, denies, declines to say, or passes on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.facts.falsity import called_false, says_false
from services.extractor.domain.reading.words import worded

if TYPE_CHECKING:
    from services.extractor.domain.attribution.result import Attribution
    from services.extractor.domain.draft import Event, Source
    from services.extractor.domain.reading.passage import Span

# What neither confirms nor denies supports nothing.
_NEUTRAL = worded(
    r"\b(?:neither (?:confirm|den)\w* (?:n?or) (?:confirm|den)\w+"
    r"|(?:could|can|would|will)(?: ?not|n[’'`]t) (?:yet )?(?:confirm|deny|verify|say whether|say if)"
    r"(?: or (?:deny|confirm))?"
    r"|(?:refus|declin)\w+ to (?:confirm|deny|comment|say)"
    r"|(?:has|have|had) (?:not|yet to|n[’'`]t) (?:confirm|den|comment|verif)\w*)\b"
)
_NEITHER = worded(r"\bneither (?:confirm\w*|den(?:y|ies|ied)) n?or (?:confirm\w*|den(?:y|ies|ied))\b")
_NEGATED = re.compile(r"(?:\b(?:not|never|yet to|without|neither|nor)|n[’'`]t)\b(?: \w+){0,1}\s*$", re.IGNORECASE)
_WITHIN_CUE = re.compile(r"(?:\b(?:not|never|yet to|neither)|n[’'`]t)\b", re.IGNORECASE)
_BELIEVING = frozenset(
    {"believe", "think", "expect", "accept", "recognise", "recognize", "agree", "want", "see", "consider"}
)
_RULED_OUT = frozenset({"rule out", "exclude"})
# A cue of refusal, which may reach into the content: "declined to say whether".
_REFUSES = worded(
    r"\b(?:(?:refus|declin)\w+(?: to (?:say|comment|confirm|deny|tell|reveal|disclose|discuss|identify|answer))"
    r"|neither confirm\w* nor den\w+|neither den\w+ nor confirm\w*|(?:would|will|could|did) not (?:say|confirm)\b)"
)
# "A soldier had told him that the depot was gone", whoever the soldier is; who speaks of himself passes on nothing.
_ANOTHER = r"\W*(?:that )?(?!(?:he|she|they|it|we|i|you|nobody|no one|no)\b)(?:[\w’'-]+,? ){1,7}?"
_TOLD = worded(
    rf"{_ANOTHER}(?:(?:has|have|had) (?:\w+ly )?)?"
    r"(?:told|informed|assured|warned|texted|messaged|wrote to|phoned)"
    r" (?:him|her|them|it|us|me|his|their|the|a|one)\b"
    rf"|{_ANOTHER}(?:(?:has|have|had) )?"
    r"(?:said|reported|claimed|insisted|complained|believed?s?|says|reports|claims)"
    r" (?:that|the|they|he|she|it|there)\b"
)
_OWN_UNIT = worded(
    r"\b(?:our|my|his|her|their) (?:own )?(?:[\w’'-]+ ){0,1}(?:units?|company|battalion|brigade|regiment|platoon"
    r"|detachment|squad|crew|garrison) (?:had |have |has |was |were )?(?:[\w’'-]+ )?(?:given up|gave up|left|lost"
    r"|abandoned|withdr[ae]wn?|retreated|fled|pulled|surrendered|scattered"
    r"|been (?:beaten|routed|encircled|wiped))\b"
)
_FIGHTING = frozenset({"military", "armed_group", "soldier"})
# Who has a unit of his own, as far as the article tells.
_MAY_SERVE = _FIGHTING | {"unknown", "unnamed", "civilian", "witness", "social_media_user"}
_LOSSES = frozenset({"withdrawal", "casualties", "destruction", "detention"})
# "his unit had left", "we lost two boats", "it had left the mine"; not "they killed our men" of the enemy.
_WE = worded(
    r"\W*(?:it|they|we|i) (?:had |have |has )?(?:\w+ )?(?:left|lost|withdr\w+|retreated|abandoned|fled|pulled)\b"
)
_OWN = worded(
    r"\b(?:our|my|his|its|her) (?:\w+ ){0,2}(?:men|unit|units|fighters|marines|soldiers|boats|company|battalion"
    r"|brigade|troops|forces|platoon|crew|tanks?) (?:had |have |has |were |was )?(?:\w+ )?(?:left|lost|withdr\w+"
    r"|retreated|abandoned|fled|sunk|killed|captured|pulled|burned|surrendered)"
    r"|\bwe (?:have |had )?lost\b|\bcost us\b|\bof (?:ours|our own)\b|\b\w+ of them ours\b|\bof our\b"
)
_OWN_TROOPS = worded(
    r"\b(?:its|our|their) (?:own )?(?:[\w’'-]+ ){0,2}(?:men|units?|fighters|marines|soldiers|troops|forces|army"
    r"|garrison|peacekeepers|sailors|boats|ships?|tanks?|planes?|jets?|helicopters?)"
    r" (?:had |have |has |were |was |been ){0,2}(?:[\w’'-]+ )?(?:left|lost|withdr\w+|retreated|abandoned|fled|sunk"
    r"|killed|captured|pulled|burned|surrendered|died|shot down|missing|wounded|hit)\b"
)
# "Half of his company refused to attack", "we were sent without ammunition", "the village is not ours".
_OWN_SHAME = worded(
    r"\b(?:our|my|his|its|her|their) (?:own )?(?:[\w’'-]+ ){0,2}(?:men|units?|fighters|marines|soldiers|crews?"
    r"|company|battalion|brigade|regiment|troops|forces|platoon|detachment|commanders?|officers?|comrades)"
    r" (?:had |have |has |were |was )?(?:[\w’'-]+ ){0,2}(?:refused|deserted|bolted|ran|broke|scattered|mutinied"
    r"|panicked|abandoned|left|sent|beaten)\b"
    r"|\b(?:we|i|he|they) (?:had |have |has |were |was |are |am )(?:been )?(?:left behind|sent|abandoned|out of)\b"
    r"|\bnot (?:yet )?ours\b|\bnot ours yet\b|\bwe (?:ran|fled|retreated|failed|have no|had no|were beaten)\b"
)
_LEAD_IN = 24
_LEAD_ON = 16


def stance_of(text: str, attribution: Attribution, content: tuple[Span, ...]) -> str:
    """The stance that cue and content show; `admits` and `relays` may be seen by others."""
    start, end = attribution.cue
    if _REFUSES.search(text, start, end + _LEAD_ON) or _NEITHER.search(text, max(0, start - _LEAD_IN), end + _LEAD_ON):
        return "declines"
    if is_negated(text, attribution.cue):
        return _of_negated(attribution)
    if attribution.stance == "asserts":
        if any(_NEUTRAL.search(text, *span) for span in content):
            return "declines"
        if says_false(text, content) or called_false(text, attribution.lemma, content):
            return "denies"
    return attribution.stance


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


def passes_on(text: str, content: tuple[Span, ...]) -> bool:
    """Whether a content begins with another's saying."""
    return _TOLD.match(text, *content[0]) is not None


def grants_a_loss(text: str, content: tuple[Span, ...], events: tuple[Event, ...], source: Source) -> bool:
    """Whether a fighting side tells of its own retreat, dead, lost arms or shame, whatever the verb of saying."""
    main = events[0]
    is_outcome = main.modality in {"happened", "ongoing"}
    is_loss = main.type in _LOSSES and main.polarity != "negative" and is_outcome
    if source.kind in _MAY_SERVE and _has(_OWN_UNIT, text, content):
        return main.modality not in {"planned", "conditional"}
    if source.kind == "authority":
        return is_loss and _has(_OWN_TROOPS, text, content)
    if source.kind not in _FIGHTING:
        return False
    return _has(_OWN_SHAME, text, content) or (is_loss and _is_own_loss(text, content, main, source))


def _is_own_loss(text: str, content: tuple[Span, ...], main: Event, source: Source) -> bool:
    agent = main.actors.agent
    if main.type == "withdrawal" and agent and agent.side and source.side:
        return agent.side == source.side
    return _WE.match(text, *content[0]) is not None or _has(_OWN, text, content)


def _has(pattern: re.Pattern[str], text: str, content: tuple[Span, ...]) -> bool:
    return any(pattern.search(text, *span) for span in content)
