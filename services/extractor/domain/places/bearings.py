"""What the words around a place tell of its role: whether the event is at it, leads from it or to it."""

from __future__ import annotations

import re
from functools import cache

from services.extractor.domain.facts import patterns
from services.extractor.domain.places.beside import LOOK, has_part, is_owner, without_signs
from services.extractor.domain.places.candidates import codes_of_people
from services.extractor.domain.places.words import FUNCTION, flags_of
from services.extractor.domain.speakers.kinds import nouns
from services.extractor.domain.tables import listed, rows, words_of_class

# "In and around the Russian-occupied southern city of X": so many words may stand between "in" and X.
_MOST_WORDS = 8
# "Left the last houses in X": so many between "left" and "in".
_MOST_BETWEEN = 5
# "Moved the last of its heavy guns from X": so many from "moved" to "from".
_MOST_TO_MOTION = 7
# "X was shelled", "X itself “is no longer ours”": what is said of a place, not what a government does.
_SUBJECT = re.compile(
    r"(?: itself)? [“\"]?(?:is|are|was|were|remains?|remained|fell|falls|came under|comes under|itself|no longer"
    r"|(?:has|have|had) no\b|lost (?:power|water|contact)|cut|hit|shelled|bombed|attacked|seized|captured|taken|blocked"
    r"|under (?:fire|attack)|in flames|(?:has|had|have|will|would|can|could|may|might|must) (?:not )?"
    r"(?:been|be|fall|fallen|hold|close[ds]?|(?:re)?open(?:ed)?|[a-z]{3,}ed))\b"
)
# "Positions east of X have been given up"
_LOST = re.compile(
    r" (?:(?:is|are|was|were|be|been|ha(?:s|d|ve) been) (?:later |since |already |also )?(?:lost|surrendered|evacuated"
    r"|abandoned|given up|vacated|deserted)|abandoned|vacated)\b"
)
# "Along the X–Y road"
_COMPOUND = re.compile(r"[^\W\d_][\w’'-]{0,30}–$")
_OF_A_NAME = re.compile(r"[\w’'-]{2,20}sk(?:yi|yy|y|ii|i|a|oi|oye)")
_OCCUPIED = re.compile(r"\w{1,20}-(?:occupied|held|controlled|annexed|ruled|backed|administered)")
# "The road from X to Y" only tells which road.
_WAY_FROM = re.compile(r"\b(?:roads?|way|routes?|highway|railway|line) from (?:[\w’'-]+ ){1,3}to $")
_WHOLE_WAY = re.compile(r"\b(?:all the|whole) way to $")
_APPROACHES = frozenset({"approach", "approaches", "access"})
# "Left Gaza in ruins": what is left so is not gone from.
_LEFT_SO = re.compile(
    r" (?:in (?:ruins|rubble|ashes|flames|(?:the )?dark(?:ness)?|tatters|chaos|shambles)|under (?:rubble|water)"
    r"|with(?:out| no)|devastated|destroyed|flattened|isolated|cut off|exposed|vulnerable|undefended|uninhabitable)\b"
)
_LEAVING = re.compile(r"\b(?:left|leav(?:e|es|ing)) (?:[\w’'-]+ ){0,4}$")
# Who leaves or loses a thing in X is still there: "lost contact in X".
_WITH_OBJECT = frozenset({"left", "leave", "leaving", "leaves", "lost", "lose", "losing", "loses"})
_LEFT_PLACES = frozenset({"kind", "area", "site", "belonging", "institution", "nature", "trench", "passed"})
# Sites, but those that armies leave are laid.
_LAID = frozenset({"mine", "mines"})
# "The attack Moscow denies" is none on Moscow.
_SPEAKS = re.compile(r" (?:says?|said|blame[sd]|denie[sd]|calls?|called|described|claims?|claimed)\b")
_MOST_TO_PRESSURE = 4
_BEHIND = re.compile(r" ([a-z]+)\b")
_RULERS = re.compile(r"((?:[\w’'-]+ ){0,4})([\w’'-]+) in (?:the )?(?:capital )?$")
_PASSIVE = re.compile(r" (?:(?:ha[sd]|have|will|would|could|may) )?(?:is|are|was|were|be|been) (?:being )?([a-z]+)\b")
# Nobody left the left bank.
_LEFT_BANK = re.compile(r"\b(?:left|right)[ -](?=(?:bank|side|flank|edge|half)\b)")
# Kinds of speakers that are no people.
_THINGS = frozenset({"document", "imagery", "unnamed", "public", "media"})
_ROLES = frozenset({"at", "from", "to", "mentioned"})


