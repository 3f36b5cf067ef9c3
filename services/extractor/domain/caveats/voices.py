"""Who it is that answers, doubts or is silent: the subject of the words, and the article where it speaks of itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.caveats.wording import CLAIMS, CLAUSE_START, TOLD
from services.extractor.domain.reading.words import worded
from services.extractor.domain.tables import words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.caveats.ledger import Ledger
    from services.extractor.domain.reading.passage import Span

ARTICLE = "article"
# How far before its verb a subject begins at most.
_LEAD_IN = 240
# A relative clause or an apposition between a subject and its verb.
_ASIDE = worded(r", (?:who|which|whose|an?|the) [^,.;]{0,100},")
# "Moscow, which has always ...": who the relative clause is about.
_RELATIVE = worded(r"(?:,? (?:which|who)|, that)(?= |$)[^,.;:]{0,40}$")
# "Something the ministry ...", "a claim that Moscow ...".
_WHAT = worded(rf"^(?:something|anything|an? (?:[\w-]+ ){{0,2}}?{TOLD})(?: that| which)? (?=\w)")
_SUBJECT_END = worded(
    r"(?:(?:^| )(?:is|are|was|were|has|have|had|could|can|did|does|do|would|will|said it|also|later|then|since"
    r"|still|yet|soon|duly|thereafter|afterwards|always|once|again|never|now|already|meanwhile|however|in turn"
    r"|for (?:his|her|its|their) part"
    r"|[“\"]?\w+ly),?)+ *[“\"]?$"
)
_AROUND = ' \xa0“”",()[]—–-'
# "This newspaper", "our reporters", "we": the article speaks of itself.
_ITSELF = worded(
    r"(?:we|i|us|our \w+|this (?:news)?(?:agency|paper|website|site|reporter|correspondent|magazine|channel|outlet"
    r"|publication|broadcaster|blog|team|office|service|programme|author|organisation|organization))\b"
)
# What stands behind the head of a phrase.
_TAIL = re.compile(r",? (?:in|of|for|from|at|on|to|who|which|that|whose)\b|,")
_EMPTY = frozenset({"and", "but", "yet", "then", "later", "while", "which", "who", "that", "there", "it is", "so"})


def subject_of(text: str, start: int, at: int) -> str:
    """The subject of what stands at an offset, within a sentence that begins at `start`; empty if none stands there."""
    before = _ASIDE.sub(" ", text[max(start, at - _LEAD_IN) : at]).rstrip(" \xa0,")
    before = _RELATIVE.sub("", before)
    clause = CLAUSE_START.split(before.rstrip(" \xa0,"))[-1]
    words = _SUBJECT_END.sub("", _WHAT.sub("", clause.lstrip())).strip(_AROUND)
    return "" if words.lower() in _EMPTY else words


def is_pronoun(words: str) -> bool:
    """Whether a phrase is a pronoun, or begins with one."""
    return words.split(" ", maxsplit=1)[0].lower() in words_of_class("pronoun")


def is_itself(words: str) -> bool:
    """Whether the article speaks of those who wrote it."""
    return _ITSELF.match(words) is not None


def is_named(words: str) -> bool:
    """Whether a phrase is a name, or ends in one, and nothing that is only said: "Border Watch", "the CCM"."""
    parts = [part for part in words.split(" ") if part.lower() not in words_of_class("determiner")]
    return bool(parts) and parts[-1][:1].isupper() and not CLAIMS.search(words) and not is_pronoun(words)


def voice_at(ledger: Ledger, sentence: Span, at: int) -> tuple[str, str | None]:
    """Whose words stand at an offset of a sentence: as worded, and by the name that claims have.

    Without a subject of its own it is who speaks before in the sentence, and the article at last.
    """
    subject = subject_of(ledger.text, sentence[0], at)
    if is_itself(subject):
        return ARTICLE, None
    spoken = [n for n in ledger.within((sentence[0], at)) if ledger.claims[n].source.text]
    if subject and not is_pronoun(subject):
        same = next((n for n in spoken if _is_one(subject, ledger.claims[n].source.text or "")), None)
        return subject, ledger.speaker(same) if same is not None else subject
    before = spoken[-1:] or list(ledger.above(at))[-1:]
    return (ledger.voice(before[0]), ledger.speaker(before[0])) if before else (subject or ARTICLE, None)


def said_at(ledger: Ledger, at: int) -> tuple[str, str | None]:
    """Whose words a judgement at an offset is, whose subject is what it judges: of the claim that holds it."""
    number = ledger.speaking_at(at)
    return (ARTICLE, None) if number is None else (ledger.voice(number), ledger.speaker(number))


def _is_one(subject: str, source: str) -> bool:
    return subject in source or source in subject


def is_called(speaker: str, subject: str) -> bool:
    """Whether a subject names a speaker, whole or by the head: "the ministry" after "Defense Ministry in Moscow"."""
    first, second = (words.lower().removeprefix("the ").removeprefix("a ") for words in (speaker, subject))
    if _TAIL.search(first) is None or _TAIL.search(second) is None:
        first, second = (_TAIL.split(words, maxsplit=1)[0] for words in (first, second))
    return bool(first and second) and (f" {first}".endswith(f" {second}") or f" {second}".endswith(f" {first}"))
