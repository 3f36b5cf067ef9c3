"""`make quality`: the table, its floors, what it says of missing data and of data that the weights saw."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from deploy.training.corpus import Marked, polnear
from services.extractor.adapters.tagger.weights import Settings
from tests.quality import __main__ as command
from tests.quality.measuring.figure import Goal, goals
from tests.quality.measuring.figures import FIGURES
from tests.quality.measuring.seeds import tally
from tests.quality.measuring.seen import seen

if TYPE_CHECKING:
    from collections.abc import Iterable

TEXT = "Mayor Lev Zub said the mill burned. The army denied it."


@pytest.fixture(autouse=True)
def _no_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this machine has is not measured here."""
    for name in ("DATA", "GOLD", "SEEDS"):
        monkeypatch.delenv(f"CLAIMWIRE_QUALITY_{name}", raising=False)


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A folder with one report on a war and its two claims."""
    claims = [
        {"source": [[0, 13]], "cue": [[14, 18]], "content": [[19, 34]], "event": "attack"},
        {"source": [[36, 44]], "cue": [[45, 51]], "content": [[52, 54]], "event": "denial"},
    ]
    for folder in ("text", "gold"):
        (tmp_path / "conflict" / folder).mkdir(parents=True)
    (tmp_path / "conflict/text/mill.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "conflict/gold/mill.json").write_text(json.dumps({"claims": claims}), encoding="utf-8")
    (tmp_path / "vocabulary.json").write_text("{}", encoding="utf-8")
    return tmp_path


def rows(capsys: pytest.CaptureFixture[str]) -> tuple[list[str], str]:
    """The lines of the table, each with single blanks, and what went to stderr."""
    printed = capsys.readouterr()
    return [" ".join(line.split()) for line in printed.out.splitlines()], printed.err


def test_figure_stands_beside_its_constant_answer_floor_and_aim(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line has name, value, what a constant answer gets, floor, aim, and a remark."""
    monkeypatch.setattr(command, "goals", lambda: {"places: front line, found": Goal(floor=50, aim=100)})

    assert command.main(["--only", "Front LINE", "--floors"]) == 0

    (head, row), _ = rows(capsys)
    assert head == "value constant floor aim"
    assert row == "places: front line, found 100.0 0.0 50 100 of 100"


@pytest.mark.parametrize(("options", "code"), [([], 0), (["--floors"], 1)])
def test_missed_floor_is_an_error_only_where_floors_count(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, options: list[str], code: int
) -> None:
    """It is told either way."""
    monkeypatch.setattr(command, "goals", lambda: {"places: front line, found": Goal(floor=101)})

    assert command.main(["--only", "front line", *options]) == code
    (_, row), told = rows(capsys)
    assert "BELOW THE FLOOR" in row
    assert told == "BELOW THE FLOOR: places: front line, found\n"


def test_less_is_better_where_the_floor_says_so() -> None:
    """Memory has a ceiling."""
    megabytes = goals()["speed: resident MB"]

    assert megabytes.at_most
    assert megabytes.floor is not None
    assert (megabytes.is_missed(megabytes.floor + 1), megabytes.is_missed(megabytes.floor - 1)) == (True, False)


