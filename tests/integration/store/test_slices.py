"""What the store makes of deliveries: the same on SQLite and on PostgreSQL, in any order, any number of times."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from services.store.adapters.captures import captures_without_outcome
from services.store.handlers import store_slice
from shared.contracts.article import ArticleSkipped
from shared.contracts.dead import DeadLetter, original
from shared.contracts.event import envelope
from shared.database.dead import get_dead, list_dead, mark_dead
from shared.database.session import reading
from shared.database.tables import articles, captures, claim_events, claims, metadata
from shared.database.testing import a_claim, an_extraction
from shared.database.tracing import where
from shared.errors import PermanentError, TransientError
from shared.identity import article_version
from shared.testing import SOME_TIME, a_capture

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from shared.contracts.claim import ClaimsExtracted

LATER = SOME_TIME + timedelta(hours=1)


def extraction(*contents: str, version: str = "1.0", fetched_at: datetime = SOME_TIME) -> ClaimsExtracted:
    """An article with one claim for each content; its text is made of them."""
    text = " ".join(f"Tendar said that {content}." for content in contents) or "Nothing."
    made = [a_claim(content=content, extractor_version=version) for content in contents]
    return an_extraction(text=text, claims=made, extractor_version=version, fetched_at=fetched_at)


async def told(engine: AsyncEngine) -> list[tuple[str, int, str]]:
    """Kind, revision and content of every event, in the order of the rows."""
    async with reading(engine) as connection:
        rows = await connection.execute(select(claim_events).order_by(claim_events.c.event_row))
        return [(row.kind, row.revision, row.record["content"]["text"]) for row in rows]


async def counts(engine: AsyncEngine) -> dict[str, int]:
    """How many rows each table has."""
    async with reading(engine) as connection:
        return {
            name: await connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in metadata.tables.items()
        }


async def standing(engine: AsyncEngine) -> dict[str, bool]:
    """For each claim's content, whether it is superseded."""
    async with reading(engine) as connection:
        rows = await connection.execute(select(claims.c.record, claims.c.is_superseded))
        return {row.record["content"]["text"]: row.is_superseded for row in rows}


async def test_delivery_stores_article_claims_and_events(engine: AsyncEngine) -> None:
    """Each claim of a new article is published once, at revision 1."""
    await store_slice(engine, [extraction("the bridge fell", "the village held")], now=SOME_TIME)

    assert sorted(await told(engine)) == [("published", 1, "the bridge fell"), ("published", 1, "the village held")]


async def test_redelivery_changes_nothing(engine: AsyncEngine) -> None:
    """The same messages again, alone, doubled in a slice or re-fetched, change no row and publish nothing."""
    slice_ = [a_capture(), extraction("the bridge fell"), a_skip(), a_dead_letter()]
    await store_slice(engine, slice_, now=SOME_TIME)
    before = await counts(engine)

    await store_slice(engine, [*slice_, *slice_], now=LATER)
    for message in slice_:
        await store_slice(engine, [message], now=LATER)

    assert await counts(engine) == before
    assert await told(engine) == [("published", 1, "the bridge fell")]


async def test_refetched_page_with_the_same_text_publishes_nothing(engine: AsyncEngine) -> None:
    """Another capture of an unchanged text is no news."""
    await store_slice(engine, [extraction("the bridge fell")], now=SOME_TIME)

    again = extraction("the bridge fell", fetched_at=LATER).model_copy(update={"capture": "c" * 64})
    await store_slice(engine, [again], now=LATER)

    assert await told(engine) == [("published", 1, "the bridge fell")]


async def test_older_extractor_never_overwrites_a_newer_one(engine: AsyncEngine) -> None:
    """Version 1.9 arriving after 1.10 changes nothing; 1.11 replaces the set."""
    text = "Tendar said that the bridge fell."
    newer = an_extraction(text=text, claims=[a_claim(content="the bridge fell")], extractor_version="1.10")
    older = an_extraction(text=text, claims=[], extractor_version="1.9")
    newest = an_extraction(text=text, claims=[], extractor_version="1.11")

    await store_slice(engine, [newer], now=SOME_TIME)
    await store_slice(engine, [older], now=LATER)
    assert await standing(engine) == {"the bridge fell": False}

    await store_slice(engine, [newest], now=LATER)
    assert await standing(engine) == {"the bridge fell": True}


