"""What is counted: the words behind a number up to the noun that it counts."""

from __future__ import annotations

import re
from functools import cache

from services.extractor.domain.facts import counted, numerals
from services.extractor.domain.facts.quantities import words
from services.extractor.domain.reading.passage import Span
from services.extractor.domain.reading.words import SPACE
from services.extractor.domain.tables import words_of_class

# "Three newly built short-range air defence systems" is as long as reports get.
_MAX_WORDS = 6
_TOKEN = re.compile(r"[ \xa0\u2009\u202f]{1,2}([A-Z]\w{1,30} and [A-Z][\w-]{1,40}|[^\W_][\w’'-]{0,40})")
_NAME = re.compile(r"[A-Z]{2,}[\w-]*|[A-Z][\w]*-\d[\w-]*")
_STOPPING = ("be", "have", "do", "modal", "pronoun", "possessive", "determiner", "subordinator", "preposition")
# "Three times more" is no count.
_COMPARED = re.compile(r"\s(?:more|as|the|over|higher|larger|greater|bigger|faster|longer)\b")
_THEM = frozenset({"them", "him", "me", "which", "whom"})
# Words in s that are no plurals.
_NO_PLURAL = re.compile(
    r".*(?:ss|us|is|’s|'s)|as|was|has|does|its|always|perhaps|besides|towards|afterwards|sometimes|.?.?s"
)


def counted_behind(text: str, at: int, end: int, *, is_one: bool = False) -> Span | None:
    """The words that a number counts, those that stand right behind it.

    Args:
        is_one: whether one thing is counted, so that a singular is looked for.
    """
    tokens = _tokens(text, at, end)
    for first, token in enumerate(tokens):
        if token[0] == "times" and _COMPARED.match(text, token[2]):
            return None
        if _is_head(token[0], is_one=is_one):
            last = first
            while last + 1 < len(tokens) and _is_thing(tokens[last + 1][0], is_one=is_one):
                last += 1
            return tokens[0][1], tokens[last][2]
    if tokens and not is_one and len(tokens) == 1 and _NAME.fullmatch(tokens[0][0]):
        return tokens[0][1], tokens[0][2]
    return None


def shared_behind(text: str, at: int, end: int, *, is_stuff: bool) -> Span | None:
    """What a share or a measure is of: "of the buildings", "of grain", "the fleet" behind "half".

    Args:
        is_stuff: whether any single word is taken, as behind tonnes, and not only what reports count.
    """
    match = _of().match(text, at, end)
    if match is None:
        return None
    tokens = _tokens(text, match.end() - 1, end)
    for token in tokens:
        if _is_plural(token[0]) or token[0] in counted.words("mass"):
            return tokens[0][1], token[2]
    return (tokens[0][1], tokens[0][2]) if is_stuff and len(tokens) == 1 else None


def after_skipped(text: str, at: int, end: int) -> int:
    """Where what is counted begins: behind "more", "of" and their like."""
    match = _skipped().match(text, at, end)
    return match.end() if match else at


def _tokens(text: str, at: int, end: int) -> list[tuple[str, int, int]]:
    """The words behind a position, up to one that cannot belong to a noun."""
    tokens: list[tuple[str, int, int]] = []
    while len(tokens) < _MAX_WORDS and (match := _TOKEN.match(text, at, end)):
        if (match[1] if match[1].isupper() else match[1].lower()) in _stopping() or (
            match[1][0].isdigit() and "-" not in match[1]
        ):
            break
        tokens.append((match[1], match.start(1), match.end(1)))
        at = match.end()
        if match[1].endswith(("’s", "'s", "’", "'")):
            tokens.pop()
            break
    return tokens


def _is_head(token: str, *, is_one: bool) -> bool:
    return token in counted.words("participle") or _is_thing(token, is_one=is_one)


def _is_thing(token: str, *, is_one: bool) -> bool:
    return token in counted.words("singular") if is_one else _is_plural(token)


def _is_plural(token: str) -> bool:
    last = token.rsplit("-", 1)[-1]
    if last.lower() in words.values("uncounted") or last.lower() in words.values("duration"):
        return False
    if last.lower() in counted.words("participle"):
        return False
    if counted.is_counted(last.lower()):
        return True
    # "IFVs" and "T-72s" are plurals, "HIMARS" and "US" are none.
    return last.endswith("s") and not _NO_PLURAL.fullmatch(last.lower())


@cache
def _stopping() -> frozenset[str]:
    known = counted.words("plural") | counted.words("participle")
    return _THEM.union(*(words_of_class(name) for name in _STOPPING)) - known


@cache
def _of() -> re.Pattern[str]:
    return re.compile(
        rf"{SPACE}(?:of{SPACE}|(?=(?:the|its|their|all|his|our){SPACE}))(?:{words.word('of')}{SPACE}){{0,2}}(?:[A-Z]\w{{1,30}}[’']s?{SPACE})?"
    )


@cache
def _skipped() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{SPACE}{words.word('skip')}(?!\w)|{SPACE}(?:out{SPACE})?of(?!\w)(?:{SPACE}(?:the|its|their|our|his|her|these|those)(?!\w))?(?:{SPACE}(?:\d{{1,6}}|{numerals.pattern()})(?!\w))?){{0,2}}"
    )
