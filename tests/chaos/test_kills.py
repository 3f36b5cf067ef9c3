"""Nothing is lost and nothing is doubled, whatever is killed."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from tests.chaos.driver import Chaos

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.timeout(900)
async def test_no_claim_is_lost_or_doubled_through_kills(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Every report's claim is stored once and reaches a resuming subscriber once, in order, without a gap."""
    sizes = {name: request.config.getoption(f"--{name}") for name in ("reports", "kills", "seed")}
    chaos = Chaos(tmp_path, **sizes)

    with contextlib.suppress(TimeoutError):
        await chaos.run()

    stored, sequences = chaos.stored(), chaos.subscriber.sequences
    lost = chaos.expected() - set(stored)
    print(f"seed {chaos.seed}, killed {dict(chaos.killed)}, stored {len(stored)}, lost {len(lost)}")
    assert chaos.dead() == []
    assert sorted(lost) == []
    assert [claim for claim, times in stored.items() if times != 1] == []
    assert [where for where, times in chaos.tap.handed_over.items() if times != 1] == []
    assert sequences == list(range(1, len(sequences) + 1))
    assert sorted(chaos.subscriber.claims) == sorted(chaos.expected())
