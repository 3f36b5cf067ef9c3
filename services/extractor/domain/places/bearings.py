"""What the words around a place tell: whether the event is at it, leads from or to it, and in which part of it."""

from __future__ import annotations

import re
from functools import cache

from services.extractor.domain.facts import patterns
from services.extractor.domain.places.candidates import codes_of_people
from services.extractor.domain.places.words import FUNCTION, flags_of
from services.extractor.domain.speakers.kinds import nouns
from services.extractor.domain.tables import listed, rows, words_of_class

# How far around a place is looked.
LOOK = 72
# "In and around the Russian-occupied southern city of X": so many words may stand between "in" and X.
_MOST_WORDS = 8
# "Left the last houses in X": so many between "left" and "in".
_MOST_BETWEEN = 5
# "Moved the last of its heavy guns from X": so many from "moved" to "from".
_MOST_TO_MOTION = 7
_ADJECTIVE = (
    r"(?:(?:north|south|east|west)\w{0,6}-?(?:north|south|east|west)?\w{0,6}ern|central|opposite|left|right|far)"
)
_SECTION = (
    r"(?:(?:part|half|side|suburb|edge|quarter|sector|bank|flank|approach|district)(?:e?s)?"
    r"|outskirts|centre|center)"
)
_PART = re.compile(
    rf"\b((?:{_ADJECTIVE} )?{_SECTION}(?= of)|(?!left|right|opposite|far){_ADJECTIVE})(?: of)?(?: the)?(?: (?:city|town|village) of)? $",
    re.IGNORECASE,
)
_PART_BEHIND = re.compile(
    rf"(?:[’']s? ((?:{_ADJECTIVE} )?{_SECTION}|{_ADJECTIVE})| (centre|center|outskirts))\b", re.IGNORECASE
)
_LISTED = re.compile(
    r"[–-]|(?: (?:village|town|city|settlement|hamlet))?(?:(?:[’']s)?(?:,? (?:and|or|as well as)|,)(?: in| near| at)?|,? in)"
    r"(?: (?:parts|most|much|all) of)?(?: the)?(?: (?:town|city|village) of)? "
)
# "The works at X on the Y": the river tells which X.
_BESIDE = re.compile(r" on the ")
# "X was shelled", "X itself “is no longer ours”": what is said of a place, not what a government does.
_SUBJECT = re.compile(
    r"(?: itself)? [“\"]?(?:is|are|was|were|remains?|remained|fell|falls|came under|comes under|itself"
    r"|no longer|(?:has|have|had) no\b|lost (?:power|water|contact)|(?:has|had|have|will|would|can|could|may|might|must) (?:not )?(?:been|be|fall|fallen|hold|close[ds]?"
    r"|(?:re)?open(?:ed)?|[a-z]{3,}ed)|cut|hit|shelled|bombed|attacked|seized|captured|taken|blocked|under (?:fire|attack)|in flames)\b"
)
# "Positions east of X have been given up"
_LOST = re.compile(
    r" (?:(?:is|are|was|were|be|been|ha(?:s|d|ve) been) (?:later |since |already |also )?(?:lost|surrendered|evacuated"
    r"|abandoned|given up|vacated|deserted)|abandoned|vacated)\b"
)
# "In Kyiv's counteroffensive"
_OWNED = re.compile(r"[’']s?\b")
_OF_A_NAME = re.compile(r"[\w’'-]{2,20}sk(?:yi|yy|y|ii|i|a|oi|oye)")
_OCCUPIED = re.compile(r"\w{1,20}-(?:occupied|held|controlled|annexed|ruled|backed|administered)")
# "The road from X to Y" only tells which road.
_WAY_FROM = re.compile(r"\b(?:roads?|way|routes?|highway|railway|line) from (?:[\w’'-]+ ){1,3}to $")
_WAYS = frozenset({"way", "threat", "aid", "flights", "gateway", "deliveries", "supplies", "exports"})
_WHOLE_WAY = re.compile(r"\b(?:all the|whole) way to $")
_APPROACHES = frozenset({"approach", "approaches", "access"})
# Nobody left the left bank.
_LEFT_BANK = re.compile(r"\b(?:left|right)[ -](?=(?:bank|side|flank|edge|half)\b)")
_PHRASES = (
    (re.compile(r"\bfrom the (?:direction|side) of (?:the )?$"), "from"),
    (re.compile(r"\bin (?:the )?direction of (?:the )?$"), "to"),
    (re.compile(r"\b(?:clos|mov|zero|hon)\w{1,4} in on (?:the )?$"), "to"),
    (re.compile(r"\b(?:villages|towns|settlements|cities|hamlets|districts|regions)(?: ?[–—:]| -) $"), "at"),
    (re.compile(r"\b(?:left|leav\w{1,3}|quit|departed) (?:[\w’'-]+ ){1,4}for (?:the )?$"), "to"),
    # "3 km to the south of X"
    (re.compile(r"\bto the (?:north|south|east|west)[\w-]* of (?:the )?$"), "at"),
    # "The money that was pledged in X", "the terms agreed in X"
    (
        re.compile(
            r"\b(?:(?:that|which) (?:was|were|ha[sd] been|have been)|terms|deal|agreements?|accords?|truce|ceasefire|text)"
            r" (?:agreed|signed|pledged|promised|brokered|negotiated|struck|announced|adopted|drafted) (?:in|at) $"
        ),
        "mentioned",
    ),
)
_TALK = frozenset(
    {"deal", "talk", "talks", "dispute", "disagreement", "agreement", "negotiations", "clause", "passage", "article", "paragraph"}
    | {"statement", "report", "reports", "question", "questions", "law", "decree", "decision", "vote", "text", "claims", "position"}
    | {"declaration", "resolution", "debate", "news", "sanctions", "talked", "spoke", "speak", "think", "know", "knows", "lie", "lies"}
)
# "South Sudan government", "the Mariupol city council"
_BODY = re.compile(
    r" (?:(?:city|town|village|regional|district|provincial|military|civil|oblast) ){0,2}(?:council|administration|court|police"
    r"|prosecutors?|ministry|government|authorit(?:y|ies)|brigade|battalion|regiment|division|militia|department|parliament"
    r"|university|institute|directorate|command|headquarters|governor|mayor)\b"
)


