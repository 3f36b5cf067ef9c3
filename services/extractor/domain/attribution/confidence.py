"""How likely an attribution is right: cue, source and content found as a careful reader would mark them.

Logistic regression on what is known of a candidate; `deploy.training.calibration` fits the weights on annotated reports
and writes `lexicon/confidence.tsv`, and `tests.quality.reliability` measures them on reports that it did not see.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from services.extractor.domain.attribution.headlines import MARK
from services.extractor.domain.attribution.hearsay import is_hearsay
from services.extractor.domain.reading.passage import overlap
from services.extractor.domain.speakers.kinds import kind_of
from services.extractor.domain.tables import rows, words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.attribution.line import Line
    from services.extractor.domain.attribution.result import Attribution

# A candidate below this is more often wrong than a desk can bear; where the tagger did not read, every rule counts.
LEAST: Final = 0.36
# Beyond these a sureness or a fit says no more.
_SUREST: Final = 0.995
_WORST_FIT: Final = -1.0
_NEAR: Final = 12
# "Nobody here knows who holds it": within what another says, what people think is no claim of theirs.
_MINDS: Final = frozenset({"know", "think"})


def judged(candidates: list[Attribution], lines: list[Line], *, read: int) -> list[Attribution]:
    """Candidates in the order of their cues, each with its confidence; without those that are too doubtful.

    Args:
        read: how many characters the tagger read; what stands behind them is judged as a rule's alone.
    """
    kept: list[Attribution] = []
    for number, candidate in enumerate(candidates):
        near = candidates[max(0, number - _NEAR) : number + _NEAR]
        weights = weights_of("tagger" if candidate.cue[0] < read else "rules")
        sure = _confidence(features(candidate, lines[candidate.line], near), weights)
        if sure >= LEAST or candidate.cue[0] >= read:
            _keep(replace(candidate, confidence=sure), sure, kept)
    return kept


def _keep(candidate: Attribution, sure: float, kept: list[Attribution]) -> None:
    """Add it, in place of those with the same cue that are less sure."""
    same = [other for other in kept[-_NEAR:] if overlap(other.cue, candidate.cue) and not _is_nested(other, candidate)]
    if all((other.confidence or 0.0) < sure for other in same):
        for other in same:
            kept.remove(other)
        kept.append(candidate)


def _is_nested(one: Attribution, other: Attribution) -> bool:
    """Whether the cue of one is all of a content of the other; a quotation mark may be the cue of some."""
    return one.holds(other.cue) or other.holds(one.cue) or None not in {one.speech, other.speech}


def features(candidate: Attribution, line: Line, near: list[Attribution]) -> dict[str, float]:
    """What the confidence depends on, by the names of the table."""
    text, cue = line.text, candidate.cue
    tagged = candidate.sureness is not None
    sureness = min(max(candidate.sureness or 0.5, 1 - _SUREST), _SUREST)
    logit = math.log(sureness / (1 - sureness))
    words = sum(len(text[start:end].split()) for start, end in candidate.content)
    source = text[slice(*candidate.source)] if candidate.source else ""
    is_speaker = bool(source) and kind_of(source) != "unknown"
    is_within = any(other is not candidate and other.holds(cue) for other in near)
    return {
        "constant": 1.0,
        "sureness": logit,
        "fit": max(candidate.fit, _WORST_FIT),
        "tagged": float(tagged),
        "ruled": float(candidate.ruled),
        "ruled, sureness": logit * candidate.ruled,
        "ruled, not tagged": float(candidate.ruled and not tagged),
        "bare": float(candidate.speech is not None),
        "hearsay": float(is_hearsay(candidate.lemma)),
        "headline": float(candidate.lemma == MARK),
        "within another": float(is_within),
        "relayed": float(is_within and is_relayed(candidate, source)),
        "known cue": float(any(overlap(cue, line.span(hit.first, hit.last)) for hit in line.hits)),
        "words of cue": float(len(text[slice(*cue)].split())),
        "words of content, log": math.log(1 + words),
        "no source": float(candidate.source is None),
        "speaker": float(is_speaker),
        "accuses": float(candidate.act == "accuse"),
    }


def is_relayed(candidate: Attribution, source: str) -> bool:
    """Whether a rule alone sees somebody with a name or an office speak; not "I think" in what another says."""
    is_alone = candidate.ruled and candidate.sureness is None and candidate.speech is None
    return (
        is_alone and candidate.lemma not in _MINDS and bool(source) and source.lower() not in words_of_class("pronoun")
    )


@cache
def weights_of(engine: str) -> dict[str, float]:
    """The weights of an engine (`tagger` or `rules`) by feature."""
    return {row["feature"]: float(row[engine]) for row in rows("confidence")}


def _confidence(known: dict[str, float], weights: dict[str, float]) -> float:
    return 1 / (1 + math.exp(-sum(weights[name] * value for name, value in known.items())))
