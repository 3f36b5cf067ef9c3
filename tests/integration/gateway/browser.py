"""A real Chromium, asked over its DevTools protocol; only what the tests of the page need."""

from __future__ import annotations

import asyncio
import base64
import itertools
import shutil
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--remote-debugging-port=0", "about:blank",
)  # fmt: skip


class Page:
    """One tab."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command and its result; events in between are passed over."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        while (answer := await self._socket.receive_json(timeout=20)).get("id") != number:
            continue
        result: dict[str, Any] = answer["result"]
        return result

    async def open(self, url: str, *, width: int = 1200) -> None:
        """Show a page in a window of this width."""
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        await self.call("Emulation.setDeviceMetricsOverride", **metrics)
        await self.call("Page.navigate", url=url)

    async def value(self, expression: str) -> Any:
        """What an expression is in the page."""
        answer = await self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        return answer["result"].get("value")

    async def until(self, expression: str) -> None:
        """Return once an expression holds in the page."""
        async with asyncio.timeout(20):
            while not await self.value(expression):
                await asyncio.sleep(0.05)

    async def screenshot(self, file: Path) -> None:
        """The whole page as PNG."""
        answer = await self.call("Page.captureScreenshot", captureBeyondViewport=True)
        await asyncio.to_thread(file.write_bytes, base64.b64decode(answer["data"]))


@asynccontextmanager
async def a_page(folder: Path) -> AsyncIterator[Page]:
    """A tab of a browser that keeps its profile in a folder."""
    assert CHROMIUM is not None
    process = await asyncio.create_subprocess_exec(
        CHROMIUM, *_FLAGS, f"--user-data-dir={folder}", stderr=asyncio.subprocess.PIPE
    )
    try:
        async with aiohttp.ClientSession() as client:
            port = await asyncio.wait_for(_port(process), 30)
            async with client.get(f"http://127.0.0.1:{port}/json/list") as answer:
                tab = next(one for one in await answer.json() if one["type"] == "page")
            socket = await client.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0)
            yield Page(socket)
            await socket.close()
    finally:
        process.kill()
        await process.wait()


async def _port(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    async for line in process.stderr:
        if b"DevTools listening on" in line:
            return line.decode().split("127.0.0.1:")[1].split("/")[0]
    message = "the browser ended"
    raise RuntimeError(message)
