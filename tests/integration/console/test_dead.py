"""`claimwire dead`: what an operator does with dead letters, on both databases."""

from __future__ import annotations

import asyncio
import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from redis.asyncio import Redis
from sqlalchemy import select, text

from services.console import dead
from services.console.instance import Instance
from services.store.adapters.captures import captures_without_outcome
from services.store.handlers import store_slice
from shared.contracts.dead import DeadLetter, original
from shared.database.dead import Which, get_dead, list_dead
from shared.database.session import connect, reading, writing
from shared.database.tables import dead_letters
from shared.database.tracing import where
from shared.database.upgrade import upgrade
from shared.errors import PermanentError, TransientError
from shared.testing import SOME_TIME, a_capture, a_keeper, a_service, add, document, eventually, messages
from shared.transport.hop import Entry, dead_letter
from shared.transport.streams import ARTICLES_CLEANED, ARTICLES_FETCHED, FIELD, MESSAGES_DEAD

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from shared.contracts.article import ArticleFetched
    from shared.errors import Outcome

BODIES = (b"\xff\xfe not UTF-8", rb"the text \xff", b"NUL \x00 inside", document(a_capture()), b"")


@pytest.fixture
def instance(engine: AsyncEngine, redis_url: str) -> Instance:
    """A running instance, as the command finds it."""
    url = engine.url.render_as_string(hide_password=False)
    return Instance(pid=os.getpid(), folder="/nowhere", redis_url=redis_url, database_url=url, page="")


async def bury(engine: AsyncEngine, *bodies: bytes, **changes: Any) -> list[str]:
    """Keep dead letters of these bodies, as the store does; returns their ids, in this order."""
    fields = {"stream": ARTICLES_FETCHED.name, "service": "cleaner", "reason": "boom"} | changes
    before = set(await ids(engine))
    found: list[str] = []
    for number, body in enumerate(bodies):
        entry = Entry(f"{len(before) + number}-{fields['service']}", body)
        await store_slice(engine, [dead_letter(entry, now=SOME_TIME, **fields)], now=SOME_TIME)
        found += set(await ids(engine)) - before - set(found)
    return found


async def ids(engine: AsyncEngine) -> list[str]:
    """Of all dead letters, whatever was done with them."""
    return [row.dead_id for row in await list_dead(engine, Which(None), limit=1000)]


async def bodies(redis: Redis, stream: str = ARTICLES_FETCHED.name) -> list[bytes]:
    """Everything that is on a stream, byte by byte."""
    entries: Any = await redis.xrange(stream)
    assert all(list(fields) == [FIELD.encode()] for _, fields in entries)
    return [fields[FIELD.encode()] for _, fields in entries]


async def status(engine: AsyncEngine, dead_id: str) -> str:
    """What was done with a dead letter."""
    row = await get_dead(engine, dead_id)
    assert row is not None
    return row.status


async def retry(instance: Instance, *wanted: str, which: Which | None = None) -> bool:
    """The command, for people."""
    return await dead.retry(instance, wanted, which, as_json=False)


