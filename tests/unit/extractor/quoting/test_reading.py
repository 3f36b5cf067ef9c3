"""Quoted attributions become claims where they stand in the text, and are dropped with a reason where they do not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.extractor.domain.draft import DraftClaim
from services.extractor.domain.quoting.folding import folded
from services.extractor.domain.quoting.quoted import MAX_QUOTED, Quoted, Quotes
from services.extractor.domain.quoting.reading import Reading, quoted_claims

TEXT = """Bridge is shut, officials say
Officials said the “northern bridge” was closed. The mayor, Olena Hrytsenko, said on Monday that it may stay so.
“We saw the blast,” a resident told us. “It was loud.”
Troops, the general said, would advance at dawn. The U.S. said the dam held.
Officials said the “northern bridge” was closed.
The claim could not be independently verified."""


def q(source: str | None, cue: str, *content: str) -> Quoted:
    """An attribution in quoted words."""
    return Quoted(source, cue, content)


def read(*quoted: Quoted, text: str = TEXT) -> Reading:
    """The claims of a text."""
    return quoted_claims(text, Quotes(quoted), published=date(2026, 1, 2))


def words(claim: DraftClaim) -> tuple[str | None, str, str]:
    """Source, cue and content."""
    return claim.source.text, claim.cue.text, claim.content.text


RIGHT = [
    (q("officials", "say", "Bridge is shut"), ("officials", "say", "Bridge is shut")),
    (
        q("Officials", "said", 'the "northern bridge" was closed.'),
        ("Officials", "said", "the “northern bridge” was closed"),
    ),
    (q("the mayor", "SAID", "it may\nstay so"), ("The mayor", "said", "it may stay so")),
    (
        q("the general", "said", "Troops", "would advance at dawn"),
        ("the general", "said", "Troops … would advance at dawn"),
    ),
    (q("The U.S.", "said", "the dam held"), ("The U.S.", "said", "the dam held")),
    (q(None, "said", "the dam held"), (None, "said", "the dam held")),
    (q("a resident", "told", "We saw the blast"), ("a resident", "told", "“We saw the blast,” … “It was loud.”")),
]


@pytest.mark.parametrize(("quoted", "claim"), RIGHT)
def test_quoted_words_become_the_words_of_the_text(quoted: Quoted, claim: tuple[str | None, str, str]) -> None:
    """What is nearly right is found, with the marks of its quotation; a speech that goes on grows as everywhere."""
    assert [words(found) for found in read(quoted).claims] == [claim]


def test_everything_else_is_read_as_by_every_engine() -> None:
    """The speaker's name, the hedge, the time, the kind of speaking and the caveat come from the same rules."""
    (claim,) = read(q("The mayor", "said", "it may stay so")).claims

    assert (claim.certainty, claim.cue.speech_act, claim.stance) == ("possible", "say", "asserts")
    assert claim.said_at is not None
    assert "Monday" in claim.said_at.text


def test_speech_act_is_that_of_the_table() -> None:
    """A model does not say which kind of speaking a cue is."""
    (claim,) = read(q("Moscow", "denied", "that it fired"), text="Moscow denied that it fired.").claims

    assert (claim.cue.speech_act, claim.stance) == ("deny", "denies")


WRONG = [
    (q("Officials", "said", "the southern bridge was closed"), "content_not_in_text"),
    (q("Officials", "said", "<p>the dam held</p>"), "content_not_in_text"),
    (q("Officials", "said", "the dam", "was closed", "held"), "content_not_in_text"),
    (q("Officials", "said", "…"), "content_not_in_text"),
    (q("Officials", "said", " "), "content_not_in_text"),
    (q("Officials", "said", "."), "content_without_words"),
    (q("The U.S.", "announced", "the dam held"), "cue_not_in_text"),
    (q("The U.S.", "", "the dam held"), "cue_not_in_text"),
    (q("The president", "said", "the dam held"), "source_not_in_text"),
    (q("officials", "say", "the dam held"), "cue_not_near_content"),
    (q("The U.S.", "said", "The U.S. said the dam held"), "source_not_near_cue"),
    (q("Olena Hrytsenko", "said", "the dam held"), "source_not_near_cue"),
    (q("x" * 400, "said", "the dam held"), "too_long"),
    (q("The U.S.", "y" * 400, "the dam held"), "too_long"),
    (q("The U.S.", "said", "z" * 6000), "too_long"),
]


@pytest.mark.parametrize(("quoted", "reason"), WRONG)
def test_what_does_not_stand_in_the_text_is_dropped(quoted: Quoted, reason: str) -> None:
    """Each is counted by its reason, and no claim is made of it."""
    reading = read(quoted)

    assert (reading.claims, dict(reading.dropped), reading.is_sound) == ([], {reason: 1}, False)


def test_cue_within_its_content_is_none() -> None:
    """A whole sentence is not what somebody says; the words that attribute stand outside."""
    text = "Koval said the road was open."

    assert dict(read(q(None, "said", text), text=text).dropped) == {"cue_not_near_content": 1}
    assert dict(read(q("Koval", "said", "Koval", "the road"), text=text).dropped) == {"source_not_near_cue": 1}


def test_ambiguous_words_are_those_of_the_nearest_sentence() -> None:
    """A cue that stands everywhere is the one of the content's own sentence, with the source beside it."""
    text = "He said rain fell. Koval said the road was open. He said snow fell. Marchuk said the dam held. He said no."
    claims = read(q("Koval", "said", "the road was open"), q("Marchuk", "said", "the dam held"), text=text).claims

    assert [text[: claim.cue.spans[0][0]].count("said") for claim in claims] == [1, 3]


