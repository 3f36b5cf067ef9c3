"""The file with the list of feeds: read, and written back without losing its comments."""

from __future__ import annotations

import io
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from services.fetcher.domain.feed_list import MOST_CHARACTERS, FeedListError, ListedFeed, feeds_of_lines, feeds_of_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

log = structlog.get_logger()

_LINES = ".txt"
# What a new file begins with.
_HEAD = "The feeds that are polled; the file is read again whenever it changes."


def file_of(file: Path) -> Path:
    """The list that counts: the file itself, or, where only that is there, one of lines beside it."""
    lines = file.with_suffix(_LINES)
    return lines if not file.exists() and lines.exists() else file


def read_feeds(file: Path) -> list[ListedFeed]:
    """The feeds of a list in their order, those that are not enabled too; empty if there is no such file.

    Raises:
        FeedListError: it is no list of feeds.
        OSError: it cannot be read.
    """
    try:
        with file_of(file).open(encoding="utf-8-sig", errors="replace") as opened:
            text = opened.read(MOST_CHARACTERS + 1)
            name = opened.name
    except FileNotFoundError:
        return []
    return feeds_of_lines(text) if name.endswith(_LINES) else feeds_of_yaml(text)


def add_feeds(file: Path, feeds: Iterable[ListedFeed]) -> list[ListedFeed]:
    """Add those that are not listed yet; returns them.

    Raises:
        FeedListError: the file is no list of feeds as it stands; it is left alone.
        OSError: it cannot be read or written.
    """
    known = {feed.url for feed in read_feeds(file)}
    new = [feed for feed in {feed.url: feed for feed in feeds}.values() if feed.url not in known]
    if new and file_of(file).suffix == _LINES:
        _write(file_of(file), _ended(file_of(file).read_text("utf8")) + "".join(f"{feed.url}\n" for feed in new))
    elif new:
        document = _document(file)
        listed = document.setdefault("feeds", CommentedSeq())
        if listed is None:
            listed = document["feeds"] = CommentedSeq()
        listed.extend(_entry(feed) for feed in new)
        _save(file, document)
    return new


def set_enabled(file: Path, url: str, *, enabled: bool) -> bool:
    """Pause a feed or take it up again; returns whether it is listed.

    Raises:
        FeedListError: the file is no list of feeds, or one of lines, which have no room for it.
        OSError: it cannot be read or written.
    """
    if url not in {feed.url for feed in read_feeds(file)}:
        return False
    if file_of(file).suffix == _LINES:
        message = f"{file_of(file)} has one URL a line: write a # before it, or keep a feeds.yaml instead"
        raise FeedListError(message)
    document = _document(file)
    for entry in document["feeds"]:
        if entry["url"].strip() == url:
            entry["enabled"] = enabled
    _save(file, document)
    return True


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _entry(feed: ListedFeed) -> dict[str, Any]:
    return feed.model_dump(mode="json", exclude_defaults=True)


def _yaml() -> YAML:
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.preserve_quotes = True
    # No folding: an address stays on its line.
    yaml.width = MOST_CHARACTERS
    return yaml


def _document(file: Path) -> CommentedMap:
    found = _yaml().load(file.read_text(encoding="utf-8-sig")) if file.exists() else None
    if found is None:
        found = CommentedMap()
        found.yaml_set_start_comment(_HEAD)
    return found


def _save(file: Path, document: CommentedMap) -> None:
    text = io.StringIO()
    _yaml().dump(document, text)
    # What this very program could not read must not replace what it could.
    feeds_of_yaml(text.getvalue())
    _write(file, text.getvalue())


def _write(file: Path, text: str) -> None:
    """Replace a file in one step: whoever reads it meanwhile has the old one or the new one."""
    file = file.resolve()
    file.parent.mkdir(parents=True, exist_ok=True)
    mode = file.stat().st_mode & 0o777 if file.exists() else 0o644
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "w", encoding="utf8") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        Path(name).chmod(mode)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@dataclass
class WatchedFeeds:
    """The list as it is now; as it was before while it cannot be used, which is said once."""

    file: Path
    _version: tuple[object, ...] = field(default=(), init=False)
    _feeds: list[ListedFeed] = field(default_factory=list, init=False)
    _problem: str = field(default="", init=False)

    def enabled(self) -> list[ListedFeed]:
        """The feeds that are to be polled; the file is read again when it has changed."""
        version = _file_version(file_of(self.file))
        if version != self._version:
            self._read(version)
        return [feed for feed in self._feeds if feed.enabled]

    def _read(self, version: tuple[object, ...]) -> None:
        try:
            self._feeds, problem = read_feeds(self.file), ""
        except FeedListError as error:
            problem = str(error)
        except OSError as error:
            # Tried again each time: its rights may change, and not the file.
            problem, version = str(error), self._version
        if problem and problem != self._problem:
            log.warning("feeds.unusable", file=str(file_of(self.file)), reason=problem, kept=len(self._feeds))
        elif not problem and self._version:
            log.info("feeds.read", file=str(file_of(self.file)), feeds=len(self._feeds))
        self._version, self._problem = version, problem


def _file_version(file: Path) -> tuple[object, ...]:
    try:
        status = file.stat()
    except OSError as error:
        return (file, error.errno)
    return (file, status.st_ino, status.st_size, status.st_mtime_ns)