def test_figure_without_data_is_skipped_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing that was not measured passes for measured, and how to give the data is said."""
    assert command.main(["--only", "PolNeAR", "--floors"]) == 0

    (_, first, _), told = rows(capsys)
    assert first.startswith("PolNeAR dev: whole claim, F SKIPPED ")
    assert first.endswith(" no folder with polnear/dev: --data or DATA=")
    assert told == "SKIPPED, no data: PolNeAR dev: whole claim, F; PolNeAR dev: content exact, F\n"


def test_unknown_name_says_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    """A slip of the pen does not measure nothing and succeed."""
    with pytest.raises(SystemExit) as ended:
        command.main(["--only", "plaices"])

    assert ended.value.code == 2
    assert "there are PolNeAR dev, conflict, feeds, fresh reports, pages, places, reports" in capsys.readouterr().err


def test_given_claims_are_scored_instead(gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Claims with spans only give the figures of spans; the fields are skipped, with the reason."""
    claim = {"source": {"spans": [[6, 13]]}, "cue": {"spans": [[14, 18]]}, "content": {"spans": [[19, 34]]}}
    claims = gold / "claims.jsonl"
    claims.write_text(json.dumps({"document": "mill", "claims": [claim]}), encoding="utf-8")

    command.main(
        ["--only", "conflict: whole", "--only", "conflict: event", "--gold", f"{gold}", "--claims", f"{claims}"]
    )
    (_, f, precision, event), _ = rows(capsys)
    assert f.startswith("conflict: whole claim, F 66.7 0.0 ")
    assert precision.startswith("conflict: whole claim, P 100.0 0.0 ")
    assert precision.endswith("claims of claims.jsonl")
    assert "SKIPPED" in event
    assert "holds spans only" in event


@pytest.mark.parametrize(
    ("learned_from", "tuned_on", "words"),
    [
        (["conflict"], [], "SEEN: the weights learned from it"),
        (["polnear/train"], ["conflict"], "seen: thresholds were chosen on it"),
        (["polnear/train"], [], ""),
        (None, [], "not known whether the weights saw it"),
    ],
)
def test_what_the_weights_saw_is_told(learned_from: list[str] | None, tuned_on: list[str], words: str) -> None:
    """Settings that do not say it are not taken for innocent."""
    settings = Settings("1", 0.15, steps=[], learned_from=learned_from, tuned_on=tuned_on)

    assert seen("conflict", settings) == words


def test_agentless_cues_are_attributions_of_polnear(tmp_path: Path) -> None:
    """Its files call them otherwise."""
    for folder in ("text", "attributions"):
        (tmp_path / folder).mkdir()
    (tmp_path / "text/mill.txt").write_text(TEXT, encoding="utf-8")
    lines = ["T1\tCue 45 51\tdenied", "T2\tContent 52 54\tit", "T3\tX 45 51\tdenied"]
    lines += ["E1\tAttribution-no-source:T3 Cue:T1 Content:T2"]
    (tmp_path / "attributions/mill_0a1b.ann").write_text("\n".join(lines), encoding="utf-8")

    (report,) = polnear(tmp_path)
    assert report.versions == ((Marked((), ((45, 51),), ((52, 54),)),),)


def answer(name: str | None, content: str) -> dict[str, object]:
    """A claim as it is extracted."""
    return {"source": {"name": name, "text": None}, "content": {"text": content}}


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ([answer("Lev Zub", "the old mill burned")], 1),
        ([answer("Ihor Lys", "the old mill burned")], 0),
        ([answer("Lev Zub", "rain fell over the whole of the land")], 0),
        ([answer("Zub", "the mill burned"), answer(None, "a truce would hold")], 2),
    ],
)
def test_seed_is_found_by_speaker_and_words(tmp_path: Path, answers: Iterable[object], found: int) -> None:
    """Half of the words and one of the name are enough; a claim of nobody needs no name; lines are counted."""
    page = {
        "document": "a.txt",
        "boilerplate": ["Read  also"],
        "claims": [
            {"resolved_source": "Mayor Lev Zub", "content": "the mill burned"},
            {"resolved_source": None, "content": "the truce would hold"},
        ],
    }
    (tmp_path / "seeds.json").write_text(json.dumps([page]), encoding="utf-8")

    lines = "Read also\n\nThe  mill burned.\nThe truce would hold. Read also\n"
    (tmp_path / "a.txt").write_text(lines, encoding="utf-8")
    document = {"document": "b/a.txt", "text": "Read also\n\nThe mill burned.", "claims": answers}

    counted = tally([document], tmp_path / "seeds.json", tmp_path)
    assert (counted.found, counted.wanted, counted.left, counted.lost) == (found, 2, 1, 1)


def test_names_of_figures_differ() -> None:
    """Floors are found by them."""
    assert len({figure.name for figure in FIGURES}) == len(FIGURES)
