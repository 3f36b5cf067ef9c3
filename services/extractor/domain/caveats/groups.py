"""Claims that a caveat means together: an owner’s, both sides’, and a paragraph’s."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.caveats.ledger import RELATIVE
from services.extractor.domain.caveats.owners import owned
from services.extractor.domain.caveats.remark import LONGEST_OBJECT, OWN
from services.extractor.domain.caveats.sorts import is_of_a_side, is_stated
from services.extractor.domain.caveats.wording import ALL_OF, NUMBER, SIDES, SIDES_THEMSELVES, TWO, WHOLE

if TYPE_CHECKING:
    from services.extractor.domain.caveats.remark import Remark

_REST = re.compile(r"\s*\Z")


def of_all(remark: Remark) -> list[int]:
    """What stands above in the paragraph, else in the one before: "none of this could be checked"."""
    if WHOLE.search(remark.whole):
        return list(remark.above)
    if not ALL_OF.search(remark.whole):
        return []
    ledger = remark.ledger
    here = [n for n in remark.above if ledger.starts_at(n) >= remark.floor()]
    floor = 0 if _REST.match(ledger.text, remark.sentence.end) else remark.floor(1)
    return here or [n for n in remark.above if ledger.starts_at(n) >= floor]


def of_several(remark: Remark) -> list[int]:
    """The claims of both sides, or of the last two who spoke: "neither account could be verified"."""
    # Who is silent is no owner: "the two sides have not commented".
    silent = remark.match.start() - remark.sentence.start if remark.status == "no_comment" else 0
    sentence = remark.whole[max(0, silent) :]
    is_two = TWO.search(sentence)
    sides_named = SIDES_THEMSELVES if remark.reach == OWN else SIDES
    if not is_two and not sides_named.search(sentence):
        return []
    claims, all_above = remark.ledger.claims, remark.ledger.above(remark.match.start())
    above = [n for n in all_above if is_of_a_side(claims[n]) and is_stated(claims[n])]
    if is_two is None:
        return above
    counted = [n for n in all_above if claims[n].quantities] if NUMBER.search(is_two.group()) else []
    return _of_two(remark, counted or above)


def _of_two(remark: Remark, above: list[int]) -> list[int]:
    """Those of some claims that two sides make, or else the last two speakers."""
    claims, speaker = remark.ledger.claims, remark.ledger.speaker
    sides = {claims[n].source.side for n in above} - {None}
    is_here = len({speaker(n) for n in above if remark.ledger.starts_at(n) >= remark.floor()}) > 1
    named = [n for n in above if (claims[n].source.text or "").lower() not in RELATIVE]
    speakers = list(dict.fromkeys(speaker(n) for n in reversed(named)))[:2]
    is_of_two = len(sides) > 1 and not is_here
    return [n for n in named if (is_of_two and claims[n].source.side in sides) or speaker(n) in speakers]


def of_owner(remark: Remark) -> list[int]:
    """What somebody said whose claims the sentence speaks of: "Koval’s account"."""
    end = remark.match.end() - remark.sentence.start + LONGEST_OBJECT
    return owned(remark.ledger, remark.whole, remark.sentence.start, end, remark.subject)
