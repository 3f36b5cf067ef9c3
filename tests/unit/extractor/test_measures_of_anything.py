"""Times and quantities of nonsense: read without an error, and every text is its slice."""

from __future__ import annotations

import random
from datetime import date

import pytest

from services.extractor.domain.facts.moments.calendar import Published
from services.extractor.domain.facts.quantities.reading import quantities_in
from services.extractor.domain.facts.times.reading import times_in
from services.extractor.domain.tables import rows

TABLES = ("time_words", "quantity_words", "units", "numerals", "counted")
FIGURES = ["1", "2", "12", "31", "99", "2014", "0000", "9999", "0", "1,000", "1.5", "2022-13-45", "31/02/2022", "24:00"]
CLOCKS = ["25:61", "13 p.m.", "0 a.m.", "12 a.m."]
JOINTS = ["of", "to", "and", "in", "on", "at", "the", "a", "-", "–", "(", ")", ",", ".", "’s", "$", "€", "%", "km"]
VOCABULARY = [*(row["word"] for table in TABLES for row in rows(table)), *FIGURES, *CLOCKS, *JOINTS]
PUBLISHED = [
    None,
    *(Published(day) for day in (date.min, date(2024, 2, 29), date.max)),
    Published(date(2022, 11, 9), "year"),
]


@pytest.mark.parametrize("seed", range(5))
def test_words_in_any_order_are_read(seed: int) -> None:
    """No order of the words of the tables raises; intervals and bounds are in order."""
    dice = random.Random(seed)
    for _ in range(800):
        text = " ".join(dice.choices(VOCABULARY, k=dice.randint(1, 12))).replace(" , ", ", ").replace(" - ", "-")
        for time in times_in(text, (0, len(text)), dice.choice(PUBLISHED)):
            assert text[slice(*time.spans[0])] == time.text
            assert time.start is None or time.end is None or time.start < time.end
        for quantity in quantities_in(text, ((0, len(text)),)):
            assert text[slice(*quantity.spans[0])] == quantity.text
            assert (quantity.low, quantity.high) != (None, None)
            assert quantity.low is None or quantity.high is None or quantity.low <= quantity.high
