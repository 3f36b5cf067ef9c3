"""The labels that a claim can get, in the order in which the labeller scores them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from services.extractor.domain.reading.passage import Span

# A field of the record, and what it may hold.
FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "type": (
        *("withdrawal", "advance", "capture", "hold", "attack", "clash", "shelling", "air_strike", "casualties"),
        *("destruction", "deployment", "detention", "prisoner_exchange", "ceasefire_or_talks", "humanitarian"),
        *("evacuation", "policy", "accusation", "threat", "demand", "statement"),
    ),
    "modality": ("happened", "ongoing", "planned", "possible", "conditional", "unknown"),
    "kind": (
        *("authority", "military", "armed_group", "politician", "analyst", "research_institute", "media", "blogger"),
        *("social_media_user", "soldier", "witness", "civilian", "imagery", "document", "international_organisation"),
        *("ngo", "public", "unnamed", "unknown"),
    ),
}
# What a piece of the content may be part of: nothing, who does the main event, who suffers it.
ACTORS: Final = ("none", "agent", "target")

# One space or hyphen lies between the pieces of a phrase.
_NEAR: Final = 2
_ENDS: Final = list(accumulate(len(labels) for labels in FIELDS.values()))
_FIELD: Final = {name: slice(end - len(FIELDS[name]), end) for name, end in zip(FIELDS, _ENDS, strict=True)}


@dataclass(frozen=True)
class Labels:
    """What the labeller says of a claim.

    Attributes:
        fields: scores of the labels of all fields, in the order of `FIELDS`, (labels).
        actors: scores of `ACTORS` for each piece, (pieces, 3).
        spans: the pieces, as offsets into the content of the view.
        trust: by field, by how much the score of the rules' answer is raised.
    """

    fields: NDArray[np.float32]
    actors: NDArray[np.float32]
    spans: list[Span]
    trust: Mapping[str, float]

    def best(self, field: str, ruled: str) -> str:
        """The best label of a field beside what the rules say; theirs where there is nothing to read."""
        return best_of([(self, ruled)], field)

    def raised(self, field: str, ruled: str) -> NDArray[np.float32] | None:
        """The scores of a field's labels beside what the rules say; None where there is nothing to read."""
        if ruled not in FIELDS[field] or not self.spans:
            return None
        scores = self.fields[_FIELD[field]].copy()
        scores[FIELDS[field].index(ruled)] += self.trust[field]
        return scores

    def runs(self) -> dict[str, list[Span]]:
        """Runs of pieces that are best taken for agent, and for target, as spans of the content."""
        found: dict[str, list[Span]] = {name: [] for name in ACTORS}
        last = -1
        for number, (start, end) in zip(self.actors.argmax(1).tolist(), self.spans, strict=True):
            runs = found[ACTORS[number]]
            if number == last and runs and start - runs[-1][1] < _NEAR:
                runs[-1] = (runs[-1][0], end)
            else:
                runs.append((start, end))
            last = number
        return found


def best_of(votes: Sequence[tuple[Labels, str]], field: str) -> str:
    """The best label of a field for several claims that share it, each with what the rules say.

    The answer is the rules' first one where there is nothing to read.
    """
    scores = [raised for labels, ruled in votes if (raised := labels.raised(field, ruled)) is not None]
    return FIELDS[field][int(sum(scores[1:], scores[0]).argmax())] if scores else votes[0][1]
