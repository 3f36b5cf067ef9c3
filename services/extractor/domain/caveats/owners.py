"""Whose claims a caveat speaks of, where it says so: "Koval’s claims", "her account", "the office’s statement"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.caveats.voices import is_called, is_pronoun
from services.extractor.domain.caveats.wording import OWNED, OWNER, SINGLE, THEIRS
from services.extractor.domain.speakers.profiles import side_of

if TYPE_CHECKING:
    from services.extractor.domain.caveats.ledger import Ledger


def owned(ledger: Ledger, sentence: str, start: int, end: int, subject: str) -> list[int]:
    """All that an owner said above; "his claim" is only the last of it.

    Args:
        sentence: that holds the caveat, and begins at `start` in the article.
        end: how far in the sentence "his account" belongs to the caveat.
        subject: of the caveat.
    """
    words: re.Match[str] | None
    if words := OWNER.search(sentence):
        said = _of_owner(ledger, words.group(1), start)
    elif words := OWNED.match(subject):
        owner = called_by(ledger, words.group(1), start)
        said = ledger.of_speaker(owner, start) if owner else []
    elif words := THEIRS.search(sentence, 0, end):
        said = said_by(ledger, "", start)
    return last_of(ledger, said) if words and SINGLE.search(words.group()) else said if words else []


def said_by(ledger: Ledger, subject: str, before: int) -> list[int]:
    """What somebody said before an offset; a pronoun, or nobody, is who spoke last."""
    above = ledger.above(before)
    if not above:
        return []
    if not subject or is_pronoun(subject):
        return ledger.of_speaker(ledger.speaker(above[-1]), before)
    speaker = called_by(ledger, subject, before)
    return ledger.of_speaker(speaker, before) if speaker else []


def called_by(ledger: Ledger, subject: str, before: int) -> str | None:
    """The last speaker before an offset whom a phrase names, by name or by office."""
    above = reversed(ledger.above(before))
    return next((ledger.speaker(n) for n in above if _names(ledger, n, subject)), None)


def _names(ledger: Ledger, number: int, subject: str) -> bool:
    source, office = ledger.claims[number].source, subject.lower().removeprefix("the ")
    is_office = bool(source.role) and office in (source.role or "").lower().split(" ")
    return is_office or is_called(ledger.speaker(number) or "", subject)


def last_of(ledger: Ledger, numbers: list[int]) -> list[int]:
    """Those of some claims that stand in the sentence of the last one."""
    return [n for n in numbers if ledger.claims[n].sentence == ledger.claims[numbers[-1]].sentence]


def _of_owner(ledger: Ledger, owner: str, before: int) -> list[int]:
    """What a person said, a side under the name of its capital, or those beside whose words the name stands."""
    above = ledger.above(before)
    speakers = dict.fromkeys(ledger.speaker(n) for n in above if _is_from(ledger, n, owner))
    side = side_of(owner)
    of_side = [n for n in above if side and ledger.claims[n].source.side == side]
    if speakers or of_side:
        return sorted({*of_side, *(n for s in speakers for n in ledger.of_speaker(s, before))})
    beside = re.compile(rf"\b{re.escape(owner)}\b(?![’'`])")
    return [n for n in above if beside.search(ledger.claims[n].sentence.text)]


def _is_from(ledger: Ledger, number: int, owner: str) -> bool:
    """Whether a claim is of an owner, under this name; "Koval’s mother" is another."""
    claim = ledger.claims[number]
    names = [source.name or "" for source in (claim.source, *claim.via)]
    return any(owner in name and not re.search(rf"\b{re.escape(owner)}[’'`]", name) for name in names)
