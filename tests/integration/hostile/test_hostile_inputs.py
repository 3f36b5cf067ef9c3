"""What others wrote, at its worst: every input ends as claims, skipped or dead letter with a reason, and stops nothing.

The cleaner and the extractor run as services on a real server, with their worker processes.
"""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from services.cleaner import app as cleaner
from services.cleaner.settings import Settings as CleanerSettings
from services.console.redis_server import RedisServer, bundled_binary
from services.extractor import app as extractor
from services.extractor.settings import Settings as ExtractorSettings
from services.fetcher.domain.media import media_type
from services.fetcher.handlers import packed
from shared.identity import sha256
from shared.testing import a_capture, a_keeper, add, an_article, document, eventually, messages
from shared.transport.broker import Patience, patient_client
from shared.transport.streams import (
    ARTICLES_CLEANED,
    ARTICLES_FETCHED,
    ARTICLES_SKIPPED,
    CLAIMS_EXTRACTED,
    MESSAGES_DEAD,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from redis.asyncio import Redis

pytestmark = pytest.mark.slow

MIB = 1024 * 1024
SAID = "The ministry said that the bridge was closed on Friday. "
PARAGRAPH = f"<p>{SAID}</p>"


def _page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head><title>News</title>{head}</head><body>{body}</body></html>".encode()


# What the cleaner gets: bytes, and how they must end; `None` where more than one end is sound.
CAPTURES: dict[str, tuple[bytes, str | None]] = {
    "empty": (b"", "empty"),
    "only spaces": (b" \r\n\t" * 1000, "empty"),
    "one letter": (b"a", None),
    "random bytes": (bytes((n * 167 + n // 7) % 256 for n in range(100_000)), "binary"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\x00\xff" * 5000, "unsupported_media"),
    "larger than may be": (_page(PARAGRAPH * (3 * MIB // len(PARAGRAPH))), "dead"),
    "large": (_page(PARAGRAPH * (MIB // len(PARAGRAPH))), "claims"),
    "invalid UTF-8": (_page(PARAGRAPH * 5).replace(b"bridge", b"br\xff\xfe\xc3dge"), "claims"),
    "line of 100 KB": (SAID.encode() * 1800, "claims"),
    "word of 2 MB": (b"a" * (2 * MIB), None),
    "nested tags": (_page("<div>" * 50_000 + PARAGRAPH), "hostile"),
    "nested quotations": (_page("<blockquote>" * 50_000 + PARAGRAPH + "</blockquote>" * 50_000), "hostile"),
    "open inline tags": (_page("<b><i>" * 50_000 + PARAGRAPH), "hostile"),
    "open tables": (_page("<table><tr><td>" * 20_000 + PARAGRAPH), "hostile"),
    "open comments": (_page("<!--" * 100_000 + PARAGRAPH), None),
    "open scripts": (_page(PARAGRAPH + "<script>" * 100_000), "claims"),
    "many attributes": (_page(f"<p {' '.join(map('a{}='.format, range(100_000)))}>{SAID}</p>"), "hostile"),
    "entities": (_page("<p>" + "&amp;&lt;&#x1F600;&#xD800;&#0;" * 20_000 + f"{SAID}</p>"), "claims"),
    "deep JSON-LD": (_page(PARAGRAPH, f'<script type="application/ld+json">{"[" * 100_000}</script>'), "claims"),
    "wide JSON-LD": (_page(PARAGRAPH, f'<script type="application/ld+json">[{"{}," * 100_000}</script>'), "claims"),
    "NULs in a page": (_page(PARAGRAPH * 5).replace(b"bridge", b"bri\x00dge"), "claims"),
    "NULs": (b"\x00" * 100_000, "binary"),
    "surrogates in a page": (_page(PARAGRAPH + "<p>xx</p>").replace(b"xx", b"\xed\xa0\x80"), "claims"),
    "bidi controls": (_page(PARAGRAPH.replace("bridge", "\u202e\u2066bridge\u2069\u202c") * 5), "claims"),
    "combining marks": (_page(f"<p>{SAID}e{chr(0x301) * 100_000}</p>"), "claims"),
    "million quotation marks": (b'"' * 1_000_000, None),
    "million curly marks": ("\u201c".encode() * 600_000, None),
    "words in quotation marks": (SAID.encode() + b'"a" ' * 100_000, None),
    "many short lines": (b"a\n" * 200_000, None),
    "byte order marks": (b"\xef\xbb\xbf" * 100_000 + SAID.encode(), "claims"),
    "UTF-16 cut in two": (("\ufeff" + SAID * 20).encode("utf-16-le")[:-1], "claims"),
    "unsafe charset": (_page(PARAGRAPH * 5, '<meta charset="utf-7">'), "claims"),
    "unknown charset": (_page(PARAGRAPH * 5, '<meta charset="\x00nonsense">'), "claims"),
    "mojibake": ((SAID + "â€œÃ©" * 50_000).encode(), "claims"),
    "impossible dates": (_page(f"<p>{SAID}{'12/11/10 at 9 on Friday 31 February 99999. ' * 5000}</p>"), "claims"),
}

# What the extractor gets: texts that no cleaner would let through.
TEXTS: dict[str, str] = {
    "empty text": "",
    "NUL": "Officials said the \x00 bridge was closed.",
    "bidi": "Officials \u202esaid\u202c the bridge was closed.",
    "speakers in speakers": "He said that " * 15_000,
    "marks without end": "\u201c" * 1_000_000,
    "straight marks": '"' * 1_000_000,
    "straight marks around words": 'he said "a" ' * 16_000,
    "noncharacters": "Officials said \ufffe\uffff\U0010ffff was closed.",
    "line separators": "Officials said\u2028the bridge\u2029was\x85closed.\x0b\x0c" * 5000,
    "digits": "9" * 200_000 + " troops, officials said.",
    "capitals": "A. B. C. " * 20_000 + "said the bridge was closed.",
    "one long word said": "a" * 150_000 + " said that the bridge was closed.",
}


@asynccontextmanager
async def both(url: str) -> AsyncIterator[Redis]:
    """A cleaner and an extractor that give a worker twenty seconds."""
    redis = patient_client(url, Patience())
    common: dict[str, Any] = {"redis_url": url, "timeout_seconds": 20, "reclaim_after_ms": 400}
    services = [cleaner.make(CleanerSettings(**common)), extractor.make(ExtractorSettings(**common))]
    async with a_keeper(url):
        for service in services:
            await service.start()
        try:
            yield redis
        finally:
            for service in services:
                await service.stop()
            await redis.aclose()


def _url(name: str) -> str:
    return f"https://news.example/{name.replace(' ', '-')}"


async def _endings(redis: Redis) -> dict[str, tuple[str, str]]:
    """URL to what became of it, and why."""
    found: dict[str, tuple[str, str]] = {}
    for each in await messages(redis, CLAIMS_EXTRACTED):
        found[each["url"]] = ("claims", each["no_claims_reason"] or f"{len(each['claims'])} claims")
    for each in await messages(redis, ARTICLES_SKIPPED):
        found[each["url"]] = (each["outcome"], each["reason"])
    for each in await messages(redis, MESSAGES_DEAD):
        url = next(url for url in map(_url, (*CAPTURES, *TEXTS, "surrogate")) if f'"{url}"' in each["body"])
        found[url] = ("dead", each["reason"])
    return found


async def _fed(url: str) -> dict[str, tuple[str, str]]:
    async with both(url) as redis:
        for name, (raw, _) in CAPTURES.items():
            declared = "text/html" if raw.lstrip().startswith(b"<") else "text/plain"
            capture = a_capture(
                url=_url(name), body=packed(raw), capture=sha256(raw), media_type=media_type(raw, declared)
            )
            await add(redis, ARTICLES_FETCHED, capture)
        for name, text in TEXTS.items():
            await add(redis, ARTICLES_CLEANED, an_article(url=_url(name), text=text))
        half = document(an_article(url=_url("surrogate"))).replace(b"bridge", rb"bri\ud800dge")
        await add(redis, ARTICLES_CLEANED, half)

        async def all_ended() -> bool:
            return len(await _endings(redis)) == len(CAPTURES) + len(TEXTS) + 1

        with contextlib.suppress(TimeoutError):
            await eventually(all_ended, seconds=400)
        return await _endings(redis)


@pytest.fixture(scope="module")
def endings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """What became of every input, by URL."""
    server = RedisServer(tmp_path_factory.mktemp("valkey"), binary=bundled_binary())
    server.start()
    try:
        return asyncio.run(_fed(server.url))
    finally:
        server.stop()


@pytest.mark.timeout(500)
@pytest.mark.parametrize("name", CAPTURES)
def test_a_hostile_capture_ends_with_a_reason(endings: dict[str, tuple[str, str]], name: str) -> None:
    """As claims, skipped or dead letter: as it should, where only one end is sound."""
    outcome, reason = endings[_url(name)]
    expected = CAPTURES[name][1]

    assert reason
    assert expected in {None, outcome}, reason


@pytest.mark.timeout(500)
@pytest.mark.parametrize("name", [*TEXTS, "surrogate"])
def test_a_hostile_text_ends_with_a_reason(endings: dict[str, tuple[str, str]], name: str) -> None:
    """The extractor gives it up only with a reason."""
    assert endings[_url(name)][1]
