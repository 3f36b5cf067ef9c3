"""An OpenAI-compatible endpoint: one bounded question an article, and what can come of it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import aiohttp
import stamina

from services.extractor.adapters.language_model.breaker import EndpointBreaker
from services.extractor.adapters.language_model.messages import quotes_in, request

if TYPE_CHECKING:
    from services.extractor.domain.quoting.quoted import Quotes
    from services.extractor.settings import Settings

# A hundred attributions have some 40 kB; a model that thinks aloud says more.
_MAX_ANSWER_BYTES: Final = 512 * 1024
_STEP_BYTES: Final = 64 * 1024
_CONNECT_SECONDS: Final = 5.0
_ATTEMPTS: Final = 2
_SHORTEST_WAIT_SECONDS: Final = 0.5
_OK, _TOO_MANY, _SERVER_ERROR = 200, 429, 500


@dataclass(frozen=True)
class NoAnswer:
    """There is none.

    Attributes:
        outcome: one word why.
        fault: what exactly, in words of ours: those of an endpoint could hold the key or the article.
    """

    outcome: str
    fault: str = ""


class _AgainError(Exception):
    """An answer after which one more attempt makes sense."""

    def __init__(self, answer: NoAnswer, wait_seconds: float | None) -> None:
        super().__init__(answer.outcome)
        self.answer = answer
        self.wait_seconds = wait_seconds


class LanguageModel:
    """A client for one endpoint and one model; close it in the end."""

    def __init__(self, settings: Settings, breaker: EndpointBreaker | None = None) -> None:
        """Prepare; nothing is asked before the first text."""
        self.name = settings.language_model_name or ""
        self._settings = settings
        self._url = f"{str(settings.language_model_url).rstrip('/')}/chat/completions"
        self._breaker = breaker or EndpointBreaker()
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, text: str) -> Quotes | NoAnswer:
        """The attributions of a text as the model quotes them; every end is a value, nothing is raised."""
        if len(text) > self._settings.language_model_max_characters:
            return NoAnswer("too_long", f"{len(text)} characters")
        if not self._breaker.lets_through(time.monotonic()):
            return NoAnswer("left_alone")
        answer: Quotes | NoAnswer = NoAnswer("cancelled")
        try:
            answer = await self._in_time(request(text, model=self.name, options=self._settings.language_model_options))
        finally:
            self._breaker.note(time.monotonic(), succeeded=not isinstance(answer, NoAnswer))
        return answer

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _in_time(self, body: bytes) -> Quotes | NoAnswer:
        seconds = self._settings.language_model_timeout_seconds
        try:
            async with asyncio.timeout(seconds):
                return await self._persistent(body, time.monotonic() + seconds)
        except TimeoutError:
            return NoAnswer("timeout", f"no whole answer within {seconds:g} s")

    async def _persistent(self, body: bytes, until: float) -> Quotes | NoAnswer:
        """Ask once more if the endpoint is busy or breaks off, unless it wants more time than there is."""

        def wait(error: Exception) -> bool | float:
            if not isinstance(error, _AgainError):
                return False
            seconds = error.wait_seconds or _SHORTEST_WAIT_SECONDS
            return seconds if time.monotonic() + seconds < until else False

        answer = NoAnswer("unreachable")
        with contextlib.suppress(_AgainError):
            async for attempt in stamina.retry_context(on=wait, attempts=_ATTEMPTS, timeout=None):
                with attempt:
                    try:
                        return await self._once(body)
                    except _AgainError as error:
                        answer = error.answer
                        raise
        return answer

    async def _once(self, body: bytes) -> Quotes | NoAnswer:
        try:
            return await self._asked(body)
        except aiohttp.ClientConnectorError as error:
            return NoAnswer("unreachable", type(error.__cause__ or error).__name__)
        except (aiohttp.ClientError, OSError) as error:
            # Its own words may hold the headers, and so the key.
            raise _AgainError(NoAnswer("unreachable", type(error).__name__), None) from None

    async def _asked(self, body: bytes) -> Quotes | NoAnswer:
        # A redirect would take the article and the key to another host.
        async with self._opened().post(self._url, data=body, allow_redirects=False) as response:
            if response.status == _TOO_MANY or response.status >= _SERVER_ERROR:
                outcome = "busy" if response.status == _TOO_MANY else "server_error"
                wait = _seconds(response.headers.get("Retry-After", ""))
                raise _AgainError(NoAnswer(outcome, f"status {response.status}"), wait)
            if response.status != _OK:
                return NoAnswer("refused", f"status {response.status}")
            whole = bytearray()
            async for chunk in response.content.iter_chunked(_STEP_BYTES):
                whole += chunk
                if len(whole) > _MAX_ANSWER_BYTES:
                    return NoAnswer("too_large", f"more than {_MAX_ANSWER_BYTES} bytes")
        return quotes_in(bytes(whole)) or NoAnswer("unreadable", "no JSON of the form that was asked for")

    def _opened(self) -> aiohttp.ClientSession:
        # Made on first use: aiohttp wants a running loop.
        if self._session is None:
            key = self._settings.language_model_secret()
            self._session = aiohttp.ClientSession(
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"Content-Type": "application/json", "Accept-Encoding": "identity"}
                | ({"Authorization": f"Bearer {key}"} if key else {}),
                # The whole time is watched where the second attempt is part of it.
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS),
            )
        return self._session


def _seconds(retry_after: str) -> float | None:
    """What an endpoint asks to wait for; None if it says no number."""
    return float(retry_after[:9]) if retry_after.strip().isdecimal() else None
