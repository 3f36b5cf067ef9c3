"""Servers whose power can be cut, where this machine can do that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.chaos.power import compiled, why_not
from tests.chaos.powered import ContainedServer, PoweredServer, why_no_container

MakePowered = Callable[..., PoweredServer]
KINDS: dict[str, type[PoweredServer]] = {"valkey-9": PoweredServer, "redis-7": ContainedServer}


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shim, compiled; what needs it is skipped where power cannot be cut."""
    reason = why_not()
    if reason:
        pytest.skip(reason)
    return compiled(tmp_path_factory.mktemp("shim"))


@pytest.fixture(scope="session")
def shim_for_redis_7(shim: Path) -> Path:
    """The shim, where Redis 7 runs with it in a container."""
    reason = why_no_container(shim)
    if reason:
        pytest.skip(reason)
    return shim


@pytest.fixture(params=list(KINDS))
def make_powered(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakePowered]:
    """Make a server of each kind; keywords are options, with `_` for `-`."""
    shim: Path = request.getfixturevalue("shim" if request.param == "valkey-9" else "shim_for_redis_7")
    made: list[PoweredServer] = []

    def make(**options: str) -> PoweredServer:
        named = {name.replace("_", "-"): value for name, value in options.items()}
        made.append(KINDS[request.param](tmp_path / f"server-{len(made)}", options=named, shim=shim))
        return made[-1]

    yield make
    for server in made:
        server.kill()
