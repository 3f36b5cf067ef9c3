"""Two fetchers and many feeds: each item once, one request at a time to a host, no server asked too soon."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.integration.polling.driving import FULL, SHORT, Result, drive, is_flat
from tests.integration.polling.site import Measured

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="many hosts on one machine, and /proc: Linux only")


@pytest.mark.slow
def test_two_fetchers_are_polite_and_hand_on_each_item_once(tmp_path: Path) -> None:
    """Measured at the sites and in the streams, for 50 feeds of which some change and some are busy."""
    result = asyncio.run(drive(SHORT, tmp_path))
    print(f"\n{result.told()}")

    assert result.sites.polls.total() > SHORT.feeds
    assert result.faults() == []


def _a_result(**changes: object) -> Result:
    once = Counter({"http://news.example/a": 1})
    seen = Measured(Counter({304: 99}), 100, Counter({"news.example": 1}), Counter(once), [], 1)
    return replace(Result(FULL, seen, set(once), once, Counter(once), [[100.0] * 8]), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"handed_on": Counter()},
        {"handed_on": Counter({"http://news.example/a": 2})},
        {"captured": Counter({"http://news.example/a": 2})},
        {"memory": [[151.0, 151.0]]},
        {"sites": Measured(Counter({304: 90}), 100, Counter(a=1), Counter({"http://news.example/a": 1}), [], 1)},
        {"sites": Measured(Counter({304: 99}), 100, Counter(a=2), Counter({"http://news.example/a": 1}), [], 1)},
        {"sites": Measured(Counter({304: 99}), 100, Counter(a=1), Counter({"http://news.example/a": 1}), ["/a"], 1)},
    ],
)
def test_what_is_not_as_it_must_be_is_told(changes: dict[str, object]) -> None:
    """Lost, doubled, too large, asked in full, two at once, too soon: each is a fault."""
    assert _a_result().faults() == []
    assert len(_a_result(**changes).faults()) == 1


def test_memory_that_grows_is_not_flat() -> None:
    """Warming up is no growth; a tenth more at the end is."""
    assert is_flat([50.0, 90.0] + [100.0] * 14)
    assert not is_flat([50.0, 90.0] + [100.0] * 6 + [110.0] * 8)
