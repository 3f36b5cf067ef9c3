"""Annotations become claims with offsets, and a mistake in one is named with its file and claim."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.quality.annotated import AnnotationError, load_report, load_reports, main

TEXT = """Mill burned, mayor says

Mayor Lev Zub said on Friday that the mill in Dubky was hit. “It burned all night,” he said.

“Nobody slept.” The army denied it.
"""
CLAIM = """
[[claims]]
sentence = "Mayor Lev Zub said [...] was hit."
cue = "said"
speech_act = "say"
source = { text = "Mayor Lev Zub", name = "Lev Zub", role = "Mayor", kind = "authority" }
content = "the mill in Dubky was hit"
events = [{ type = "attack", modality = "happened", target = { text = "the mill" } }]
places = [{ text = "Dubky", role = "at" }]
said_at = { text = "Friday", edtf = "2024-05-10" }
"""


def load(folder: Path, annotation: str, text: str = TEXT) -> list[tuple[str, str]]:
    """The texts of cue and content of what an annotation says of a report."""
    (folder / "mill.txt").write_text(text, encoding="utf-8")
    (folder / "mill.toml").write_text(annotation, encoding="utf-8")
    return [(claim.cue.text, claim.content.text) for claim in load_report(folder / "mill.toml").claims]


def test_a_claim_gets_its_offsets(tmp_path: Path) -> None:
    """Every quotation is found where it stands, and the rest of the record is filled."""
    load(tmp_path, f"published = 2024-05-10\n{CLAIM}")

    (report,) = load_reports(tmp_path)
    (claim,) = report.claims
    assert report.published == date(2024, 5, 10)
    assert [TEXT[start:end] for start, end in claim.content.spans] == ["the mill in Dubky was hit"]
    assert claim.source.role == "Mayor"
    assert claim.events[0].actors.target is not None
    assert (claim.stance, claim.certainty, claim.events[0].polarity) == ("asserts", "asserted", "positive")


def test_the_sentence_says_which_words_are_meant(tmp_path: Path) -> None:
    """A word that stands in several sentences is looked for in the claim's own, and content may go on elsewhere."""
    annotation = """
[[claims]]
sentence = "“It burned all night,” he said."
cue = "said"
speech_act = "say"
source = { text = "he", name = "Lev Zub", kind = "authority" }
content = ["“It burned all night,”", "“Nobody slept.”"]
quote = "direct"
events = [{ type = "destruction", modality = "happened" }]
"""

    assert load(tmp_path, annotation) == [("said", "“It burned all night,” … “Nobody slept.”")]


def test_persons_and_caveats_may_stand_once_at_the_top(tmp_path: Path) -> None:
    """A claim that names them gets what stands there, and its own words go before."""
    shared = """
[who.mayor]
name = "Lev Zub"
role = "Mayor"
kind = "authority"

[caveats.denied]
status = "denied"
by = "The army"
text = "denied"
"""
    claim = CLAIM.replace('name = "Lev Zub", role = "Mayor", kind = "authority"', 'who = "mayor", side = "UA"')
    load(tmp_path, f'{shared}{claim}caveats = ["denied"]\n')

    (claim_found,) = load_report(tmp_path / "mill.toml").claims
    assert (claim_found.source.name, claim_found.source.role, claim_found.source.side) == ("Lev Zub", "Mayor", "UA")
    assert [caveat.status for caveat in claim_found.caveats] == ["denied"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('text = "Dubky"', 'text = "Dubno"', "'Dubno' does not stand in the report"),
        ('cue = "said"', 'cue = { text = "said", nth = 2 }', "there is no number 2"),
        ('type = "attack"', 'type = "strike"', "'strike' is not one of"),
        ('kind = "authority"', 'kind = "mayor"', "'mayor' is not one of"),
        ('kind = "authority"', 'who = "major"', "nothing at the top is called 'major'"),
        ('role = "at"', 'role - "at"', "Expected '='"),
        ('role = "at" }', 'rule = "at" }', "Extra inputs are not permitted"),
        ('modality = "happened", ', "", "it has no 'modality'"),
        ('edtf = "2024-05-10"', 'edtf = "Friday"', "'Friday' is no date"),
        ("said_at", 'certainty = "likely"\nsaid_at', "certainty and hedge go together"),
        ("said_at", 'via = ["The army"]\nsaid_at', "no claim has the source 'The army'"),
        (
            "said_at",
            'caveats = [{ status = "denied", by = "The navy", text = "denied" }]\nsaid_at',
            "'The navy', by whom a caveat is",
        ),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, problem: str) -> None:
    """The message says which file and which claim, and what is wrong with it."""
    assert CLAIM.count(old)

    with pytest.raises(AnnotationError, match=problem) as caught:
        load(tmp_path, CLAIM.replace(old, new, 1))
    assert "mill.toml" in str(caught.value)


def test_a_word_that_stands_twice_needs_a_number(tmp_path: Path) -> None:
    """Nothing is guessed where a quotation could be either of two."""
    annotation = CLAIM.replace('sentence = "Mayor Lev Zub said [...] was hit."', 'sentence = "Mayor [...] he said."')

    with pytest.raises(AnnotationError, match=r"claim 1 \(said\): 'said' stands 2 times in the sentence: say which"):
        load(tmp_path, annotation)


def test_one_cue_makes_one_claim(tmp_path: Path) -> None:
    """The same cue twice is a slip."""
    with pytest.raises(AnnotationError, match="another claim has the same cue"):
        load(tmp_path, CLAIM + CLAIM)


def test_a_text_without_annotation_is_named(tmp_path: Path) -> None:
    """A report is two files."""
    (tmp_path / "mill.txt").write_text(TEXT, encoding="utf-8")

    with pytest.raises(AnnotationError, match=r"mill needs both a \.txt and a \.toml"):
        load_reports(tmp_path)


def test_the_check_says_how_much_there_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The program prints the number of claims, or the mistake."""
    load(tmp_path, CLAIM)
    assert main([str(tmp_path)]) == 0
    (tmp_path / "mill.toml").write_text(CLAIM.replace("Dubky", "Dubno"), encoding="utf-8")
    assert main([str(tmp_path)]) == 1

    printed = capsys.readouterr().out.splitlines()
    assert printed[0].endswith("1 reports, 1 claims")
    assert "Dubno" in printed[1]