async def test_late_redelivery_changes_nothing(engine: AsyncEngine) -> None:
    """The same text met under two addresses of one article: the delivery of the earlier, again, takes nothing back."""
    first = extraction("the bridge fell").model_copy(update={"url": "https://news.example/a?utm_source=x"})
    second = extraction("the bridge fell", fetched_at=LATER).model_copy(
        update={"url": "https://news.example/a?utm_source=y", "capture": "c" * 64}
    )
    await store_slice(engine, [first, second], now=LATER)
    before = await told(engine)

    await store_slice(engine, [first], now=LATER)
    await store_slice(engine, [second], now=LATER)

    assert await told(engine) == before
    async with reading(engine) as connection:
        assert (await connection.scalar(select(claims.c.record)))["url"] == second.url  # type: ignore[index]


async def test_newer_version_supersedes_what_is_gone_and_keeps_ids(engine: AsyncEngine) -> None:
    """An edit publishes: gone claims superseded, added ones published, kept ones updated under the same id."""
    await store_slice(engine, [extraction("the bridge fell", "the village held")], now=SOME_TIME)

    edited = extraction("the bridge fell", "the road is open", fetched_at=LATER)
    await store_slice(engine, [edited], now=LATER)

    assert sorted((await told(engine))[2:]) == [
        ("published", 1, "the road is open"),
        ("superseded", 2, "the village held"),
        ("updated", 2, "the bridge fell"),
    ]
    assert await standing(engine) == {"the bridge fell": False, "the village held": True, "the road is open": False}


async def test_superseding_event_says_what_changed(engine: AsyncEngine) -> None:
    """The event holds the whole record, the names of changed fields and their old values."""
    await store_slice(engine, [extraction("the village held")], now=SOME_TIME)
    await store_slice(engine, [extraction(fetched_at=LATER)], now=LATER)

    async with reading(engine) as connection:
        query = select(claim_events.c.record).where(claim_events.c.kind == "superseded")
        record: dict[str, Any] = (await connection.execute(query)).scalar_one()

    assert record["standing"]["word"] == "superseded"
    assert record["changed"] == ["standing"]
    assert record["previous"]["standing"]["word"] == "single_source"


async def test_versions_in_any_order_end_in_the_same_state(engine: AsyncEngine) -> None:
    """An older version that arrives late does not bring its claims back."""
    await store_slice(engine, [extraction("the road is open", fetched_at=LATER)], now=LATER)

    await store_slice(engine, [extraction("the village held")], now=LATER)

    assert await standing(engine) == {"the road is open": False}
    async with reading(engine) as connection:
        current = await connection.scalars(select(articles.c.article_version).where(articles.c.is_current))
        assert list(current) == [article_version("Tendar said that the road is open.")]


async def test_version_that_comes_back_restores_its_claims(engine: AsyncEngine) -> None:
    """An edit that is taken back makes the old claims stand again, with a higher revision."""
    last = LATER + timedelta(hours=1)
    await store_slice(engine, [extraction("the village held")], now=SOME_TIME)
    await store_slice(engine, [extraction(fetched_at=LATER)], now=LATER)

    await store_slice(engine, [extraction("the village held", fetched_at=last)], now=last)

    assert await standing(engine) == {"the village held": False}
    assert (await told(engine))[-1] == ("updated", 3, "the village held")


async def test_refused_content_takes_no_neighbour_along(engine: AsyncEngine) -> None:
    """A text with NUL, which PostgreSQL refuses, fails the slice as the input's fault; alone, its neighbour goes in."""
    good, bad = extraction("the bridge fell"), an_extraction(url="https://news.example/nul", text="a\x00b", claims=[])

    if engine.dialect.name == "postgresql":
        with pytest.raises(PermanentError):
            await store_slice(engine, [good, bad], now=SOME_TIME)
        assert await told(engine) == []
    await store_slice(engine, [good], now=SOME_TIME)

    assert await told(engine) == [("published", 1, "the bridge fell")]