def role_of(before: str, after: str, *, is_government: bool) -> str | None:
    """What a place is to the event: at, from, to, or mentioned; None if no word tells.

    Args:
        is_government: the bare name can stand for who acts: "Moscow", "Ukraine".
    """
    before = without_signs(before)
    is_actor = is_owner(after) or (is_government and _rulers_act(before, after))
    role = None if is_actor else _led_by(before, is_government=is_government)
    if role in {"on", "object"}:
        role = None if is_government and (role == "on" or _is_figure(before, after)) else "at"
    elif role == "from" and _LEFT_SO.match(after) and _LEAVING.search(before):
        role = "at"
    if role == "at" or (role is None and not is_government):
        return _as_subject(after) or role
    is_hit = role is None and not is_actor and _suffers(after) and not _is_figure(before, after)
    return "at" if is_hit else role


def _is_figure(before: str, after: str) -> bool:
    """Whether a government is hit by no weapon, or not itself: "hit Moscow with sanctions", "hit US bases"."""
    words = before.lower().split()[-_MOST_TO_PRESSURE:] + after.lower().split()[:_MOST_TO_PRESSURE]
    is_pressure = any("pressure" in flags_of(word.strip(",.;:")) for word in words)
    return is_pressure or _SPEAKS.match(after) is not None or _owns_target(after)


def _owns_target(after: str) -> bool:
    """Whether a name only tells whose something is: "US troops", "Iran-backed"."""
    behind = _BEHIND.match(after)
    noun = behind[1] if behind else ""
    return after.startswith("-") or noun in nouns() or not flags_of(noun).isdisjoint({"arms", "site", "target"})


def _rulers_act(before: str, after: str) -> bool:
    """Whether a capital only tells who acts: "officials in Kyiv said", but not "officials in Kyiv were killed"."""
    rulers = _RULERS.search(before)
    if rulers is None or "ruler" not in flags_of(rulers[2].lower()):
        return False
    return not _suffers(after) and not any(map(_harms, rulers[1].lower().split()))


def _suffers(after: str) -> bool:
    """Whether what stands before is attacked: "Kyiv was shelled"."""
    passive = _PASSIVE.match(after)
    return passive is not None and _harms(passive[1])


def _harms(word: str) -> bool:
    """Whether a word tells that somebody or something is attacked: "shelled", "killed"."""
    return _roles().get(word) == "object" or "harmed" in flags_of(word)


def _as_subject(after: str) -> str | None:
    """The role of a place that something is said of: "X was abandoned", "X is under siege"; None if nothing is."""
    if _LOST.match(after):
        return "from"
    return "at" if _SUBJECT.match(after) or has_part(after) else None


@cache
def governments() -> frozenset[str]:
    """Names that, bare, mostly stand for a government that acts."""
    capitals = {word for row in rows("capitals") for word in listed(row["words"])}
    return frozenset(word for word, row in patterns.sides()[1].items() if row["government"]) | capitals


@cache
def _roles() -> dict[str, str]:
    return {word: row["role"] for row in rows("place_roles") for word in listed(row["words"])}


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    lines = (row for row in rows("place_phrases") if row["class"] in _ROLES)
    return tuple((re.compile(f"{row['pattern']}$"), row["class"]) for row in lines)


def _led_by(before: str, *, is_government: bool) -> str | None:
    """The role that the words before a place give it; None if they give none."""
    before = _COMPOUND.sub("", before)
    if not before or not before[-1].isspace():
        return None
    before = before[-LOOK:]
    told = next((role for pattern, role in _phrases() if pattern.search(before)), None)
    return told or _by_words(before, is_government=is_government)


