"""What the attribution rules answer with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span


@dataclass(frozen=True)
class Attribution:
    """Cue, source and content as offsets.

    Attributes:
        line: number of the sentence that holds the cue.
        source: None for an agentless cue.
        in_quotation: whether the cue stands inside a quotation, so that someone else relays it.
        ruled: whether a rule found it.
        sureness: the tagger's that there is a cue, 0 to 1; None where it saw none.
        fit: the tagger's mean log-probability of what belongs to the cue; 0 at best.
        confidence: how likely it is right, 0 to 1; None before it is judged.
        relayed_by: the cue of who cites this source.
        speech: of a quotation without words that attribute it, whose cue is its mark: the speech that it is part of.
    """

    line: int
    cue: Span
    lemma: str
    act: str
    stance: str
    source: Span | None
    content: tuple[Span, ...]
    in_quotation: bool = False
    ruled: bool = True
    sureness: float | None = None
    fit: float = 0.0
    confidence: float | None = None
    relayed_by: Span | None = None
    speech: Span | None = None

    def holds(self, span: Span) -> bool:
        """Whether one of the contents holds a span."""
        return any(start <= span[0] and span[1] <= end for start, end in self.content)
