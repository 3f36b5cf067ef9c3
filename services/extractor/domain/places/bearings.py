"""What the words around a place tell of its role: whether the event is at it, leads from it or to it."""

from __future__ import annotations

import re
from functools import cache

from services.extractor.domain.facts import patterns
from services.extractor.domain.places.beside import LOOK, has_part, is_owner, without_signs
from services.extractor.domain.places.candidates import codes_of_people
from services.extractor.domain.places.governments import is_figure, rulers_act, suffers
from services.extractor.domain.places.origins import (
    has_motion,
    is_origin,
    is_thrown,
    moves_on,
    sets_out,
    without_other_origin,
)
from services.extractor.domain.places.words import FUNCTION, flags_of, roles_by_word
from services.extractor.domain.speakers.kinds import nouns
from services.extractor.domain.tables import rows, words_of_class

# "In and around the Russian-occupied southern city of X": so many words may stand between "in" and X.
_MOST_WORDS = 8
# "Left the last houses in X": so many between "left" and "in".
_MOST_BETWEEN = 5
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
# "The capital, X"
_APPOSED = re.compile(r"\bthe (?:[a-z-]{3,20} )?(?:capital|city|town|village|port|stronghold)(?: city)?, $")
# "Along the X–Y road"
_COMPOUND = re.compile(r"[^\W\d_][\w’'-]{0,30}–$")
_OF_A_NAME = re.compile(r"[\w’'-]{2,20}sk(?:yi|yy|y|ii|i|a|oi|oye)")
_OCCUPIED = re.compile(r"\w{1,20}-(?:occupied|held|controlled|annexed|ruled|backed|administered)")
# "The road from X to Y" only tells which road.
_WAY_FROM = re.compile(r"\b(?:roads?|way|routes?|highway|railway|line) from (?:[\w’'-]+ ){1,3}to $")
_WHOLE_WAY = re.compile(r"\b(?:(?:all the|whole)|(?:on|made) (?:its|his|her|their|our|my|the)) way to $")
# What the sentence before tells is not told of this place.
_SENTENCE = re.compile(r"[a-z]{2}[.!?][”\"’]? [“\"‘]?(?=[A-Z])")
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
# Nobody left the left bank.
_LEFT_BANK = re.compile(r"\b(?:left|right)[ -](?=(?:bank|side|flank|edge|half)\b)")
_BEHIND = re.compile(r" ([a-z]+)\b")
_LEADING = ("the ", " a ", "an ")
_CAMPAIGNS = frozenset({"offensive", "counteroffensive", "counter-offensive", "campaign", "operation", "veterans"})
_PERSON_ENDINGS = ("ers", "ists", "men", "women")
_FINITE = words_of_class("have") | words_of_class("modal") | {"is", "are", "was", "were"}
_ROLES = frozenset({"at", "from", "to", "mentioned"})


def role_of(before: str, after: str, *, is_government: bool) -> str | None:
    """What a place is to the event: at, from, to, or mentioned; None if no word tells.

    Args:
        is_government: the bare name can stand for who acts: "Moscow", "Ukraine".
    """
    before = without_signs(before)
    kind = _APPOSED.search(before)
    if kind:
        # "They hit the capital, X, at night": the city, and no government
        is_government = False
        before, after = before[: kind.start()], after.removeprefix(",")
    is_actor = is_owner(after) or (is_government and rulers_act(before, after))
    led = _led_by(before, is_government=is_government)
    # "They hit X's brewery", but not "they attacked Moscow's credibility"
    is_owner_hit = led == "object" and not is_government
    role = None if is_actor and not is_owner_hit else led
    if role == "mentioned" and before.endswith("from ") and moves_on(after):
        role = "from"
    if role in {"on", "object"}:
        role = None if is_government and (role == "on" or is_figure(before, after)) else "at"
    elif role == "from" and _LEFT_SO.match(after) and _LEAVING.search(before):
        role = "at"
    if role == "at" and _is_modifier(before, after):
        return "mentioned"
    # "Fuel for X was held up": not X was.
    if role == "at" or (role is None and not is_government and not _ends_in_preposition(before)):
        return _as_subject(after) or role
    is_hit = role is None and not is_actor and suffers(after) and not is_figure(before, after)
    return "at" if is_hit else role


