"""A cleaner as a process of its own; an article whose address ends in `killer` ends the process.

python killable.py redis://127.0.0.1:6379/0
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING

from shared.errors import Done
from shared.runtime.service import Service
from shared.runtime.settings import ServiceSettings
from shared.testing import an_article
from shared.transport.streams import ARTICLES_FETCHED

if TYPE_CHECKING:
    from shared.contracts.article import ArticleFetched


async def handle(capture: ArticleFetched) -> Done:
    """Pass the URL on, or die as a fault in a native library would make it."""
    if capture.url.endswith("killer"):
        os.kill(os.getpid(), signal.SIGKILL)
    return Done((an_article(url=capture.url),))


async def run(url: str) -> None:
    """Work until killed."""
    service = Service(ServiceSettings(service="cleaner", redis_url=url, reclaim_after_ms=400, max_records=16))
    service.subscribe(ARTICLES_FETCHED, handle=handle)
    await service.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1]))
