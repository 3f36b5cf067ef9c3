"""Which places only describe: where the talks were, who had fought where; what the content tells is not there."""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING

from services.extractor.domain.places.gatherings import is_of_gathering, is_of_voice
from services.extractor.domain.places.governments import harms
from services.extractor.domain.places.origins import is_thrown
from services.extractor.domain.places.verbs import (
    begins_verb,
    is_auxiliary,
    is_finite,
    is_function,
    is_participle,
    tells,
)
from services.extractor.domain.places.words import flags_of
from services.extractor.domain.tables import rows, words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

# A noun and what describes it are not longer.
_REACH = 160
# A clause begins behind these; a relative one is a part of its noun.
_CLAUSE = re.compile(
    r"[.;:!?—–\n“”\"]|, (?:and|but|or|so|while|when|after|as|because|though|although) "
    r"|\b(?:and|but) (?=(?:the|a|an|that|he|she|it|they|we|his|their|its|no|one|two)\b)"
    r"|\b(?:because|although|though|while|whereas|when|how|why|whether|as|so that) "
)
_RELATIVE = frozenset({"who", "which", "that", "whose", "whom", "where"})
_THINGS = frozenset({"that", "which"})
_PRONOUNS = frozenset({"he", "she", "they", "it", "we", "i", "you"})
# "The claim that troops in X fled": what is stated, and no description.
_STATED = frozenset({"fact", "sign", "news", "evidence", "proof"})
# "The men who met in X last week do": so much may stand between a place and the verb of what it describes.
_BETWEEN = re.compile(
    r"(?: (?:last|this|that|the same) [a-z]+"
    r"| (?:in|on|since|during|for) (?:the )?(?:[A-Z][a-z]{2,9}|\d{4}|[a-z]+)(?: \d{4})?"
    r"| yesterday| (?:[a-z]+ )?(?:days?|weeks?|months?|years?|hours?) (?:ago|earlier|before))?"
    r"(?: also| still| never| not| no longer| now| already| then| [a-z]+ly)? "
)
# Whom something befalls is where he was told to be: "prisoners held in X were beaten".
_BEFALLEN = re.compile(
    r"(?:(?:is|are|was|were|(?:has|have|had) been|being) (?:also |later |all |then |[a-z]+ly )?([a-z]+)"
    r"|(died|burned|burnt|sank|exploded|starved))\b"
)
# "Were beaten in Y"
_ELSEWHERE = re.compile(r"[^,.;]{0,60}\b(?:in|at|near|outside|over|off|to|into) (?:the )?(?:[a-z-]+ ){0,3}[A-Z]")
# "His wife, a teacher in X"
_APPOSED = re.compile(r", an? (?:[\w’'-]{1,20} ){0,3}([a-z]+) (?:in|at) $")
_PLACES = frozenset({"site", "kind", "belonging", "area"})
_JOINING = frozenset(
    {"and", "or", "but", "as", "when", "while", "after", "before", "because", "if", "since", "until", "that", "there"}
)
_DEEDS = frozenset({"looted", "robbed", "led", "fought", "served", "commanded", "ordered", "defended", "took", "taken"})
# "They recorded twelve people wounded in X"
_COUNTING = frozenset({"recorded", "registered", "counted", "listed", "left", "put", "noted", "leaves", "leaving"})
_CONDITION = re.compile(r"\b(?:if|unless|until|provided(?: that)?|as long as|in case) ")
_SENTENCE_END = re.compile(r"[.;!?]")
_WORD = re.compile(r"[^\W_][\w’'-]*")


def only_describes(text: str, place: Span, within: Span, event: Span | None) -> bool:
    """Whether a place in a content is not of what it tells, but of a noun or a condition in it.

    Args:
        event: the words of the main event.
    """
    start = max(within[0], place[0] - _REACH)
    before = text[start : place[0]]
    clause = max((match.end() for match in _CLAUSE.finditer(before)), default=0)
    words = [word.lower() for word in _WORD.findall(before[clause:])]
    after = (place[1], min(within[1], place[1] + _REACH))
    following = text[slice(*after)]
    gathering = is_of_gathering(words, following)
    if gathering is not None:
        return gathering
    if is_of_voice(words, following) or _is_condition(before, start, event) or _is_of_person(before):
        return True
    if _is_of_object(words):
        return True
    # ", who studies in X, had called"
    is_parted = before.rfind(", ") > clause and following.startswith(", ")
    return _is_in_noun(text, words, (after[0] + is_parted, after[1]))


