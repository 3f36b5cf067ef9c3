"""Reports with marks and words thrown in: what a bad page, a bad scan or a bad copy leaves between two words."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from services.extractor.handlers import extract_text

pytestmark = pytest.mark.slow

_REPORTS = Path(__file__).parents[2] / "quality/reports/development"
_THROWN = [
    *"'\"“”‘’—–-()[]:;,.…!?/&$%#@*«»|_\\€+=1aAé漢\n\t",
    *("'s", "’s", "n't", "...", "\n\n", "\r\n", "\xa0", "\u200b", "\ufeff", "\u0301", "🙂", "<b>", "No.", "St."),
    *("U.S.", "10,000", "3/4", "1.5", "said", "of", "the", "to", "from", "in"),
]


def _torn(text: str, chance: random.Random) -> str:
    """The text with marks behind, before and between some of its words, and some words lost or doubled."""
    rate = chance.choice([0.02, 0.05, 0.15])
    words = text.split(" ")
    torn = []
    for word in words:
        mark = chance.choice(_THROWN)
        ways = [f"{word} {mark}", word + mark, mark + word, "", chance.choice(words)]
        torn.append(chance.choice(ways) if chance.random() < rate else word)
    return " ".join(torn)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.timeout(600)
def test_torn_report_is_read(seed: int) -> None:
    """Nothing is raised, and every content is the slices of the text at its spans."""
    chance = random.Random(seed)
    for path in sorted(_REPORTS.glob("*.txt")):
        text = _torn(path.read_text(encoding="utf-8"), chance)
        for claim in extract_text(path.stem, text, None).claims:
            assert claim.content.text == " … ".join(text[start:end] for start, end in claim.content.spans)
