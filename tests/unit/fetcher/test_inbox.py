"""The folder whose files are articles."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from services.fetcher.adapters.feeds import listed_feeds
from services.fetcher.adapters.inbox import Inbox


def _written(folder: Path, name: str, *, seconds_ago: float = 10) -> Path:
    path = folder / name
    path.write_text("words")
    os.utime(path, (time.time() - seconds_ago,) * 2)
    return path


def _names(inbox: Inbox) -> list[str]:
    return [path.name for path, _ in inbox.pending_files()]


def test_only_article_files_are_pending(tmp_path: Path) -> None:
    """Hidden files, unfinished files, folders and other kinds are left alone."""
    for name in ("b.txt", "a.HTML", ".hidden.txt", "c.txt.part", "d.exe"):
        _written(tmp_path, name)
    (tmp_path / "folder.txt").mkdir()

    assert _names(Inbox(tmp_path)) == ["a.HTML", "b.txt"]


def test_file_in_writing_waits(tmp_path: Path) -> None:
    """A file that has just changed is not read before two looks found it the same."""
    inbox = Inbox(tmp_path)
    path = _written(tmp_path, "a.txt", seconds_ago=1)

    first, second = _names(inbox), _names(inbox)
    os.utime(path)
    third = _names(inbox)

    assert (first, second, third) == ([], ["a.txt"], [])


def test_done_file_is_kept_beside_others_of_its_name(tmp_path: Path) -> None:
    """Two files of one name that were done one after the other are both kept."""
    inbox = Inbox(tmp_path)
    for _ in range(2):
        inbox.mark_done(_written(tmp_path, "a.txt"))

    assert sorted(path.name for path in (tmp_path / "done").iterdir()) == ["a.1.txt", "a.txt"]
    assert _names(inbox) == []


def test_file_from_the_future_is_read(tmp_path: Path) -> None:
    """A file whose time is ahead of this machine's, as from another machine, does not wait for that time."""
    inbox = Inbox(tmp_path)
    _written(tmp_path, "a.txt", seconds_ago=-3600)

    assert _names(inbox) == ["a.txt"]


def test_link_in_a_circle_keeps_no_file_waiting(tmp_path: Path) -> None:
    """A link to itself is left alone; its neighbours are read."""
    (tmp_path / "a.txt").symlink_to("a.txt")
    _written(tmp_path, "b.txt")

    assert _names(Inbox(tmp_path)) == ["b.txt"]


def test_missing_folder_is_empty(tmp_path: Path) -> None:
    """A folder that is not there yet has no files."""
    assert _names(Inbox(tmp_path / "later")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (
            "# a\n\n https://a.example/f \nhttps://a.example/f\nnews\nhttp://b.example\n",
            ["https://a.example/f", "http://b.example"],
        ),
    ],
)
def test_list_of_feeds_is_lenient(tmp_path: Path, text: str, expected: list[str]) -> None:
    """Comments, empty lines, repetitions and other lines are left out."""
    file = tmp_path / "feeds.txt"
    file.write_text(text)

    assert listed_feeds(file) == expected
    assert listed_feeds(tmp_path / "none") == []
