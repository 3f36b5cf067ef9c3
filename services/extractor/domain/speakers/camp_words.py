"""Words for the camps of a war and for states: "Houthi", "the Sudanese army", "Kyiv-based"."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from services.extractor.domain.gazetteer import table as gazetteer
from services.extractor.domain.speakers.kinds import governments
from services.extractor.domain.tables import listed, rows, words_of_class

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:[-’'`.][^\W_]+)*")
_POSSESSIVE = re.compile(r"[’'`]s?$")
_MOST_TOKENS = 6
_PRO = "pro-"
# In the war in Sudan the army is a camp of its own, and the state's.
_STATES = {"SD": "SAF"}
_LONG_ACRONYM = 5


class Said(NamedTuple):
    """Words that name a camp or a state.

    Attributes:
        camp: ISO 3166 of a state, whether it fights or not, or a movement's short name.
        party: the force below the camp; empty if the words name none.
        where: the camp that an article has to name elsewhere for the words to mean this one; mostly empty.
    """

    start: int
    end: int
    camp: str
    party: str
    where: str


class _Word(NamedTuple):
    camp: str
    party: str
    where: str


def camp_of_state(code: str) -> str:
    """The camp that a state (ISO 3166) is."""
    return _STATES.get(code, code)


@cache
def movements() -> frozenset[str]:
    """The camps of the table that are no states."""
    return frozenset(row["side"] for row in rows("sides")) - set(_STATES.values()) - set(_codes().values())


@cache
def wars() -> tuple[frozenset[str], ...]:
    """The camps that fight each other."""
    return tuple(frozenset(listed(row["camps"])) for row in rows("wars"))


@cache
def held() -> dict[str, str]:
    """The camp that holds a place which is another state's."""
    return {name: row["camp"] for row in rows("held") for name in listed(row["names"])}


def said_in(text: str, start: int = 0, end: int | None = None) -> Iterator[Said]:
    """The words for camps and states in a part of a text, the longest where several begin."""
    tokens = list(_TOKEN.finditer(text, start, len(text) if end is None else end))
    behind = 0
    for at, token in enumerate(tokens):
        if at < behind or not _may_begin(token.group()):
            continue
        length, word = _word_at(text, tokens, at)
        behind = at + length
        if word:
            yield Said(token.start(), tokens[behind - 1].end(), *word)


@lru_cache(maxsize=4096)
def _may_begin(written: str) -> bool:
    """Whether a word or a phrase of the tables may begin with a token; most are in none."""
    if written.islower() and written not in _longest() and "-" not in written and "’" not in written:
        return False
    return _bare(written) in _longest() or _tied(_bare(written)) is not None


@cache
def _codes() -> dict[str, str]:
    """The ISO 3166 code of each state, by each of its names."""
    found = {}
    for row in rows("countries"):
        names = listed(row["country"])
        code = next((place.country for name in names for place in gazetteer.named(name) if place.kind == "C"), None)
        found.update(dict.fromkeys(names, code) if code else {})
    return found


@cache
def _words() -> dict[str, _Word]:
    """Words and phrases for camps and states, as the tables write them."""
    known: dict[str, _Word] = {}
    for row in rows("countries"):
        code = _codes().get(listed(row["country"])[0])
        written = (*listed(row["country"]), *listed(row["adjective"]), *listed(row["capital"]))
        known.update(dict.fromkeys(written, _Word(camp_of_state(code), "", "")) if code else {})
    for row in rows("demonyms"):
        for word in listed(row["words"]) if row["region"] else ():
            known.setdefault(word, _Word(camp_of_state(row["region"][:2]), "", ""))
    # A capital in other hands: who speaks from Sanaa is not the state.
    known.update({name: _Word(camp, "", "") for name, camp in held().items() if name in known})
    known.update({row["word"]: _Word(row["side"], row["party"], row["where"]) for row in rows("sides")})
    return known


@cache
def _longest() -> dict[str, int]:
    """By first word how many words the longest phrase has that begins with it."""
    longest: dict[str, int] = {}
    for phrase in _words():
        tokens = _TOKEN.findall(phrase)
        longest[_bare(tokens[0])] = max(longest.get(_bare(tokens[0]), 0), len(tokens))
    return longest


def _word_at(text: str, tokens: list[re.Match[str]], at: int) -> tuple[int, _Word | None]:
    known, first = _words(), _bare(tokens[at].group())
    for length in range(min(_longest().get(first, 0), len(tokens) - at, _MOST_TOKENS), 0, -1):
        phrase = _bare(text[tokens[at].start() : tokens[at + length - 1].end()]).replace("\xa0", " ")
        if phrase in known:
            return length, known[phrase]
    return 1, _tied(first)


@lru_cache(maxsize=4096)
def _bare(word: str) -> str:
    """A word without its possessive, and written small where a headline shouts."""
    bare = _POSSESSIVE.sub("", word)
    shouted = bare.isupper() and (len(bare) > _LONG_ACRONYM or bare.capitalize() in governments())
    return bare.capitalize() if shouted else bare


def _tied(word: str) -> _Word | None:
    """The camp of "Houthi-run" and "pro-Iranian"."""
    if "-" not in word:
        return None
    if word.lower().startswith(_PRO):
        return _words().get(word[len(_PRO) :])
    head, _, tail = word.rpartition("-")
    return _words().get(head) if tail in words_of_class("tied") else None