async def test_dead_letter_with_nul_is_kept(engine: AsyncEngine) -> None:
    """A dead letter never dies of its own content, and keeps it as it is."""
    await store_slice(engine, [a_dead_letter(body="\x00 is not JSON")], now=SOME_TIME)

    kept = (await list_dead(engine))[0]
    assert original(kept.body, kept.encoding) == b"\x00 is not JSON"
    assert await mark_dead(engine, kept, "discarded", now=LATER)
    assert not await mark_dead(engine, kept, "retried", now=LATER)
    assert await list_dead(engine) == []
    assert (await get_dead(engine, kept.dead_id[:8])).status == "discarded"  # type: ignore[union-attr]


async def test_missing_tables_are_the_surroundings_fault(empty_database_url: str) -> None:
    """Before the first migration the store waits rather than giving messages up."""
    from shared.database.session import connect

    engine = connect(empty_database_url)
    with pytest.raises(TransientError):
        await store_slice(engine, [extraction("the bridge fell")], now=SOME_TIME)
    await engine.dispose()


async def test_sweep_finds_captures_that_nobody_answered_for(engine: AsyncEngine) -> None:
    """Captures that were stored, skipped or dead-lettered are not put back; the lost one is, as it was."""
    pages = [a_page(name) for name in ("lost", "stored", "skipped", "dead", "young")]
    lost, stored, skipped, dead, young = pages
    await store_slice(engine, [lost, stored, skipped, dead], now=SOME_TIME)
    await store_slice(engine, [young], now=LATER)
    endings = [
        an_extraction(url=stored.url, capture=stored.capture, text="Text.", claims=[]),
        a_skip(url=skipped.url, capture=skipped.capture),
        a_dead_letter(body=envelope(dead, source="fetcher", time=SOME_TIME).decode()),
    ]
    await store_slice(engine, endings, now=LATER)

    assert [capture for _, capture in await captures_without_outcome(engine, LATER)] == [lost]


async def test_where_tells_every_stage_of_a_report(engine: AsyncEngine) -> None:
    """A URL, an article's id and a claim's id lead to the same story."""
    page = a_page("a")
    extracted = extraction("the bridge fell").model_copy(update={"url": page.url, "capture": page.capture})
    await store_slice(engine, [page, extracted, a_skip(url="https://news.example/other")], now=LATER)

    by_url = [(row.stage, row.outcome, row.reason) for row in await where(engine, page.url)]

    assert by_url == [("fetcher", "captured", "text/html"), ("store", "stored", "1 claims")]
    assert len(await where(engine, extracted.article_id)) == 2
    assert len(await where(engine, extracted.claims[0].claim_id)) == 2
    assert await where(engine, "https://news.example/unknown") == []


async def test_bad_body_is_the_inputs_fault(engine: AsyncEngine) -> None:
    """A capture whose body is not base64 is refused, with its URL."""
    with pytest.raises(PermanentError, match=r"news\.example/a"):
        await store_slice(engine, [a_capture(body="%%%")], now=SOME_TIME)


async def test_capture_keeps_the_bytes(engine: AsyncEngine) -> None:
    """The stored body is the compressed bytes, not their base64 form."""
    await store_slice(engine, [a_capture(body=base64.b64encode(b"zstd").decode())], now=SOME_TIME)

    async with reading(engine) as connection:
        assert await connection.scalar(select(captures.c.body)) == b"zstd"


def a_page(name: str) -> Any:
    """A capture of its own."""
    return a_capture(url=f"https://news.example/{name}", body=base64.b64encode(name.encode()).decode())


def a_skip(**changes: Any) -> ArticleSkipped:
    """A report that ended at the cleaner."""
    fields = {
        "url": "https://news.example/s",
        "stage": "cleaner",
        "outcome": "no_text",
        "reason": "r",
        "skipped_at": SOME_TIME,
    }
    return ArticleSkipped(**(fields | changes))


def a_dead_letter(**changes: Any) -> DeadLetter:
    """A dead letter of the cleaner."""
    fields = {
        "stream": "articles.fetched",
        "entry_id": "1-0",
        "service": "cleaner",
        "reason": "r",
        "deliveries": 3,
        "body": "{}",
        "encoding": "utf8",
        "died_at": SOME_TIME,
    }
    return DeadLetter(**(fields | changes))
