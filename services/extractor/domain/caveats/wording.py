"""The words by which a sentence speaks of claims: what they are called, whose they are, who is silent or denies."""

from __future__ import annotations

import re

from services.extractor.domain.reading.words import spaced

_CLAIM_WORDS = (
    r"(?:claims?|allegations?|accounts?|reports?|accusations?|statements?|figures?|assertions?|information|numbers?"
    r"|tolls?|charges?|versions?|details|remarks|words|stor(?:y|ies)|announcements?)"
)


def _of(pattern: str) -> re.Pattern[str]:
    return re.compile(spaced(pattern), re.IGNORECASE)


CLAIMS = _of(rf"\b{_CLAIM_WORDS}\b")
MANY = _of(r"\b(?:claims|allegations|accounts|reports|accusations|statements|figures|assertions)\b")
# "Koval's claims", "his allegations": all that somebody said.
OWNER = re.compile(spaced(rf"\b([A-Z][\w-]{{1,40}})[’'`]s? (?:\w+ )?{_CLAIM_WORDS}\b"))
THEIRS = _of(rf"\b(?:his|her|their|its) (?:\w+ )?{_CLAIM_WORDS}\b")
SIDES = _of(r"\b(?:(?:either|both|neither|two|warring) (?:of the )?(?:sides?|parties)|battlefield (?:\w+ )?\w+)\b")
TWO = _of(rf"\b(?:both|neither|either|none of the|any of the) (?:\w+ )?{_CLAIM_WORDS}\b")
IMAGERY = _of(r"\b(?:videos?|footage|images?|photos?|photographs?|clips?|recordings?)\b")
# What only points back, or asks: "it", "requests for comment".
REFERENCE = _of(
    r"^\W*(?:to )?(?:it|this|that|them|these|those|so|which|whether|comment\w*"
    r"|(?:a |the |any |repeated |written )?(?:requests?|questions?|calls?|messages?|e-?mails?)(?: \w+){0,8})\W*$"
)
# "charges that Moscow has denied": Moscow says so, not the article.
DENIER = _of(
    r"(?:charges?|claims?|allegations?|accusations?|assertions?|which|something|that) (?:that |which )?"
    r"((?:[\w’'-]+ ){0,4}?[\w’'-]+) (?:(?:has|have|had) )?(?:\w+ly |always )?"
    r"(?:denied|denies|deny|rejects?|rejected|dismissed|dismisses)$"
)
# What a silence is about: "has not commented on them", "did not respond to the allegations".
REFERS = _of(rf"(?: \w+)?,? (?:on|to|about) (?:[\w’'`-]+ ){{0,3}}(?:it|them|this|that|{_CLAIM_WORDS})\b")
CLAUSE_START = _of(r"[,;:—–]|\b(?:and|but|while|although|though|because)\b")
# A relative clause or an apposition between a subject and its verb.
ASIDE = _of(r", (?:who|which|whose|an?|the) [^,.;]{0,100},")
SUBJECT_END = _of(r"\b(?:is|are|was|were|has|have|had|could|can|did|said it)\s*$")
PASSIVE = _of(r"\b(?:be|been|is|are|was|were|no)\b|unconfirmed|unverified")
# "Was not able to confirm" is what somebody does.
ABLE = _of(r"\b(?:un)?able to\b")
