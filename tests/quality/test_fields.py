"""The scorer of the fields: what counts as the same, on tiny reports made for it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from deploy.training.scoring import Words, pairs
from tests.quality.annotated import load_report
from tests.quality.fields import FieldsComparison, compare, main
from tests.quality.scoring.figures import Score, items_score, kinds_score, labels_score

if TYPE_CHECKING:
    from pathlib import Path

    from tests.quality.annotated import AnnotatedReport

TEXT = """Bridge gone

Mayor Lev Zub said on Friday that two bridges near Dubky had been bombed on Thursday. Agency Nord wrote, citing pilots,
that the village was quiet. The army denied the strike.
"""
ANNOTATION = """
published = 2024-05-11

[[claims]]
sentence = "Mayor Lev Zub said [...] Thursday."
cue = "said"
speech_act = "say"
source = { text = "Mayor Lev Zub", name = "Lev Zub", role = "Mayor", kind = "authority", side = "UA" }
content = "two bridges near Dubky had been bombed on Thursday"
events = [{ type = "air_strike", modality = "happened", target = { text = "two bridges" } }]
places = [{ text = "Dubky", role = "at" }]
time = { text = "Thursday", edtf = "2024-05-09" }
said_at = { text = "Friday", edtf = "2024-05-10" }
quantities = [{ text = "two bridges", low = 2, high = 2, counted = "bridges" }]
caveats = [{ status = "denied", by = "The army", text = "denied the strike" }]

[[claims]]
sentence = "Agency Nord wrote, [...] quiet."
cue = "wrote"
speech_act = "say"
source = { text = "Agency Nord", name = "Nord", kind = "media" }
content = "the village was quiet"
stance = "relays"
events = [{ type = "statement", modality = "happened" }]
places = [{ text = "the village", role = "at", basis = "context", name = "Dubky" }]

[[claims]]
sentence = "Agency Nord wrote, [...] quiet."
cue = "citing"
speech_act = "report"
source = { text = "pilots", name = "pilots", kind = "soldier" }
via = ["Nord"]
content = "the village was quiet"
events = [{ type = "statement", modality = "happened" }]
places = [{ text = "the village", role = "at", basis = "context", name = "Dubky" }]

