"""A text as the tagger's windows: word pieces with offsets, whole paragraphs where they fit.

Training and reading encode with this module, so that the model sees both in one form.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tokenizers import Tokenizer

    from services.extractor.domain.reading.outline import Outline
    from services.extractor.domain.reading.passage import Span
    from services.extractor.domain.reading.quotations import Quotation

# Claims stay within their paragraph in 99 of 100 cases, and few paragraphs of reports are longer.
MAX_PIECES: Final = 192
# Lower case, capitalised, all capitals; and the same three inside quotation marks.
N_KINDS: Final = 6
_QUOTED: Final = 3
# So many pieces the linker sees on each side of one; parts that it reads together are as far apart.
GAP: Final = 2
_CONTINUES: Final = "##"


@dataclass
class Window:
    """Word pieces that are read together.

    Attributes:
        ids: of the vocabulary, `[CLS]` first, `[SEP]` behind every paragraph.
        kinds: letter case and quotation, which the vocabulary does not tell.
        spans: offsets into the text; empty (start == end) for special pieces.
        begins: whether a piece is the first of its word; false for special pieces.
        parts: first and last piece (exclusive) of each paragraph; what belongs to a cue stands in its paragraph.
    """

    ids: list[int] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    begins: list[bool] = field(default_factory=list)
    parts: list[Span] = field(default_factory=list)

    def __len__(self) -> int:
        """Its number of pieces, special ones included."""
        return len(self.ids)

    def add(self, piece: int, kind: int, span: Span, *, begins: bool) -> None:
        """Append one piece."""
        self.ids.append(piece)
        self.kinds.append(kind)
        self.spans.append(span)
        self.begins.append(begins)

    def part_of(self, piece: int) -> Span:
        """The part that a piece stands in."""
        return next(part for part in self.parts if part[0] <= piece < part[1])

    def extend(self, other: Window) -> None:
        """Append the pieces of another one."""
        self.ids += other.ids
        self.kinds += other.kinds
        self.spans += other.spans
        self.begins += other.begins


@lru_cache(maxsize=1)
def tokenizer_from(content: bytes) -> Tokenizer:
    """The tokenizer of a file's content, with neither padding nor truncation; tagger and labeller share it."""
    from tokenizers import Tokenizer  # noqa: PLC0415 - the library is loaded where a tagger is, not with the rules

    tokenizer = Tokenizer.from_str(content.decode("utf-8"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def windows(read: Outline, tokenizer: Tokenizer, *, first: int = MAX_PIECES) -> list[Window]:
    """The windows of a text in order.

    Args:
        first: room of the first window; training varies it, so that windows begin elsewhere in every epoch.
    """
    opening, closing = (piece_of(tokenizer, name) for name in ("[CLS]", "[SEP]"))
    made: list[Window] = []
    room = 0
    for part in _parts(read, tokenizer):
        if len(part) + 1 > room:
            made.append(Window())
            made[-1].add(opening, 0, (0, 0), begins=False)
            room = (first if len(made) == 1 else MAX_PIECES) - 1
        made[-1].parts.append((len(made[-1]), len(made[-1]) + len(part)))
        made[-1].extend(part)
        made[-1].add(closing, 0, (0, 0), begins=False)
        room -= len(part) + 1
    return made


def piece_of(tokenizer: Tokenizer, name: str) -> int:
    """The number of a piece that every vocabulary has, such as `[CLS]`."""
    found = tokenizer.token_to_id(name)
    if found is None:
        message = f"the tokenizer has no piece {name}"
        raise ValueError(message)
    return found


def _parts(read: Outline, tokenizer: Tokenizer) -> Iterator[Window]:
    """The paragraphs; one that is too long in runs of sentences, a sentence that is too long in pieces."""
    most = MAX_PIECES - 2
    pending, paragraph = Window(), -1
    for number, sentence in _sentences(read, tokenizer):
        if pending.ids and (number != paragraph or len(pending) + len(sentence) > most):
            yield pending
            pending = Window()
        paragraph = number
        while len(sentence) > most:
            yield _cut(sentence, 0, most)
            sentence = _cut(sentence, most, len(sentence))  # noqa: PLW2901 - what is left of it
        pending.extend(sentence)
    if pending.ids:
        yield pending


def _cut(window: Window, first: int, last: int) -> Window:
    part = slice(first, last)
    return Window(window.ids[part], window.kinds[part], window.spans[part], window.begins[part])


def _sentences(read: Outline, tokenizer: Tokenizer) -> Iterator[tuple[int, Window]]:
    text, starts = read.text, [quote.start for quote in read.quotations]
    for part in read.sentences:
        # One at a time: a batch goes to threads of the library, and handing it over costs as much as reading it.
        encoding = tokenizer.encode(text[part.start : part.end], add_special_tokens=False)
        spans = [(part.start + start, part.start + end) for start, end in encoding.offsets]
        kinds = [_kind(text, span, read.quotations, starts) for span in spans]
        begins = [not name.startswith(_CONTINUES) for name in encoding.tokens]
        yield part.paragraph, Window(encoding.ids, kinds, spans, begins)


def _kind(text: str, span: Span, quotes: list[Quotation], starts: list[int]) -> int:
    index = bisect_right(starts, span[0]) - 1
    return case_of(text[slice(*span)]) + (_QUOTED if index >= 0 and span[0] < quotes[index].end else 0)


def case_of(word: str) -> int:
    """The letter case of a piece: 0 lower, 1 capitalised, 2 all capitals."""
    return (2 if word.isupper() and len(word) > 1 else 1) if word[:1].isupper() else 0
