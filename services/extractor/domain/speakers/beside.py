"""The words beside a name that may say who it is: the title before it, and the phrases in apposition around it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from services.extractor.domain.attribution.cues import inflections
from services.extractor.domain.reading.words import spaced
from services.extractor.domain.speakers.descriptions import without_rank
from services.extractor.domain.speakers.kinds import is_personal, nouns
from services.extractor.domain.tables import listed, rows, words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

_LEAD_IN = 160
_REACH = 200
_MAX_TITLE_WORDS = 8
_BEFORE_A_TITLE = ("preposition", "be", "have", "pronoun", "determiner", "subordinator")
_NAMED = re.compile(r"\b(?:named|called|identified as|known as)$")
_ABBREVIATED = re.compile(r"\b(Lt|Lieut|Gen|Col|Maj|Capt|Sgt|Adm|Brig|Sen|Rep|Gov|Prof|Dr|Mr|Mrs|Ms|No|St)\.")
# Stands for the dot of an abbreviation, which ends no sentence.
_DOT = "\u2024"
# Where a title begins anew.
_EDGE = re.compile(
    r"[.;:!?“”\"\n(—–]|\b(?:and|but|that|said|says|told|by|to|from|with|against|when|while|as|if|after)\b"
)
# "The Intelligence Directorate (ID) Head".
_BRACKETED = re.compile(r"[ \xa0]\([A-Z][\w-]{1,12}\)")
_SENTENCE_END = re.compile(r"[.!?\n“”\"]")
_POSSESSIVE = re.compile(r"[’'`]")
_CLAUSE_END = re.compile(r"[.,;:!?“”\"\n()—–]")
_BEHIND = re.compile(
    r"(?:,|\s[—–-]|\s?\(|\s(?:is|was)(?=\s(?:an?|the)\s)|(?=\s(?:of|from|at|with)\b))\s?([^.;:!?“”\"\n()—–]{2,140})"
)
_BEHIND_EDGE = re.compile(
    r",| - |\b(?:said|says|told|added|adding|has|have|had|was|is|are|were|will|would|can|could|may|did|wrote)\b"
)
_RELATIVE = re.compile(r"\b(?:who|whose|which|where|that)\b.*$")
# "According to X, the army ..." goes on with what X says.
_ACCORDING = re.compile(r"\b[Aa]ccording to[ \xa0]$")
_INDEFINITE = re.compile(
    r"(?:an?|who|head|chief|leader|commander|spokes\w+|director|president|minister|mayor|governor)\b"
)
_AGE = re.compile(r"^\d{1,3}\b,?\s*|^aged? \d+,?\s*")
_WHO = re.compile(r"^who (?:heads?|leads?|commands?|runs?|chairs?|headed|led|commanded) ")
_WHO_WORKS = re.compile(
    spaced(
        r"^(?:now|currently) (?=(?:of|for|at|in|with|an?|the) )"
        r"|^who (?:\w+ly )?(?:works?|worked|serves?|served|teaches|fights?|fought|speaks|volunteers?|nurses?|drives?)"
        r"(?: [\w’'-]+){0,3}? (?=(?:of|for|at|in|with|from) )"
    )
)
# "Speaker of the People’s Assembly Ivan Koval", but not "spokesman for President Ivan Koval".
_TITLE_OF = re.compile(
    spaced(r"(?P<office>(?:[\w-]{1,24} ){0,3}[\w-]{2,24}) (?:of|for) (?P<what>(?:the )?(?:[A-Z][\w’'-]{1,24} ){1,6})$")
)
# Where a phrase before a name may begin: "the head of", "Ukraine’s chief of", "its spokesman".
_DETERMINED = re.compile(
    spaced(
        r"(?:(?<![\w’'])(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er|[Oo]ur|[Oo]ne|[Aa]nother)"
        r"|\b[A-Z][\w-]{1,24}[’'`]s?) (?=\S)"
    )
)
_PREPOSITION = re.compile(r"[ \xa0](?:of|for|at|with|from|in|on|to)[ \xa0]")
_RANKED = re.compile(
    r"(?:,[ \xa0](?P<rank>[^,.;:!?“”\"\n()]{1,40}[ \xa0])?|[ \xa0](?P<named>named|called|known as)[ \xa0])$"
)


def descriptors(text: str, span: Span) -> list[str]:
    """The words before and behind a name that may say who it is: "analyst", "head of the village council"."""
    start, end = span
    before = _ABBREVIATED.sub(rf"\1{_DOT}", text[max(0, start - _LEAD_IN) : start])
    behind = _behind(_ABBREVIATED.sub(rf"\1{_DOT}", text[end : end + _REACH]))
    if _ACCORDING.search(before) and not _INDEFINITE.match(behind):
        behind = ""
    found = [_title(before), behind, _apposed(before, text[end : end + 1])]
    return [words.replace(_DOT, ".") for words in found if words]


def is_subject(text: str, span: Span) -> bool:
    """Whether a name with its title begins a sentence, and what follows tells of the one who bears it."""
    before = _SENTENCE_END.split(_ABBREVIATED.sub(rf"\1{_DOT}", text[max(0, span[0] - _LEAD_IN) : span[0]]))[-1]
    words = before.split()
    if words and words[0].lower() in words_of_class("determiner"):
        words = words[1:]
    return not _POSSESSIVE.match(text, span[1]) and not any(_ends_a_title(word, words) for word in words)


def _title(before: str) -> str:
    """The words directly before a name up to the noun phrase's beginning: "former army general"."""
    clause = _NAMED.sub("", _EDGE.split(_BRACKETED.sub("", before))[-1].rstrip(" \xa0"))
    if clause.rstrip().endswith(","):
        return ""
    head = clause.rsplit(",", 1)[-1]
    of = _TITLE_OF.search(head + " ")
    behind = ""
    if of and is_personal(of.group("office")) and not is_personal(of.group("what")):
        head, behind = head[: of.end("office")], head[of.end("office") :]
    words: list[str] = []
    for word in reversed(head.split()[-_MAX_TITLE_WORDS:]):
        if _ends_a_title(word, words):
            break
        words.insert(0, word)
    return " ".join(words) + behind


