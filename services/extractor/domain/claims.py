"""The claims of an article: attributions with everything that can be read out of them.

text ─▶ paragraphs, sentences, quotations ─▶ attributions ─▶ speakers ─▶ facts ─▶ caveats ─▶ labels ─▶ sides ─▶ claims
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from services.extractor.domain.attribution.attributions import MAX_ATTRIBUTIONS, found_in
from services.extractor.domain.attribution.bare import bare_speeches
from services.extractor.domain.attribution.citing import with_cited
from services.extractor.domain.attribution.confidence import judged
from services.extractor.domain.attribution.line import NO_QUOTATION, Line
from services.extractor.domain.attribution.speeches import with_whole_speeches
from services.extractor.domain.attribution.trimming import tidied
from services.extractor.domain.caveats.verification import with_caveats
from services.extractor.domain.draft import Cue, DraftClaim, Event, Source
from services.extractor.domain.facts.certainty import certainty_of
from services.extractor.domain.facts.events import Speaking, events_in, main_of, words_in
from services.extractor.domain.facts.evidence import evidence_in
from services.extractor.domain.facts.moments.calendar import Published, published_on
from services.extractor.domain.facts.places import places_in
from services.extractor.domain.facts.quantities.reading import quantities_in
from services.extractor.domain.facts.stance import act_of, passes_on, stance_of
from services.extractor.domain.facts.times.roles import Parts, when
from services.extractor.domain.labelling.joining import labelled
from services.extractor.domain.reading.outline import outline
from services.extractor.domain.reading.passage import overlap, passage
from services.extractor.domain.reading.quotations import continued
from services.extractor.domain.sides.actors import with_camps
from services.extractor.domain.sides.admissions import with_admission
from services.extractor.domain.speakers.attributed import Attributed, attributed, neighbours, relays, relays_of
from services.extractor.domain.speakers.sides import with_sides
from services.extractor.domain.tagging.joining import joined
from services.extractor.domain.tagging.spotting import MAX_CUES

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.extractor.domain.attribution.result import Attribution
    from services.extractor.domain.labelling.labels import Labels
    from services.extractor.domain.labelling.view import View
    from services.extractor.domain.reading.outline import Outline
    from services.extractor.domain.reading.passage import Span
    from services.extractor.domain.reading.quotations import Quotation
    from services.extractor.domain.tagging.decoding import Tags

# A long report has 60,000 characters; what stands beyond this bound is a dump, and reading it would stop the queue.
MAX_CHARACTERS = 200_000

_MARK = re.compile('[“"]')
# What people see of a war.
_SEEN = frozenset({"attack", "shelling", "air_strike", "clash", "casualties", "destruction", "detention"})


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
    text: str,
    *,
    published: date | Published | None,
    tag: Callable[[Outline], Tags] | None = None,
    label: Callable[[View], Labels] | None = None,
) -> Extraction:
    """The claims of a text, and what of it was not read.

    Args:
        published: what relative times are counted from; they stay open without it.
        tag: finds cues and what belongs to them; without it the rules are alone.
        label: says what a claim tells and who tells it, beside the rules.
    """
    read = outline(text[:MAX_CHARACTERS])
    lines = lines_of(read)
    found = [found_in(line) for line in lines]
    ruled = [a for each in found for a in each.attributions]
    tags = tag(read) if tag and lines else None
    attributions = attributions_of(read, lines, ruled, tags)
    left_out = _left_out(len(text), sum(not each.is_whole for each in found), tags)
    return Extraction(claims_of(read.text, lines, attributions, published, label), left_out)


def attributions_of(read: Outline, lines: list[Line], ruled: list[Attribution], tags: Tags | None) -> list[Attribution]:
    """The attributions that are likely enough, with all that their speeches hold, in the order of their cues."""
    n_tagged = tags.read if tags else 0
    kept = judged(joined(tags, ruled, lines) if tags else ruled, lines, read=n_tagged)
    whole = with_whole_speeches(with_cited(kept, lines), lines, read.paragraphs)
    bare = bare_speeches(whole, lines, continued(read.quotations, read.paragraphs))
    return sorted([*whole, *judged(bare, lines, read=n_tagged)], key=lambda a: a.cue)


def lines_of(read: Outline) -> list[Line]:
    """The sentences of a text, as the rules see them."""
    starts = [quote.start for quote in read.quotations]
    return [Line(read.text, number, part, read.quotations, starts) for number, part in enumerate(read.sentences)]


def claims_of(
    text: str,
    lines: list[Line],
    attributions: list[Attribution],
    published: date | Published | None,
    label: Callable[[View], Labels] | None = None,
) -> list[DraftClaim]:
    """The attributions of a text as claims, with everything that can be read out of them."""
    resolved = with_sides(text, attributed(text, lines, tidied(attributions, lines)))
    drafts = with_caveats(_drafts(text, resolved, published_on(published)), text, [line.sentence for line in lines])
    # Which claims a caveat means is told by what their words say, for all claims alike.
    told = labelled(text, drafts, label) if label else drafts
    return [with_admission(text, with_camps(text, draft)) for draft in told]


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


def _drafts(text: str, resolved: list[Attributed], published: Published | None) -> list[DraftClaim]:
    counts: Counter[tuple[int, str]] = Counter()
    drafts = []
    for number, item in enumerate(resolved):
        key = (item.attribution.line, text[slice(*item.attribution.cue)].casefold())
        drafts.append(_draft(text, item, neighbours(resolved, number), counts[key], published))
        counts[key] += 1
    return drafts


def _draft(
    text: str, item: Attributed, near: list[Attributed], ordinal: int, published: Published | None
) -> DraftClaim:
    attribution = item.attribution
    content, sentence = _content(attribution), (item.line.sentence.start, item.line.sentence.end)
    cue = passage(text, attribution.cue)
    outer = relays_of(item, near)
    speaking = _speaking(item)
    found = words_in(text, content, speaking)
    main = main_of(found)
    hedge, certainty = certainty_of(text, content, speaking, main)
    events = events_in(text, content, speaking, found)
    stance = _stance(text, item, near, content)
    times = when(text, Parts(sentence, attribution.source, attribution.cue, content), published)
    return DraftClaim(
        ordinal=ordinal,
        sentence=passage(text, sentence),
        content=passage(text, *content),
        source=_as_witness(item.source, events),
        via=tuple(o.source for o in outer),
        cue=Cue(cue.text, cue.spans, act_of(text, attribution, stance)),
        stance=stance,
        quote=_quote(item.line.quotes, item.line, content),
        events=events,
        places=places_in(text, content, main.at if main else None),
        time=times.time,
        said_at=times.said_at,
        quantities=quantities_in(text, content),
        certainty=certainty,
        hedge=hedge,
        evidence=evidence_in(text, sentence, attribution.source, content, item.source.kind),
        extraction_confidence=None if attribution.confidence is None else round(attribution.confidence, 2),
    )


def _as_witness(source: Source, events: tuple[Event, ...]) -> Source:
    """A civilian who tells what happened in the war is a witness."""
    has_seen = source.kind == "civilian" and events[0].type in _SEEN and events[0].modality in {"happened", "ongoing"}
    return replace(source, kind="witness") if has_seen else source


def _speaking(item: Attributed) -> Speaking:
    attribution = item.attribution
    return Speaking(attribution.lemma, attribution.act, attribution.cue, item.source.side, item.source.kind)


def _content(attribution: Attribution) -> tuple[Span, ...]:
    """The spans of the content in order, those that touch another one joined."""
    joined: list[Span] = []
    for span in sorted(attribution.content):
        if joined and span[0] <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], span[1]))
        else:
            joined.append(span)
    return tuple(joined)


def _stance(text: str, item: Attributed, near: list[Attributed], content: tuple[Span, ...]) -> str:
    stance = stance_of(text, item.attribution, content)
    if stance != "asserts":
        return stance
    return "relays" if relays(item, near, content) or passes_on(text, content) else stance


def _quote(quotes: list[Quotation], line: Line, content: tuple[Span, ...]) -> str:
    first = line.quotation_at(content[0][0])
    last = line.quotation_at(content[-1][1] - 1)
    if NO_QUOTATION not in {first, last} and all(line.quotation_at(start) != NO_QUOTATION for start, _ in content):
        return "direct"
    inside = any(overlap((quotes[i].start, quotes[i].end), span) for span in content for i in _near_quotes(line, span))
    return "mixed" if inside else "indirect"


def _near_quotes(line: Line, span: Span) -> list[int]:
    marks = (line.quotation_at(mark.start()) for mark in _MARK.finditer(line.text, *span))
    return [number for number in marks if number != NO_QUOTATION]