[[claims]]
sentence = "The army denied the strike."
cue = "denied"
speech_act = "deny"
source = { text = "The army", name = "army", kind = "military" }
content = "the strike"
stance = "denies"
events = [{ type = "air_strike", modality = "happened" }]
"""


@pytest.fixture
def report(tmp_path: Path) -> AnnotatedReport:
    """A report with four claims."""
    (tmp_path / "bridge.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "bridge.toml").write_text(ANNOTATION, encoding="utf-8")
    return load_report(tmp_path / "bridge.toml")


def as_extracted(report: AnnotatedReport) -> list[dict[str, Any]]:
    """The claims as an extractor without a fault would give them."""
    claims = [claim.model_dump(mode="json") for claim in report.claims]
    for claim in claims:
        claim["via"] = [{"text": f"Agency {name}", "name": name} for name in claim["via"]]
    return claims


def scores(report: AnnotatedReport, extracted: list[dict[str, Any]]) -> dict[str, Score]:
    """The lines of the table by name."""
    comparison = FieldsComparison()
    comparison.add_report(report, extracted)
    return {score.name: score for score in comparison.scores()}


def test_a_faultless_extractor_has_all_right(report: AnnotatedReport) -> None:
    """What is annotated, given back, is right in every field."""
    found = scores(report, as_extracted(report))

    assert report.published == date(2024, 5, 11)
    assert all(score.f in {None, 1.0} for score in found.values() if score.n)
    assert all(score.right in {None, 1.0} for score in found.values())
    assert found["via"].n == 1


def test_a_claim_too_many_costs_precision_and_a_missed_one_recall(report: AnnotatedReport) -> None:
    """Spans are scored over all claims, not only over the pairs."""
    extracted = as_extracted(report)
    stray = json.loads(json.dumps(extracted[3]))
    for part in ("cue", "source", "content"):
        stray[part]["spans"] = [[0, 6]]

    more, less = scores(report, [*extracted, stray]), scores(report, extracted[:2])

    assert (more["whole claim"].precision, more["whole claim"].recall) == (0.8, 1.0)
    assert (less["whole claim"].precision, less["whole claim"].recall) == (1.0, 0.5)
    assert more["stance"].n == 4
    assert less["stance"].n == 2


def denial(voice: str) -> dict[str, str]:
    """A caveat by a voice."""
    return {"text": "denied", "status": "denied", "by": voice}


@pytest.mark.parametrize(
    ("number", "change", "line", "f", "right"),
    [
        (0, {"time": None, "said_at": {"text": "Thursday", "edtf": "2024-05-09"}}, "said_at against time", 0.0, 0.75),
        (0, {"places": [{"text": "Dubky", "role": "from"}]}, "place, role", 2 / 3, 0.75),
        (0, {"places": [{"text": "Dubky", "role": "from"}]}, "place", 1.0, 1.0),
        (1, {"places": [{"text": "the village", "basis": "context", "name": "Lutsk"}]}, "place, resolved", 0.5, 0.75),
        (0, {"quantities": [{"text": "two", "low": 2, "high": 2}]}, "quantity, bounds and unit", 1.0, 1.0),
        (0, {"quantities": [{"text": "two", "low": 2, "high": None}]}, "quantity, bounds and unit", 0.0, 0.75),
        (0, {"caveats": [denial("army")]}, "caveat, status and voice", 1.0, 1.0),
        (0, {"caveats": [denial("article")]}, "caveat, status", 1.0, 1.0),
        (0, {"caveats": [denial("article")]}, "caveat, status and voice", 0.0, 0.75),
        (0, {"caveats": []}, "verification", None, 0.75),
        (3, {"stance": "asserts"}, "stance", None, 0.75),
        (2, {"via": []}, "via", 0.0, 0.75),
    ],
)  # fmt: skip
def test_one_fault_shows_in_its_line(
    report: AnnotatedReport, number: int, change: dict[str, Any], line: str, f: float | None, right: float
) -> None:
    """One wrong field of one claim of four, and no harm from words that differ only in extent."""
    extracted = as_extracted(report)
    extracted[number] |= {key: passages(value) for key, value in change.items()}

    score = scores(report, extracted)[line]

    assert score.f == pytest.approx(f) if f is not None else score.f is None
    assert score.right == right


def passages(value: Any) -> Any:
    """Parts of a record as the extractor writes them: with spans and with all keys."""
    absent = dict.fromkeys(("part", "name", "role", "unit", "counted", "edtf", "start", "end"))
    if isinstance(value, list):
        return [passages(item) for item in value]
    if not isinstance(value, dict):
        return value
    start = TEXT.index(value["text"])
    return absent | {"role": "at", "basis": "content", "spans": [[start, start + len(value["text"])]]} | value


def test_intervals_stand_for_their_days(report: AnnotatedReport) -> None:
    """A time without EDTF is judged by its interval, which is half-open."""
    extracted = as_extracted(report)
    extracted[0]["time"] |= {"edtf": None, "start": "2024-05-09T00:00:00Z", "end": "2024-05-10T00:00:00Z"}
    right = scores(report, extracted)["time or said_at, value"]
    extracted[0]["time"] |= {"end": "2024-05-11T00:00:00Z"}
    wrong = scores(report, extracted)["time or said_at, value"]

    assert (right.f, wrong.f) == (1.0, 0.5)


def test_claims_are_paired_by_cue_before_content() -> None:
    """Two claims with one content are told apart by their cues."""
    words = Words("Nord wrote, citing pilots, that all was quiet.")
    wrote, citing = (
        {"cue": {"spans": [cue]}, "content": {"spans": [[27, 45]]}, "source": {}} for cue in ([5, 10], [12, 18])
    )

    assert pairs([wrote, citing], [citing, wrote], words) == [(0, 1), (1, 0)]
    assert pairs([wrote], [citing], words) == [(0, 0)]
    assert pairs([wrote], [{"cue": {"spans": [[12, 18]]}, "content": {"spans": [[19, 25]]}}], words) == []


def test_a_constant_answer_stands_beside_each_figure() -> None:
    """The commonest label for all, or no items at all."""
    labels = labels_score("stance", [("asserts", "denies"), ("asserts", "asserts"), ("denies", "denies")])
    items = items_score("hedge", [(["may"], ["may"]), ([], ["could"])], lambda one, other: one == other)
    kinds = kinds_score(
        "place, role", [([("Lutsk", "at"), ("Dubky", "from")], [("Lutsk", "at"), ("Dubky", "to")])], lambda a, b: a == b
    )

    assert (labels.right, labels.constant, labels.constant_right) == (2 / 3, "asserts", 2 / 3)
    assert labels.macro_f == pytest.approx((2 / 3 + 2 / 3) / 2)
    assert labels.constant_f == pytest.approx(0.8 / 2)
    assert (items.precision, items.recall, items.right, items.constant_right) == (0.5, 1.0, 0.5, 0.5)
    assert (kinds.f, kinds.constant, kinds.constant_f) == (0.5, "at", 0.5)


def test_the_table_reads_what_the_command_printed(
    report: AnnotatedReport, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--claims` takes the lines of `claimwire extract --json`, found by the name of the file."""
    line = json.dumps({"document": "elsewhere/bridge.txt", "text": TEXT, "claims": as_extracted(report)})
    (tmp_path / "claims.jsonl").write_text(line + "\n", encoding="utf-8")

    assert main([str(tmp_path), "--claims", str(tmp_path / "claims.jsonl"), "--values"]) == 0

    printed = capsys.readouterr().out
    assert printed.startswith("1 reports, 4 claims annotated, 4 extracted, 4 paired\n")
    assert "stance: asserts 100 (2), denies 100 (1), relays 100 (1)" in printed


def test_without_claims_the_extractor_runs_here(report: AnnotatedReport) -> None:
    """It finds something, and the table can be made of it."""
    comparison = compare([report], None)

    assert comparison.found
    assert len(comparison.scores()) > 30
