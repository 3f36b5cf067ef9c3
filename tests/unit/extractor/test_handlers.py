"""The handler: a clean article in, its claims or the reason for none out."""

from __future__ import annotations

from services.extractor.domain.claims import MAX_CHARACTERS
from services.extractor.handlers import Engine, extract, extract_text
from shared.contracts.claim import ClaimsExtracted
from shared.testing import an_article


def claims_of(text: str, language: str = "en", engine: Engine = "tagger") -> ClaimsExtracted:
    """The message that the handler makes of an article."""
    (message,) = extract(an_article(text=text, language=language), engine=engine).outputs
    assert isinstance(message, ClaimsExtracted)
    return message


def test_article_goes_on_with_its_claims() -> None:
    """Everything of the article is kept, and the claims are added."""
    message = claims_of("Officials said the bridge was closed.")

    assert [claim.content.text for claim in message.claims] == ["the bridge was closed"]
    assert (message.text, message.no_claims_reason) == ("Officials said the bridge was closed.", None)


def test_other_language_has_no_claims() -> None:
    """A language that the rules do not know is named as the reason."""
    message = claims_of("Beamte sagten, die Brücke sei gesperrt.", language="de")

    assert (message.claims, message.no_claims_reason) == ([], "unsupported language: de")


def test_unrecognised_language_is_tried() -> None:
    """A text too short to recognise its language is read as English."""
    assert len(claims_of("Officials said the bridge was closed.", language="und").claims) == 1


def test_article_without_attribution_says_so() -> None:
    """Narration gives the reason and not just an empty list."""
    assert claims_of("Rain fell on the road.").no_claims_reason == "no attribution found"


def test_text_beyond_the_bound_is_reported() -> None:
    """What is not read is named, even where claims were found above it."""
    message = claims_of(
        "Officials said the bridge was closed.\n" + "Rain fell.\n" * (MAX_CHARACTERS // 10), engine="rules"
    )

    assert len(message.claims) == 1
    assert message.no_claims_reason == f"read only the first {MAX_CHARACTERS} of {len(message.text)} characters"


def test_bounds_are_told_together() -> None:
    """A text that is too long and holds no claim says both."""
    message = claims_of("Rain fell.\n" * (MAX_CHARACTERS // 10), engine="rules")

    read = f"read only the first {MAX_CHARACTERS} of {len(message.text)} characters"
    assert message.no_claims_reason == f"no attribution found; {read}"


def test_sentence_with_many_attributions_says_so() -> None:
    """The claims that are read are kept, and the sentence that holds more is counted."""
    sentence = " and ".join(f"Koval said that the depot {n} burned" for n in range(20)) + "."
    message = claims_of(f"Officials said the bridge was closed. {sentence} {sentence}", engine="rules")

    assert len(message.claims) == 25
    assert message.no_claims_reason == "read only 12 attributions in each of 2 overlong sentences"


def test_same_text_gives_the_same_ids() -> None:
    """Reading an article again names every claim as before."""
    text = "Officials said the bridge was closed. They said that the road was open."
    first, second = (extract_text("article", text, None).claims for _ in range(2))

    assert [claim.claim_id for claim in first] == [claim.claim_id for claim in second]
    assert len({claim.claim_id for claim in first}) == 2


def test_same_cue_twice_in_a_sentence_gives_two_ids() -> None:
    """The ordinal keeps two claims of one cue word apart."""
    claims = extract_text("article", "Koval said the dam held, and Marchuk said the road was open.", None).claims

    assert len({claim.claim_id for claim in claims}) == len(claims)
