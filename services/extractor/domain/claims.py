"""The claims of an article: attributions with everything that can be read out of them.

text ─▶ paragraphs, sentences, quotations ─▶ attributions ─▶ speakers ─▶ facts ─▶ caveats ─▶ claims
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from services.extractor.domain.attribution.attributions import MAX_ATTRIBUTIONS, found_in
from services.extractor.domain.attribution.line import NO_QUOTATION, Line
from services.extractor.domain.attribution.speeches import with_whole_speeches
from services.extractor.domain.draft import Cue, DraftClaim, Evidence, Hedge, Source
from services.extractor.domain.facts import patterns
from services.extractor.domain.facts.events import events_in
from services.extractor.domain.facts.moments.calendar import Published, published_on
from services.extractor.domain.facts.places import places_in
from services.extractor.domain.facts.quantities.reading import quantities_in
from services.extractor.domain.facts.times.roles import Parts, when
from services.extractor.domain.facts.verification import with_caveats
from services.extractor.domain.reading.passage import overlap, passage
from services.extractor.domain.reading.quotations import Quotation, quotations
from services.extractor.domain.reading.sentences import paragraphs, sentences
from services.extractor.domain.sources import Speakers
from services.extractor.domain.tagging.joining import joined
from services.extractor.domain.tagging.spotting import MAX_CUES

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.extractor.domain.attribution.result import Attribution
    from services.extractor.domain.reading.passage import Span
    from services.extractor.domain.tagging.decoding import Tags

# A long report has 60,000 characters; what stands beyond this bound is a dump, and reading it would stop the queue.
MAX_CHARACTERS = 200_000

_NEUTRAL = re.compile(
    r"\b(?:neither confirm\w* nor den\w+|(?:could|can|would)(?: ?not|n[’']t) (?:confirm|deny|verify)(?: or deny)?)\b",
    re.IGNORECASE,
)
_IMAGERY = re.compile(
    r"\b(?:(?:the|this|drone|satellite|combat) ){0,3}(?:videos?|footage|images?|photos?|photographs?|clips?)\b",
    re.IGNORECASE,
)
_RELAY_SHARE = 0.6
# What these tell of is where they are: "soldiers near Izium", "footage from Bucha".
_WHERE_THEY_ARE = frozenset({"imagery", "witness", "soldier", "civilian", "unnamed", "social_media_user"})


@dataclass(frozen=True)
class _Resolved:
    """An attribution with its sentence and its speaker."""

    attribution: Attribution
    line: Line
    source: Source


@dataclass(frozen=True)
class Extraction:
    """What was found in a text.

    Attributes:
        claims: in the order of their cues; empty if nobody is said to say anything.
        left_out: what was not read, for a person; None if everything was.
    """

    claims: list[DraftClaim]
    left_out: str | None = None


def extract_claims(
    text: str, *, published: date | Published | None, tag: Callable[[str], Tags] | None = None
) -> Extraction:
    """The claims of a text, and what of it was not read.

    Args:
        published: what relative times are counted from; they stay open without it.
        tag: finds cues and what belongs to them; without it the rules are alone.
    """
    read = text[:MAX_CHARACTERS]
    lines_of_text = paragraphs(read)
    lines = lines_of(read, lines_of_text)
    found = [found_in(line) for line in lines]
    ruled = [a for each in found for a in each.attributions]
    tags = tag(read) if tag and lines else None
    attributions = with_whole_speeches(joined(tags, ruled, lines) if tags else ruled, lines, lines_of_text)
    left_out = _left_out(len(text), sum(not each.is_whole for each in found), tags)
    return Extraction(claims_of(read, lines, attributions, published), left_out)


def lines_of(text: str, lines_of_text: list[Span]) -> list[Line]:
    """The sentences of the paragraphs `lines_of_text`, as the rules see them."""
    quotes = quotations(text, lines_of_text)
    starts = [quote.start for quote in quotes]
    return [Line(text, number, part, quotes, starts) for number, part in enumerate(sentences(text, lines_of_text))]


def claims_of(
    text: str, lines: list[Line], attributions: list[Attribution], published: date | Published | None
) -> list[DraftClaim]:
    """The attributions of a text as claims, with everything that can be read out of them."""
    drafts = _drafts(text, _resolved(text, lines, attributions), published_on(published))
    return with_caveats(drafts, text, [line.sentence for line in lines])


def _left_out(n_characters: int, n_cut: int, tags: Tags | None) -> str | None:
    limits = []
    if n_characters > MAX_CHARACTERS:
        limits.append(f"read only the first {MAX_CHARACTERS} of {n_characters} characters")
    if tags and tags.read < min(n_characters, MAX_CHARACTERS):
        limits.append(f"the tagger read only the first {tags.read} characters")
    if tags and tags.n_full:
        limits.append(f"the tagger looked at only {MAX_CUES} cues in each of {tags.n_full} windows")
    if n_cut:
        limits.append(f"read only {MAX_ATTRIBUTIONS} attributions in each of {n_cut} overlong sentences")
    return "; ".join(limits) or None


def _resolved(text: str, lines: list[Line], attributions: list[Attribution]) -> list[_Resolved]:
    speakers = Speakers(text)
    return [
        _Resolved(a, lines[a.line], speakers.resolve(a.source, lines[a.line].sentence.start))
        for a in attributions
        if _is_sound(a)
    ]


def _is_sound(attribution: Attribution) -> bool:
    """Whether cue, source and contents are apart; a rule that lets them run into each other misread the sentence."""
    others = [span for span in (attribution.source, attribution.cue) if span]
    return all(start < end for start, end in attribution.content) and bool(others)


def _drafts(text: str, resolved: list[_Resolved], published: Published | None) -> list[DraftClaim]:
    counts: Counter[tuple[int, str]] = Counter()
    drafts = []
    for number, item in enumerate(resolved):
        key = (item.attribution.line, text[slice(*item.attribution.cue)].casefold())
        # Only neighbours can hold the claim: a quotation spans some sentences, never an article.
        near = resolved[max(0, number - 12) : number + 12]
        drafts.append(_draft(text, item, near, counts[key], published))
        counts[key] += 1
    return drafts


def _draft(text: str, item: _Resolved, near: list[_Resolved], ordinal: int, published: Published | None) -> DraftClaim:
    attribution = item.attribution
    content = _content(attribution)
    cue = passage(text, attribution.cue)
    outer = _outer(item, near)
    hedge, certainty = _certainty(text, content, attribution.cue)
    sentence = (item.line.sentence.start, item.line.sentence.end)
    times = when(text, Parts(sentence, attribution.source, attribution.cue, content), published)
    return DraftClaim(
        ordinal=ordinal,
        sentence=passage(text, sentence),
        content=passage(text, *content),
        source=item.source,
        via=tuple(o.source for o in outer),
        cue=Cue(cue.text, cue.spans, attribution.act),
        stance=_stance(text, item, near, content),
        quote=_quote(item.line.quotes, item.line, content),
        events=events_in(text, content, attribution.act),
        places=places_in(text, content, attribution.source if item.source.kind in _WHERE_THEY_ARE else None),
        time=times.time,
        said_at=times.said_at,
        quantities=quantities_in(text, content),
        certainty=certainty,
        hedge=hedge,
        evidence=_evidence(text, item, content),
        extraction_confidence=None,
    )


def _content(attribution: Attribution) -> tuple[Span, ...]:
    """The spans of the content in order, those that touch another one joined."""
    joined: list[Span] = []
    for span in sorted(attribution.content):
        if joined and span[0] <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], span[1]))
        else:
            joined.append(span)
    return tuple(joined)


def _contains(outer: _Resolved, inner: _Resolved) -> bool:
    cue = inner.attribution.cue
    return outer is not inner and any(start <= cue[0] and cue[1] <= end for start, end in outer.attribution.content)


def _outer(item: _Resolved, near: list[_Resolved]) -> list[_Resolved]:
    """Who relays the claim, outermost first; someone who reports himself relays nothing."""
    return [
        o
        for o in near
        if _contains(o, item) and not _contains(item, o) and o.source.name != item.source.name and o.source.text
    ]


def _stance(text: str, item: _Resolved, near: list[_Resolved], content: tuple[Span, ...]) -> str:
    if item.attribution.stance == "asserts":
        if any(_NEUTRAL.search(text, *span) for span in content):
            return "declines"
        size = sum(end - start for start, end in content)
        for inner in near:
            share = sum(end - start for start, end in inner.attribution.content) / max(size, 1)
            if (
                _contains(item, inner)
                and share >= _RELAY_SHARE
                and inner.source.name != item.source.name
                and inner.source.text
            ):
                return "relays"
    before = text[max(0, item.attribution.cue[0] - 16) : item.attribution.cue[0]].lower()
    if item.attribution.stance == "asserts" and re.search(
        r"\b(?:did|does|do|has|have|had|could|would) ?(?:not|n[’']t) $", before
    ):
        return "declines"
    return item.attribution.stance


def _quote(quotes: list[Quotation], line: Line, content: tuple[Span, ...]) -> str:
    first = line.quotation_at(content[0][0])
    last = line.quotation_at(content[-1][1] - 1)
    if NO_QUOTATION not in {first, last} and all(line.quotation_at(start) != NO_QUOTATION for start, _ in content):
        return "direct"
    inside = any(overlap((quotes[i].start, quotes[i].end), span) for span in content for i in _near_quotes(line, span))
    return "mixed" if inside else "indirect"


def _near_quotes(line: Line, span: Span) -> list[int]:
    return [
        i
        for offset in range(span[0], span[1])
        if line.text[offset] in '“"' and (i := line.quotation_at(offset)) != NO_QUOTATION
    ]


def _certainty(text: str, content: tuple[Span, ...], cue: Span) -> tuple[Hedge | None, str]:
    """The first hedge of the content (the source's), or one directly before the cue (the article's)."""
    pattern = patterns.phrases("hedge")
    for span in content:
        match = pattern.search(text, *span)
        if match:
            # "Reportedly" and its like inside reported words are the reporter's.
            by = (
                "article"
                if match.group().lower() in {"reportedly", "allegedly", "apparently", "what looks to be"}
                else "source"
            )
            return Hedge(match.group(), (match.span(),), by), str(match.lastgroup)
    match = pattern.search(text, max(0, cue[0] - 16), cue[1])
    if match and match.end() <= cue[1] and not re.search(r"[.!?,]", text[match.end() : cue[0]]):
        return Hedge(match.group(), (match.span(),), "article"), str(match.lastgroup)
    return None, "asserted"


def _evidence(text: str, item: _Resolved, content: tuple[Span, ...]) -> tuple[Evidence, ...]:
    """Imagery that the claim rests on; where imagery is the source itself it is not named twice."""
    if item.source.kind == "imagery":
        return ()
    for span in content:
        match = _IMAGERY.search(text, *span)
        if match:
            return (Evidence(match.group(), (match.span(),), "imagery"),)
    return ()
