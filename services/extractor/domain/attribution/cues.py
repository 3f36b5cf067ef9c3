"""The words that attribute, found by form: every inflection of every line of `cues.tsv`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from services.extractor.domain.tables import listed, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.extractor.domain.reading.words import Word

Form = Literal["base", "s", "past", "ing"]


@dataclass(frozen=True)
class Verb:
    """A line of the table.

    Attributes:
        frames: what may follow as content: `clause` (without "that"), `that`, `to`, `object`, `recipient` (one is told
            first), `as`, `naming`, `quote`, `imagery` (a clause or an object when footage is the source), or a
            preposition; `nominal` marks what is as often a noun.
    """

    lemma: str
    act: str
    stance: str
    frames: frozenset[str]


@dataclass(frozen=True)
class CueHit:
    """A cue at `words[first:last]`."""

    first: int
    last: int
    verb: Verb
    form: Form


@cache
def _forms() -> dict[str, list[tuple[tuple[str, ...], Verb, Form]]]:
    """First word of a form -> its further words, verb and form; longest first."""
    found: dict[str, list[tuple[tuple[str, ...], Verb, Form]]] = {}
    for row in rows("cues"):
        verb = Verb(row["lemma"], row["act"], row["stance"], frozenset(listed(row["frames"])))
        head, *particle = row["lemma"].split()
        for word, form in inflections(head, listed(row["forms"])):
            found.setdefault(word, []).append((tuple(particle), verb, form))
    for entries in found.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return found


def inflections(head: str, irregular: Sequence[str] = ()) -> list[tuple[str, Form]]:
    """The forms of an English verb; `irregular` past forms replace the regular one."""
    ending = "es" if head.endswith(("s", "sh", "ch", "x", "z", "o")) else "s"
    stem = head[:-1] if head.endswith("e") and not head.endswith("ee") else head
    doubled = any(past == head + head[-1] + "ed" for past in irregular)
    third = head[:-1] + "ies" if _ends_in_consonant_y(head) else head + ending
    past = head[:-1] + "ied" if _ends_in_consonant_y(head) else (head + "d" if head.endswith("e") else head + "ed")
    gerund = (head + head[-1] if doubled else stem) + "ing"
    pasts: list[tuple[str, Form]] = [(word, "past") for word in irregular or (past,) if word != head]
    return [(head, "base"), (third, "s"), *pasts, (gerund, "ing")]


def _ends_in_consonant_y(head: str) -> bool:
    return head.endswith("y") and head[-2:-1] not in "aeiou"


def cue_hits(words: Sequence[Word]) -> list[CueHit]:
    """Every place where a form of a cue stands, in order; whether it attributes there is decided later."""
    forms = _forms()
    hits: list[CueHit] = []
    end = 0
    for index, word in enumerate(words):
        if index < end:
            continue
        for particle, verb, form in forms.get(word.lower, ()):
            last = index + 1 + len(particle)
            if tuple(w.lower for w in words[index + 1 : last]) == particle:
                hits.append(CueHit(index, last, verb, form))
                end = last
                break
    return hits
