"""The demonstration's site: wiring only."""

from __future__ import annotations

import asyncio
import signal

import structlog
from aiohttp import web

from services.demonstration.settings import Settings
from services.demonstration.site import Site, reports
from shared.runtime.logging import configure_logging

log = structlog.get_logger()


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Serve the outlets until told to stop."""
    site = Site(reports(), settings.demonstration_pause_seconds, loop=settings.demonstration_loop)
    runner = web.AppRunner(site.application(), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.demonstration_host, settings.demonstration_port).start()
        log.info("site.started", reports=len(site.script), address=runner.addresses[0][:2])
        await stop.wait()
    finally:
        await runner.cleanup()


def main() -> None:
    """Run the site until a signal comes."""
    settings = Settings()
    configure_logging(settings)

    async def run() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await serve(settings, stop)

    asyncio.run(run())


if __name__ == "__main__":
    main()
