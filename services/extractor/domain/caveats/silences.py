"""What a silence is about: “the army did not respond”, “the ministry has not commented on the fire”."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.extractor.domain.caveats.likeness import are_alike, stems
from services.extractor.domain.caveats.topics import REACH_PARAGRAPHS, about, last
from services.extractor.domain.caveats.voices import is_pronoun
from services.extractor.domain.caveats.wording import ABOUT, ASKED, MATTER, REQUEST

if TYPE_CHECKING:
    from services.extractor.domain.caveats.ledger import Ledger
    from services.extractor.domain.caveats.remark import Remark

# "The ministry" is any, "the defence ministry" is one.
_WORDS_OF_A_NAME = 2


def unanswered(remark: Remark, own: list[int]) -> list[int]:
    """What a silence is about: its object, else what names the one who is silent, else what others said before."""
    ledger, match = remark.ledger, remark.match
    if remark.subject and is_pronoun(remark.subject):
        return _asked_about(remark)
    what = ABOUT.match(ledger.text, match.end(), remark.sentence.end)
    if what is None or REQUEST.match(what.group("what")):
        return _asked_about(remark) or _naming(remark) or _others_before(remark, own)
    if MATTER.fullmatch(what.group("what").strip()):
        return _of_matter(remark, own)
    own_stems = stems(what.group("what"))
    alike = [n for n in ledger.above(match.start()) if are_alike(ledger.stems[n], own_stems)][-1:]
    return alike or (_of_matter(remark, own) if MATTER.match(what.group("what")) else [])


def _asked_about(remark: Remark) -> list[int]:
    """What a question was about that was not answered: "did not answer questions about the letter"."""
    text, (start, end) = remark.ledger.text, remark.match.span()
    asked = ASKED.search(text, end, remark.sentence.end) or ASKED.search(text, remark.sentence.start, start)
    if asked is None:
        return []
    if is_pronoun(asked.group("what")):
        return last(remark)
    matter = MATTER.fullmatch(asked.group("what").strip())
    return about(remark, asked.group("what")) or (_of_matter(remark, []) if matter else [])


def _naming(remark: Remark) -> list[int]:
    """The last claim that names the one who is silent."""
    silent, above = stems(remark.subject), remark.ledger.above(remark.match.start())
    return [n for n in above if len(silent) >= _WORDS_OF_A_NAME and silent <= remark.ledger.stems[n]][-1:]


def _of_matter(remark: Remark, own: list[int]) -> list[int]:
    """All that those who spoke last said near: "has not commented on the incident"."""
    ledger, floor = remark.ledger, remark.floor(REACH_PARAGRAPHS)
    speakers = {ledger.speaker(n) for n in _others_before(remark, own)}
    above = ledger.above(remark.match.start())
    return [n for n in above if ledger.starts_at(n) >= floor and ledger.speaker(n) in speakers]


def _others_before(remark: Remark, own: list[int]) -> list[int]:
    """What others said before in the sentence, else in the paragraph, else in the last sentence above."""
    ledger = remark.ledger
    before = [n for n in own if ledger.starts_at(n) < remark.match.start() and not remark.is_by(n)]
    if before:
        return before
    above = [n for n in remark.above if remark.is_of_another(n)]
    near = [n for n in above if ledger.starts_at(n) >= remark.floor() and not _is_thought(ledger, n)]
    return near or [n for n in ledger.last_of(above) if ledger.starts_at(n) >= remark.floor(1)]


def _is_thought(ledger: Ledger, number: int) -> bool:
    """Whether nobody says it: "some 300 are thought to have fled"."""
    claim = ledger.claims[number]
    return claim.source.text is None and claim.cue.speech_act == "believe"
