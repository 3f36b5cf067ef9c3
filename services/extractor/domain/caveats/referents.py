"""What an answer speaks of where it only points back: “the report”, “it”, “Koval’s account”, “the figures”."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from services.extractor.domain.caveats.answers import Answer
from services.extractor.domain.caveats.owners import called_by, of_phrase
from services.extractor.domain.caveats.sorts import rests_on_imagery
from services.extractor.domain.caveats.wording import IMAGERY, NUMBER, OWNED_BY, TOLD
from services.extractor.domain.reading.passage import overlap
from services.extractor.domain.reading.words import spaced, worded
from services.extractor.domain.speakers.profiles import side_of

if TYPE_CHECKING:
    from services.extractor.domain.caveats.ledger import Ledger

# What refers to a claim made before.
_REFERS = worded(
    r"^\W*(?:(?:the|this|that|these|those|such|any|all|both|his|her|its|their|[\w-]+[’'`]s?) )?(?:[\w’'`-]+ ){0,2}"
    rf"(?P<noun>{TOLD}|it|this|that|them|which)"
    r"(?=\W*$|[,.;:”\"]| (?:as|is|are|was|were|has|have|had|and|but|while|on|from|by|in|made|issued|published"
    r"|outright|aside|away|off|[“\"])|[ ]?[“\"])"
)
_OWNER = re.compile(spaced(r"^\W*([A-Z][\w-]{1,40})[’'`]s? (?:\w+ ){0,2}\w+"))
_ACCUSING = ("accus", "alleg", "charg")
_FINDINGS = frozenset({"findings", "finding", "conclusions", "conclusion"})
# Who tells of findings, and else what they stand in.
_FINDERS = (
    frozenset({"ngo", "research_institute", "international_organisation", "media", "analyst"}),
    frozenset({"document", "imagery"}),
)
_GUILT = frozenset({"responsibility", "involvement"})
_GUILTY = "guilt"
# "Sudan" and "Sudanese" name one.
_NAME = 5
_NAME_WORD = re.compile(r"\b[A-Z][\w-]{3,}")


def contradicted(ledger: Ledger, answer: Answer) -> list[int]:
    """What somebody said last who is contradicted: "the council contradicted the captain"."""
    is_contradiction = answer.words.text.lower().startswith("contradict")
    speaker = called_by(ledger, answer.about.strip(" .,;\xa0"), answer.sentence[0]) if is_contradiction else None
    return ledger.last_of(ledger.of_speaker(speaker, answer.sentence[0])) if speaker else []


def referred_to(ledger: Ledger, answer: Answer) -> list[int]:
    """What "the report", "it" or "Koval's account" stands for."""
    refers = _REFERS.match(answer.about)
    # Who is mocked without a claim of it may be people.
    if refers is None or (answer.number is None and refers.group("noun").lower() == "them"):
        return []
    start = answer.sentence[0]
    owner = _OWNER.match(answer.about)
    if owner:
        owned = [n for n in ledger.above(start) if owner.group(1) in (ledger.speaker(n) or "")]
        said = [n for n in owned if is_asserted(ledger, answer, n)]
        counted = [n for n in said if ledger.claims[n].quantities] if NUMBER.match(refers.group("noun")) else []
        return counted or said
    said = _of_owner(ledger, answer)
    return said or _of_noun(ledger, answer, refers.group("noun").lower(), side_of(refers.group()))


def _of_noun(ledger: Ledger, answer: Answer, noun: str, side: str | None) -> list[int]:
    """What a noun stands for that nobody owns: pictures, findings, figures, accusations, or what was said last."""
    start, end = answer.sentence
    if IMAGERY.search(noun):
        return [n for n in ledger.above(start) if rests_on_imagery(ledger.claims[n]) and is_another(ledger, answer, n)]
    if noun in _FINDINGS:
        told = [n for n in ledger.above(start) if is_asserted(ledger, answer, n)]
        by_kind = ([n for n in told if ledger.claims[n].source.kind in kinds] for kinds in _FINDERS)
        found = next(filter(None, by_kind), [])
        return [n for n in found if ledger.speaker(n) == ledger.speaker(found[-1])]
    act = "accuse" if noun.startswith(_ACCUSING) else None
    for wanted in dict.fromkeys((act, None)):
        fits = partial(_is_meant, ledger, answer, side, _GUILTY if noun in _GUILT else wanted)
        is_number = NUMBER.match(noun) is not None
        counted = [n for n in ledger.above(start) if ledger.claims[n].quantities and fits(n)] if is_number else []
        others = [n for n in ledger.within((start, end)) if ledger.starts_at(n) < answer.at and fits(n)]
        found = others or counted[-1:] or ledger.last_sentence_before(start, fits)
        if found:
            return found
    return []


def _of_owner(ledger: Ledger, answer: Answer) -> list[int]:
    """What somebody said whose account it is, where no name says so: "the captain’s account"."""
    owned = OWNED_BY.match(answer.about)
    said = of_phrase(ledger, owned.group(1), answer.sentence[0]) if owned else []
    return [n for n in said if is_asserted(ledger, answer, n)]


def _is_of_guilt(ledger: Ledger, answer: Answer, number: int) -> bool:
    """Whether a claim accuses who denies: by its verb, or since it names him."""
    claim = ledger.claims[number]
    side = side_of(answer.voice)
    names = {name[:_NAME] for name in _NAME_WORD.findall(answer.voice)}
    is_named = any(name[:_NAME] in names for name in _NAME_WORD.findall(claim.content.text))
    return claim.cue.speech_act == "accuse" or is_named or bool(side and side == side_of(claim.content.text))


def _is_meant(ledger: Ledger, answer: Answer, side: str | None, act: str | None, other: int) -> bool:
    """Whether another asserts it, of the side and by the kind of speaking that is named: "the Ukrainian version"."""
    claim = ledger.claims[other]
    is_named = side in {None, claim.source.side} and act in {None, _GUILTY, claim.cue.speech_act}
    is_meant = act != _GUILTY or _is_of_guilt(ledger, answer, other)
    return is_named and is_meant and is_asserted(ledger, answer, other)


def is_asserted(ledger: Ledger, answer: Answer, other: int) -> bool:
    """Whether another says that something is so, and does not only ask for it or pass it on."""
    claim = ledger.claims[other]
    is_demand = bool(claim.events) and claim.events[0].type == "demand"
    return claim.stance in {"asserts", "admits"} and not is_demand and is_another(ledger, answer, other)


def is_another(ledger: Ledger, answer: Answer, other: int) -> bool:
    """Whether another speaks; nobody denies what he passes on himself."""
    speaker = ledger.speaker(other)
    return speaker is None or speaker not in {answer.speaker, answer.voice}


def asserted_by_others(ledger: Ledger, answer: Answer) -> list[int]:
    """What others assert around an answer, and do not only pass on as its own."""
    cue = answer.words.spans[0]
    return [
        n
        for n in ledger.above(answer.at)
        if n != answer.number
        and is_asserted(ledger, answer, n)
        and not any(overlap(span, cue) for span in ledger.claims[n].content.spans)
    ]
