"""The attributions of a sentence: verbs, "according to", agentless passives, noun cues.

Every rule looks at one cue and answers with spans or with nothing; `found_in` is the explicit list of the rules.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from services.extractor.domain.attribution import contents, subjects
from services.extractor.domain.attribution.headlines import headline
from services.extractor.domain.attribution.hearsay import hearsay
from services.extractor.domain.attribution.line import NO_QUOTATION
from services.extractor.domain.attribution.noun_cues import noun_attributions
from services.extractor.domain.attribution.result import Attribution
from services.extractor.domain.tables import words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.attribution.cues import CueHit
    from services.extractor.domain.attribution.line import Line
    from services.extractor.domain.attribution.subjects import Range
    from services.extractor.domain.reading.passage import Span

_BELIEVED = frozenset(
    {"believed", "expected", "said", "thought", "reported", "estimated", "alleged", "feared", "understood"}
)
_CLAUSAL = frozenset({"clause", "that", "quote", "recipient"})
_PREPOSITIONS = frozenset({"of", "against", "for", "about"})
# A sentence with more cues than these is a list of words, and each cue would be read against all the others.
MAX_ATTRIBUTIONS = 12
# Half of the verbs that could be cues are none.
_MAX_VERBS = 2 * MAX_ATTRIBUTIONS
_AUXILIARIES = ("be", "have", "do", "modal")
_ADJECTIVAL = ("ian", "ese", "ish", "al", "ed", "ic", "ive")


@dataclass(frozen=True)
class FoundInLine:
    """The attributions of one sentence, in the order of their cues.

    Attributes:
        is_whole: False if the sentence has more cues than are read.
    """

    attributions: list[Attribution]
    is_whole: bool


def found_in(line: Line) -> FoundInLine:
    """Try every rule on every cue of a sentence, up to the bound."""
    found: list[Attribution] = []
    lead_ins = [i for i, word in enumerate(line.words) if word.lower == "according" and line.lower(i + 1) == "to"]
    for index in lead_ins[:MAX_ATTRIBUTIONS]:
        found += _according_to(line, index)
    for hit in line.hits[:_MAX_VERBS]:
        verb = _verb_attribution(line, hit, found)
        found += [verb] if verb else []
    found += noun_attributions(line, found)
    found += hearsay(line, found)
    titled = headline(line)
    found += [titled] if titled else []
    is_whole = len(line.hits) <= _MAX_VERBS and max(len(lead_ins), len(found)) <= MAX_ATTRIBUTIONS
    return FoundInLine(sorted(found, key=lambda a: a.cue[0])[:MAX_ATTRIBUTIONS], is_whole)


def _according_to(line: Line, index: int) -> list[Attribution]:
    source = subjects.subject_after(line, index + 2)
    if source is None:
        return []
    depth = line.depth[index]
    after = source[1]
    before = contents.clause_before(line, index, depth) if index > 1 else None
    spans = []
    lead = line.lower(index - 2) if line.lower(index - 1) == "," else line.lower(index - 1)
    if before and lead not in {"that", "and", "but"}:
        spans.append(before)
        if line.lower(after) == "," and not line.is_end(after + 1):
            rest = contents.clause_after(line, after, index + 1)
            starts_new = line.lower(after + 1) in {"who", "which", "and", "but", "a", "the"} or line.lower(
                after + 1
            ).endswith("ing")
            spans += [rest] if rest and not starts_new else []
    else:
        rest = contents.clause_after(line, after, index + 1)
        spans += [rest] if rest else []
    if not spans:
        return []
    return [
        Attribution(
            line.number, line.span(index, index + 2), "according to", "say", "asserts", line.span(*source), tuple(spans)
        )
    ]


def _verb_attribution(line: Line, hit: CueHit, earlier: list[Attribution]) -> Attribution | None:
    first = subjects.auxiliaries_before(line, hit.first)
    group = [line.lower(k) for k in range(first, hit.first)]
    passive = hit.form == "past" and any(word in words_of_class("be") and word not in {"'s", "’s"} for word in group)
    if passive:
        return _agentless(line, hit, first)
    if hit.form == "ing" and not any(word in words_of_class("be") for word in group):
        return _participle(line, hit, first, earlier)
    if not _is_verb(line, hit, first, group):
        return None
    return _finite(line, hit, first, earlier)


def _is_verb(line: Line, hit: CueHit, first: int, group: list[str]) -> bool:
    """Whether the form is a verb here and not a noun ("the report", "his claims") or an adjective ("the alleged")."""
    before = line.lower(hit.first - 1)
    if before == "to" and hit.form == "base":
        return first < hit.first - 1
    if (
        line.is_(hit.first - 1, "determiner")
        or line.is_(hit.first - 1, "possessive")
        or line.is_(hit.first - 1, "preposition")
    ):
        return before in {"this", "that", "these", "all", "some", "both", "many", "most", "few"} and hit.form != "base"
    if before in {"’s", "'s", "of"} and not line.is_(hit.first - 2, "pronoun"):
        return False
    if hit.form == "base" and not group:
        subject = line.lower(hit.first - 1)
        plural = subject.endswith("s") or subject in {
            "people",
            "men",
            "women",
            "who",
            "police",
            "i",
            "we",
            "they",
            "you",
        }
        return plural and not (line.words[hit.first - 1].is_capitalised and line.is_(hit.first, "nominal"))
    return not (
        before.endswith(_ADJECTIVAL) and hit.form in {"base", "s"} and not line.words[hit.first - 1].is_capitalised
    )


def _agentless(line: Line, hit: CueHit, first: int) -> Attribution | None:
    """Read "it has been estimated that ..." and "the brigade is believed to have ..."."""
    cue = line.span(first, hit.last)
    if line.lower(first - 1) == "it" and line.lower(hit.last) == "that":
        content = contents.clause_after(line, hit.last, hit.last)
        return _made(line, hit, None, [content], cue=line.span(hit.first, hit.last)) if content else None
    if line.lower(hit.first) in _BELIEVED and line.lower(hit.last) == "to":
        subject = subjects.subject_before(line, first)
        rest = contents.clause_after(line, hit.last, hit.last)
        if subject and rest:
            return _made(line, hit, None, [line.span(*subject), rest], cue=cue)
    return None


def _participle(line: Line, hit: CueHit, first: int, earlier: list[Attribution]) -> Attribution | None:
    """Let "..., stating that ..." speak for the subject of its sentence; "reports suggesting that" for its noun."""
    if first == 0 or line.lower(first - 1) in {
        "of",
        "by",
        "in",
        "for",
        "without",
        "from",
        "is",
        "the",
        "a",
        "and",
        "to",
    }:
        return None
    content = _content_after(line, hit)
    if content is None:
        return None
    before = line.words[first - 1]
    near = subjects.subject_before(line, first) if before.text != "," else None
    if near and subjects.is_speaker(line, *near):
        return _made(line, hit, near, [content])
    inherited = _speaker_of_sentence(line, hit, earlier)
    return replace(_made(line, hit, None, [content]), source=inherited) if inherited else None


def _speaker_of_sentence(line: Line, hit: CueHit, earlier: list[Attribution]) -> Span | None:
    start = line.words[hit.first].start
    spoken = [a for a in earlier if a.source and a.cue[0] < start]
    if spoken:
        # the last one whose content does not swallow the participle
        outer = [a for a in spoken if not any(s <= start < e for s, e in a.content)]
        return (outer or spoken)[-1].source
    subject = subjects.main_subject(line)
    return line.span(*subject) if subject and line.span(*subject)[1] <= start else None


def _finite(line: Line, hit: CueHit, first: int, earlier: list[Attribution]) -> Attribution | None:
    postposed = _postposed(line, hit, first)
    if postposed:
        return postposed
    inverted = _inverted(line, hit, first)
    if inverted:
        return inverted
    content = _content_after(line, hit)
    if content is None:
        return None
    subject = subjects.subject_before(line, first)
    if subject and _plausible(line, hit, subject):
        return _made(line, hit, subject, [content])
    if line.lower(first - 1) in {"and", "but", ","} or (subject is None and first > 0 and line.lower(first - 1) != "“"):
        inherited = _speaker_of_sentence(line, hit, earlier)
        return replace(_made(line, hit, None, [content]), source=inherited) if inherited else None
    return None


def _plausible(line: Line, hit: CueHit, subject: Range) -> bool:
    if subjects.is_speaker(line, *subject):
        return True
    # "It said", "it threatened": a government or a ministry; "it shows" is no speaker.
    return (
        line.lower(subject[0]) == "it"
        and hit.verb.act not in {"show", "believe", "estimate"}
        and "clause" in hit.verb.frames | ({"clause"} if "to" in hit.verb.frames else set())
    )


def _content_after(line: Line, hit: CueHit) -> Span | None:
    """The content behind a cue, if what stands there fits one of its frames."""
    frames = hit.verb.frames
    place = (
        contents.behind_recipient(line, hit.last)
        if "recipient" in frames and not line.opens_quotation(hit.last)
        else hit.last
    )
    place = contents.behind_adverbials(line, place)
    word = line.lower(place)
    if line.is_end(place) or (word == "," and not line.opens_quotation(place + 1)):
        return None
    fits = (
        (line.opens_quotation(place) or (line.opens_quotation(place + 1) and word in {",", ":"}))
        or (word == "that" and frames & (_CLAUSAL | {"imagery"}))
        or (word in words_of_class("complementiser") and frames & {"that", "clause", "if"})
        or (word in {"if", "whether"} and "if" in frames)
        or (word == ":" and frames & _CLAUSAL)
        or (word == "to" and "to" in frames)
        or ("recipient" in frames and place > hit.last)
        or ("clause" in frames and contents.looks_like_clause(line, place) and _is_clause_ahead(line, place, hit))
        or _fits_object(line, hit, place)
    )
    return contents.clause_after(line, place, hit.last) if fits else None


def _fits_object(line: Line, hit: CueHit, place: int) -> bool:
    frames, word = hit.verb.frames, line.lower(place)
    if word in _PREPOSITIONS:
        return word in frames
    if "as" in frames or "naming" in frames:
        nearby = [line.lower(k) for k in range(place, min(place + 14, len(line.words)))]
        if "as" in frames and "as" in nearby:
            return True
        if "naming" in frames:
            return contents.looks_like_clause(line, place)
    if not frames & {"object", "imagery"} or line.is_(place, "preposition") or line.is_(place, "subordinator"):
        return "object" in frames and word in {"what", "that", "how"}
    return line.words[place].is_word or line.opens_quotation(place)


def _is_clause_ahead(line: Line, place: int, hit: CueHit) -> bool:
    """Whether a verb follows the would-be subject; "said" needs none, rarer verbs with objects of their own do."""
    if hit.verb.lemma in {"say", "claim", "tell", "think", "believe", "insist", "add", "write", "argue", "warn"}:
        return True
    auxiliaries = words_of_class("be") | words_of_class("have") | words_of_class("modal") | words_of_class("do")
    ahead = range(place + 1, min(len(line.words), place + 14))
    return any(line.lower(k) in auxiliaries or line.lower(k).endswith("ed") for k in ahead)


def _postposed(line: Line, hit: CueHit, first: int) -> Attribution | None:
    """Read "..., the ministry said on Monday." and the same in the middle of a sentence."""
    if not hit.verb.frames & {"clause", "quote", "that", "recipient", "postposed"} or hit.form == "ing":
        return None
    subject = subjects.subject_before(line, first)
    if subject is None:
        return None
    mark = subject[0] - 1
    place = contents.behind_recipient(line, hit.last) if "recipient" in hit.verb.frames else hit.last
    place = contents.behind_adverbials(line, place)
    if line.lower(mark) == "as":
        return _as_reported(line, hit, subject, place)
    if mark < 1 or not (line.lower(mark) in {",", "—", "–"} or line.closes_quotation(mark)):
        return None
    is_over = line.is_end(place) or line.lower(place) in {",", "—", ";"} or line.closes_quotation(mark)
    if not is_over or line.lower(place) == "that" or not subjects.is_speaker(line, *subject):
        return None
    return _around(line, hit, subject, mark + 1, place)


def _as_reported(line: Line, hit: CueHit, subject: Range, place: int) -> Attribution | None:
    """Read "that the troops were withdrawing as the ministry reported on Thursday": the clause before is reported."""
    mark = subject[0] - 1
    if not (line.is_end(place) or line.lower(place) in {",", ";", "—"}) or not subjects.is_speaker(line, *subject):
        return None
    that = next((k for k in range(mark - 1, 0, -1) if line.lower(k) == "that"), None)
    if that is None:
        content = contents.clause_before(line, mark, line.depth[hit.first])
    else:
        content = contents.bounded(line, line.words[that + 1].start, line.words[mark - 1].end, line.depth[hit.first])
    return _made(line, hit, subject, [content]) if content else None


def _inverted(line: Line, hit: CueHit, first: int) -> Attribution | None:
    """Read "...," said the ministry."""
    mark = first - 1
    if first != hit.first or mark < 1 or hit.form not in {"past", "s"}:
        return None
    if not (line.lower(mark) == "," or line.closes_quotation(mark)) or not hit.verb.frames & _CLAUSAL:
        return None
    subject = subjects.subject_after(line, hit.last)
    if subject is None or not subjects.is_speaker(line, *subject) or line.lower(hit.last) == "that":
        return None
    if line.lower(subject[0]).endswith("ed") and not line.words[subject[0]].is_capitalised:
        return None  # "..., reports emerged from the front"
    if not (
        line.closes_quotation(mark)
        or line.closes_quotation(mark - 1)
        or line.is_end(subject[1])
        or line.lower(subject[1]) == ","
    ):
        return None
    return _around(line, hit, subject, first, subject[1])


def _around(line: Line, hit: CueHit, subject: Range, before: int, after: int) -> Attribution | None:
    """Content before a postposed cue, and behind it where the quotation or the sentence goes on."""
    depth = line.depth[hit.first]
    # "Troops, the general said, may advance": a verb behind the comma makes both parts one clause.
    is_split = line.lower(after) == "," and any(line.is_(after + 1, name) for name in _AUXILIARIES)
    head = contents.clause_before(line, before, depth, fewest=1 if is_split else contents.MIN_CONTENT_WORDS)
    if head is None:
        return None
    spans = [head]
    tail = after
    while tail < len(line.words) and line.words[tail].text in ",.;":
        tail += 1
    if line.opens_quotation(tail) or is_split:
        rest = contents.clause_after(line, tail, hit.last)
        spans += [rest] if rest else []
    return _made(line, hit, subject, spans)


def _made(line: Line, hit: CueHit, subject: Range | None, spans: list[Span], cue: Span | None = None) -> Attribution:
    words = line.span(hit.first, hit.last) if cue is None else cue
    source = line.span(*subject) if subject else None
    quoted = line.depth[hit.first] != NO_QUOTATION
    return Attribution(
        line.number, words, hit.verb.lemma, hit.verb.act, hit.verb.stance, source, tuple(spans), in_quotation=quoted
    )
