"""What stands beside a claim in its own sentence: "a claim Moscow denies", "an account disputed by residents"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from services.extractor.domain.caveats.verdicts import BY, called, quoted_status
from services.extractor.domain.caveats.wording import TOLD
from services.extractor.domain.reading.words import spaced, worded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.extractor.domain.caveats.verdicts import Verb
    from services.extractor.domain.reading.passage import Span

_REACH = 100
_SINGULAR = rf"(?:an? (?:[\w-]+ ){{0,2}}?{TOLD}|something|anything|which"
_NOUN = _SINGULAR + r"|(?:\w+ )?(?:charges|claims|allegations|accusations|assertions|reports|figures|statements))"
# Who answers between the noun and the verb, and nobody in the passive.
_BEFORE = worded(
    rf"[,(–—-] ?{_NOUN}(?: that| which)?(?P<who>(?: [\w’'.-]+){{0,6}}?)"
    r"(?: (?:is|was|were|are|has been|had been|have been|has|have|had|\w+ly|always|later|since|also))* ?$"
)
_END = re.compile(spaced(r" ?(?:[.,;:)–—”]|$|(?:as|on|in|at|last|this|when|and|but|after|outright)\b)"))
# The article's own words within what somebody says: "..., although there was no confirmation", "..., a figure that".
_OWN = worded(
    rf"[,(–—-] ?(?:(?:but|although|though|while|and) )?(?:{_NOUN}|there|it|this)(?: that| which)?"
    r"(?: [\w’'-]+){0,5} ?$"
)
# What the same speaker did next: "..., then deleted the message", "...; he has since withdrawn the statement".
_THEN = worded(
    r"(?:[,;–—-] ?(?:(?:and|but|then|yet|though|although|only to|he|she|it|they|we|which|later|since|soon|quickly"
    r"|quietly|has|have|had|the same day|hours later|days later) ?){0,4}"
    r"| (?:and|but) (?:then|later|soon|quickly|could|did|offered|gave|produced|cited)?) ?$"
)
# Behind a semicolon another one begins: "...; the ministry has not commented".
_ANEW = worded(r"; (?:but |and |yet )?(?:[\w’'-]+ ){0,6}$")
# "..., although videos appear to contradict that".
_CONTRARY = worded(
    r"[,–—-] ?(?:but|although|though|even though) (?P<who>(?:[\w’'-]+ ){1,6}?)"
    r"(?:(?:appears?|appeared|seems?|seemed) to )?$"
)
_BUT = worded(r"[,–—-] ?(?:but|although|though|while)(?: [\w’'-]+){1,6} ?$")
_TOLD = worded(rf"\b{TOLD}\b")
_BACK = worded(rf" (?:this|it|that|(?:the|these|those|such) {TOLD})\b")


class Aside(NamedTuple):
    """A verb of answering beside what it answers, with the status that makes and who answers."""

    span: Span
    status: str
    voice: str


def asides_in(text: str, sentence: Span, verbs: list[Verb]) -> Iterator[Aside]:
    """The answers in appositions and relative clauses of a sentence, by its verbs of answering."""
    for verb, status in verbs:
        lead = text[max(sentence[0], verb[0] - _REACH) : verb[0]]
        contrary = _CONTRARY.search(lead) if status and _BACK.match(text, verb[1]) else None
        if contrary:
            yield Aside(verb, status or "", contrary.group("who").strip())
            continue
        before = _BEFORE.search(lead)
        if before is None:
            continue
        who = before.group("who").strip()
        by = None if who else BY.match(text, verb[1], sentence[1])
        judged = _judged(text, verb, status, sentence[1])
        if judged and (by or (who and (status is None or _END.match(text, verb[1], sentence[1])))):
            yield Aside(verb, judged, (by.group("who") if by else who).rstrip("."))


def _judged(text: str, verb: Span, status: str | None, end: int) -> str | None:
    """The status of a verb and what stands behind it; a verb of naming has only that."""
    named = quoted_status(text, verb[1], end)
    return named if status is None else called(text, verb[1], end) or status


def follows(text: str, content: int, caveat: Span) -> bool:
    """Whether a caveat is what the speaker did beside saying the content that seems to hold it.

    Args:
        content: where that begins; of a post that it names itself, it tells what became of it.
    """
    before = text[max(content, caveat[0] - _REACH) : caveat[0]]
    return not _is_quoted(before) and _THEN.search(before) is not None and not _TOLD.search(text, content, caveat[0])


def is_aside(text: str, start: int, caveat: Span) -> bool:
    """Whether a caveat within what somebody says is the article's: an apposition, or a clause that points back.

    Args:
        start: of the sentence.
    """
    before = text[max(start, caveat[0] - _REACH) : caveat[0]]
    if _is_quoted(before):
        return False
    return bool(_OWN.search(before) or _ANEW.search(before) or (_BUT.search(before) and _BACK.match(text, caveat[1])))


def _is_quoted(before: str) -> bool:
    """Whether a quotation that was opened in some words is still open at their end."""
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1
