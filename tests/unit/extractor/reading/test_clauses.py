"""What stands in one clause with an event, and which clause is the main one."""

from __future__ import annotations

import pytest

from services.extractor.domain.reading.clauses import clause_at, main_clause, nearest_sentence

CLAUSES = [
    ("the mill burned because nobody came", "burned", "the mill burned"),
    ("the mill burned, and the dam held", "held", "the dam held"),
    ("the mill, a bridge and two dams burned", "burned", "the mill, a bridge and two dams burned"),
    ("the dam held - the mill burned", "burned", "the mill burned"),
    ("the dam held. The mill burned", "burned", "The mill burned"),
]


@pytest.mark.parametrize(("text", "word", "clause"), CLAUSES)
def test_clause_ends_at_conjunctions_and_marks(text: str, word: str, clause: str) -> None:
    """A comma alone is no edge."""
    at = text.index(word)

    assert text[slice(*clause_at(text, (at, at + len(word)), (0, len(text))))].strip() == clause


MAIN = [
    ("although the dam held, the mill burned", "the mill burned"),
    ("the mill burned while the dam held", "the mill burned"),
    ("In truth, the mill burned", "In truth, the mill burned"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "clause"), MAIN)
def test_main_clause_depends_on_no_other(text: str, clause: str) -> None:
    """What begins with a conjunction of time or reason is left out."""
    assert text[slice(*main_clause(text, (0, len(text))))].strip() == clause


def test_the_sentence_beside_the_cue_counts() -> None:
    """Of a long quotation the first sentence stands behind a cue, the last one before it."""
    text = "“It rained. The mill burned,” he said. “The dam held. Nobody came.”"
    before, behind = (0, text.index(" he said")), (text.index("“The dam"), len(text))
    cue = (text.index("said"), text.index("said") + 4)

    assert "The mill burned" in text[slice(*nearest_sentence(text, (before,), cue))]
    assert "rained" not in text[slice(*nearest_sentence(text, (before,), cue))]
    assert text[slice(*nearest_sentence(text, (behind,), cue))] == "“The dam held."
