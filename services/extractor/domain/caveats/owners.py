"""Whose claims a caveat speaks of, where it says so: "Koval’s claims", "her account", "the office’s statement"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.caveats.ledger import UNTRUE
from services.extractor.domain.caveats.likeness import stems
from services.extractor.domain.caveats.voices import is_called, is_pronoun
from services.extractor.domain.caveats.wording import (
    ADJECTIVE,
    MADE_BY,
    NAMELESS,
    ON,
    OWNED,
    OWNER,
    SINGLE,
    THEIRS,
)
from services.extractor.domain.speakers.kinds import is_personal, kind_of
from services.extractor.domain.speakers.profiles import side_of

if TYPE_CHECKING:
    from services.extractor.domain.caveats.ledger import Ledger

# A movement is called a group, and who speaks for an army an official.
_ONE_KIND = {
    "ngo": frozenset({"ngo", "armed_group"}),
    "authority": frozenset({"authority", "military"}),
    "civilian": frozenset({"civilian", "witness"}),
}
_NOBODY = frozenset({"unknown", "unnamed", "public", "imagery", "document"})
_PLURAL = re.compile(r"(?:s|men|women|people|police|military)$", re.IGNORECASE)


def owned(ledger: Ledger, sentence: str, start: int, end: int, subject: str) -> list[int]:
    """All that an owner said above; "his claim" is only the last of it, "his claims about the bridge" those of it.

    Args:
        sentence: that holds the caveat, and begins at `start` in the article.
        end: how far in the sentence "his account" belongs to the caveat.
        subject: of the caveat.
    """
    words, said = _owner(ledger, sentence, start, end, subject)
    if words is None:
        return []
    about = ON.match(sentence, words.end()) if words.string is sentence else None
    narrowed = [n for n in said if about and ledger.stems[n] & stems(about.group("what"))]
    return ledger.last_of(said) if SINGLE.search(words.group()) else narrowed or said


def _owner(ledger: Ledger, sentence: str, start: int, end: int, subject: str) -> tuple[re.Match[str] | None, list[int]]:
    """The words for what somebody said, and all that he did."""
    words: re.Match[str] | None
    if words := OWNER.search(sentence):
        return words, _of_owner(ledger, words.group(1), start)
    if words := OWNED.match(subject):
        owner = called_by(ledger, words.group(1), start)
        return words, ledger.of_speaker(owner, start) if owner else _of_kind(ledger, words.group(1), start)
    for pattern, find in ((NAMELESS, of_phrase), (ADJECTIVE, _of_adjective), (MADE_BY, of_phrase)):
        for words in pattern.finditer(sentence, 0, end):
            said = find(ledger, words.group("who"), start)
            if said:
                return words, said
    words = THEIRS.search(sentence, 0, end)
    return words, said_by(ledger, "", start) if words else []


def of_phrase(ledger: Ledger, phrase: str, before: int) -> list[int]:
    """What those said whom a phrase names, by their name, their side or what they are."""
    owner = called_by(ledger, phrase, before)
    return ledger.of_speaker(owner, before) if owner else _of_kind(ledger, phrase, before)


def _of_adjective(ledger: Ledger, adjective: str, before: int) -> list[int]:
    """What a side said, or those whose names hold the adjective: "the Israeli account"."""
    side = side_of(adjective)
    own = [n for n in ledger.above(before) if adjective in (ledger.claims[n].source.text or "")]
    of_side = [n for n in ledger.above(before) if side and ledger.claims[n].source.side == side]
    said = {n for number in own for n in ledger.of_speaker(ledger.speaker(number), before)}
    return sorted({*said, *(n for n in of_side if ledger.claims[n].cue.speech_act not in UNTRUE)})


def _of_kind(ledger: Ledger, phrase: str, before: int) -> list[int]:
    """What the last speaker of a kind said, or all of it: "the officer’s account", "the bloggers’ claims"."""
    kind = kind_of(phrase)
    kinds = _ONE_KIND.get(kind, frozenset({kind})) - _NOBODY
    own = [n for n in ledger.above(before) if ledger.claims[n].source.kind in kinds and not _is_untrue(ledger, n)]
    if not own or _PLURAL.search(phrase):
        return own
    side = None if is_personal(phrase) else ledger.claims[own[-1]].source.side
    return [n for n in own if ledger.speaker(n) == ledger.speaker(own[-1]) or _is_of(ledger, n, side)]


def _is_of(ledger: Ledger, number: int, side: str | None) -> bool:
    return side is not None and ledger.claims[number].source.side == side


def _is_untrue(ledger: Ledger, number: int) -> bool:
    return ledger.claims[number].cue.speech_act in UNTRUE


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
