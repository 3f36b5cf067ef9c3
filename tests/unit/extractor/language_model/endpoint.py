"""A stub of an OpenAI-compatible endpoint on this machine: it says what it is told to."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import web

from services.extractor.adapters.language_model.breaker import EndpointBreaker
from services.extractor.adapters.language_model.client import LanguageModel
from services.extractor.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    Answer = bytes | web.StreamResponse | Callable[[web.Request], Awaitable[web.StreamResponse]]

KEY = "sk-a-key-that-nobody-may-see"


def completion(content: object) -> bytes:
    """A chat completion in which the assistant says this; what is no text is said as JSON."""
    said = content if isinstance(content, str) else json.dumps(content)
    message = {"role": "assistant", "content": said}
    return json.dumps({"object": "chat.completion", "choices": [{"index": 0, "message": message}]}).encode()


def attributions(*of: tuple[str | None, str, Any]) -> bytes:
    """A good answer."""
    items = [{"source": source, "cue": cue, "content": content} for source, cue, content in of]
    return completion({"attributions": items})


def a_status(status: int, **headers: str) -> web.Response:
    """An error that shows what it was sent, as some do."""
    body = orjson.dumps({"error": {"message": f"Incorrect API key provided: {KEY}"}})
    return web.Response(status=status, body=body, headers={name.replace("_", "-"): v for name, v in headers.items()})


async def drip(request: web.Request) -> web.StreamResponse:
    """An answer that never ends, a byte at a time."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b" ")
        await asyncio.sleep(0.02)


async def stall(_: web.Request) -> web.StreamResponse:
    """No answer at all."""
    await asyncio.sleep(30)
    raise web.HTTPGatewayTimeout


async def flood(request: web.Request) -> web.StreamResponse:
    """More than anybody wants to read."""
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(4000):
        await response.write(b"x" * 65_536)
    return response


async def break_off(request: web.Request) -> web.StreamResponse:
    """A connection that ends before the answer does."""
    assert request.transport is not None
    request.transport.close()
    return web.Response()


@dataclass
class Endpoint:
    """What is answered, in turn and then the last one again, and what was asked."""

    answers: list[Answer]
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """The next answer."""
        self.asked.append(orjson.loads(await request.read()))
        self.headers.append(dict(request.headers))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, bytes):
            return web.Response(body=answer, content_type="application/json")
        if isinstance(answer, web.Response):
            return web.Response(status=answer.status, body=answer.body, headers=answer.headers)
        assert callable(answer)
        return await answer(request)


@asynccontextmanager
async def an_endpoint(*answers: Answer) -> AsyncIterator[Endpoint]:
    """A running endpoint."""
    endpoint = Endpoint(list(answers))
    app = web.Application()
    app.router.add_post("/v1/chat/completions", endpoint.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    endpoint.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    try:
        yield endpoint
    finally:
        await runner.cleanup()


def some_settings(url: str, **changes: Any) -> Settings:
    """Settings that ask an endpoint, with short times."""
    given = {
        "language_model_url": url,
        "language_model_name": "a-model",
        "language_model_key": KEY,
        "language_model_timeout_seconds": 2.0,
        "engine": "rules",
    }
    return Settings(**(given | changes))


@asynccontextmanager
async def a_language_model(
    *answers: Answer, breaker: EndpointBreaker | None = None, **settings: Any
) -> AsyncIterator[tuple[LanguageModel, Endpoint]]:
    """A client and the endpoint that it asks."""
    async with an_endpoint(*answers) as endpoint:
        model = LanguageModel(some_settings(endpoint.url, **settings), breaker)
        try:
            yield model, endpoint
        finally:
            await model.close()
