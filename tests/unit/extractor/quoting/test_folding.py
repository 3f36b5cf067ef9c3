"""Quoted words are found as a careless copyist writes them."""

from __future__ import annotations

import time

import pytest

from services.extractor.domain.quoting.folding import Folded, folded


def found(words: str, text: str) -> list[str]:
    """The slices of a text at which words stand."""
    return [text[start:end] for start, end in Folded(text).occurrences(folded(words), (0, len(text)), 9)]


NEARLY_RIGHT = [
    ("the bridge  was\nclosed", "the bridge was closed"),
    ("the bridge was closed", "the\u00a0bridge\r\nwas  closed"),
    ('the "new" bridge', "the “new” bridge"),
    ("the “new” bridge", 'the "new" bridge'),
    ("Kyiv's bridge", "Kyiv’s bridge"),
    ("ten-year-old", "ten‑year–old"),  # noqa: RUF001
    ("The Bridge Was Closed.", "the bridge was closed"),
    ('"The bridge was closed,"', "the bridge was closed"),
    ("Jose Nunez", "José Núñez"),
    ("José", "Jose\u0301"),
    ("so... it fell", "so… it fell"),
    ("zero\u200bwidth", "zerowidth"),
    ("straße", "STRASSE"),
]


@pytest.mark.parametrize(("words", "slice_"), NEARLY_RIGHT)
def test_words_that_are_nearly_right_are_found(words: str, slice_: str) -> None:
    """Spaces, marks, accents and capitals may differ; what is found is the slice of the text."""
    assert found(words, f"He saw {slice_}; then rain.") == [slice_]


@pytest.mark.parametrize(
    "words", ["bridge closed", "he bridge", "the bri", "", "…", "<b>bridge</b>", "bridge &amp; road"]
)
def test_other_words_are_not_found(words: str) -> None:
    """Words are not shortened or put together, parts of words are none, and no markup is taken off."""
    text = "the bridge was closed"

    assert not folded(words) or found(words, text) == []


def test_every_place_is_found_in_order() -> None:
    """Words that stand twice are two places."""
    assert list(Folded("No, no, nono.").occurrences("no", (0, 13), 9)) == [(0, 2), (4, 6)]


def test_only_the_part_that_is_asked_for_is_searched() -> None:
    """The offsets are those of the text, also behind characters that fold to many or to none."""
    text = "… ﬃ \u200b\u200bsaid x, said y"

    assert list(Folded(text).occurrences("said", (8, len(text)), 9)) == [(text.rindex("said"), text.rindex("said") + 4)]


def test_one_letter_in_an_endless_word_ends_soon() -> None:
    """Places within words are not tried for ever."""
    begin = time.process_time()
    text = Folded("a" * 200_000)

    assert [list(text.occurrences("a", (0, 200_000), 9)) for _ in range(300)] == [[]] * 300
    assert time.process_time() - begin < 5
