"""Whom a report tells of before a pronoun: the person with whom a sentence begins, though that person says nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from services.extractor.domain.reading.words import spaced
from services.extractor.domain.speakers.kinds import is_personal
from services.extractor.domain.speakers.mentions import is_no_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.extractor.domain.reading.passage import Span

_QUOTED = re.compile(r"“[^”\n]{0,2000}”|\"[^\"\n]{0,2000}\"|“[^\n]{0,2000}")
_BEGINS = re.compile(r"(?:^|(?<=[.!?…])[ \xa0]|\n)\s{0,4}(?=[A-Z])")
_BARE = re.compile(
    spaced(
        r"(?P<name>[A-Z][a-z’'-]{2,24})"
        r"(?P<aside>, (?:\d{1,3},|who [^.;\n]{3,80},|an? (?P<what>[^.,;\n]{3,80}),))?(?= [a-z])"
    )
)
_DETERMINED = re.compile(
    spaced(
        r"(?:The|An?|His|Her|Their|Another|One|[A-Z][\w-]{1,24}[’']s) (?=[a-z])(?P<words>(?:[\w’'-]{1,24}[ ,]){1,6})"
    )
)
_NAME = r"(?P<name>[A-Z][\w’'-]{1,24}[a-z](?: [A-Z][\w’'-]{1,24}){0,2})"
_NAMED = re.compile(spaced(rf",? {_NAME}(?=,| [a-z])"))
# "The woman on the bus was Olha Marchuk."
_IS = re.compile(spaced(rf"[^.;:\n]{{0,80}}? (?:is|was) {_NAME}"))
_CALLED = re.compile(
    spaced(rf"(?:,[^.;\n]{{0,40}}?)? (?:call ?sign|called|named|nicknamed|known as|identified as) [“\"‘]?{_NAME}\b")
)
_ACTS = re.compile(spaced(r" (?:has|had|is|was|does|did|will|would|can|could)(?:n[’']t)? "))
_LONGEST = 3_000


class Told(NamedTuple):
    """A person of whom a sentence tells.

    Attributes:
        noun: what the person is called, "mother"; empty for a bare name.
    """

    span: Span
    noun: str


def last_told_of(text: str, offset: int, is_known: Callable[[str, int], bool]) -> Told | None:
    """The person with whom a sentence before an offset begins, in the same paragraph, else in the one before.

    Args:
        is_known: whether a surname at an offset is that of somebody in the article.
    """
    start = text.rfind("\n", 0, offset) + 1
    found = _last_in(text, start, offset, is_known)
    if found or text[start:offset].strip(" \xa0“\"'‘"):
        return found
    above = len(text[:start].rstrip())
    found = _last_in(text, text.rfind("\n", 0, above) + 1, above, is_known)
    # Of "the governor" one paragraph tells; only a name is as good in the next one.
    return found if found and text[found.span[0] : found.span[1]].istitle() else None


def acts(text: str, end: int) -> bool:
    """Whether a name is followed by what its bearer is or has done."""
    return _ACTS.match(text, end) is not None


def _last_in(text: str, start: int, end: int, is_known: Callable[[str, int], bool]) -> Told | None:
    start = max(start, end - _LONGEST)
    # What others say tells of nobody in the report's own voice.
    plain = _QUOTED.sub(lambda match: "." * (len(match.group()) - 1) + " ", text[start:end])
    for begin in reversed(list(_BEGINS.finditer(plain))):
        at = begin.end()
        found = _of_noun(plain, at) or _of_name(plain, at, lambda name: is_known(name, start))
        if found:
            return Told((start + found.span[0], start + found.span[1]), found.noun)
    return None


def _of_name(plain: str, at: int, is_known: Callable[[str], bool]) -> Told | None:
    """A surname that the article has, or a name with an age or with what its bearer is."""
    match = _BARE.match(plain, at)
    if match is None or is_no_name(match.group("name")):
        return None
    what = match.group("what")
    is_described = match.group("aside") is not None and (what is None or is_personal(what))
    return Told(match.span("name"), "") if is_described or is_known(match.group("name")) else None


def _of_noun(plain: str, at: int) -> Told | None:
    """A noun for one person behind a determiner, with the name that follows it: "His mother, Lidiya, held"."""
    match = _DETERMINED.match(plain, at)
    if match is None:
        return None
    words = re.split(r"(?<=,)|[ \xa0]", match.group("words"))
    end, noun = match.start("words"), ""
    for word in words:
        bare = word.rstrip(",")
        if noun and not is_personal(bare):
            break
        noun = bare if bare and is_personal(bare) else noun
        end = plain.find(bare, end) + len(bare)
        if word.endswith(","):
            break
    if not noun or plain[:end].endswith(("’s", "'s")):
        return None
    end = plain.find(noun, match.start("words")) + len(noun)
    name = _NAMED.match(plain, end) or _CALLED.match(plain, end) or _IS.match(plain, end)
    if name and not is_no_name(name.group("name")):
        return Told(name.span("name"), noun)
    return Told((at, end), noun)
