"""What the source does with what is claimed, how sure it is put, and what it rests on."""

from __future__ import annotations

import pytest

from tests.unit.extractor.attributing import claim_in

STANCES = [
    ("<The army> /said/ [the bridge fell].", "say", "asserts"),
    ("<The army> /denied/ [the bridge fell].", "deny", "denies"),
    ("<The army> /did not deny/ [the bridge fell].", "admit", "admits"),
    ("<The army> /conceded/ that [the bridge fell].", "admit", "admits"),
    ("<The army> /could neither confirm nor deny/ that [the bridge fell].", "say", "declines"),
    ("<The army> /declined to say/ [whether the bridge fell].", "say", "declines"),
    ("<The army> /did not confirm/ that [the bridge fell].", "say", "declines"),
    ("<The army> /does not believe/ that [the bridge fell].", "believe", "denies"),
    ("<The army> /did not rule out/ that [the bridge fell].", "say", "asserts"),
    ("<The army> /ruled out/ that [the bridge fell].", "deny", "denies"),
    ("<The army> /said/ [the videos were fakes].", "say", "denies"),
    ("<The army> /called/ [the report a fantasy].", "say", "denies"),
    ("<The army> /called/ [the bridge a ruin].", "say", "asserts"),
    ("<The army> /said/ [we lost two tanks].", "say", "admits"),
    ("<The army> /said/ [its unit had retreated].", "say", "admits"),
    ("<The army> /said/ [the enemy retreated].", "say", "asserts"),
    ("<The mayor> /said/ [his unit had retreated].", "say", "asserts"),
    ("<The army> /said/ [the clips had been staged].", "say", "denies"),
    ("<The army> /called/ [the rumours “a joke”].", "say", "denies"),
    ("<The army> /said/ [the play was staged].", "say", "asserts"),
    ("<The army> /shrugged off/ [the number].", "deny", "denies"),
    ("<The army> would neither /confirm nor deny/ [that loss].", "say", "declines"),
    ("<A captured soldier> /said/ [his platoon had refused to go].", "say", "admits"),
    ("<A sergeant> /said/ [they were left behind].", "say", "admits"),
    ("<The brigade> /said/ [it had left the mill].", "say", "admits"),
    ("<A medic> /said/ [her brigade had given up the mill].", "say", "admits"),
    ("<The ministry> /said/ [its soldiers had been killed at the mill].", "say", "admits"),
    ("<The ministry> /said/ [its soldiers would leave the mill].", "say", "asserts"),
    ("<The mayor> /wrote/ that [a guard had told him the mill was gone].", "say", "relays"),
    ("<The mayor> /wrote/ that [he had told them the mill was gone].", "say", "asserts"),
    ("<The army> /cannot rule out/ [a new attack].", "say", "asserts"),
    ("<The army> could not, however, /rule out/ [a new attack].", "say", "asserts"),
    ("<The army> /does not exclude/ that [the mill is gone].", "say", "asserts"),
    ("<The army> /called/ [that information false].", "say", "denies"),
    ("<The army> /called/ [“lies” the ministry’s statement].", "say", "denies"),
    ("<The army> /branded/ [the list a clumsy forgery].", "accuse", "denies"),
    ("[“Fairy tales for children,”] /snapped/ <the army>.", "say", "denies"),
    ("[“This is fiction from end to end,”] <the army> /said/.", "say", "denies"),
    ("<The army> /said/ [lies from the front had reached the town].", "say", "asserts"),
    ("<The army> /cannot confirm/ that [the mill is gone].", "say", "declines"),
]


@pytest.mark.parametrize(("text", "act", "stance"), STANCES)
def test_stance_is_that_of_cue_and_content(text: str, act: str, stance: str) -> None:
    """Negations turn the cue, a content that calls something false denies it, own losses are admitted."""
    claim = claim_in(text)

    assert (claim.cue.speech_act, claim.stance) == (act, stance)


HEDGES = [
    ("<The army> /said/ [the bridge fell].", "asserted", None, None),
    ("<The army> /said/ [the bridge probably fell].", "likely", "probably", "source"),
    ("<The army> /said/ [the bridge may have fallen].", "possible", "may", "source"),
    ("<The army> /said/ [it was unlikely that the bridge fell].", "unlikely", "unlikely", "source"),
    ("<The army> /said/ [the bridge fell because somebody may have slept].", "asserted", None, None),
    ("[The bridge reportedly fell], <the army> /said/.", "possible", "reportedly", "article"),
    ("<The army> /doubted/ that [the bridge fell].", "unlikely", "doubted", "source"),
    ("<Footage> /appears to show/ that [the bridge fell].", "likely", "appears", "article"),
    ("<Footage> /suggests/ that [the bridge fell].", "possible", "suggests", "article"),
    ("<The mayor> /suggested/ that [the bridge fell].", "asserted", None, None),
    ("<The army> /said/ [the bridge fell on 9 May].", "asserted", None, None),
    ("<The army> /said/ [a list allegedly drawn up by the militia had been forged].", "asserted", None, None),
    ("<The army> /said/ [the list was allegedly drawn up by clerks and is lost].", "possible", "allegedly", "article"),
    ("<The army> /said/ [the list allegedly drawn up by clerks].", "possible", "allegedly", "article"),
]


@pytest.mark.parametrize(("text", "certainty", "words", "by"), HEDGES)
def test_a_hedge_reaches_its_clause(text: str, certainty: str, words: str | None, by: str | None) -> None:
    """Hedges of the cue, the main clause or the main event count, and belong to the source or the article."""
    claim = claim_in(text)
    hedge = claim.hedge

    assert (claim.certainty, hedge and hedge.text, hedge and hedge.by) == (certainty, words, by)


EVIDENCE = [
    ("Citing drone footage, <the army> /said/ [the bridge fell].", [("imagery", "drone footage")]),
    ("<The army> /said/ [the photographs showed a fallen bridge].", [("imagery", "the photographs")]),
    ("Pointing to a leaked order, <the army> /said/ [the bridge fell].", [("document", "a leaked order")]),
    ("<The army> /said/ [the bridge fell], and played footage of the blast.", [("imagery", "footage of the blast")]),
    ("<The army> /said/ [the bridge fell, presenting an order with seals].", [("document", "an order")]),
    ("<The pilot> /claimed/, brandishing a torn map, that [the bridge fell].", [("document", "a torn map")]),
    ("<The army> /said/ [the bridge fell] and the mayor, citing photographs, denied it.", []),
    ("<Drone footage> /showed/ that [the bridge fell].", []),
    ("<The army> /said/ [the camera stood by the bridge].", []),
]


@pytest.mark.parametrize(("text", "evidence"), EVIDENCE)
def test_evidence_is_what_the_sentence_points_to(text: str, evidence: list[tuple[str, str]]) -> None:
    """Imagery and documents that a claim rests on; what is itself the source is not named twice."""
    assert [(each.kind, each.text) for each in claim_in(text).evidence] == evidence
