"""Services of an embedded instance are kept running."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.console.supervisor import Supervisor
from shared.runtime.settings import environment
from shared.testing import eventually

if TYPE_CHECKING:
    from pathlib import Path


async def test_service_that_cannot_be_started_now_is_started_later(tmp_path: Path) -> None:
    """A restart that the system refuses is tried again, like one whose process ends at once."""
    supervisor = Supervisor(tmp_path, environment(), launcher=("-c", "import time; time.sleep(600)"))
    await supervisor.start(("keeper",))
    [service] = supervisor.services
    first = service.process
    assert first is not None

    (tmp_path / "logs").rename(tmp_path / "away")
    first.kill()

    async def tried() -> bool:
        return service.restarts >= 2

    await eventually(tried)
    assert service.process is first
    (tmp_path / "away").rename(tmp_path / "logs")

    async def runs_again() -> bool:
        return service.process is not first

    await eventually(runs_again)
    await supervisor.stop()
