"""What the parts of a source's phrase are: whose words are passed on, which of its names speaks, what "who" means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.reading.passage import Span, trimmed
from services.extractor.domain.speakers.kinds import governments, is_personal, kind_of
from services.extractor.domain.tables import words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.speakers.names import Names

_RELAYED = re.compile(
    r"^(?:some |the |a |several |conflicting )?"
    r"(?:statements?|reports?|comments?|remarks?|figures?|data|interviews?|posts?|messages?|press release) "
    r"(?:attributed to|from|by|of|made by|issued by|with) ",
    re.IGNORECASE,
)
_RELAYED_END = re.compile(r",| (?:and|who|on|in|published|posted) ")
_NAMED = re.compile(r"\b(?:named|called|identified as)\s$")
_PREPOSITION = re.compile(r"\b(of|for|from|to|with|by|at|against|about|near)\s((?:[^\s,]+\s){0,6})$", re.IGNORECASE)
_POSSESSIVE = re.compile(r"[’'`]s?\s")
_ACRONYM = re.compile(r"^(?:[Tt]he )?([A-Z]{2,8})$")
_SPELLED_OUT = re.compile(r"((?:[A-Z][\w’'-]{0,40}[ \xa0](?:(?:of|for|and|the|in|on|to)[ \xa0]){0,3}){1,10})$")
_CAPITALISED = re.compile(r"\b[A-Z][\w.-]{1,24}(?![’'`\w])")
_PLACED = re.compile(r"\b(?:in|from|to|of|into|with|near|against|across|for|over)[ \xa0]$")
_PLURAL = re.compile(
    r"(?:\b[Tt]he[ \xa0])?(?:\b[A-Z][\w-]{2,24}[ \xa0])?\b([A-Za-z][\w-]{2,24}s|troops|people|police)\b"
)
_SEVERAL = frozenset(
    {"authority", "military", "armed_group", "politician", "analyst", "soldier", "civilian", "public", "witness"}
)
_MAX_LEAD = 160
# What a person gives out speaks for the person: "Koval's statement".
_UTTERANCES = frozenset({"document", "social_media_user", "unknown", "unnamed", "imagery"})
_MAX_ANTECEDENT_WORDS = 10


def relayed(words: str) -> Span:
    """Where in a phrase the one stands whose words are passed on: "statements attributed to Koval" are Koval's."""
    match = _RELAYED.match(words)
    if match is None:
        return 0, len(words)
    end = _RELAYED_END.search(words, match.end())
    return trimmed(words, match.end(), end.start() if end else len(words)) or (0, len(words))


def head_person(words: str, names: Names, offset: int) -> str | None:
    """The full name of the person who speaks, not of one whom the phrase at an offset only mentions."""
    for mention in names.people_in(words):
        if _speaks(words[: mention.start], words[mention.end :]):
            return names.full_name(mention.name)
    return names.meant_by(words, offset)


def _speaks(before: str, after: str) -> bool:
    owned = _POSSESSIVE.match(after + " ")
    if owned and after[owned.end() :].strip(" ,"):
        return kind_of(after[owned.end() :]) in _UTTERANCES
    if _NAMED.search(before):
        return True
    preposition = _PREPOSITION.search(before)
    if preposition is None:
        return True
    between = preposition.group(2)
    if kind_of(before[: preposition.start()]) in {"civilian", "public", "unnamed"}:
        # "the son of Cuban revolutionary X", "supporters of X"
        return False
    # "spokesman for President X" is not X; "director of operations X" is.
    return preposition.group(1).lower() in {"of", "for"} and bool(between) and not is_personal(between.strip())


def spelled_out(text: str, words: str) -> str | None:
    """The full name of an abbreviation that the article gives in brackets behind it."""
    acronym = _ACRONYM.match(words.strip())
    at = text.find(f"({acronym.group(1)})") if acronym else -1
    match = _SPELLED_OUT.search(text, max(0, at - _MAX_LEAD), at) if at > 0 else None
    name = match.group(1).strip() if match else ""
    return name if kind_of(name) != "unknown" else None


def last_state(text: str, start: int, end: int) -> Span | None:
    """The last state or capital that is named by itself in a part of the text, not as an owner or a place."""
    for match in reversed(list(_CAPITALISED.finditer(text, start, end))):
        if match.group() in governments() and not _PLACED.search(text, max(start, match.start() - 12), match.start()):
            return match.span()
    return None


def last_plural(text: str, start: int, end: int) -> Span | None:
    """The last phrase for several who can speak, in a part of the text: "the Russians", "rebel commanders"."""
    found = [m for m in _PLURAL.finditer(text, start, end) if kind_of(m.group(1)) in _SEVERAL]
    return found[-1].span() if found else None


def antecedent(text: str, offset: int, sentence_start: int) -> Span | None:
    """The phrase before "who" or "which"."""
    end = len(text[sentence_start:offset].rstrip(" ,\xa0")) + sentence_start
    start = end
    for match in reversed(list(re.finditer(r"\S+", text[sentence_start:end]))[-_MAX_ANTECEDENT_WORDS:]):
        word = match.group().lower()
        if start != end and word != "of" and _ends_a_phrase(word):
            break
        start = sentence_start + match.start()
    return trimmed(text, start, end)


def _ends_a_phrase(word: str) -> bool:
    if word[-1] in ",.;:":
        return True
    return any(word in words_of_class(name) for name in ("preposition", "be", "have", "do", "pronoun", "subordinator"))
