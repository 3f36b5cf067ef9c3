"""Trimming loses nothing, whatever was done before."""

from __future__ import annotations

import random

import pytest
from redis.asyncio import Redis

from shared.transport.groups import create_groups, load_functions, trim
from shared.transport.streams import ARTICLES_FETCHED, FIELD

_HISTORIES = 60
_STEPS = 40


async def test_no_history_loses_an_unfinished_entry(redis_url: str) -> None:
    """After any mixture of adding, reading, acknowledging and trimming, what a group has not finished is there."""
    redis = Redis.from_url(redis_url)
    for seed in range(_HISTORIES):
        await redis.flushall()
        await load_functions(redis)
        await create_groups(redis)
        chance = random.Random(seed)
        await _one_history(redis, chance)
    await redis.aclose()


async def _one_history(redis: Redis, chance: random.Random) -> None:
    name, groups = ARTICLES_FETCHED.name, ARTICLES_FETCHED.groups
    # Beyond 2^53, where numbers in Lua lose precision.
    high, number = 2**60, 0
    unfinished: dict[str, set[str]] = {group: set() for group in groups}
    for _ in range(_STEPS):
        group = chance.choice(groups)
        match chance.choice(("add", "add", "read", "acknowledge", "trim")):
            case "add":
                number += 1
                entry = f"{high + number // 3}-{number}"
                await redis.xadd(name, {FIELD: "x"}, id=entry)
                for each in groups:
                    unfinished[each].add(entry)
            case "read":
                await redis.xreadgroup(group, "one", {name: ">"}, count=chance.randint(1, 4))
            case "acknowledge":
                pending = await redis.xpending_range(name, group, "-", "+", 10)
                for each in chance.sample(pending, k=len(pending) // 2 + len(pending) % 2):
                    await redis.xack(name, group, each["message_id"])
                    unfinished[group].discard(each["message_id"].decode())
            case _:
                await trim(redis, ARTICLES_FETCHED)
        present = {i.decode() for i, _ in await redis.xrange(name)}
        assert set.union(*unfinished.values()) <= present
    await _drained(redis)


async def _drained(redis: Redis) -> None:
    for group in ARTICLES_FETCHED.groups:
        await redis.xreadgroup(group, "one", {ARTICLES_FETCHED.name: ">"}, count=1000)
        for each in await redis.xpending_range(ARTICLES_FETCHED.name, group, "-", "+", 1000):
            await redis.xack(ARTICLES_FETCHED.name, group, each["message_id"])
    await trim(redis, ARTICLES_FETCHED)
    assert await redis.xlen(ARTICLES_FETCHED.name) == 0


@pytest.mark.parametrize(("last", "expected"), [("5-18446744073709551615", 1), ("9-9", 1)])
async def test_the_successor_of_the_last_id_is_exact(redis_url: str, last: str, expected: int) -> None:
    """Also where the sequence part is as large as it can be."""
    redis = Redis.from_url(redis_url)
    await load_functions(redis)
    await redis.xadd(ARTICLES_FETCHED.name, {FIELD: "x"}, id=last)
    await create_groups(redis)
    for group in ARTICLES_FETCHED.groups:
        await redis.xreadgroup(group, "one", {ARTICLES_FETCHED.name: ">"})
        await redis.xack(ARTICLES_FETCHED.name, group, last)

    assert await trim(redis, ARTICLES_FETCHED) == expected
    await redis.aclose()
