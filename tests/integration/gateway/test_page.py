"""The live page in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from services.console.redis_server import free_port
from shared.contracts.claim import Caveat, Place, Source
from tests.integration.gateway.browser import CHROMIUM, a_page
from tests.integration.gateway.conftest import a_gateway

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import aiohttp

    from tests.integration.gateway.browser import Page
    from tests.integration.gateway.conftest import Publisher

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

HOSTILE = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>&amp;\'\u202e'
SHOWN = "document.querySelectorAll('#claims > li').length"
STATE = "document.getElementById('connection').dataset.state"
EMPTY = "!document.getElementById('empty').hidden"


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    """A tab."""
    async with a_page(tmp_path / "browser") as page:
        yield page


def address(gateway: aiohttp.ClientSession) -> str:
    """Where the page is."""
    return str(gateway._base_url)


async def test_claims_appear_by_themselves(gateway: aiohttp.ClientSession, publisher: Publisher, page: Page) -> None:
    """First none, which is said; then each as it is published, the newest on top."""
    await page.open(address(gateway))
    await page.until(f"{STATE} === 'live' && {EMPTY}")

    await publisher.publish("one", "two")
    await page.until(f"{SHOWN} === 2 && !({EMPTY})")

    assert await page.value("[...document.querySelectorAll('.words')].map((words) => words.textContent).join()") == (
        "“two”,“one”"
    )


async def test_hostile_words_are_only_words(gateway: aiohttp.ClientSession, publisher: Publisher, page: Page) -> None:
    """Markup in any field is shown as it was written, and an address that is code is no link."""
    source = Source(text=HOSTILE, name=HOSTILE, kind="witness")
    caveat = Caveat(text=HOSTILE, spans=[], status="unverified", by=HOSTILE)
    place = Place(text=HOSTILE, spans=[])
    await publisher.publish(HOSTILE, source=source, caveats=[caveat], places=[place])

    await page.open(address(gateway))
    await page.until(f"{SHOWN} === 1")

    assert await page.value("document.querySelectorAll('#claims img, #claims script').length") == 0
    assert await page.value("window.hit") is None
    assert HOSTILE in await page.value("document.querySelector('.words').textContent")
    assert not (await page.value("document.querySelector('#claims a')?.href ?? ''")).startswith("javascript")


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("“We hold,”", "“We hold”"),
        ('"We hold."', "“We hold.”"),
        ("they held", "“they held”"),
        ("he said “no” twice", "“he said “no” twice”"),
    ],
)
async def test_quotation_marks_stand_once(
    gateway: aiohttp.ClientSession, publisher: Publisher, page: Page, content: str, shown: str
) -> None:
    """Whether or not the report has them."""
    await publisher.publish(content)

    await page.open(address(gateway))
    await page.until(f"{SHOWN} === 1")

    assert await page.value("document.querySelector('.words').textContent") == shown


async def test_page_fits_a_telephone(gateway: aiohttp.ClientSession, publisher: Publisher, page: Page) -> None:
    """A word of any length wraps; nothing is wider than the window."""
    await publisher.publish("x" * 500)

    await page.open(address(gateway), width=400)
    await page.until(f"{SHOWN} === 1")

    assert await page.value("document.documentElement.scrollWidth") <= 400


async def test_page_comes_back_after_a_restart(
    database_url: str, redis_url: str, publisher: Publisher, page: Page
) -> None:
    """While the gateway is away the page says so; then it shows what it has missed, each claim once."""
    settings: dict[str, Any] = {"database_url": database_url, "redis_url": redis_url, "port": free_port()}
    await publisher.publish("before")
    async with a_gateway(**settings) as gateway:
        await page.open(address(gateway))
        await page.until(f"{STATE} === 'live' && {SHOWN} === 1")

    await page.until(f"{STATE} === 'lost'")
    await publisher.publish("meanwhile")
    async with a_gateway(**settings):
        await page.until(f"{STATE} === 'live' && {SHOWN} === 2")
        await publisher.publish("after")
        await page.until(f"{SHOWN} === 3")
