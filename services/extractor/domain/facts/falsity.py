"""Whether words call what somebody said false: "the clips were staged", "called the story a fantasy"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.extractor.domain.reading.words import worded
from services.extractor.domain.tables import alternatives

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

# What can be true or not, as alternatives of an expression.
TOLD_WORDS = alternatives("claim_words", "told")
_TOLD = rf"(?:{TOLD_WORDS})"
_FALSE = rf"(?:{alternatives('claim_words', 'false')})"
# Of anything, not only of what can be true.
_SURELY_FALSE = rf"(?:{alternatives('claim_words', 'surely_false')})"
_IS = r"(?:is|are|was|were|had been|has been|have been)"
CALLED_FALSE = worded(
    rf"\b(?:(?:{_IS}|as|them|it|those|these) (?:[“\"]?\w+ ){{0,2}}[“\"]?{_SURELY_FALSE}"
    rf"|{_TOLD} (?:[\w’'-]+ ){{0,4}}?{_IS} [“\"]?(?:[\w’'-]+ ){{0,3}}?[“\"]?{_FALSE})\b"
)
_NAMING = frozenset({
    "call", "brand", "describe", "ridicule", "mock", "label", "dub", "dismiss", "reject", "term", "scorn", "brush",
    "brush aside", "blast",
})  # fmt: skip
_NAMED = worded(
    r"\W*(?:(?:the|this|that|these|those|such|his|her|its|their|any|[\w’'`-]+[’'`]s) )?(?:[\w’'`-]+ ){0,3}?"
    rf"(?:{_TOLD}|it|them|that|this)\b[^.;]{{0,40}}?\b{_FALSE}\b"
    # "called “lies” Baku's statement"
    rf"|\W*{_FALSE}\W{{1,3}}(?:[\w’'`-]+ ){{0,4}}?{_TOLD}\b"
)
# "This is fiction from the first word to the last", "Fairy tales for Kyiv".
_ANSWERED = worded(
    rf"\W*(?:(?:all )?(?:this|that|it) (?:is|was) (?:\w+ ){{0,2}}{_FALSE}\b"
    rf"|(?:\w+ )?(?:{alternatives('claim_words', 'exclaimed')})(?: (?:for|invented)(?: [\w’'-]+){{1,4}})?\W*$)"
)


def says_false(text: str, content: tuple[Span, ...]) -> bool:
    """Whether a content says that something told is not so, whatever the verb of saying: "the videos were fakes"."""
    return _ANSWERED.match(text, *content[0]) is not None or any(CALLED_FALSE.search(text, *span) for span in content)


def called_false(text: str, lemma: str, content: tuple[Span, ...]) -> bool:
    """Whether a content behind a verb of naming calls what was told something false."""
    return lemma in _NAMING and any(_NAMED.match(text, *span) for span in content)