def role_of(before: str, after: str, *, is_government: bool) -> str | None:
    """What a place is to the event: at, from, to, or mentioned; None if no word tells.

    Args:
        is_government: the bare name can stand for who acts: "Moscow", "Ukraine".
    """
    role = None if _is_owner(after) else _led_by(before, is_government=is_government)
    if role == "on":
        role = None if is_government else "at"
    if role == "at" and _LOST.match(after):
        return "from"
    if role is None and not is_government and _LOST.match(after):
        return "from"
    if role is None and not is_government and (_SUBJECT.match(after) or _PART_BEHIND.match(after)):
        return "at"
    return role


def _is_owner(after: str) -> bool:
    """Whether something is said to be the place's that is no part of it: "Kyiv's offer", not "the village's school"."""
    owned = _OWNED.match(after)
    if owned is None or _PART_BEHIND.match(after):
        return False
    words = after[owned.end() :].split(maxsplit=2)[:2]
    return not any(flags_of(word.strip(",.;:").lower()) & {"site", "institution", "belonging"} for word in words)


def continues_list(between: str) -> bool:
    """Whether two places with this between them share a role: "Bakhmut, Soledar and Avdiivka", "Soledar in Donbas"."""
    return _LISTED.fullmatch(between) is not None


def is_of_body(after: str) -> bool:
    """Whether a name is a part of the name of a body: "the Mariupol city council"."""
    return _BODY.match(after) is not None


def lies_on(between: str) -> bool:
    """Whether a river or a sea with this before it only tells which place before it is meant: "X on the Volga"."""
    return _BESIDE.fullmatch(between) is not None


def part_of(before: str, after: str) -> str | None:
    """The part of a place that is meant, as written: "southern part", "outskirts"; None if it is the whole."""
    match = _PART.search(before[-LOOK:]) or _PART_BEHIND.match(after)
    return next((part for part in match.groups() if part), None) if match else None


@cache
def governments() -> frozenset[str]:
    """Names that, bare, mostly stand for a government that acts."""
    capitals = {word for row in rows("capitals") for word in listed(row["words"])}
    return frozenset(word for word, row in patterns.sides()[1].items() if row["government"]) | capitals


@cache
def _roles() -> dict[str, str]:
    return {word: row["role"] for row in rows("place_roles") for word in listed(row["words"])}


