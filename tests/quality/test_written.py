"""What was written for the labeller to learn from: every line has labels of the record and marks that can be read."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from deploy.training.labelling.corpus import Labelled, read, unmarked
from services.extractor.domain.labelling.labels import FIELDS

FOLDER = Path(__file__).parents[2] / "deploy/training/labelling"
WRITTEN = {path.stem: read(path) for path in sorted(FOLDER.glob("*.tsv"))}


@pytest.mark.parametrize("name", WRITTEN)
def test_labels_are_those_of_the_record(name: str) -> None:
    """A word that the vocabulary does not have would be found out in the middle of a training."""
    unknown = [
        claim for claim in WRITTEN[name] for field, labels in claim.right.items() if labels[0] not in FIELDS[field]
    ]

    assert WRITTEN[name]
    assert unknown == []


@pytest.mark.parametrize("name", WRITTEN)
def test_each_claim_is_written_once(name: str) -> None:
    """Twice the same words would count twice."""
    contents = Counter(claim.content.casefold() for claim in WRITTEN[name])

    assert [content for content, n in contents.items() if n > 1] == []


def test_marks_are_words_of_the_content() -> None:
    """Each of them once, and no mark stays in the text."""
    marked = [claim for claim in WRITTEN["claims"] if claim.actors]

    assert len(marked) > len(WRITTEN["claims"]) / 3
    assert [claim for claim in marked if not _is_sound(claim)] == []


def _is_sound(claim: Labelled) -> bool:
    names = [name for _, _, name in claim.actors or []]
    words = [claim.content[start:end] for start, end, _ in claim.actors or []]
    return len(set(names)) == len(names) and all(words) and not set("{}<>") & set(claim.content)


def test_marks_are_read_as_agent_and_target() -> None:
    """By offsets into the content without them."""
    content, actors = unmarked("that {two units} had shelled <the mill>")

    assert content == "that two units had shelled the mill"
    assert [(content[start:end], name) for start, end, name in actors] == [
        ("two units", "agent"),
        ("the mill", "target"),
    ]