def _is_modifier(before: str, after: str) -> bool:
    """Whether a name only tells which talks, campaign or unit is meant: "at the X talks", "of the X brigade"."""
    behind = _BEHIND.match(after)
    if behind is None or not before.endswith((*_LEADING, "s ")):
        return False
    return behind[1] in _CAMPAIGNS or not flags_of(behind[1]).isdisjoint({"gathering", "pact", "arms"})


def _ends_in_preposition(before: str) -> bool:
    return before.rpartition(" ")[0].rpartition(" ")[2].lower() in words_of_class("preposition")


def _as_subject(after: str) -> str | None:
    """The role of a place that something is said of: "X was abandoned", "X is under siege"; None if nothing is."""
    if _LOST.match(after):
        return "from"
    return "at" if _SUBJECT.match(after) or has_part(after) else None


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    lines = (row for row in rows("place_phrases") if row["class"] in _ROLES)
    return tuple((re.compile(f"{row['pattern']}$"), row["class"]) for row in lines)


def _led_by(before: str, *, is_government: bool) -> str | None:
    """The role that the words before a place give it; None if they give none."""
    before = _COMPOUND.sub("", before)
    if not before or not before[-1].isspace():
        return None
    before = _SENTENCE.split(before[-LOOK:])[-1]
    told = next((role for pattern, role in _phrases() if pattern.search(before)), None)
    return told or _by_words(before, is_government=is_government)


def _by_words(before: str, *, is_government: bool) -> str | None:
    marked = _LEFT_BANK.sub("", without_other_origin(before).lower()).split()
    words = [word for word in (each.lstrip("'\"‘“(") for each in marked) if word]
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
    if word == role and word in {"from", "to"} and not has_motion(words):
        previous = words[-1] if words else ""
        if word == "from" and is_origin(previous, is_government=is_government):
            return "mentioned"
        # "A letter from Moscow", "a message to Kyiv"
        sets_out_alone = previous == "back" or (word == "from" and is_thrown(previous))
        return None if is_government and not sets_out_alone else role
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
    return roles_by_word().get(f"{previous} {word}") or roles_by_word().get(word)


def _is_person(noun: str) -> bool:
    """Whether "the NOUN of X" is somebody: "the mayor"; "40 percent" are not."""
    is_known = noun in nouns() or (noun in words_of_class("actor") and noun.endswith(_PERSON_ENDINGS))
    return is_known and noun not in words_of_class("quantifier") and noun not in {"percent", "cent"}


def _is_way(word: str, previous: str, before: str) -> bool:
    """Whether "to", "from" or "through" only tell which way it is: "the road to X"."""
    if word not in {"from", "to", "through"} or _WHOLE_WAY.search(before):
        return False
    return bool(flags_of(previous) & {"way", "toward_way"}) or _WAY_FROM.search(before) is not None


def _is_kind(following: list[str], word: str) -> bool:
    """Whether a word says which kind of town: "the fishing port of X"."""
    return (
        bool(following)
        and not flags_of(following[0]).isdisjoint({"kind", "area"})
        and word.isalpha()
        and FUNCTION not in flags_of(word)
    )


def _moved(words: list[str]) -> str | None:
    """The role that a movement before "in X" gives: "left the last houses in X"; None if there is none."""
    for number in range(len(words) - 1, max(-1, len(words) - 1 - _MOST_BETWEEN), -1):
        word, previous = words[number], words[number - 1] if number else ""
        if not word[-1].isalnum() or _begins_clause(word, previous):
            return None
        role = _role_of_words(previous, word)
        if word == "from" and number < len(words) - 1 and not sets_out(words[:number]):
            return "mentioned"
        if role == "to":
            return None if _is_no_movement(word, previous, words[number + 1 :]) else role
        # "No soldiers are left in X"
        is_direct = number == len(words) - 1 and word not in {"from", "of"}
        if role == "from" and not is_direct and not _is_thing_left(word, words[number + 1 :]):
            return role
        if word in {"on", "about"} and "topic" in flags_of(previous):
            return "mentioned"
    return None


def _begins_clause(word: str, previous: str) -> bool:
    """Whether a verb of no movement stands between a movement and a place: "from Y was hit in X"."""
    role = _role_of_words(previous, word)
    return word in _FINITE or role == "object" or (role is None and word in words_of_class("past"))


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