def _led_by(before: str, *, is_government: bool) -> str | None:
    """The role that the words before a place give it; None if they give none."""
    if not before or not before[-1].isspace():
        return None
    told = next((role for pattern, role in _PHRASES if pattern.search(before[-LOOK:])), None)
    if told:
        return told
    words = [word.lstrip("'\"‘“(") for word in _LEFT_BANK.sub("", before[-LOOK:].lower()).split()]
    is_located = False
    for number in range(len(words) - 1, max(-1, len(words) - 1 - _MOST_WORDS), -1):
        word, previous = words[number], words[number - 1] if number else ""
        if word == "of" and _is_passed_over(previous):
            is_located = is_located or "compass" in flags_of(previous)
            continue
        role = _role_by(word, previous, before)
        if role in {"from", "to"} and word in {"from", "to"} and not _has_motion(words[:number]):
            if word == "from" and previous in nouns():
                return "mentioned"
            # "A letter from Moscow", "a message to Kyiv"
            if is_government and "back" not in previous:
                return None
        if role == "at" and word == "in" and is_government and _is_office(previous):
            return None
        if role:
            return _moved(words[:number]) or role if role == "at" else role
        if not _is_passed_over(word) and not _is_kind(words[number + 1 : number + 2], word):
            return (_moved(words[: number + 1]) or "at") if is_located else None
    return "at" if is_located else None


def _role_by(word: str, previous: str, before: str) -> str | None:
    """The role that a word gives, together with the one before it."""
    is_topic = word in {"on", "over", "about"} and previous in _TALK
    if is_topic or _is_way(word, previous, before) or (word == "of" and _is_person(previous)):
        return "mentioned"
    if word == "to" and previous in _APPROACHES:
        return "at"
    return _roles().get(f"{previous} {word}") or _roles().get(word)


def _is_person(noun: str) -> bool:
    """Whether "the NOUN of X" is somebody: "the mayor"; "40 percent" are not."""
    return noun in nouns() and noun not in words_of_class("quantifier") and noun not in {"percent", "cent"}


def _has_motion(words: list[str]) -> bool:
    """Whether something moves, or is moved, in the words before "from X" and "to X"."""
    return not words_of_class("motion").isdisjoint(words[-_MOST_TO_MOTION:])


def _is_office(noun: str) -> bool:
    """Whether "NOUN in Kyiv" acts: "officials", "the government"."""
    known = nouns().get(noun)
    return known is not None and known.kind == "authority"


def _is_way(word: str, previous: str, before: str) -> bool:
    """Whether "to", "from" or "through" only tell which way it is: "the road to X"."""
    if word not in {"from", "to", "through"} or _WHOLE_WAY.search(before[-LOOK:]):
        return False
    return previous in _WAYS or "way" in flags_of(previous) or _WAY_FROM.search(before[-LOOK:]) is not None


def _is_kind(following: list[str], word: str) -> bool:
    """Whether a word says which kind of town: "the fishing port of X"."""
    return bool(following) and "kind" in flags_of(following[0]) and word.isalpha() and FUNCTION not in flags_of(word)


def _moved(words: list[str]) -> str | None:
    """The role that a movement before "in X" gives: "left the last houses in X"; None if there is none."""
    for number in range(len(words) - 1, max(-1, len(words) - 1 - _MOST_BETWEEN), -1):
        if not words[number][-1].isalnum():
            return None
        role = _roles().get(" ".join(words[max(0, number - 1) : number + 1])) or _roles().get(words[number])
        if role == "to" and words[number - 1 : number] and words[number - 1] in _APPROACHES:
            return None
        # "To work in X" is no movement; "to the heights near X" is one.
        # Nor is "dragged into a van in X".
        if (
            role == "to"
            and words[number] in {"to", "into", "onto"}
            and not all(_leads_on(word) for word in words[number + 1 :] or ["-"])
        ):
            return None
        # "No soldiers are left in X"
        is_intransitive = number == len(words) - 1 and words[number] not in {"from", "of"}
        if role == "to" or (role == "from" and not is_intransitive):
            return role
        if words[number] in {"on", "about"} and number and words[number - 1] in _TALK:
            return "mentioned"
    return None


def _leads_on(word: str) -> bool:
    """Whether a word may stand between "to" and "in X": "to a hospital in X", "to bases near X"."""
    return _is_passed_over(word) or bool(flags_of(word.removesuffix("s")) & {"institution", "site", "belonging"})


def _is_passed_over(word: str) -> bool:
    """Whether a word only describes the place behind it."""
    return (
        not flags_of(word).isdisjoint({"compass", "kind", "area", "passed"})
        # "At 12 Lenin Street"
        or word.isdigit()
        or bool(codes_of_people(word.title()))
        or patterns.side_of(word.title()) is not None
        or _OCCUPIED.fullmatch(word) is not None
        # "The Nikitovsky district of X"
        or _OF_A_NAME.fullmatch(word) is not None
        or word.endswith(("’s", "'s"))
    )
