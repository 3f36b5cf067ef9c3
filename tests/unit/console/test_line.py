"""A claim as one line of a terminal."""

from __future__ import annotations

from typing import Any

import pytest
from rich.text import Text

from services.console.run import line

CLAIM: dict[str, Any] = {
    "source": {"name": "Ada [Lin]", "text": "she"},
    "cue": {"text": "said"},
    "content": {"text": "“We\nleft,”"},
    "stance": "asserts",
    "certainty": "asserted",
    "verification": "unstated",
    "standing": {"word": "single source"},
    "revision": 1,
    "outlet": None,
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "Ada [Lin] said: “We left”"),
        ({"outlet": "The Post"}, "Ada [Lin] said: “We left”  The Post"),
        ({"stance": "denies", "verification": "denied"}, "Ada [Lin] said: “We left”  (denies, verification: denied)"),
        ({"revision": 2}, "Ada [Lin] said: “We left”  (updated)"),
        (
            {"revision": 2, "standing": {"word": "superseded"}},
            "Ada [Lin] said: “We left”  (superseded: the article no longer says this)",
        ),
        ({"source": {"name": None, "text": None}}, "somebody said: “We left”"),
    ],
)
def test_a_line_says_who_claims_what_and_what_is_unusual(changes: dict[str, Any], expected: str) -> None:
    """Speaker, cue, words once in quotation marks, then only what differs from a plain first assertion."""
    assert Text.from_markup(line(CLAIM | changes)).plain == expected
