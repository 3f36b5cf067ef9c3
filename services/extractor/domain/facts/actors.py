"""Who does an event and who suffers it: subject and object of its clause, with camp and party."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.draft import Actor, Actors
from services.extractor.domain.facts.modality import verb_at
from services.extractor.domain.reading.passage import Span, trimmed
from services.extractor.domain.reading.words import spaced, worded
from services.extractor.domain.sides.phrases import UNIT, belonging
from services.extractor.domain.speakers.kinds import governments, nouns
from services.extractor.domain.tables import words_of_class

if TYPE_CHECKING:
    from collections.abc import Iterator


_TOKEN = re.compile(r"\S+")
_PASSIVE = worded(r"\b(?:is|are|was|were|be|been|being|got|get)(?: \w+ly| also| already| all| then| now| later)?$")
_BY = re.compile(
    spaced(r"^[^.;:]{0,60}?\bby (?!(?:bus|train|car|truck|lorry|boat|ship|ferry|plane|helicopter|air|foot)\b)")
)
# Before the subject: "On Tuesday,", "after the battle,".
_LEAD_IN = re.compile(spaced(r"^[^,]{0,60}, (?=\S)"))
# Behind these stands what a head is part of: "the crew of a ship".
_PART = re.compile(spaced(r" (?:of|from|in) "))
# A phrase ends before these.
_END = re.compile(r"[,.;:!?“”\"()—–]")
_MOST_WORDS = 8
_LONGEST = 90
# What something is done to is any thing with an article or a number, unless it is called by a place's name.
_THING = re.compile(
    spaced(
        r"(?:an?|the|its|their|our|his|her|one|two|three|four|five|six|seven|eight|nine|ten|several|\d[\d,.]*)"
        r" (?:[\w’'-]+ )*[a-z][a-z’'-]+"
    )
)
# Nouns of events name who suffers behind "of" and who does behind "by".
_NOUN_OF = re.compile(spaced(r"^ of "))
# Who dies, burns or is taken is its target even as a subject.
_SUFFERED = re.compile(
    r"\b(?:died|dead|dies|die|perished|missing|alive|safe|injured|wounded|hurt|burned|burnt|sank|exploded|collapsed"
    r"|gone|surrendered|intact|killed|destroyed|captured|detained|arrested|evacuated|deployed|moved|rotated"
    r"|unhurt|unharmed|uninjured|unscathed|sunk|stranded|displaced)\b",
    re.IGNORECASE,
)
# The object of an event stands within its words, behind their verb: "lost the village", "held at least 40 men".
_WITHIN = worded(
    r"(?:[a-z]+ed|[a-z]+ing|lost|lose|loses|held|holds?|hits?|struck|strikes?|sent|sends?|took|takes?|taken|free|frees"
    r"|shot|trades?|releases?|returns?|ships?|delivers?|destroys?|left|leaves?|gave|gives?|brought|brings?"
    r"|provides?|supplies|hides?|targets?|fires?|bombs?|puts?|spent|spends?)"
    r" (?:up |out |down |over |back |off |away |only |on |at )?(?=\S)"
)
_DOWNED = worded(r"\b(?:sho(?:t|ots?) down|brought down|down(?:ed|ing)|intercept(?:ed|s|ing)?) ?")
_PARTICIPLE = re.compile(
    r"(?:\w+ed|taken|sent|held|shot|hit|struck|given|driven|thrown|brought|blown|torn|sunk|lost|caught|led|put|burnt|cut"
    r"|overrun|withdrawn|beaten|stolen|killed|hurt)\b",
    re.IGNORECASE,
)
_HOLDS_PASSIVE = re.compile(
    spaced(
        r"^[a-z][\w’'-]* (?:[\w’'-]+ ){0,9}?(?:be|been|was|were|is|are|being) (?:\w+ )?"
        r"\w+(?:ed|en|wn|st|ght|ut|ld)(?: \w+)?$"
    )
)
_DONE_TO = re.compile(r"\bkill|\bwound(?:ing|s)", re.IGNORECASE)
_HANDS = re.compile(r"(?:trades|frees|releases|returns|exchanges|swaps|hands|lets|repatriates)\b", re.IGNORECASE)
# Between a subject and its verb without tense: "urged Damascus to free", "accused the army of shelling".
_LINK = re.compile(spaced(r"(?: (?:to|of|from|for)(?: not)?)? ?$"))
# These move or hold something and do nothing to anybody.
_WITHOUT_TARGET = frozenset({"withdrawal", "advance", "capture", "hold"})
# "The bombs destroyed the school": what the verb behind them does, they do.
_STRIKES = frozenset({"attack", "shelling", "air_strike"})
_HIT = re.compile(
    spaced(r"(?:(?:has|have|had) )?(?:\w+ly |also )?(?:\w+ed|hit|struck|cut|tore|blew)(?: up| down| through)? ")
)
WITHOUT_ACTORS = frozenset({"statement", "accusation", "threat", "demand"})


def actors_of(text: str, kind: str, at: Span, clause: Span, side: str | None) -> Actors:
    """The agent and the target of an event.

    Args:
        text: the article, whose wars tell what camps there are.
        side: the camp of the speaker, whose "our troops" and "the enemy" are.
    """
    if kind in WITHOUT_ACTORS:
        return Actors()
    verb = verb_at(text, clause) or at
    # An event that is itself the subject, "the attack killed three", says who does it by its own words only.
    is_subject = at[1] <= verb[0] < clause[1]
    subject = None if is_subject else _subject(text, clause, min(verb[0], at[1]), at)
    behind = _by(text, at[1], clause[1])
    downed = _DOWNED.search(text, *clause) if kind == "air_strike" else None
    if downed:
        # Whose drones were shot down is who sent them.
        passive = _PASSIVE.search(text[clause[0] : downed.start()].rstrip(" \xa0"))
        end = clause[0] + passive.start() if passive else clause[1]
        start = clause[0] if passive else downed.end()
        sent = _phrase(text, start, end, from_end=passive is not None)
        return Actors(_actor(text, sent, side), None)
    if _is_suffered(text, kind, at, verb, clause[1]):
        agent, target = behind, subject
    else:
        is_noun = is_subject and not text[slice(*at)].endswith("ing")
        hit = _HIT.match(text, verb[0], clause[1]) if is_noun and kind in _STRIKES else None
        target = _phrase(text, hit.end(), clause[1], from_end=False) if hit else None
        agent, target = subject or behind, target or _object(text, at, clause[1], is_noun=is_noun)
    if kind in _WITHOUT_TARGET:
        agent, target = agent or target, None
    return Actors(_actor(text, agent, side), _actor(text, target, side))


def _is_suffered(text: str, kind: str, at: Span, verb: Span, end: int) -> bool:
    """Whether the subject suffers: "were killed", "has died", but not "wounded nine soldiers"."""
    lead = text[max(0, at[0] - _LONGEST) : at[0]].rstrip(" \xa0")
    words = text[slice(*at)]
    is_passive = _PASSIVE.search(lead) or _PASSIVE.search(text[verb[0] : at[0]].rstrip(" \xa0"))
    begins_passive = re.match(r"(?:was|were|been|being|is|are|be)\b", words, re.IGNORECASE)
    holds_passive = _HOLDS_PASSIVE.search(words) and not words[:1].isupper()
    returned = kind == "prisoner_exchange" and re.match(r"\w+s\b", words) and not _HANDS.match(words)
    is_alone = kind in {"casualties", "destruction"} and _SUFFERED.search(words) and not _DONE_TO.search(words)
    is_alone = is_alone and _object(text, at, end, is_noun=False) is None
    return bool(begins_passive or holds_passive or returned or is_alone or (is_passive and _PARTICIPLE.match(words)))


def _subject(text: str, clause: Span, end: int, at: Span) -> Span | None:
    link = _LINK.search(text[clause[0] : end])
    end = clause[0] + link.start() if link else end
    lead = _LEAD_IN.match(text[clause[0] : end])
    start = clause[0] + (lead.end() if lead else 0)
    if at[0] <= start and end > at[1]:
        return None
    return _phrase(text, start, end, from_end=True)


def _object(text: str, at: Span, end: int, *, is_noun: bool) -> Span | None:
    """What stands behind the words of an event, or behind "lost" within them; a noun has its own behind "of" only."""
    within = _WITHIN.match(text, *at) if not is_noun else None
    if within:
        return _phrase(text, within.end(), end, from_end=False)
    of = _NOUN_OF.match(text[at[1] : end])
    start = at[1] + (of.end() if of else 0)
    if not of and (is_noun or not text[start : start + 1].isspace()):
        return None
    return _phrase(text, start, end, from_end=False)


def _by(text: str, start: int, end: int) -> Span | None:
    match = _BY.match(text[start:end])
    return _phrase(text, start + match.end(), end, from_end=False) if match else None


def _phrase(text: str, start: int, end: int, *, from_end: bool) -> Span | None:
    """The noun phrase at one end of a stretch of text; None if it begins as no phrase does."""
    edge = None if from_end else _END.search(text, start, end)
    span = trimmed(text, start, edge.start() if edge else end)
    if span is None or span[1] - span[0] > _LONGEST:
        return None
    words = list(_words(text, span))
    if not from_end:
        cut = next((n for n, (word, _) in enumerate(words) if n and _ends(word)), len(words))
        words = words[:cut]
    while len(words) > 1 and words[-1][0] in words_of_class("adverb"):
        words.pop()
    if not words or len(words) > _MOST_WORDS or not _begins(words[0][0], alone=len(words) == 1):
        return None
    phrase = words[0][1][0], words[-1][1][1]
    return phrase if _may_act(text[slice(*phrase)], from_end=from_end) else None


def _may_act(phrase: str, *, from_end: bool) -> bool:
    """Whether a phrase is somebody or something that acts or suffers: people, forces, states, arms, buildings."""
    words = _PART.split(phrase, maxsplit=1)[0].lower().split()
    head = re.sub(r"[’'`]s?$", "", words[-1]) if words else ""
    is_part = head in words_of_class("quantifier") or head.isdigit()
    is_one = is_part or (len(words) == 1 and (head in words_of_class("pronoun") or head in {"me", "him", "them", "us"}))
    is_thing = not from_end and _THING.fullmatch(phrase) is not None and head not in words_of_class("time")
    is_known = is_thing or head in words_of_class("actor") or head in nouns() or phrase in governments()
    return is_one or is_known or UNIT.search(phrase) is not None


def _words(text: str, span: Span) -> Iterator[tuple[str, Span]]:
    for match in _TOKEN.finditer(text, *span):
        at = trimmed(text, *match.span(), unwanted=" \xa0,.;:“”\"'()")
        if at:
            yield text[slice(*at)].lower(), at


def _ends(word: str) -> bool:
    return word != "of" and any(
        word in words_of_class(n) for n in ("preposition", "subordinator", "be", "have", "modal")
    )


def _begins(word: str, *, alone: bool) -> bool:
    """Whether a phrase may begin with a word: not with a preposition, an adverb or, unless alone, a pronoun."""
    if word in words_of_class("pronoun") or word in {"me", "him", "them", "us"}:
        return alone
    closed = ("preposition", "subordinator", "be", "have", "modal", "do", "adverb", "time")
    return word in words_of_class("determiner") or not any(word in words_of_class(name) for name in closed)


def _actor(text: str, span: Span | None, side: str | None) -> Actor | None:
    return actor_at(text, span, side) if span else None


def actor_at(text: str, span: Span, side: str | None) -> Actor:
    """Who is named at a span, with camp and party as far as words show them, where a camp says "our troops"."""
    words = text[slice(*span)]
    found = belonging(text, span, side)
    return Actor(words, (span,), name=words, side=found.side, party=found.party)
