"""The loop that reads archives of the inbox: a record is done when the database has the end of it.

An archive is read in batches, and so many of them are on their way at a time. The place behind the oldest is saved when
all of its articles have their end; whatever is lost meanwhile, the process, Redis or both, is read again from there.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from services.fetcher.adapters.warc.batches import next_batch
from services.fetcher.adapters.warc.ends import Key, ends, key_of
from services.fetcher.adapters.warc.progress import Progress, load, progress_file, save, summary_file
from services.fetcher.adapters.warc.records import Place, records
from shared.errors import TransientError
from shared.runtime.clock import now
from shared.transport.hop import output
from shared.transport.leases import release, renew, take
from shared.transport.streams import ARTICLES_FETCHED, FIELD

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from datetime import datetime

    from redis.asyncio import Redis
    from sqlalchemy.ext.asyncio import AsyncEngine

    from services.fetcher.adapters.inbox import Found as File
    from services.fetcher.adapters.inbox import Inbox
    from services.fetcher.adapters.warc.batches import Batch
    from services.fetcher.adapters.warc.records import Found
    from services.fetcher.settings import Settings
    from shared.contracts.article import ArticleFetched, ArticleSkipped
    from shared.transport.broker import Patience
    from shared.transport.pressure import Pressure

    Message = ArticleFetched | ArticleSkipped

log = structlog.get_logger()

# On their way at a time: enough for the services behind, and all that is read again after a loss.
_MOST_BATCHES = 16
# A reader that was killed is followed by another one after so long; a loss of Redis shows within a third of it.
_LEASE_SECONDS = 6.0


@dataclass
class ArchiveReader:
    """Adds the records of the archives in an inbox to the streams, one archive after the other.

    Attributes:
        message_of: the message that a record makes: by the file's name, its place, the record and the time.
        file_skipped: that an archive is not read: by its name, one word, the reason and the time.
    """

    redis: Redis
    patience: Patience
    pressure: Pressure
    engine: AsyncEngine
    settings: Settings
    inbox: Inbox
    message_of: Callable[[str, int, Found, datetime], Message | None]
    file_skipped: Callable[[str, str, str, datetime], ArticleSkipped]
    _complaint: str = field(default="", init=False)

    async def run(self) -> None:
        """Read what is in the inbox until the process stops."""
        while not self.patience.stopping.is_set():
            try:
                for file in await asyncio.to_thread(self.inbox.pending_files):
                    await self._read(file)
                self._complaint = ""
            except (TransientError, OSError) as error:
                # Said once; the next look tries again.
                if str(error) != self._complaint:
                    log.warning("archive.unread", reason=str(error))
                self._complaint = str(error)
            await self.patience.pause(self.settings.inbox_scan_seconds)

    async def _read(self, file: File) -> None:
        async with self._alone(file.path.name) as lost:
            if lost is not None:
                await _Reading(self, file, lost).run()

    @contextlib.asynccontextmanager
    async def _alone(self, name: str) -> AsyncIterator[asyncio.Event | None]:
        """Hold the lease of an archive; the event says that it is lost, None that somebody else has it."""
        lease, lost = f"archive:{name}", asyncio.Event()
        token = await take(self.redis, lease, seconds=_LEASE_SECONDS)
        if token is None:
            yield None
            return
        renewing = asyncio.create_task(self._renew(lease, token, lost))
        try:
            yield lost
        finally:
            renewing.cancel()
            await asyncio.wait([renewing])
            await release(self.redis, lease, token)

    async def _renew(self, lease: str, token: str, lost: asyncio.Event) -> None:
        while await renew(self.redis, lease, token, seconds=_LEASE_SECONDS):
            await self.patience.pause(_LEASE_SECONDS / 3)
            if self.patience.stopping.is_set():
                return
        lost.set()


@dataclass
class _Reading:
    """One reading of one archive, from the place that was saved to its end, or to the loss of its lease."""

    by: ArchiveReader
    file: File
    lost: asyncio.Event
    _progress: Progress = field(init=False)
    _window: deque[Batch] = field(default_factory=deque, init=False)
    # Batches that an earlier reading may have added already.
    _again: int = field(default=0, init=False)
    _looked: float = field(default=0.0, init=False)
    # When an end was met last, monotonic seconds.
    _news: float = field(default=0.0, init=False)

    async def run(self) -> None:
        """Read on until everything has its end; come back early when that makes no sense now."""
        await self._begin()
        start, goes_on = Place(self._progress.offset, self._progress.past), not self._progress.is_finished
        found = await asyncio.to_thread(self._opened, start)
        while (goes_on or self._window) and not self._must_stop():
            if goes_on and len(self._window) < _MOST_BATCHES:
                await self.by.pressure.wait((ARTICLES_FETCHED,))
                batch, goes_on = await asyncio.to_thread(next_batch, found, start, self._message)
                start = batch.after
                await self._added(batch)
            else:
                await self.by.patience.pause(self.by.settings.inbox_scan_seconds)
            await self._confirm()
        if not goes_on and not self._window and not self._must_stop():
            await self._finish()

    def _opened(self, start: Place) -> Iterator[tuple[Place, Found]]:
        return records(self.file.path, start, most=self.by.settings.max_body_bytes)

    def _message(self, place: int, found: Found) -> Message | None:
        return self.by.message_of(self.file.path.name, place, found, now())

    async def _begin(self) -> None:
        """Where an earlier reading of this very file has got to, if this database knows what that one did."""
        name = self.file.path.name.encode("utf8", "surrogateescape").decode("utf8", "replace")
        size, changed_ns = self.file.version
        saved = await asyncio.to_thread(load, progress_file(self.file.path))
        fresh = Progress(file=name, size=size, changed_ns=changed_ns)
        if saved is None or (saved.size, saved.changed_ns) != self.file.version:
            self._progress = fresh
        else:
            known = await ends(self.by.engine, [Key(*key) for key in saved.witness])
            self._progress = saved if len(known) == len({*saved.witness}) else fresh
            self._again = _MOST_BATCHES
        log.info("archive.begun", file=name, offset=self._progress.offset, size=size)
        await self._save()

    def _must_stop(self) -> bool:
        """Whether the process stops, the lease or the file is gone, or Redis seems to have lost what was added."""
        oldest = time.monotonic() - self.by.settings.inbox_again_seconds
        # Slow services behind are no loss: as long as ends come, nothing is added again.
        is_overdue = bool(self._window) and max(self._news, self._window[0].since) < oldest
        return self.by.patience.stopping.is_set() or self.lost.is_set() or is_overdue or not self._is_there()

    def _is_there(self) -> bool:
        try:
            status = self.file.path.stat()
        except OSError:
            return False
        return (status.st_size, status.st_mtime_ns) == self.file.version

    async def _added(self, batch: Batch) -> None:
        """Add the articles of a batch; of those that an earlier reading may have added, what has no end yet."""
        keys = list(map(key_of, batch.messages))
        known = await ends(self.by.engine, keys) if self._again else {}
        self._again = max(0, self._again - 1)
        moment = now()
        for message, key in zip(batch.messages, keys, strict=True):
            if key not in known:
                stream, body = output(message, service=self.by.settings.service, now=moment)
                await self.by.redis.xadd(stream, {FIELD: body})
        # Only what is needed is kept: bodies are large.
        batch.messages, batch.waiting, batch.witness = [], keys, keys[-1:]
        self._window.append(batch)

    async def _confirm(self) -> None:
        """Save the place behind the batches whose articles all have their end."""
        if time.monotonic() - self._looked < self.by.settings.inbox_scan_seconds and self._window:
            return
        has_moved = False
        while self._window:
            batch = self._window[0]
            known = await ends(self.by.engine, batch.waiting) if batch.waiting else {}
            batch.ended.update(known[key] for key in batch.waiting if key in known)
            self._news = time.monotonic() if known else self._news
            batch.waiting = [key for key in batch.waiting if key not in known]
            if batch.waiting:
                break
            self._count(self._window.popleft())
            has_moved = True
        self._looked = time.monotonic()
        if has_moved:
            await self._save()

    def _count(self, batch: Batch) -> None:
        progress = self._progress
        progress.offset, progress.past = batch.after.offset, batch.after.past
        progress.records += batch.records
        for word, count in batch.ended.items():
            progress.count(word, count)
        for kind, count in batch.others.items():
            progress.others[kind] = progress.others.get(kind, 0) + count
        progress.witness = [(*key,) for key in batch.witness] or progress.witness

    async def _save(self) -> None:
        await asyncio.to_thread(save, self._progress, progress_file(self.file.path))

    async def _finish(self) -> None:
        """Move the archive away, and its counts after it; one without any article ends with that reason."""
        if not self._progress.n_articles() and not await self._has_no_articles():
            return
        self._progress.is_finished = True
        await self._save()
        done = await asyncio.to_thread(self.by.inbox.mark_done, self.file.path)
        await asyncio.to_thread(progress_file(self.file.path).replace, summary_file(done))
        log.info(
            "archive.finished", **self._progress.model_dump(include={"file", "records", "stored", "skipped", "dead"})
        )

    async def _has_no_articles(self) -> bool:
        """Say so; True when the database knows it."""
        name = self.file.path.name
        message = self.by.file_skipped(name, "no_articles", f"the archive {name!r} holds no answer of a server", now())
        key = key_of(message)
        stream, body = output(message, service=self.by.settings.service, now=now())
        await self.by.redis.xadd(stream, {FIELD: body})
        for _ in range(100):
            if self._must_stop() or await ends(self.by.engine, [key]):
                break
            await self.by.patience.pause(self.by.settings.inbox_scan_seconds)
        return bool(await ends(self.by.engine, [key]))
