"""What looks like an attribution and is none: a label before a colon, a name that somebody bears, a refusal to act."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.reading.words import spaced, worded
from services.extractor.domain.tables import words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.attribution.result import Attribution
    from services.extractor.domain.reading.passage import Span

_MARKS = frozenset({":", "-", "–", "—"})
_LAST_WORD = re.compile(r"([\w-]+)\W*$")
# "A miner called Petro Koval", "Koval, known as Lys".
_NAMING = worded(r"(?:(?:also |better |once )?(?:known as|named|called|dubbed|nicknamed))$")
_NAME = re.compile(spaced(r"[“\"‘']?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,3}[”\"’']?$"))
_REFUSES = worded(r"(?:(?:has|have|had) )?(?:refus(?:e|es|ed|ing)|does not want|do not want|did not want)$")
# Who refuses to do these refuses to speak, which is told as a claim.
_SPEAKS = worded(
    r"to (?:say|tell|comment|confirm|deny|admit|acknowledge|recogni[sz]e|rule|disclose|explain|identify|name|give"
    r"|provide|discuss|specify|reveal|accept|condemn|apologi[sz]e|blame|speak|answer)\b"
)
# "Iran would respond in kind": what somebody is to do or to say, and did not say yet.
_TO_COME = worded(
    r"\b(?:would|will|could|can|may|might|shall) (?:\w+ly )?(?P<answer>respond|answer|reply|react|retaliate)$"
)
_LEAD_IN = 24
# Besides prepositions and question words.
_LEADS_INTO = frozenset({"inside", "behind", "beyond", "meet", "watch"})
_ASKED = frozenset({"you", "q"})


def is_no_claim(attribution: Attribution, text: str) -> bool:
    """Whether the words attribute nothing to anybody."""
    source = text[slice(*attribution.source)] if attribution.source else ""
    cue, content = text[slice(*attribution.cue)], text[slice(*attribution.content[0])]
    if source.lower().strip(" :.") in _ASKED or _is_to_come(attribution.cue, text):
        return True
    if cue.strip() in _MARKS and source and _is_label(source):
        return True
    if _NAMING.search(cue) and attribution.cue[1] < attribution.content[0][0] and _NAME.match(content):
        # "He called Koval a liar" says something of him.
        return len(attribution.content) == 1 and text[attribution.content[0][1]] in ".,;\n )"
    return bool(_REFUSES.search(cue) and content.startswith("to ") and not _SPEAKS.match(content))


def _is_to_come(cue: Span, text: str) -> bool:
    """Whether a cue is an answer behind "would" or "will", with these words or without."""
    match = _TO_COME.search(text, max(0, cue[0] - _LEAD_IN), cue[1])
    return match is not None and cue[0] in {match.start(), match.start("answer")}


def _is_label(source: str) -> bool:
    """Whether words before a colon tell what an article is, or what it is about: "Analysis", "Inside the unit"."""
    first, last = source.split(" ", 1)[0].lower(), _LAST_WORD.search(source)
    if first in _LEADS_INTO or first in words_of_class("preposition") or first in words_of_class("subordinator"):
        return True
    return last is not None and last.group(1).lower() in words_of_class("label")
