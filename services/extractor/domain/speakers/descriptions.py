"""What a source without a name is called, and a person's role, as the article words them."""

from __future__ import annotations

import re

from services.extractor.domain.reading.words import spaced, worded
from services.extractor.domain.speakers.kinds import is_office, is_personal, states
from services.extractor.domain.tables import words_of_class

_ARTICLE = worded(r"^(?:and |but )?(?:the|an?|its|his|her|their|our|one|several|some|other|all)\b ?")
_ASIDE = worded(
    r"(?:,| \(|\b)(?: ?(?:who|whom|which|whose|that|where)\b| ?\("
    r"|, (?:an?|the|for|quoted|reached|citing|referring|speaking)\b"
    r"| (?:published|posted|released|taken|seen|leaked|obtained|quoted|reached) ).*$"
)
_LINK = re.compile(
    spaced(
        r"(?:, | (?:of|for|at|with|from|in|on|to|by|and|known|called|named|close|familiar)\b"
        r"| [a-z]{2,12}(?:ed|ing)(?= (?:by|in|on|at|to|of|for|near|with|from)\b))"
    )
)
_OWNER = re.compile(spaced(r"^(?:[\w-]+ ){0,4}?[\w-]+(?:[’'`]s|(?<=s)[’'`]) (?=\S)"))
_COUNTED = worded(r"^(?:citing |quoting )?(?:(?:some|several|two|three|four|five|six|ten|a dozen|dozens of|another) )?")
_FORMER = worded(r"^(?:former|ex-|retired|one-time|once)\b")
_RANKS = re.compile(
    spaced(
        r"(?: ?\b(?:Colonel|Major|Captain|Lieutenant|General|Brigadier|Sergeant|Admiral|Commander|Marshal|Rear|Vice"
        r"|(?:Lt|Lieut|Gen|Col|Maj|Capt|Sgt|Brig|Adm|Cdr|Cmdr)\b\.?)[- ]?){1,3}$"
    )
)


def name_of(words: str) -> str:
    """The description of a source without its article and what only tells more about it."""
    bare = _ARTICLE.sub("", _ASIDE.sub("", words.strip(" ,\xa0"))).strip(" ,\xa0“”")
    return bare or words


def role_of(words: str) -> str | None:
    """An office or rank as worded, without article, owner and a state's adjective; None if it is for no person."""
    office = _COUNTED.sub("", office_of(words)).split(", ", 1)[0]
    link = _LINK.search(office)
    # An owner before the office is not of it, one behind it is: "spokesman for the region’s council".
    head = office[: link.start()] if link else office
    bare = _OWNER.sub("", head)
    last = bare.rsplit(" ", 1)[-1].lower()
    if last in words_of_class("no_role") or not (is_personal(bare) or last in words_of_class("office_holders")):
        return None
    return bare + office[len(head) :]


def office_of(words: str) -> str:
    """The words for an office without a state's adjective before it and a rank behind it."""
    bare = name_of(words)
    first, _, rest = bare.partition(" ")
    if rest and first in states():
        bare = rest
    return without_rank(bare)


def without_rank(office: str) -> str:
    """An office without the rank that stands between it and the name: "army spokesman Colonel"."""
    bare = _RANKS.sub("", office)
    return bare if bare != office and is_office(bare) else office


def is_rank(role: str) -> bool:
    """Whether a role is nothing but a rank, which says less than an office."""
    return not _RANKS.sub("", role)


def is_former(role: str) -> bool:
    """Whether a role is one that somebody had before."""
    return _FORMER.match(role) is not None
