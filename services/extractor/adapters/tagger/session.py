"""The tagger on onnxruntime: a text in, its cues with what belongs to each out.

    text ─▶ windows ─▶ encoder: how surely a piece stands in a cue ─▶ anchors ─▶ linker: labels for each ─▶ spans

One thread and one window at a time: the same text gives the same spans, whatever else the process does.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from services.extractor.adapters.tagger.encoding import GAP, tokenizer_from, windows
from services.extractor.adapters.tagger.weights import FOLDER, TOKENIZER, checked, settings_of
from services.extractor.domain.tagging.decoding import N_LABELS, Tags
from services.extractor.domain.tagging.spotting import MAX_CUES, spotted

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

    from services.extractor.adapters.tagger.encoding import Window
    from services.extractor.domain.reading.outline import Outline
    from services.extractor.domain.tagging.decoding import Tagged

# 11,000 words, as many as the longest reports have; a text of rare signs is all pieces, and would take minutes.
MAX_WINDOWS: Final = 80
# Twice as many as a text of that length has; each takes a look at its paragraph.
MAX_CUES_OF_TEXT: Final = 600
# Distances beyond this are one to the linker (the size of its table).
_REACH: Final = 64


class Tagger:
    """The sessions and the tokenizer of one folder of weights."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Load what `checked` lets through."""
        files = checked(folder)
        self.settings = settings_of(files)
        self._tokenizer = tokenizer_from(files[TOKENIZER])
        self._encoder, self._linker = session_of(files["encoder.onnx"]), session_of(files["linker.onnx"])
        self._steps = np.array(self.settings.steps, dtype=np.float32)

    def read(self, text: Outline) -> Tags:
        """The cues of a text, those too that are no more than possible."""
        found: list[Tagged] = []
        read = n_full = 0
        made = windows(text, self._tokenizer)
        for window in made[:MAX_WINDOWS]:
            if len(found) >= MAX_CUES_OF_TEXT:
                break
            own = self._spotted(window)
            found += own
            n_full += len(own) >= MAX_CUES
            read += 1
        end = len(text.text) if read == len(made) else max(end for _, end in made[read - 1].spans)
        return Tags(found, end, n_full)

    def _spotted(self, window: Window) -> list[Tagged]:
        ids, kinds = (np.array([row], dtype=np.int32) for row in (window.ids, window.kinds))
        sureness, pieces, anchors = self._encoder.run(["sureness", "piece", "anchor"], {"ids": ids, "kinds_of": kinds})
        link = partial(self._link, window, pieces[0], anchors[0])
        return spotted(window, sureness[0, :, 0], link, least=self.settings.least, steps=self._steps)

    def _link(
        self, window: Window, pieces: NDArray[np.float32], anchors: NDArray[np.float32], chosen: list[int]
    ) -> NDArray[np.float32]:
        """Log-probabilities of the labels; rows are as long as the longest part."""
        firsts, lasts = np.array([window.part_of(anchor) for anchor in chosen]).T
        lengths = lasts - firsts
        # One part behind the other, and behind each the gap that the linker's convolution reaches over.
        begins = np.cumsum(lengths + GAP) - lengths - GAP
        part = np.repeat(np.arange(len(chosen)), lengths + GAP)
        within = np.arange(len(part)) - begins[part]
        keep = within < lengths[part]
        rows, places = np.where(keep, firsts[part] + within, 0), np.array(chosen)[part]
        feed = {
            "piece": pieces[rows],
            "anchor": anchors[places],
            "distances": (np.clip(rows - places, -_REACH, _REACH) + _REACH).astype(np.int32),
            "keep": keep[:, None].astype(np.float32),
        }
        scores = np.zeros((len(chosen), lengths.max(), N_LABELS), dtype=np.float32)
        scores[part[keep], within[keep]] = self._linker.run(["scores"], feed)[0][keep]
        return scores


@cache
def shipped_tagger() -> Tagger:
    """The tagger of this release, loaded once in a process."""
    return Tagger()


def session_of(model: bytes) -> InferenceSession:
    """A graph on one thread."""
    import onnxruntime  # noqa: PLC0415 - a second and 40 MB, only where a tagger is loaded

    options: Any = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # The arena keeps the memory of the biggest input for ever.
    options.enable_cpu_mem_arena = False
    # Fused, an addition and its normalisation take seven times as long on one thread.
    return onnxruntime.InferenceSession(
        model, options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
    )