def test_sentence_that_stands_twice_is_two_claims() -> None:
    """The same words quoted twice are looked for in the second place; a third time they are dropped."""
    quoted = q("Officials", "said", "the “northern bridge” was closed")
    reading = read(quoted, quoted, quoted)

    assert [TEXT.count("\n", 0, claim.cue.spans[0][0]) for claim in reading.claims] == [1, 4]
    assert (dict(reading.dropped), reading.is_sound) == ({"repeated": 1}, True)


def test_two_contents_of_one_cue_are_one_claim() -> None:
    """One claim a cue: what else the same source says with it belongs to it."""
    text = "Koval said the road was open and the dam held."
    reading = read(q("Koval", "said", "the road was open"), q("Koval", "said", "the dam held"), text=text)

    assert [words(claim) for claim in reading.claims] == [("Koval", "said", "the road was open … the dam held")]


def test_relayed_content_is_that_of_two_claims() -> None:
    """Who cites another says the same words with a cue of its own."""
    text = "The paper, citing two diplomats, said the talks could begin."
    both = q("two diplomats", "citing", "the talks could begin"), q("The paper", "said", "the talks could begin")

    assert [words(claim)[:2] for claim in read(*both, text=text).claims] == [
        ("two diplomats", "citing"),
        ("The paper", "said"),
    ]


def test_mark_can_be_a_cue() -> None:
    """In headlines a colon says who speaks."""
    (claim,) = read(q("Moscow", ":", "240 prisoners home"), text="Moscow: 240 prisoners home").claims

    assert words(claim) == ("Moscow", ":", "240 prisoners home")


def test_cue_is_not_given_to_two_sources() -> None:
    """Another source with a cue that is taken quotes what nobody wrote."""
    text = "Koval, an aide of Marchuk, said the road was open and the dam held."
    reading = read(q("Koval", "said", "the road was open"), q("Marchuk", "said", "the dam held"), text=text)

    assert (len(reading.claims), dict(reading.dropped)) == (1, {"repeated": 1})


def test_nested_claims_know_who_relays() -> None:
    """The outer content holds the inner attribution."""
    lost = "the town was lost with the last road to it"
    text = f"Sushko wrote that soldiers said {lost}."
    outer, inner = read(q("Sushko", "wrote", f"soldiers said {lost}"), q("soldiers", "said", lost), text=text).claims

    assert (outer.stance, [source.text for source in inner.via]) == ("relays", ["Sushko"])


def test_answer_that_is_mostly_wrong_is_not_sound() -> None:
    """Who invents more than is there did not read the article: another engine does."""
    right, wrong = q("The U.S.", "said", "the dam held"), q("The U.S.", "said", "the dam broke")

    assert read(right, wrong).is_sound
    assert not read(right, wrong, wrong).is_sound
    assert not quoted_claims(TEXT, Quotes((right,), n_malformed=2), published=None).is_sound
    assert not read().is_sound


def test_what_was_left_out_is_counted() -> None:
    """Attributions without form, and those beyond the bound, have their reasons."""
    reading = quoted_claims(TEXT, Quotes((), n_malformed=2, n_beyond=3), published=None)

    assert dict(reading.dropped) == {"malformed": 2, "too_many": 3}


def test_empty_text_has_no_claims() -> None:
    """There is no sentence in which anything could stand."""
    assert read(q("a", "said", "b"), text=" \n").claims == []


PIECES = [
    "He said ",
    "that ",
    "“",
    "”",
    '"',
    ", ",
    ". ",
    "\n",
    "the army ",
    "’s ",
    "\u2028",
    "\x00",
    "…",
    "é",
    "e\u0301",
    "ﬁ",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=25).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.data(), TEXTS)
def test_every_text_equals_its_slices(data: st.DataObject, text: str) -> None:
    """Whatever is quoted, right, nearly right or invented, nothing is raised and all words are slices of the text."""
    size = len(text)
    slices = st.tuples(st.integers(0, size), st.integers(0, size)).map(lambda ends: text[min(ends) : max(ends)])
    quotes = st.builds(
        Quoted,
        st.none() | slices | TEXTS,
        st.sampled_from(["said", "He", "army"]) | slices | TEXTS,
        st.lists(slices | TEXTS, min_size=1, max_size=3).map(tuple),
    )
    quoted = tuple(data.draw(st.lists(quotes, max_size=8)))
    reading = quoted_claims(text, Quotes(quoted), published=date(2022, 11, 9))

    assert len(reading.claims) <= len(quoted) - reading.dropped.total()
    assert {folded(claim.cue.text) for claim in reading.claims} <= {folded(each.cue) for each in quoted}
    for claim in reading.claims:
        parts = [claim.sentence, claim.content, claim.cue, claim.hedge, claim.time, claim.said_at, *claim.places]
        for part in [*parts, *claim.quantities, *claim.caveats, *claim.evidence]:
            if part is not None:
                assert part.text == " … ".join(text[start:end] for start, end in part.spans)
        for source in (claim.source, *claim.via):
            assert (source.text or "") == " … ".join(text[start:end] for start, end in source.spans)


def test_long_answer_about_a_text_of_one_word_ends_soon() -> None:
    """Words that stand everywhere, quoted as often as is read, take a bounded time."""
    text = "said He the " * 2000
    quoted = tuple(Quoted("He", "said", ("the",)) for _ in range(MAX_QUOTED))

    assert quoted_claims(text, Quotes(quoted), published=None).claims
