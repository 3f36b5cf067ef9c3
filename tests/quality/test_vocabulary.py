"""The measure of the vocabulary fields on an invented gold, and floors where the real one is at hand."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.quality import vocabulary
from tests.quality.alignment import Document, gold_documents, read_claims
from tests.quality.vocabulary import Answer, answers, extracted, from_gold, macro_f, precision_and_recall

if TYPE_CHECKING:
    from tests.quality.alignment import Claim

DATA = Path(os.environ.get("CLAIMWIRE_QUALITY_DATA", "no data"))
FLOORS = [
    # The field, what is usual, the floors of macro-F or of precision and recall on claims as extracted.
    ("event", None, (0.60,)),
    ("source_kind", None, (0.65,)),
    ("polarity", "positive", (0.80, 0.70)),
    ("certainty", "asserted", (0.60, 0.60)),
    ("verification", "unstated", (0.35, 0.18)),
]
TEXT = "The mayor denied that troops shelled the mill. Residents said that the mood may be better."
LABELS = {
    "event": {"attack": ["attack", "shelling"], "statement": "statement", "denial": None},
    "source_kind": {"official": "authority"},
    "polarity": {},
    "certainty": {"hedged": ["likely", "possible"]},
    "verification": {},
}


def span(words: str) -> list[list[int]]:
    """Where words stand in the invented text."""
    return [[TEXT.index(words), TEXT.index(words) + len(words)]]


def gold(source: str, cue: str, content: str, labels: str) -> Claim:
    """A claim of the invented gold: event, source kind, polarity, certainty, verification."""
    fields = dict(zip(("event", "source_kind", "polarity", "certainty", "verification"), labels.split(), strict=True))
    return {"source": span(source), "cue": span(cue), "content": span(content), **fields}


GOLD = [
    gold("The mayor", "denied", "troops shelled the mill", "attack official negative asserted unstated"),
    gold("Residents", "said", "the mood may be better", "statement civilian positive hedged unstated"),
]


def invented(folder: Path) -> Path:
    """Write the invented gold into a folder."""
    for name, content in (("text/one.txt", TEXT), ("gold/one.json", json.dumps({"claims": GOLD}))):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content)
    (folder / "vocabulary.json").write_text(json.dumps(LABELS))
    return folder


def test_claims_are_matched_and_their_fields_compared(tmp_path: Path) -> None:
    """Any label of a list is right, and a denial by its cue is negative."""
    (document,) = gold_documents(invented(tmp_path))
    pairs = replace(document, found=from_gold(document)).pairs()

    assert [(a.said, a.right) for a in answers(pairs, "event", LABELS)] == [
        ("shelling", ("attack", "shelling")),
        ("statement", ("statement",)),
    ]
    assert [a.said for a in answers(pairs, "polarity", LABELS)] == ["negative", "positive"]
    assert [a.said for a in answers(pairs, "certainty", LABELS)] == ["asserted", "possible"]
    assert [a.said for a in answers(pairs, "source_kind", LABELS)] == ["authority", "civilian"]


def test_labels_that_are_not_scored_are_left_out() -> None:
    """A null of the vocabulary takes the pair out."""
    claim = {"events": [], "source": {}, "certainty": "", "verification": "", "stance": "", "cue": {}}

    assert answers([({"event": "denial"}, {**claim, "source": {"kind": "x"}})], "event", LABELS) == []


def test_figures_are_counted_by_class_and_by_what_is_rare() -> None:
    """Macro-F weighs classes alike; precision and recall leave out what is usual."""
    scored = [Answer(said, (right,), right, {}) for said, right in (("a", "a"), ("a", "a"), ("a", "b"), ("b", "b"))]

    assert macro_f(scored) == pytest.approx((0.8 + 2 / 3) / 2)
    assert precision_and_recall(scored, "a") == (1.0, 0.5)
    assert (macro_f([]), precision_and_recall([], "a")) == (0.0, (0.0, 0.0))


def test_lines_of_the_command_are_read_by_document(tmp_path: Path) -> None:
    """The path and the ending go."""
    lines = tmp_path / "claims.jsonl"
    lines.write_text('{"document": "some/where/one.txt", "claims": []}\n\n')

    assert read_claims(lines) == {"one": []}


def test_the_table_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each field with its constant answer beside it."""
    folder = invented(tmp_path)
    monkeypatch.setattr("sys.argv", ["vocabulary", str(folder), str(folder / "vocabulary.json"), "--oracle"])

    assert vocabulary.main() == 0
    printed = capsys.readouterr().out
    assert "2 of 2 claims of the gold are matched" in printed
    assert "event: macro-F                                     100.0" in printed


def test_nothing_to_measure_with_is_said_loudly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No data is no success in silence."""
    monkeypatch.setattr("sys.argv", ["vocabulary", str(tmp_path), str(tmp_path / "vocabulary.json")])

    assert vocabulary.main() == 0
    assert "SKIPPED" in capsys.readouterr().err


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    """The documents of the real gold with the claims as extracted."""
    return [replace(document, found=extracted(document)) for document in gold_documents(DATA / "conflict")]


@pytest.mark.slow
@pytest.mark.skipif(
    not (DATA / "vocabulary.json").is_file() or not (DATA / "conflict").is_dir(),
    reason="set CLAIMWIRE_QUALITY_DATA to a folder with conflict/ and vocabulary.json",
)
@pytest.mark.parametrize(("field", "usual", "floors"), FLOORS)
def test_fields_stay_above_their_floors(
    documents: list[Document], field: str, usual: str | None, floors: tuple[float, ...]
) -> None:
    """Nothing that was reached is lost."""
    labels = json.loads((DATA / "vocabulary.json").read_text(encoding="utf-8"))
    scored = answers([pair for document in documents for pair in document.pairs()], field, labels)
    figures = (macro_f(scored),) if usual is None else precision_and_recall(scored, usual)

    assert all(figure >= floor for figure, floor in zip(figures, floors, strict=True)), figures
