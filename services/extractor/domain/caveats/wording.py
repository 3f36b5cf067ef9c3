"""The words by which a sentence speaks of claims: what they are called, whose they are, who is silent or denies."""

from __future__ import annotations

import re

from services.extractor.domain.facts.falsity import TOLD_WORDS
from services.extractor.domain.reading.words import spaced, worded
from services.extractor.domain.tables import alternatives

_CLAIM_WORDS = rf"(?:{alternatives('claim_words', 'claim')})"


# What can be answered: what is claimed, and what it was told with.
TOLD = rf"(?:{TOLD_WORDS}|{alternatives('claim_words', 'answered')})"


CLAIMS = worded(rf"\b{_CLAIM_WORDS}\b")
MANY = worded(rf"\b(?:{alternatives('claim_words', 'many')})\b")
# More than the last one said.
SEVERAL = worded(
    r"\b(?:these|those|such|all the|all these) (?:\w+ )?"
    r"(?:claims|allegations|accounts|reports|statements|stories|figures)\b"
)
# "Koval's claims", "his allegations": all that somebody said.
OWNER = re.compile(spaced(rf"\b([A-Z][\w-]{{1,40}})[’'`]s? (?:\w+ )?{_CLAIM_WORDS}\b"))
# "The bloggers’ claims", "the Ukrainian reports", "the accounts of the two drivers": whose, without a name.
NAMELESS = worded(
    rf"\b(?:the|this|that|these|those) (?P<who>(?:[\w-]+ ){{0,3}}?[\w-]+)[’'`]s? (?P<what>(?:\w+ )?{_CLAIM_WORDS}\b)"
)
ADJECTIVE = re.compile(
    spaced(
        r"(?:(?<=[Tt]he )|(?<=[Oo]f )|(?<=[Tt]hese )|(?<=[Tt]hose )|(?<=[Ss]uch )|(?<=[Aa]ny )|(?<=firm )|(?<=ify )"
        rf"|(?<=orate )|(?<=[Nn]o ))(?P<who>[A-Z][\w-]{{2,40}}) (?P<what>(?:\w+ )?{_CLAIM_WORDS}\b)"
    )
)
MADE_BY = worded(
    rf"\b(?P<what>{_CLAIM_WORDS}) (?:(?:made|issued|given|put out) )?(?:of|by|from) "
    r"(?P<who>(?:[\w’'-]+ ){0,4}?[\w’'-]+)(?=[.,;]|$| (?:could|can|cannot|have|has|had|was|were|is|are|about|on)\b)"
)
# What is told for the first time: "reports of a truce, if confirmed, ...".
NEWS = worded(rf"(?:the |some )?(?:\w+ )?{_CLAIM_WORDS} (?:of|that|about)\b")
# What an account is about: "Koval’s claims about the bridge".
ON = worded(r" (?:about|on|regarding|concerning|of|that) (?P<what>[^,.;\n]{3,60})")
THEIRS = worded(rf"\b(?:his|her|their|its) (?:\w+ )?{_CLAIM_WORDS}\b")
_SIDES = r"(?:either|both|neither|the two|the warring) (?:of the )?(?:sides?|parties)"
# Not who is silent himself: "neither side has commented".
SIDES = worded(
    rf"\b(?:(?:of|by|from|between) {_SIDES}|{_SIDES}(?:[’'`]s?)? (?:\w+ )?{_CLAIM_WORDS}|battlefield (?:\w+ )?\w+)\b"
)
# Unless he proves nothing: "neither side has shown evidence".
SIDES_THEMSELVES = worded(rf"\b{_SIDES}\b")
TWO = worded(
    rf"\b(?:(?:both|neither|either|none of the|any of the) (?:\w+ )?(?:{_CLAIM_WORDS}|counts?|tall(?:y|ies))"
    r"|which (?:version|account|story|side))\b"
)
# All that stands above: "none of this could be checked", "the statements in this item".
ALL_OF = worded(r"\b(?:none|nothing|any|all|little|much|most) of (?:this|it|that|these|those|the above)\b(?! \w+ly\b)")
WHOLE = worded(rf"\b{_CLAIM_WORDS} (?:in|of) this (?:item|report|article|story|digest|bulletin|text|post|summary)\b")
IMAGERY = worded(rf"\b(?:{alternatives('claim_words', 'imagery')})\b")
# What only points back, or asks: "it", "requests for comment".
REFERENCE = worded(
    r"^\W*(?:to )?(?:it|this|that|them|these|those|so|which|whether|comment\w*"
    r"|(?:a |the |any |repeated |written )?(?:requests?|questions?|calls?|messages?|e-?mails?)(?: \w+){0,8})\W*$"
)
# What a silence is about: "has not commented on them", "did not respond to the allegations".
REFERS = worded(rf"(?: \w+)?,? (?:on|to|about) (?:[\w’'`-]+ ){{0,3}}(?:it|them|this|that|{_CLAIM_WORDS})\b")
# What it is about, where it is no request: "did not comment on the harvest".
ABOUT = worded(r"(?:(?: publicly)? (?:on|about|to|regarding))?(?<=on|ut|to|ng) (?P<what>[^,.;\n]{2,80})")
REQUEST = worded(
    r"\s*(?:(?:our|a|an|the|any|repeated|several|written|further|multiple|numerous|immediate|detailed|this|two"
    r"|three) )*(?:[\w’'-]+ )?(?:requests?|questions?|calls?|messages?|e-?mails?|enquir(?:y|ies)|inquir(?:y|ies)"
    r"|letters?|texts?"
    r"|reporters|journalists|us)\b"
)
CLAUSE_START = worded(r"[,;:—–(]|\b(?:and|but|while|although|though|because)\b")
PASSIVE = worded(r"\b(?:be|been|is|are|was|were|no)\b|(?<!has )(?<!have )(?<!had )\bnever|unconfirmed|unverified")
# What became of a post, and nobody is said to have done.
GONE = worded(
    r"\b(?:gone|vanished|disappeared|no longer|offline"
    r"|(?:was|were|been) (?:\w+ly )?(?:removed|deleted|withdrawn|pulled))\b"
)
# "Was not able to confirm" is what somebody does.
ABLE = worded(r"\b(?:un)?able to\b")
# What is only silence, and no refusal to say whether something is so: "did not confirm the loss".
SILENCE = worded(r"(?:did|do|does|has|have|had)(?: ?not|n[’'`]t| never) ")
# Who neither confirms nor denies says so, and is a claim.
NEUTRAL = worded(r"\bneither (?:confirm|den)|\bor (?:deny|confirm)")
# One statement of somebody, and not all that he told.
SINGLE = worded(rf"\b(?:{alternatives('claim_words', 'single')})$")
# "The incident", "the strike": all that was said of it.
MATTER = worded(rf"\s*(?:the|this|that|these|those) (?:\w+ ){{0,1}}(?:{alternatives('claim_words', 'matter')})\b")
# Who is silent, where that is no subject: "no reaction from Moscow", "calls to the ministry went unanswered".
SILENT = worded(
    r"\b(?:from|by|to) (?:the )?(?P<who>(?:(?!comment\b|the\b)[\w’'-]+ ?){1,6}?)"
    r"(?=[.,;]| (?:went|was|were|on|about)\b|$)"
)
NUMBER = worded(rf"\b(?:{alternatives('claim_words', 'number')})\b")
TESTIMONY = worded(rf"\b(?:{alternatives('claim_words', 'testimony')})\b")
# "The office’s statement": whose, where no name stands.
OWNED = worded(rf"^(.{{2,80}}?)[’'`]s? (?:\w+ )?{_CLAIM_WORDS}$")
# What somebody does, and no aside: "gave no proof", but not "without giving proof".
FINITE = worded(r"(?!without\b|not\b|never\b|nor\b|\w+ing\b|were\b|neither\b|none\b|no\b|yet\b)\w")
# Where an outlet corrects itself: "Correction: an earlier version said ...".
CORRECTION = worded(
    r"(?:\d{1,2}[:.]\d\d )?(?:correction|clarification|erratum|errata|retraction)s?(?=[ .:–—-]|$)[ .:–—-]*"
)
EARLIER = worded(
    r"(?:(?:an?|the|our|this|its) )?(?:(?:earlier|previous|original|first|initial|prior) (?:[\w-]+ )?\w+"
    r"|[\w’'`-]+[’'`]s (?:\w+ )?"
    r"(?:digest|article|report|story|bulletin|edition|post|item|version|headline|brief|summary|paper))\b"
)
# What a request is about: "a request for comment on the letter".
ASKED = worded(
    r"\b(?:comment|questions?|requests?|asked|enquir\w+|inquir\w+|calls?|letters?|e-?mails?)"
    r" (?:on|about|regarding|concerning) (?P<what>[^,.;\n]{3,80})"
)
DEFINITE = worded(r"\s*(?:the|this|that|these|such|its|their) (?!fact\b|\w+ed\b)")
# What somebody does not confirm and nobody said: "could not confirm that its crews were there".
CLAUSE = worded(r" (?:that|whether|if|how|when) (?!(?:\w+ ){0,3}such\b)(?:[\w’'-]+ ){3}")
OWNED_BY = worded(rf"^\W*(?:the |this |that )?([\w -]{{2,60}}?)[’'`]s? (?:\w+ ){{0,2}}{TOLD}\b")
# What one side takes, the other loses.
GIVEN_UP = worded(
    rf"\b(?:loss|fall|surrender) of (?:[\w’'-]+ ){{0,3}}(?:{alternatives('claim_words', 'held')}|[A-Z][\w-]+)\b"
)