def _by_words(before: str, *, is_government: bool) -> str | None:
    words = [word.lstrip("'\"‘“(") for word in _LEFT_BANK.sub("", before.lower()).split()]
    is_located = False
    for number in range(len(words) - 1, max(-1, len(words) - 1 - _MOST_WORDS), -1):
        word, previous = words[number], words[number - 1] if number else ""
        if word == "of" and _is_passed_over(previous):
            is_located = is_located or "compass" in flags_of(previous)
            continue
        role = _role_by(word, previous, before)
        if role:
            return _settled(role, word, words[:number], is_government=is_government)
        if not _is_passed_over(word) and not _is_kind(words[number + 1 : number + 2], word):
            return (_moved(words[: number + 1]) or "at") if is_located else None
    return "at" if is_located else None


def _settled(role: str, word: str, words: list[str], *, is_government: bool) -> str | None:
    """What the role of a word comes to behind the words before it."""
    if word == role and word in {"from", "to"} and not _has_motion(words):
        previous = words[-1] if words else ""
        if word == "from" and previous in nouns() and not (is_government and nouns()[previous].kind in _THINGS):
            return "mentioned"
        # "A letter from Moscow", "a message to Kyiv"
        return None if is_government and previous != "back" else role
    return (_moved(words) or role) if role == "at" else role


def _role_by(word: str, previous: str, before: str) -> str | None:
    """The role that a word gives, together with the one before it."""
    is_topic = word in {"on", "over", "about"} and "topic" in flags_of(previous)
    if is_topic or _is_way(word, previous, before) or (word == "of" and _is_person(previous)):
        return "mentioned"
    if word == "to" and previous in _APPROACHES:
        return "at"
    return _role_of_words(previous, word)


def _role_of_words(previous: str, word: str) -> str | None:
    """The role that the table gives a word behind another one, or else the word alone."""
    return _roles().get(f"{previous} {word}") or _roles().get(word)


def _is_person(noun: str) -> bool:
    """Whether "the NOUN of X" is somebody: "the mayor"; "40 percent" are not."""
    return noun in nouns() and noun not in words_of_class("quantifier") and noun not in {"percent", "cent"}


def _has_motion(words: list[str]) -> bool:
    """Whether something moves, or is moved, in the words before "from X" and "to X"."""
    return not words_of_class("motion").isdisjoint(words[-_MOST_TO_MOTION:])


def _is_way(word: str, previous: str, before: str) -> bool:
    """Whether "to", "from" or "through" only tell which way it is: "the road to X"."""
    if word not in {"from", "to", "through"} or _WHOLE_WAY.search(before):
        return False
    return bool(flags_of(previous) & {"way", "toward_way"}) or _WAY_FROM.search(before) is not None


def _is_kind(following: list[str], word: str) -> bool:
    """Whether a word says which kind of town: "the fishing port of X"."""
    return bool(following) and "kind" in flags_of(following[0]) and word.isalpha() and FUNCTION not in flags_of(word)


def _moved(words: list[str]) -> str | None:
    """The role that a movement before "in X" gives: "left the last houses in X"; None if there is none."""
    for number in range(len(words) - 1, max(-1, len(words) - 1 - _MOST_BETWEEN), -1):
        word, previous = words[number], words[number - 1] if number else ""
        if not word[-1].isalnum():
            return None
        role = _role_of_words(previous, word)
        if role == "to":
            return None if _is_no_movement(word, previous, words[number + 1 :]) else role
        # "No soldiers are left in X"
        is_direct = number == len(words) - 1 and word not in {"from", "of"}
        if role == "from" and not is_direct and not _is_thing_left(word, words[number + 1 :]):
            return role
        if word in {"on", "about"} and "topic" in flags_of(previous):
            return "mentioned"
    return None


def _is_thing_left(word: str, following: list[str]) -> bool:
    """Whether what is left or lost is no place: "left mines in X", not "left the last of its positions in X"."""
    if word not in _WITH_OBJECT:
        return False
    ends = words_of_class("preposition") - {"of"}
    end = next((number for number, each in enumerate(following) if each in ends), len(following))
    head = following[end - 1] if end else ""
    flags = flags_of(head) | flags_of(head.removesuffix("s"))
    return head in _LAID or FUNCTION in flags or flags.isdisjoint(_LEFT_PLACES)


def _is_no_movement(word: str, previous: str, following: list[str]) -> bool:
    """Whether "to" leads nowhere: "to work in X", "dragged into a van in X", "the approach to"."""
    is_other = word in {"to", "into", "onto"} and not all(_leads_on(each) for each in following or ["-"])
    return is_other or previous in _APPROACHES


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
