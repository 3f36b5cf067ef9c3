"""A claim as the labeller's pieces; training and reading encode with this module."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from services.extractor.adapters.tagger.encoding import case_of, piece_of

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from services.extractor.domain.reading.passage import Span

# Lower case, capitalised, all capitals in a content; a source; a cue.
N_KINDS: Final = 5
_SOURCE, _CUE = 3, 4
# What a claim is about stands in its first words; a speech of pages costs no more than a sentence.
MAX_SOURCE: Final = 12
MAX_CUE: Final = 6
MAX_CONTENT: Final = 56
# No source and no first words are longer than this.
_LONGEST: Final = 600


@dataclass(frozen=True)
class Pieces:
    """A claim's word pieces.

    Attributes:
        first: the first piece of the content; as many as `spans` follow.
        spans: offsets of the content's pieces into the content.
    """

    ids: list[int]
    kinds: list[int]
    first: int
    spans: list[Span]


def pieces_of(source: str, cue: str, content: str, tokenizer: Tokenizer) -> Pieces:
    """`[CLS]` source cue content `[SEP]`; which is which, their kinds tell."""
    opening, closing = (piece_of(tokenizer, name) for name in ("[CLS]", "[SEP]"))
    sources, cues = _ids(tokenizer, source)[:MAX_SOURCE], _ids(tokenizer, cue)[:MAX_CUE]
    what = tokenizer.encode(content[:_LONGEST], add_special_tokens=False)
    spans = what.offsets[:MAX_CONTENT]
    ids = [opening, *sources, *cues, *what.ids[:MAX_CONTENT], closing]
    kinds = [_SOURCE] * (len(sources) + 1) + [_CUE] * len(cues) + [case_of(content[s:e]) for s, e in spans] + [0]
    return Pieces(ids, kinds, len(sources) + len(cues) + 1, spans)


@lru_cache(maxsize=2048)
def _ids(tokenizer: Tokenizer, words: str) -> list[int]:
    """The pieces of a speaker or a cue: an article has the same ones again and again."""
    ids: list[int] = tokenizer.encode(words[:_LONGEST], add_special_tokens=False).ids
    return ids
