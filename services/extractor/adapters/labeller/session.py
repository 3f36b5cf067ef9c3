"""The labeller on onnxruntime: a claim in, its labels out; one claim and one thread at a time."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from services.extractor.adapters.labeller.encoding import pieces_of
from services.extractor.adapters.tagger import weights as tagger
from services.extractor.adapters.tagger.encoding import tokenizer_from
from services.extractor.adapters.tagger.session import session_of
from services.extractor.domain.labelling.labels import ACTORS, Labels

if TYPE_CHECKING:
    from services.extractor.domain.labelling.view import View

FOLDER: Final = Path(__file__).parent
MODEL: Final = "labeller.onnx"
FILES: Final = (MODEL, tagger.SETTINGS)
_NOTHING: Final = np.zeros(0, dtype=np.float32)
_NOBODY: Final = np.zeros((0, len(ACTORS)), dtype=np.float32)


@dataclass(frozen=True)
class Settings:
    """What was fitted beside the weights.

    Attributes:
        version: of the model.
        trust: by field, by how much the score of the rules' answer is raised, in nats.
        learned_from: the data sets that the weights were trained on.
        tuned_on: the data sets that `trust` was chosen on.
    """

    version: str
    trust: dict[str, float]
    learned_from: list[str] | None = None
    tuned_on: list[str] = field(default_factory=list)


class Labeller:
    """The session of one folder of weights, with the tagger's tokenizer: both begin with one vocabulary."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Load what `checked` lets through."""
        files = tagger.checked(folder, FILES)
        self.settings = Settings(**json.loads(files[tagger.SETTINGS]))
        self._tokenizer = tokenizer_from(tagger.checked(names=(tagger.TOKENIZER,))[tagger.TOKENIZER])
        self._session = session_of(files[MODEL])

    def read(self, claim: View) -> Labels:
        """The labels of a claim."""
        pieces = pieces_of(claim.source, claim.cue, claim.content, self._tokenizer)
        first, last = pieces.first, pieces.first + len(pieces.spans)
        if first == last:
            return Labels(_NOTHING, _NOBODY, [], self.settings.trust)
        shares = np.zeros((1, 2, len(pieces.ids)), dtype=np.float32)
        shares[0, 1] = 1.0 / (len(pieces.ids) - len(pieces.spans))
        shares[0, :, first:last] = [[1.0 / len(pieces.spans)], [0.0]]
        given = {
            "ids": np.array([pieces.ids], dtype=np.int32),
            "kinds_of": np.array([pieces.kinds], dtype=np.int32),
            "first": np.array([first]),
            "last": np.array([last]),
            "shares": shares,
        }
        fields, actors = self._session.run(["fields", "actors"], given)
        return Labels(fields[0], actors[0], pieces.spans, self.settings.trust)


@cache
def shipped_labeller() -> Labeller:
    """The labeller of this release, loaded once in a process."""
    return Labeller()