def _ends_a_title(written: str, behind: list[str]) -> bool:
    word = written.lower()
    if word == "of":
        return not behind
    if word.endswith("ed") or word in words_of_class("past"):
        return word not in words_of_class("title_adjective")
    if written in _attributing() or not written[0].isalnum():
        return True
    return any(word in words_of_class(name) for name in _BEFORE_A_TITLE)


def _behind(after: str) -> str:
    """The apposition behind a name: ", a retired colonel,", " (Fatherland)", " of the Centre for Studies"."""
    match = _BEHIND.match(after)
    if match is None:
        return ""
    found = _WHO.sub("leader of ", _AGE.sub("", match.group(1).lstrip()))
    words = _RELATIVE.sub("", _WHO_WORKS.sub("", found))
    edge = _BEHIND_EDGE.search(words)
    if edge and edge.group() not in {",", " - "} and match.group().startswith(","):
        # "..., the minister said" tells who speaks, not who was named.
        return ""
    words = words[: edge.start()].strip() if edge else words.strip()
    # "..., addressing a forum" tells what the person does.
    is_done = words.split(" ", 1)[0].endswith("ing") and not is_personal(words)
    return "" if is_done else words


def _apposed(before: str, after: str) -> str:
    """The phrase before a name and a comma: "the head of the council, Ivan Petrenko", "a spokesman, Major Koval"."""
    ranked = _RANKED.search(before)
    if ranked is None or (ranked.group("rank") and not is_personal(ranked.group("rank"))):
        return ""
    phrase = before[: ranked.start()]
    clause = _CLAUSE_END.split(phrase)[-1]
    is_clear = after == "," or ranked.group("named") is not None
    for start in _DETERMINED.finditer(clause):
        found, lead_in = clause[start.start() :], clause[: start.start()]
        # "He met the mayor, Ivan Petrenko said" has two people.
        if _is_description(found) and (is_clear or not lead_in.strip() or _follows_a_cue(lead_in)):
            return without_rank(found)
    return ""


def _is_description(phrase: str) -> bool:
    """Whether a phrase that begins with an article or an owner is one noun phrase for a person."""
    head = _PREPOSITION.split(phrase, maxsplit=1)[0]
    words = [word.lower() for word in head.split()[1:]]
    broken = words_of_class("determiner") | words_of_class("past") | words_of_class("be") | words_of_class("have")
    return is_personal(phrase) and broken.isdisjoint(words) and not _attributing().intersection(words)


def _follows_a_cue(before: str) -> bool:
    """Whether who speaks stands behind these words: "said", "according to"."""
    last = before.split()[-2:]
    return last == ["according", "to"] or (bool(last) and last[-1].lower() in _attributing())


@cache
def _attributing() -> frozenset[str]:
    """The cues of one word, as they stand behind a subject."""
    lines = [row for row in rows("cues") if " " not in row["lemma"]]
    return frozenset(
        word
        for row in lines
        for word, form in inflections(row["lemma"], listed(row["forms"]))
        if form in {"s", "past"} and word not in nouns()
    )
