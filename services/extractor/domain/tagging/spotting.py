"""What the tagger finds in a window: cues from the surest word on, each with its source and contents.

The scores come from outside: a session of the shipped model, or the network while it is trained.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from services.extractor.domain.tagging.decoding import CONTENT, CUE, SOURCE, Tagged, decoded, surest_of_runs

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from services.extractor.domain.tagging.decoding import Pieces

    Scores = NDArray[np.float32]
    # Anchors of a window to log-probabilities, (anchors, pieces of the longest part, labels).
    Link = Callable[[list[int]], Scores]

# A window of 190 pieces has four cues on average; more than these is a list of verbs, and each costs a look at it all.
MAX_CUES: Final = 24
# A run of cue words is one cue almost always, at times two ("said reports suggest").
_ROUNDS: Final = 3


def spotted(window: Pieces, sureness: Scores, link: Link, *, least: float, steps: Scores) -> list[Tagged]:
    """The cues of a window in the order of the text.

    Args:
        sureness: of every piece, that it stands in a cue.
        link: scores the pieces of an anchor's part.
        least: a word less sure than this begins no cue.
        steps: what going from one label to another adds.
    """
    places = [place for place, begins in enumerate(window.begins) if begins]
    open_ = {place for place in places if sureness[place] >= least}
    found: list[Tagged] = []
    for _ in range(_ROUNDS):
        anchors = surest_of_runs(sureness, open_, places)[: MAX_CUES - len(found)]
        if not anchors:
            break
        for anchor, own in zip(anchors, decoded(window, anchors, link(anchors), steps), strict=True):
            open_ -= own.cue | {anchor}
            parts = (own.spans[CUE], own.spans[SOURCE], own.spans[CONTENT])
            found.append(Tagged(window.spans[anchor][0], *parts, float(sureness[anchor]), own.fit))
    return sorted(found, key=lambda tagged: tagged.anchor)
