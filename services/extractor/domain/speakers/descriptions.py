"""What a source without a name is called, and a person's role and organisation, as the article words them."""

from __future__ import annotations

import re

from services.extractor.domain.reading.words import spaced, worded
from services.extractor.domain.speakers.kinds import is_office, is_personal, kind_of, states
from services.extractor.domain.tables import words_of_class

_ARTICLE = worded(r"^(?:and |but )?(?:the|an?|its|his|her|their|our|one|several|some|other|all)\b ?")
_ASIDE = worded(
    r"(?:,| \(|\b)(?: ?(?:who|which|whose|that|where)\b| ?\("
    r"|, (?:an?|the|for|quoted|reached|citing|referring|speaking)\b"
    r"| (?:published|posted|released|taken|seen|leaked|obtained|quoted|reached) ).*$"
)
_OF = re.compile(spaced(r"\b(?:of|for|at|with|from) (?:the )?(?P<what>.+)$"))
_POSSESSIVE = re.compile(r"[’'`]s?$")
_OWNER = re.compile(spaced(r"^(?:[\w-]+ ){0,4}?[\w-]+(?:[’'`]s|(?<=s)[’'`]) (?=\S)"))
_RANKS = re.compile(spaced(r" ?\b(?:Colonel|Major|Captain|Lieutenant|General|Brigadier|Sergeant|Admiral|Commander)$"))


def name_of(words: str) -> str:
    """The description of a source without its article and what only tells more about it."""
    bare = _ARTICLE.sub("", _ASIDE.sub("", words.strip(" ,\xa0"))).strip(" ,\xa0“”")
    return bare or words


def role_of(words: str) -> str | None:
    """An office or rank as worded, without article, owner and a state's adjective; None if it is for no person."""
    bare = _OWNER.sub("", _office(words))
    return bare if is_personal(bare) else None


def _office(words: str) -> str:
    bare = name_of(words)
    first, _, rest = bare.partition(" ")
    if rest and first in states():
        bare = rest
    if len(bare.split(" ")) > 1 and is_office(_RANKS.sub("", bare)):
        bare = _RANKS.sub("", bare)
    return bare


def organisation_of(phrase: str) -> str | None:
    """The body that somebody with an office belongs to: what the office is of, or what stands before it."""
    office = _office(phrase)
    of = _OF.search(office)
    if of:
        what = of.group("what").strip(" ,")
        return what if _is_body(what) else None
    words = office.split(" ")
    head = next((n for n in range(len(words) - 1, 0, -1) if is_office(" ".join(words[n:]))), 0)
    before = _POSSESSIVE.sub("", " ".join(words[:head]))
    return before if before and _is_body(before) else None


def _is_body(phrase: str) -> bool:
    """Whether a phrase names a body, and no person, place or adjective."""
    if phrase in states() or phrase.lower() in words_of_class("noun_adjective") or is_personal(phrase):
        return False
    return kind_of(phrase) not in {"unknown", "civilian", "public", "unnamed"}
