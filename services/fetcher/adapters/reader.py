"""The loop that reads the inbox: each file is added once, and done when the database has its capture."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import structlog
from sqlalchemy import select

from services.fetcher.adapters.inbox import Unfit
from shared.contracts.article import ArticleFetched, ArticleSkipped
from shared.database.session import reading
from shared.database.tables import captures, dead_letters, skipped
from shared.errors import TransientError
from shared.identity import article_id_of_url
from shared.runtime.clock import now
from shared.transport.hop import output
from shared.transport.later import put_off_until
from shared.transport.streams import ARTICLES_DISCOVERED, ARTICLES_FETCHED, FIELD

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from redis.asyncio import Redis
    from sqlalchemy.ext.asyncio import AsyncEngine

    from services.fetcher.adapters.inbox import Found, Inbox
    from services.fetcher.settings import Settings
    from shared.contracts.contract import Message
    from shared.transport.broker import Patience
    from shared.transport.pressure import Pressure

log = structlog.get_logger()

# Files that are taken up in one scan; more wait for the next.
_MOST_NEW = 64
# Below the number of parameters that any SQLite allows.
_MOST_ASKED = 500
# Where a key can turn up; a page that redirects is known by the URL that was asked for too.
_ENDS: Final = (
    captures.c.capture,
    captures.c.url_key,
    captures.c.requested_key,
    skipped.c.url_key,
    skipped.c.skip_id,
    dead_letters.c.url_key,
)


@dataclass(frozen=True)
class _Waiting:
    """A file that was added: what must be in the database for it to be done, and since when (monotonic seconds)."""

    keys: frozenset[str]
    since: float


@dataclass
class InboxReader:
    """Adds the files of an inbox to the streams.

    Attributes:
        messages_of: the messages that a file makes, by its name and bytes and the time.
        skipped_file: that a file is not read: by its name, one word, the reason and the time.
    """

    redis: Redis
    patience: Patience
    pressure: Pressure
    engine: AsyncEngine
    settings: Settings
    inbox: Inbox
    messages_of: Callable[[str, bytes, datetime], Sequence[Message]]
    skipped_file: Callable[[str, str, str, datetime], Message]
    _waiting: dict[Found, _Waiting] = field(default_factory=dict, init=False)
    _overdue: set[Found] = field(default_factory=set, init=False)
    _unreadable: set[Found] = field(default_factory=set, init=False)
    _complaint: str = field(default="", init=False)

    async def run(self) -> None:
        """Scan until the process stops."""
        while not self.patience.stopping.is_set():
            await self.pressure.wait((ARTICLES_FETCHED, ARTICLES_DISCOVERED))
            try:
                await self.scan()
                self._complaint = ""
            except (TransientError, OSError) as error:
                self._complain(str(error))
            await self.patience.pause(self.settings.inbox_scan_seconds)

    async def scan(self) -> None:
        """Add the files that are new, and move those away whose captures are in the database."""
        settled = await asyncio.to_thread(self.inbox.pending_files)
        self._forget(settled)
        added = 0
        for file in settled:
            if file in self._waiting or added == _MOST_NEW:
                continue
            try:
                self._waiting[file] = _Waiting(await self._added(file), time.monotonic())
                added += 1
            except OSError as error:
                # Looked at in each scan, told once; files that cannot be read now take nobody's place.
                if file not in self._unreadable:
                    log.warning("inbox.unreadable", file=file.path.name, reason=str(error))
                self._unreadable.add(file)
        await self._move_finished()

    def _forget(self, settled: Sequence[Found]) -> None:
        """Forget files that are gone or changed, and those whose outcome should be known by now."""
        oldest = time.monotonic() - self.settings.inbox_again_seconds
        before = set(self._waiting)
        known = ((file, self._waiting.get(file)) for file in settled)
        self._waiting = {file: wait for file, wait in known if wait is not None and (wait.since > oldest or file.stays)}
        self._overdue = (self._overdue | (before - self._waiting.keys())) & set(settled)
        self._unreadable &= set(settled)

    async def _added(self, file: Found) -> frozenset[str]:
        """Add what a file holds; returns the keys of what must be in the database for it to be done."""
        messages, moment = await self._messages(file), now()
        ended = await self._ended(messages) if file in self._overdue else frozenset()
        for message in messages:
            if _key(message) not in ended:
                stream, body = output(message, service=self.settings.service, now=moment)
                await self.redis.xadd(stream, {FIELD: body})
        log.info("inbox.added", file=file.path.name, messages=len(messages), again=file in self._overdue)
        return frozenset(map(_key, messages))

    async def _ended(self, messages: Sequence[Message]) -> set[str]:
        """What need not be added again: its end is known, or it waits for its server."""
        put_off = {article_id_of_url(each.url) async for _, each in put_off_until(self.redis)}
        return put_off | await self._stored([_key(message) for message in messages])

    async def _messages(self, file: Found) -> Sequence[Message]:
        """What a file makes; one that is not ours to read ends here."""
        name, unfit = file.path.name, file.unfit
        try:
            if unfit is None:
                raw = await asyncio.to_thread(_read, file.path, self.settings.max_body_bytes + 1)
                return self.messages_of(name, raw, now())
        except PermissionError as error:
            unfit = Unfit("unreadable", f"cannot be read: {error.strerror}")
        return (self.skipped_file(name, unfit.outcome, f"{name!r} {unfit.what}", now()),)

    def _complain(self, reason: str) -> None:
        """Say once what keeps files from being confirmed; the next scan tries again."""
        if reason != self._complaint:
            log.warning("inbox.unconfirmed", reason=reason)
        self._complaint = reason

    async def _move_finished(self) -> None:
        wanted = sorted(frozenset().union(*(wait.keys for wait in self._waiting.values())))
        stored, problem = await self._stored(wanted), None
        for file, wait in self._waiting.items():
            if wait.keys <= stored and not file.stays:
                try:
                    self.inbox.mark_done(file.path)
                except OSError as error:
                    # The others are moved all the same.
                    problem = error
        if problem is not None:
            raise problem

    async def _stored(self, keys: Sequence[str]) -> set[str]:
        """Which of these the database has, as captures, skipped or dead."""
        found: set[str] = set()
        for start in range(0, len(keys), _MOST_ASKED):
            asked = keys[start : start + _MOST_ASKED]
            async with reading(self.engine) as connection:
                for column in _ENDS:
                    found.update((await connection.execute(select(column).where(column.in_(asked)))).scalars())
        return found


def _key(message: Message) -> str:
    match message:
        case ArticleFetched(capture=capture):
            return capture
        case ArticleSkipped():
            # Not its URL: an earlier file of the same name may have ended otherwise.
            return message.skip_id()
        case _:
            return article_id_of_url(message.subject())


def _read(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most)