def _is_condition(before: str, start: int, event: Span | None) -> bool:
    """Whether the main event, told before, hangs on what would be at the place."""
    last = max((match.span() for match in _CONDITION.finditer(before)), default=None)
    if event is None or last is None or _SENTENCE_END.search(before, last[1]):
        return False
    return event[1] <= start + last[0]


def _is_of_person(before: str) -> bool:
    """Whether a place tells who somebody is: "his wife, a teacher in X"."""
    apposed = _APPOSED.search(before)
    return apposed is not None and "role" in flags_of(apposed[1]) and flags_of(apposed[1]).isdisjoint(_PLACES)


def _is_of_object(words: list[str]) -> bool:
    """Whether a place tells of those to whom something else is done: "they buried three men killed in X"."""
    relative = next((number for number in range(len(words) - 1, 1, -1) if words[number] in _RELATIVE), None)
    if relative is not None:
        # "They arrested two men who had shelled X", but not "a woman who had been buried in X"
        done = list(takewhile(is_auxiliary, words[relative + 1 :]))
        verb = words[relative + 1 + len(done) : relative + 2 + len(done)]
        is_doing = bool(verb) and (harms(verb[0]) or verb[0] in _DEEDS) and words_of_class("be").isdisjoint(done)
        return is_doing and _is_somebody(words[relative - 1]) and _has_verb(words[:relative])
    for number in range(len(words) - 2, 1, -1):
        word, previous = words[number], words[number - 1]
        if is_participle(word, previous) and _is_somebody(previous):
            is_done = harms(word) or word in words_of_class("making")
            return is_done and _has_verb(words[:number])
        if word in _JOINING or is_finite(word):
            return False
    return False


def _is_somebody(noun: str) -> bool:
    is_actor = noun in words_of_class("actor") or "role" in flags_of(noun) or noun in {"group", "unit", "man", "woman"}
    return is_actor and flags_of(noun).isdisjoint(_PLACES)


def _has_verb(words: list[str]) -> bool:
    """Whether the clause of a noun has a verb of its own before it, that neither tells nor counts."""
    for number in range(len(words) - 1, 0, -1):
        word = words[number]
        if word in _JOINING or tells(word) or word in _COUNTING:
            return False
        if is_finite(word) and not is_auxiliary(word):
            return True
    return False


def _is_in_noun(text: str, words: list[str], after: Span) -> bool:
    """Whether the verb behind a place is one of a noun that the place helps to describe.

    "The men who met in X do not speak for us", "ore mined at X was sold", "her son, who studies in X, had called".
    """
    gap = _BETWEEN.match(text, *after)
    if gap is None or not begins_verb(text, (gap.end(), after[1])):
        return False
    verb = _verb_of_noun(words)
    if verb is None:
        return False
    befallen = _BEFALLEN.match(text, gap.end(), after[1])
    if befallen is None or verb in words_of_class("making"):
        return True
    is_there = befallen[2] or harms(befallen[1]) or befallen[1] in {"beaten", "tortured"}
    return not is_there or _ELSEWHERE.match(text, befallen.end()) is not None


def _verb_of_noun(words: list[str]) -> str | None:
    """The verb of the last clause or participle that describes a noun; None if none does, or what it tells is there."""
    has_verb = False
    for number in range(len(words) - 2, 0, -1):
        word, previous = words[number], words[number - 1]
        if word in _RELATIVE or (word in _PRONOUNS and not is_function(previous)):
            return _verb_of_clause(words[number - 1 :])
        if not has_verb and is_participle(word, previous):
            is_clause = tells(word) and not is_function(words[number + 1])
            return None if is_clause or word in words_of_class("staying") else word
        # Behind another verb only a clause of its own still describes.
        has_verb = has_verb or is_finite(word)
    return None


def _verb_of_clause(words: list[str]) -> str | None:
    """The verb of a relative clause, given from the noun before it; None if it states or tells of an attack.

    What lands or bursts in X is told of X, whatever else it does: "the drone that hit a house in X killed two",
    but not "the brigades that took X lack fuel".
    """
    noun, opening, *rest = words
    verb = next((word for word in rest if not is_auxiliary(word)), "")
    is_attacker = noun in words_of_class("actor") and not is_thrown(noun)
    is_attack = opening in _THINGS and not is_attacker and (harms(verb) or verb in words_of_class("landing"))
    is_stated = is_finite(noun) or noun.removesuffix("s") in _cue_nouns() or noun in _STATED
    return None if is_attack or is_stated else verb


@cache
def _cue_nouns() -> frozenset[str]:
    return frozenset(row["noun"] for row in rows("cue_nouns"))
