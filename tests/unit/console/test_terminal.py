"""What others wrote, on a terminal."""

from __future__ import annotations

import json

import pytest

from services.console.terminal import harmless, one_line

_HOSTILE = "a\x1b[2J\x9b1m\x00\u202eb\u2028c"


def test_nothing_steers_the_terminal() -> None:
    """Escapes, controls and marks that turn the direction of text are written out; letters stay."""
    shown = harmless(_HOSTILE)

    assert shown == r"a\u001b[2J\u009b1m\u0000\u202eb\u2028c"
    assert json.loads(f'"{shown}"') == _HOSTILE


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x85", "\x0b"])
def test_one_line_stays_one(end: str) -> None:
    """However a line ends, the rest of it cannot look like a line of ours."""
    assert len(one_line(f"a{end}b").splitlines()) == 1
