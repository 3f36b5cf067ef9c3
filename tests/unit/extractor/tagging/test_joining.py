"""What the tagger and the rules find becomes one list."""

from __future__ import annotations

import pytest

from services.extractor.domain.claims import extract_claims
from services.extractor.domain.draft import DraftClaim
from services.extractor.domain.tagging.decoding import Tagged, Tags
from services.extractor.domain.tagging.spotting import MAX_CUES

TEXT = "Officials said the bridge was closed. Critics frowned upon the inquiry."


def tagged(text: str, cue: str, source: str = "", content: str = "", sureness: float = 0.9) -> Tagged:
    """A cue with the first places of some words."""

    def places(words: str) -> tuple[tuple[int, int], ...]:
        at = text.index(words)
        return ((at, at + len(words)),) if words else ()

    return Tagged(text.index(cue), places(cue), places(source), places(content), sureness)


def claims(text: str, *found: Tagged, read: int | None = None) -> list[DraftClaim]:
    """The claims where the tagger finds this."""
    tags = Tags(list(found), read=len(text) if read is None else read)
    return extract_claims(text, published=None, tag=lambda _: tags).claims


def test_cue_that_no_rule_knows_makes_a_claim() -> None:
    """The words that attribute are an open list."""
    (claim,) = claims(TEXT, tagged(TEXT, "frowned upon", "Critics", "the inquiry"))

    assert (claim.source.text, claim.cue.text, claim.content.text) == ("Critics", "frowned upon", "the inquiry")


def test_rule_without_the_tagger_counts_for_nothing() -> None:
    """What the tagger has read and not seen as a cue is none."""
    assert claims(TEXT) == []


@pytest.mark.parametrize(("sureness", "n"), [(0.4, 1), (0.9, 1)])
def test_cue_that_a_rule_knows_too_needs_less(sureness: float, n: int) -> None:
    """Two doubtful witnesses that agree are one good one."""
    assert len(claims(TEXT, tagged(TEXT, "said", "Officials", "the bridge was closed", sureness))) == n


def test_doubtful_cue_without_a_rule_is_left_out() -> None:
    """It would be wrong more often than right."""
    assert claims(TEXT, tagged(TEXT, "frowned upon", "Critics", "the inquiry", 0.3)) == []


def test_what_the_tagger_leaves_open_is_the_rules() -> None:
    """A cue without source and content takes those that the rule found."""
    (claim,) = claims(TEXT, tagged(TEXT, "said"))

    assert (claim.source.text, claim.content.text) == ("Officials", "the bridge was closed")


def test_cue_without_content_is_no_claim() -> None:
    """There is nothing to publish."""
    assert claims(TEXT, tagged(TEXT, "frowned upon", "Critics")) == []


def test_rule_counts_for_somebody_who_is_relayed() -> None:
    """Who speaks within what another says is found by rule: the tagger has not learned to."""
    text = "Koval said the army claimed that the bridge was closed."
    outer = tagged(text, "said", "Koval", "the army claimed that the bridge was closed")

    assert [claim.source.text for claim in claims(text, outer)] == ["Koval", "the army"]


def test_rules_go_on_where_the_tagger_stopped() -> None:
    """A long text is not silent behind the bound."""
    (claim,) = claims(TEXT, read=0)

    assert claim.content.text == "the bridge was closed"


def test_bounds_of_the_tagger_are_told() -> None:
    """Where it stopped, and how many windows held more cues than it looks at."""
    tags = Tags([], read=3, n_full=2)
    stopped = "the tagger read only the first 3 characters"
    full = f"the tagger looked at only {MAX_CUES} cues in each of 2 windows"

    assert extract_claims(TEXT, published=None, tag=lambda _: tags).left_out == f"{stopped}; {full}"


@pytest.mark.parametrize(
    ("cue", "act", "stance"),
    [("denied", "deny", "denies"), ("announcement", "announce", "asserts"), ("shrugged", "say", "asserts")],
)
def test_cue_means_what_the_tables_say(cue: str, act: str, stance: str) -> None:
    """Verbs and nouns are looked up; a word that no table has says no more than that somebody says something."""
    text = f"On Friday Petrenko {cue} the closure."
    (claim,) = claims(text, tagged(text, cue, "Petrenko", "the closure"))

    assert (claim.cue.speech_act, claim.stance) == (act, stance)


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ("the bridge was closed. Critics frowned upon the inquiry", "the bridge was closed"),
        ("“the bridge was closed. Nobody is hurt", "“the bridge was closed. Nobody is hurt"),
    ],
)
def test_content_ends_with_its_sentence_unless_somebody_is_quoted(content: str, kept: str) -> None:
    """A tagger that reads on takes what another says; a quotation has as many sentences as it has."""
    text = f"Officials said {content}.{'”' if content.startswith('“') else ''} It was late."
    (claim,) = claims(text, tagged(text, "said", "Officials", content))

    assert claim.content.text == kept


def test_what_seems_to_be_shown_is_shown_by_the_footage() -> None:
    """The reporter's "seems" belongs to the cue, which is as sure as that was."""
    text = "Footage seems to confirm reports of a rout."
    alone = tagged(text, "seems", "", "Footage", 0.9)
    whole = tagged(text, "seems to confirm", "Footage", "reports of a rout", 0.3)

    found = claims(text, alone, whole)

    assert [claim.source.text for claim in found if claim.cue.text == "seems to confirm"] == ["Footage"]
    assert all(claim.cue.text != "seems" for claim in found)
