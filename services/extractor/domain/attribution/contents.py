"""What is attributed: from the cue to where its clause ends, or from the head of the sentence to the cue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.extractor.domain.attribution.line import NO_QUOTATION
from services.extractor.domain.reading.passage import Span, trimmed
from services.extractor.domain.tables import words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.attribution.cues import CueHit
    from services.extractor.domain.attribution.line import Line

_LOOKAHEAD = 16
_EDGE = " \t\r\n\xa0,;:—–-"
MIN_CONTENT_WORDS = 3


def behind_adverbials(line: Line, index: int) -> int:
    """Where the content may begin: behind "on Thursday", "in a statement" and the like that belong to the cue."""
    place = index
    while place < len(line.words) and line.is_(place, "adverb"):
        place += 1
    if line.is_(place, "preposition") or line.is_(place, "time"):
        limit = min(len(line.words), place + _LOOKAHEAD)
        for ahead in range(place + 1, limit):
            if line.lower(ahead) in {"that", ":"} or line.opens_quotation(ahead):
                return ahead
            if line.words[ahead].text in ",.;" or (line.is_(ahead, "be") or line.is_(ahead, "modal")):
                break
        return _behind_time(line, place)
    return place


def _behind_time(line: Line, place: int) -> int:
    after = place
    if line.is_(after, "preposition") and line.is_(after + 1, "time"):
        after += 1
    while after < len(line.words) and (line.is_(after, "time") or (after > place and line.words[after].text.isdigit())):
        after += 1
    if after == place and line.is_(place, "preposition"):
        # "said in a statement he would", "said by phone the town"
        for ahead in range(place + 2, min(len(line.words), place + 8)):
            if line.is_(ahead, "pronoun") or line.words[ahead].text in ",.":
                return ahead
    return after


def behind_recipient(line: Line, index: int) -> int:
    """Where the content begins behind those who are told."""
    if line.lower(index) in {"that", ":"}:
        return index
    limit = min(len(line.words), index + _LOOKAHEAD)
    for ahead in range(index + 1, limit):
        if line.lower(ahead) in {"that", ":", "how", "why", "whether"} or line.opens_quotation(ahead):
            return ahead
        if line.words[ahead].text in ",.;":
            return ahead
    place = index + 1
    while place < limit:
        if line.is_(place, "pronoun") or line.is_(place, "determiner") or line.is_(place, "possessive"):
            return place
        place += 1
    return index


def clause_after(line: Line, index: int, cue_last: int) -> Span | None:
    """The content from the word at `index` to the end of its clause; None if too little is there.

    Args:
        cue_last: index behind the cue, to know which quotation the cue itself stands in.
    """
    first = index
    while first < len(line.words) and line.lower(first) in {"that", ":", ","}:
        first += 1
    if first >= len(line.words):
        return None
    last = _clause_end(line, first, line.depth[cue_last - 1])
    end = line.words[last - 1].end if last > first else line.words[first].end
    return bounded(line, line.words[first].start, end, line.depth[cue_last - 1])


def _clause_end(line: Line, first: int, depth: int) -> int:
    """Index behind the clause that begins at `first`: before the next attribution of the same level, or the end."""
    heads = {hit.first: hit for hit in line.hits}
    for index in range(first + 2, len(line.words)):
        if line.depth[index] != depth:
            if depth != NO_QUOTATION:
                return index
            continue
        if line.words[index].text in {";", "—"} or (
            line.lower(index) in {"according", "citing"} and line.lower(index - 1) == ","
        ):
            return index
        if line.words[index].text == "," and _new_clause(line, index, heads):
            return index
        if line.lower(index) in {"and", "but"} and _shares_subject(line, index + 1, heads):
            return index
    return len(line.words)


def _new_clause(line: Line, comma: int, heads: dict[int, CueHit]) -> bool:
    after = comma + 1
    while line.is_(after, "adverb"):
        after += 1
    if line.is_(after, "clause_break") or line.lower(after) in {"according", "citing"}:
        return True
    hit = heads.get(after)
    return hit is not None and line.lower(after).endswith("ing")


def _shares_subject(line: Line, index: int, heads: dict[int, CueHit]) -> bool:
    """Whether "and said", "but stopped" go on with the subject of the sentence."""
    while line.is_(index, "adverb"):
        index += 1
    return index in heads and line.lower(index).endswith(("ed", "said", "told", "wrote", "says"))


def clause_before(line: Line, index: int, depth: int, *, fewest: int = MIN_CONTENT_WORDS) -> Span | None:
    """The content that ends before the word at `index` (the subject of a postposed cue)."""
    first = 0
    while first < index and line.lower(first) in {"but", "and", "however", "meanwhile", ","}:
        first += 1
    if sum(word.is_word for word in line.words[first:index]) < fewest and not line.closes_quotation(index - 1):
        return None
    if first >= index:
        return None
    return bounded(line, line.words[first].start, line.words[index - 1].end, depth)


def bounded(line: Line, start: int, end: int, depth: int) -> Span | None:
    """The span without edge marks, widened to a quotation that it begins or ends in."""
    quotation = line.quotation_at(start)
    if depth == NO_QUOTATION and quotation != NO_QUOTATION:
        start = line.quotes[quotation].start
    last = line.quotation_at(end - 1)
    if depth == NO_QUOTATION and last != NO_QUOTATION:
        end = max(end, line.quotes[last].end)
    elif line.text[end - 1] in ".!?":
        end -= 1
    return trimmed(line.text, start, end, _EDGE) if end > start else None


def looks_like_clause(line: Line, index: int) -> bool:
    """Whether a clause can begin here without "that": a subject, a number or a quotation."""
    if index >= len(line.words):
        return False
    word = line.words[index]
    known = ("pronoun", "possessive", "determiner", "not_a_subject")
    if word.is_capitalised or word.text[0].isdigit() or line.opens_quotation(index):
        return True
    if any(line.is_(index, name) for name in known):
        return True
    later = range(index + 1, min(len(line.words), index + 9))
    verbs = words_of_class("be") | words_of_class("have") | words_of_class("modal")
    return word.is_word and not line.is_(index, "preposition") and any(line.lower(k) in verbs for k in later)
