"""Noun phrases beside a cue: who could be speaking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.extractor.domain.tables import rows, words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.attribution.line import Line

Range = tuple[int, int]

# A noun phrase with its appositions; what is longer is a clause that the scan did not recognise.
_MAX_WORDS = 22
# "Only" and "men" end like "quickly" and "women" but are no derivations; longer words are.
_MIN_DERIVED = 5
_AUXILIARY = words_of_class("be") | words_of_class("have") | words_of_class("do") | words_of_class("modal")
_SKIPPED = _AUXILIARY | words_of_class("adverb") | words_of_class("negation")
_RELATIVE = frozenset({"who", "which", "that"})
_STOPS = frozenset({";", ":", "—", "–", "(", ")", "[", "]", "?", "!", "…"})
_ROLES = frozenset(row["word"] for row in rows("roles"))
_INFINITIVE_CARRIERS = ("continu", "appear", "seem", "went", "go", "goes", "going", "began", "begin")


def auxiliaries_before(line: Line, index: int) -> int:
    """Where the verb group that ends at `index` begins: over auxiliaries, adverbs and "continued to"."""
    first = index
    while first > 0 and _is_verb_group(line, first - 1):
        first -= 1
    if line.lower(first - 1) == "to" and line.lower(first - 2).startswith(_INFINITIVE_CARRIERS):
        return auxiliaries_before(line, first - 2)
    return first


def _is_verb_group(line: Line, index: int) -> bool:
    word = line.lower(index)
    if word in {"’s", "'s"}:
        return line.is_(index - 1, "pronoun")
    if word in words_of_class("time"):
        return line.lower(index - 1) in {"on", "last", "early", "late", "this"} or word == "yesterday"
    if word in {"on", "last"}:
        return index + 1 < len(line.words) and line.is_(index + 1, "time")
    return word in _SKIPPED or (
        word.endswith("ly") and len(word) > _MIN_DERIVED and not line.words[index].is_capitalised
    )


def subject_before(line: Line, index: int) -> Range | None:
    """The noun phrase that ends where the verb group begins at `index`; None if there is none."""
    last = index
    if last <= 0:
        return None
    if line.lower(last - 1) in _RELATIVE:
        return _antecedent(line, last - 1)
    if line.lower(last - 1) == ",":
        return _apposed(line, last - 1)
    first = _scan_left(line, last)
    first = _without_lead(line, first, last)
    if first >= last:
        return None
    if line.lower(first - 1) == "," and _is_title(line, first, last):
        # "commander-in-chief, Valeriy Zaluzhny," and "Zaluzhny, the commander, said" are one source
        earlier = _without_lead(line, _scan_left(line, first - 1), first - 1)
        if earlier < first - 1 and is_speaker(line, earlier, first - 1) and not line.is_(earlier, "preposition"):
            return (earlier, last)
    return (first, last)


def _is_title(line: Line, first: int, last: int) -> bool:
    """Whether a phrase names a person or a role only, as an apposition does."""
    return (
        all(w.is_capitalised for w in line.words[first:last])
        and last - first > 1
        and any(line.lower(k) in _ROLES or "-" in line.lower(k) for k in range(max(0, first - 4), first))
    )


def _scan_left(line: Line, last: int) -> int:
    first = last
    while first > 0 and last - first < _MAX_WORDS and not _bounds(line, first - 1, last):
        first -= 1
    return first


def _bounds(line: Line, index: int, last: int) -> bool:
    """Whether the noun phrase that ends before `last` cannot reach over the word at `index`."""
    word = line.words[index]
    if word.text in _STOPS or word.text == "," or word.text in '“”„«»"':
        return True
    if word.lower in {"and", "or"}:
        return not (line.words[index - 1].is_capitalised and line.words[index + 1].is_capitalised and index + 1 < last)
    if word.lower in _AUXILIARY or (word.lower in {"’s", "'s"} and line.is_(index - 1, "pronoun")):
        return True
    if word.lower in words_of_class("subordinator"):
        return True
    if index + 1 < last and line.is_(index + 1, "pronoun") and index + 2 == last:
        return True
    return any(
        hit.first <= index < hit.last and hit.form != "base" and not _is_nominal(line, index) for hit in line.hits
    )


def _is_nominal(line: Line, index: int) -> bool:
    return line.lower(index) in _ROLES


def _without_lead(line: Line, first: int, last: int) -> int:
    """Drop what leads into the subject: "On Thursday", "In Moscow", "But", "with"."""
    while first < last:
        if line.is_(first, "preposition"):
            first = _after_prepositional_phrase(line, first, last)
        elif _leads_in(line, first, last):
            first += 1
        else:
            break
    return first


def _leads_in(line: Line, first: int, last: int) -> bool:
    """Whether a word before the subject is not part of it: "meanwhile", "although", a day without a clitic."""
    if line.is_(first, "time"):
        return first + 1 < last and not line.lower(first + 1).startswith(("’", "'"))
    return line.is_(first, "adverb") or line.is_(first, "clause_break") or not line.words[first].is_word


def _after_prepositional_phrase(line: Line, first: int, last: int) -> int:
    """Behind "on Thursday" or "with"; a subject must remain."""
    after = first + 1
    if line.is_(after, "time"):
        while after < last - 1 and (line.is_(after, "time") or line.words[after].text.isdigit()):
            after += 1
        return after
    for index in range(last - 1, first + 1, -1):
        if line.is_(index, "determiner") or (line.is_(index, "pronoun")):
            return index if line.is_(index - 1, "time") or line.is_(index, "pronoun") else first + 1
    return first + 1


def _antecedent(line: Line, index: int) -> Range | None:
    """The phrase that a relative pronoun at `index` stands for."""
    last = index - 1 if line.lower(index - 1) == "," else index
    first = _without_lead(line, _scan_left(line, last), last)
    return (first, last) if first < last else None


def _apposed(line: Line, comma: int) -> Range | None:
    """The source in "Zaluzhny, the army's commander, said": `comma` closes the apposition."""
    for opening in range(comma - 1, max(0, comma - _MAX_WORDS), -1):
        if line.lower(opening) == "," and opening < comma - 1:
            first = _without_lead(line, _scan_left(line, opening), opening)
            return (first, comma) if first < opening and is_speaker(line, first, opening) else None
        if line.words[opening].text in _STOPS or line.words[opening].text in '“”"':
            return None
    return None


def subject_after(line: Line, index: int) -> Range | None:
    """The noun phrase behind an inverted cue or a preposition, with its appositions."""
    first = last = index
    while last < len(line.words) and last - first < _MAX_WORDS and not _ends_phrase(line, first, last):
        last += 1
    while last < len(line.words) and line.words[last].text == "," and _is_apposition(line, last + 1):
        last = _next_comma(line, last + 1)
    while last > first and not line.words[last - 1].is_word:
        last -= 1
    return (first, last) if last > first else None


def _ends_phrase(line: Line, first: int, index: int) -> bool:
    word = line.words[index]
    if word.text in _STOPS or word.text == "," or word.text in '“”„«»".' or word.lower in _AUXILIARY:
        return True
    if index == first:
        return False
    if line.is_(index, "determiner") or line.is_(index, "pronoun") or line.is_(index, "possessive"):
        return not (line.is_(index - 1, "preposition") or line.lower(index - 1) in {"and", "or", "both"})
    if word.lower == "and":
        return not (
            line.words[index - 1].is_capitalised and line.words[min(index + 1, len(line.words) - 1)].is_capitalised
        )
    return word.lower in words_of_class("subordinator") or (
        word.lower in {"in", "on", "during"} and line.is_(index + 1, "time")
    )


def _is_apposition(line: Line, index: int) -> bool:
    """Whether a comma at `index - 1` opens "a war analyst ..." or "who ...", closed by another comma or the end."""
    starts = line.lower(index) in {"a", "an", "the", "who", "whose", "which"}
    if not starts:
        return False
    closing = _next_comma(line, index)
    if line.lower(index) in {"who", "whose", "which"}:
        return True
    return any(line.lower(k) in _ROLES for k in range(index, min(index + 8, closing))) and not any(
        line.lower(k) in _AUXILIARY for k in range(index, min(index + 6, closing))
    )


def _next_comma(line: Line, index: int) -> int:
    for place in range(index, len(line.words)):
        if line.words[place].text in _STOPS or line.words[place].text in ',“”"':
            return place
    return len(line.words) - (1 if line.words[-1].text == "." else 0)


def is_speaker(line: Line, first: int, last: int) -> bool:
    """Whether a phrase can speak: a name, a pronoun, or a noun for people or institutions."""
    heads = range(first, last)
    if last - first == 1:
        return (line.is_(first, "pronoun") and line.lower(first) != "it") or _can_speak(line, first)
    return any(_can_speak(line, index) for index in heads)


def _can_speak(line: Line, index: int) -> bool:
    word = line.words[index]
    if word.lower in _ROLES or (
        len(word.text) > _MIN_DERIVED and word.lower.endswith(tuple(words_of_class("person_suffix")))
    ):
        return True
    return (
        word.is_capitalised
        and word.is_word
        and not (line.is_(index, "determiner") or line.is_(index, "time") or line.is_(index, "adverb"))
        and not (line.is_(index, "not_a_subject") or line.is_(index, "preposition") or line.is_(index, "subordinator"))
    )


def main_subject(line: Line) -> Range | None:
    """The subject with which the sentence begins, behind introductory phrases; None if it does not look like one."""
    first = 0
    while first < len(line.words) and (
        line.is_(first, "preposition") or line.is_(first, "adverb") or line.is_(first, "time")
    ):
        comma = _next_comma(line, first)
        if comma >= len(line.words) or line.words[comma].text != ",":
            return None
        first = comma + 1
    last = first
    while last < len(line.words) and last - first < _MAX_WORDS and not _ends_subject(line, first, last):
        last += 1
    return (first, last) if last > first and is_speaker(line, first, last) else None


def _ends_subject(line: Line, first: int, index: int) -> bool:
    word = line.words[index]
    if word.text in '.,“”"' or word.text in _STOPS or word.lower in _AUXILIARY or line.is_(index, "adverb"):
        return True
    if index == first:
        return False
    is_verb = word.lower.endswith("ed") or any(hit.first == index for hit in line.hits)
    return (is_verb and not word.is_capitalised) or line.is_(index, "subordinator")