async def test_a_retry_puts_the_bytes_back_as_they_were(
    instance: Instance, engine: AsyncEngine, redis: Redis, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Whatever they are; and each answer names the entry that now holds them."""
    wanted = await bury(engine, *BODIES)

    assert await dead.retry(instance, wanted, None, as_json=True)

    assert await bodies(redis) == list(BODIES)
    answers = [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]
    added: Any = await redis.xrange(ARTICLES_FETCHED.name)
    assert [answer["entry_id"] for answer in answers] == [entry_id.decode() for entry_id, _ in added]
    assert {answer["outcome"] for answer in answers} == {"retried"}
    assert {await status(engine, dead_id) for dead_id in wanted} == {"retried"}


async def test_a_dead_message_lives_again_once_its_cause_is_mended(
    instance: Instance, engine: AsyncEngine, redis: Redis, redis_url: str
) -> None:
    """From a stage through the store and back: the same bytes go through the mended stage."""
    body = document(a_capture())
    await add(redis, ARTICLES_FETCHED, body)

    async def refuse(_: ArticleFetched) -> Outcome:
        message = "boom"
        raise PermanentError(message)

    async def has_died() -> bool:
        return bool(await messages(redis, MESSAGES_DEAD))

    async with a_keeper(redis_url), a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=refuse):
        await eventually(has_died)
    [letter] = await messages(redis, MESSAGES_DEAD)
    await store_slice(engine, [DeadLetter.model_validate(letter)], now=SOME_TIME)

    assert await dead.retry(instance, (), Which(), as_json=False)

    assert await bodies(redis) == [body, body]
    assert await list_dead(engine) == []


async def test_nothing_is_done_twice(
    instance: Instance, engine: AsyncEngine, redis: Redis, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """What was retried or discarded is refused, with what was done and when."""
    first, second = await bury(engine, b"one", b"two")
    assert await retry(instance, first)
    assert await dead.discard(instance, [second], "a test of ours", as_json=False)
    capsysbinary.readouterr()

    assert not await retry(instance, first, second)
    assert not await dead.discard(instance, [first], "again", as_json=False)

    said = capsysbinary.readouterr().out.decode()
    assert said.count("already retried at 20") == 2
    assert said.count("already discarded at 20") == 1
    assert await bodies(redis) == [b"one"]
    assert [await status(engine, dead_id) for dead_id in (first, second)] == ["retried", "discarded"]


async def test_unknown_ids_do_not_stop_the_others(
    instance: Instance, engine: AsyncEngine, redis: Redis, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A beginning is enough where it is the beginning of one; an empty one never is."""
    [known] = await bury(engine, b"one")

    assert not await retry(instance, "f" * 32, "", known[:8])

    said = capsysbinary.readouterr().out.decode()
    assert said.count("unknown") == 2
    assert "1 of 3 done" in said
    assert await bodies(redis) == [b"one"]


async def test_what_redis_refuses_stays_dead(instance: Instance, engine: AsyncEngine, redis: Redis) -> None:
    """A letter is marked only after it was added."""
    [dead_id] = await bury(engine, b"one")
    await redis.set(ARTICLES_FETCHED.name, "not a stream")

    with pytest.raises(TransientError, match=f"{dead_id}, which stays dead"):
        await retry(instance, dead_id)

    assert await status(engine, dead_id) == "dead"


async def test_an_unreachable_redis_is_said(instance: Instance, engine: AsyncEngine) -> None:
    """Nothing is marked."""
    [dead_id] = await bury(engine, b"one")
    nobody = instance.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"})

    with pytest.raises(TransientError, match="Redis does not take"):
        await retry(nobody, dead_id)

    assert await status(engine, dead_id) == "dead"


async def test_a_letter_that_was_added_but_not_marked_can_be_added_again(
    instance: Instance, engine: AsyncEngine, redis: Redis
) -> None:
    """As after a crash in between: it says so, still counts as dead, and is never lost."""
    if engine.dialect.name != "sqlite":
        pytest.skip("one writer at a time is SQLite's own; PostgreSQL takes the same way")
    [dead_id] = await bury(engine, b"one")

    async with writing(engine):
        with pytest.raises(TransientError, match="was put back but could not be marked"):
            await retry(instance, dead_id)
    assert await status(engine, dead_id) == "dead"
    assert await retry(instance, dead_id)

    assert await bodies(redis) == [b"one", b"one"]
    assert await status(engine, dead_id) == "retried"


async def test_what_cannot_be_put_back_as_it_was_is_refused(
    instance: Instance, engine: AsyncEngine, redis: Redis, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A stream that nobody reads, or bytes that an older release did not keep, would be a loss in silence."""
    [gone] = await bury(engine, b"one", stream="articles.translated")
    older = DeadLetter(
        stream=ARTICLES_FETCHED.name,
        entry_id="9-9",
        service="cleaner",
        reason="r",
        deliveries=1,
        body="\\xff",
        died_at=SOME_TIME,
    )
    await store_slice(engine, [older], now=SOME_TIME)

    assert not await retry(instance, *await ids(engine))

    said = capsysbinary.readouterr().out.decode()
    assert "this release has no stream articles.translated" in said
    assert "kept by an older release" in said
    assert await status(engine, gone) == "dead"
    assert await redis.keys("*") == []


async def test_all_means_what_the_options_name(instance: Instance, engine: AsyncEngine, redis: Redis) -> None:
    """Each option narrows; without any, everything that is dead goes back, and nothing else."""
    await bury(engine, b"a", reason="ZeroDivisionError: 100%")
    await bury(engine, b"b", service="store")
    await bury(engine, b"c", stream=ARTICLES_CLEANED.name)
    [discarded] = await bury(engine, b"d")
    await dead.discard(instance, [discarded], "no use", as_json=False)

    assert await retry(instance, which=Which(reason="zerodivisionERROR: 100%"))
    assert await bodies(redis) == [b"a"]
    assert await retry(instance, which=Which(service="store"))
    assert await bodies(redis) == [b"a", b"b"]
    assert await retry(instance, which=Which(stream=ARTICLES_FETCHED.name))
    assert await bodies(redis) == [b"a", b"b"]
    assert await retry(instance, which=Which())
    assert await bodies(redis, ARTICLES_CLEANED.name) == [b"c"]
    assert await retry(instance, which=Which())


async def test_where_tells_what_a_person_did(instance: Instance, engine: AsyncEngine) -> None:
    """The death stays in the story, and what was done about it comes after."""
    page = a_capture()
    first, second = await bury(engine, document(page), document(page))
    await retry(instance, first)
    await dead.discard(instance, [second], "a test of ours", as_json=False)

    rows = [(row.stage, row.outcome, row.reason) for row in await where(engine, page.url)]

    assert rows[:2] == [("cleaner", "dead", "boom")] * 2
    assert rows[2:] == [
        ("console", "retried", f"dead letter {first} of cleaner"),
        ("console", "discarded", "a test of ours"),
    ]


async def test_a_retried_capture_is_looked_after_again(instance: Instance, engine: AsyncEngine) -> None:
    """Should Redis lose what was put back, the sweep finds its capture; a discarded one has come to its end."""
    retried, discarded = (a_capture(url=f"https://news.example/{name}") for name in ("retried", "discarded"))
    await store_slice(engine, [retried, discarded], now=SOME_TIME)
    first, second = await bury(engine, document(retried), document(discarded))
    later = SOME_TIME.replace(year=2027)
    assert await captures_without_outcome(engine, later) == []

    await retry(instance, first)
    await dead.discard(instance, [second], "no use", as_json=False)

    assert [capture.url for _, capture in await captures_without_outcome(engine, later)] == [retried.url]


async def test_hostile_words_do_not_reach_the_terminal(
    instance: Instance, engine: AsyncEngine, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """What others wrote is shown without its control characters, and stays valid JSON."""
    [dead_id] = await bury(engine, '{"a": "\x1b[2J\x9b2J\x7f"}'.encode(), reason="\x1b]0;owned\x07\nsecond line")

    for as_json in (False, True):
        await dead.print_list(instance, Which(), limit=10, as_json=as_json)
        await dead.print_one(instance, dead_id, as_json=as_json)

    said = capsysbinary.readouterr().out
    assert not set(said) & (set(range(32)) - {10} | {127})
    assert "\x9b" not in said.decode()
    listed = said.splitlines()[0]
    assert listed.endswith(b"second line")
    shown = json.loads(said.splitlines()[-1])
    assert (shown["body"], shown["encoding"]) == ('{"a": "\x1b[2J\x9b2J\x7f"}', "utf8")


async def test_a_discarded_letter_keeps_its_body_and_the_reason(instance: Instance, engine: AsyncEngine) -> None:
    """Giving up forgets nothing."""
    [dead_id] = await bury(engine, b"one")

    assert await dead.discard(instance, [dead_id], "a test of ours", as_json=False)

    async with reading(engine) as connection:
        row = (await connection.execute(select(dead_letters))).one()
    assert (row.status, row.why, row.body) == ("discarded", "a test of ours", "one")
    assert await list_dead(engine) == []


async def test_letters_from_before_encodings_are_taken_for_escaped(empty_database_url: str) -> None:
    """An upgrade keeps the rows and does not claim to know their bytes."""
    await asyncio.to_thread(upgrade, empty_database_url, "0002")
    engine = connect(empty_database_url)
    older = (
        "INSERT INTO dead_letters (dead_id, stream, entry_id, service, reason, deliveries, body, died_at, status) "
        "VALUES ('id', 's', '1-0', 'cleaner', 'r', 1, '{}', '2026-01-02T03:04:05.000000Z', 'dead')"
    )
    async with writing(engine) as connection:
        await connection.execute(text(older))

    await asyncio.to_thread(upgrade, empty_database_url)

    [kept] = await list_dead(engine)
    assert (kept.encoding, original(kept.body, kept.encoding)) == ("escaped", b"{}")
    await engine.dispose()
