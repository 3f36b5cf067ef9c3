"""The claims of a text, from attributions that somebody else found and quotes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from services.extractor.domain.attribution.line import NO_QUOTATION
from services.extractor.domain.attribution.result import Attribution
from services.extractor.domain.attribution.speeches import with_whole_speeches
from services.extractor.domain.claims import claims_of, lines_of
from services.extractor.domain.quoting.placing import placed
from services.extractor.domain.reading.outline import outline
from services.extractor.domain.reading.passage import trimmed
from services.extractor.domain.reading.words import CLOSING
from services.extractor.domain.tagging.joining import meaning_of

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator
    from datetime import date

    from services.extractor.domain.attribution.line import Line
    from services.extractor.domain.draft import DraftClaim
    from services.extractor.domain.facts.moments.calendar import Published
    from services.extractor.domain.labelling.labels import Labels
    from services.extractor.domain.labelling.view import View
    from services.extractor.domain.quoting.placing import Place
    from services.extractor.domain.quoting.quoted import Quotes
    from services.extractor.domain.reading.passage import Span

_EDGE: Final = " \t\r\n\xa0,;:"
_AFTER_QUOTED: Final = CLOSING + "\".,!?…'’"


@dataclass(frozen=True)
class Reading:
    """Quoted attributions as claims.

    Attributes:
        dropped: how many are none, by reason.
        is_sound: whether at least half of what was quoted stands in the text; who quotes so badly did not read well.
    """

    claims: list[DraftClaim]
    dropped: Counter[str]
    is_sound: bool


def quoted_claims(
    text: str,
    quotes: Quotes,
    *,
    published: date | Published | None,
    label: Callable[[View], Labels] | None = None,
) -> Reading:
    """The claims of a text, made as those of the other engines are; only who says what was found elsewhere."""
    read = outline(text)
    lines = lines_of(read)
    found = placed(quotes, lines)
    attributions = [_attribution(place, lines[place.line]) for place in found.places]
    whole = with_whole_speeches(attributions, lines, read.paragraphs)
    claims = claims_of(text, lines, whole, published, label)
    # Who says a thing twice has read it all the same.
    misquoted = found.dropped.total() - found.dropped["repeated"]
    return Reading(claims, found.dropped, is_sound=bool(claims) and 2 * misquoted <= quotes.total)


def _attribution(place: Place, line: Line) -> Attribution:
    meaning = meaning_of(place.cue, line)
    quoted = line.quotation_at(place.cue[0]) != NO_QUOTATION
    content = tuple(chain.from_iterable(_with_marks(span, line) for span in place.content))
    return Attribution(
        line.number, place.cue, meaning.lemma, meaning.act, meaning.stance, place.source, content, in_quotation=quoted
    )


def _with_marks(span: Span, line: Line) -> Iterator[Span]:
    """The span with the quotation marks that belong to it, and without other marks at its ends."""
    start, end = span
    first, last = line.quotation_at(start), line.quotation_at(end - 1)
    if first != NO_QUOTATION and not line.text[line.quotes[first].start + 1 : start].strip():
        start = line.quotes[first].start
    if last != NO_QUOTATION and not line.text[end : line.quotes[last].end].strip(_AFTER_QUOTED):
        end = line.quotes[last].end
    kept = trimmed(line.text, start, end, _EDGE)
    if kept:
        yield kept
