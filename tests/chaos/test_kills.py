"""Nothing is lost and nothing is doubled, whatever is killed and cut; the run that shows it would show a bug."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.console.redis_server import RedisServer, bundled_binary
from tests.chaos.driver import Chaos

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chaos.conftest import MakePowered


@pytest.mark.timeout(900)
async def test_no_claim_is_lost_or_doubled_through_kills(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Every report's claim is stored once and reaches a resuming subscriber once, in order, without a gap."""
    assert await _faults(_killed(tmp_path, request)) == {}


@pytest.mark.timeout(900)
async def test_no_claim_is_lost_or_doubled_through_power_cuts(
    tmp_path: Path, request: pytest.FixtureRequest, make_powered: MakePowered
) -> None:
    """And every entry is there that Redis has acknowledged, while services and Redis are killed as well."""
    assert await _faults(Chaos(tmp_path, make_powered(), **_sizes(request))) == {}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("make_powered", ["valkey-9"], indirect=True)
async def test_no_claim_is_lost_or_doubled_when_everything_loses_its_power(
    tmp_path: Path, request: pytest.FixtureRequest, make_powered: MakePowered, shim: Path
) -> None:
    """Services, server and database at once, as on one machine: what a stage acknowledged is in the database."""
    assert await _faults(Chaos(tmp_path, make_powered(), shim=shim, **_sizes(request))) == {}


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("bug", "seen_as"),
    [
        ("no_fence", "handed over twice"),
        ("groups_at_the_end", "lost"),
        ("sequence_at_insert", "gaps"),
    ],
)
async def test_the_same_run_shows_a_planted_bug(
    tmp_path: Path, request: pytest.FixtureRequest, bug: str, seen_as: str
) -> None:
    """With the fence removed, groups at `$`, or the sequence taken at insert, the run is not faultless."""
    assert seen_as in await _faults(_killed(tmp_path, request, bug))


@pytest.mark.timeout(900)
@pytest.mark.parametrize("make_powered", ["valkey-9"], indirect=True)
async def test_power_cuts_show_a_server_that_syncs_every_second(
    tmp_path: Path, request: pytest.FixtureRequest, make_powered: MakePowered
) -> None:
    """With `appendfsync everysec`, Redis's own default, entries are gone that it has acknowledged."""
    server = make_powered(appendfsync="everysec")

    assert "acknowledged lost" in await _faults(Chaos(tmp_path, server, bug="everysec", **_sizes(request)))


@pytest.mark.timeout(900)
@pytest.mark.parametrize("make_powered", ["valkey-9"], indirect=True)
async def test_power_cuts_show_a_database_that_does_not_sync(
    tmp_path: Path, request: pytest.FixtureRequest, make_powered: MakePowered, shim: Path
) -> None:
    """With `synchronous=NORMAL` the database forgets what Redis was told is done, and will not tell it again."""
    # A single cut may by chance take nothing, or only what is delivered again.
    sizes = _sizes(request) | {"cuts": 4}
    chaos = Chaos(tmp_path, make_powered(), shim=shim, bug="database_without_sync", **sizes)

    assert "lost" in await _faults(chaos)


def _killed(folder: Path, request: pytest.FixtureRequest, bug: str | None = None) -> Chaos:
    """Without power cuts, so that it needs no shim."""
    server = RedisServer(folder / "redis", binary=bundled_binary())
    return Chaos(folder, server, bug=bug, **_sizes(request) | {"cuts": 0})


def _sizes(request: pytest.FixtureRequest) -> dict[str, int]:
    return {name: request.config.getoption(f"--{name}") for name in ("reports", "kills", "cuts", "seed")}


async def _faults(chaos: Chaos) -> dict[str, list[str]]:
    await chaos.run()
    faults = chaos.faults()
    told = {kind: f"{len(found)}, such as {found[:3]}" for kind, found in faults.items()}
    print(
        f"\n{chaos.bug or 'no bug'}: {chaos.reports} reports, seed {chaos.seed}, {dict(chaos.done_to)}, faults {told}"
    )
    return faults
