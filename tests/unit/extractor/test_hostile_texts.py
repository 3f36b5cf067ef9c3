"""Texts made to be slow: every one ends soon, whatever it repeats."""

from __future__ import annotations

import time

import pytest

from services.extractor.domain.claims import MAX_CHARACTERS, extract_claims
from tests.unit.extractor.marked import filled

# Linear reading takes under three seconds for each on a busy core; anything quadratic takes minutes.
LIMIT_SECONDS = 20.0

pytestmark = pytest.mark.slow

PIECES = [
    "'\" said he, '",
    "\n",
    '"',
    "“",
    "He said “she said ",
    "said ",
    "said that he claimed ",
    "according to the army, ",
    "Ivan Petrenko said Olga Ivanova told that ",
    "the claim that it ",
    "He denied the claims. ",
    "Koval’s claims could not be verified. Koval said so. ",
    "He said “x\n",
    "1",
    "1,234.5 km ",
    "é",
    "漢字",
    "A. ",
    "Aa ",
    "a",
    "pull-",
    "in the city of Kyiv ",
    "the footage ",
    "They said it hit. ",
    "charges that Kyiv has denied, ",
    "Reuters could not verify it. ",
    "Both sides denied it. ",
    "said the\xa0army ",
    "“We said we said ",
    "the head of the head of ",
    "X said he may not, ",
    "KYIV, May 3 (Wire) - He said so.\n",
]


@pytest.mark.parametrize("piece", PIECES)
def test_repeated_piece_ends_soon(piece: str) -> None:
    """A text of 200,000 characters that repeats one piece is read in bounded time."""
    text = filled(piece, MAX_CHARACTERS)
    begin = time.process_time()

    extract_claims(text, published=None)

    assert time.process_time() - begin < LIMIT_SECONDS


def test_capital_with_an_endless_word_ends_soon() -> None:
    """A name that never ends is not tried from every letter."""
    begin = time.process_time()

    assert extract_claims("A" + "a" * MAX_CHARACTERS, published=None).claims == []
    assert time.process_time() - begin < LIMIT_SECONDS
