"""The folder whose files are articles."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from services.fetcher.adapters.feed_file import read_feeds
from services.fetcher.adapters.inbox import Inbox


def _written(folder: Path, name: str, *, seconds_ago: float = 10) -> Path:
    path = folder / name
    path.write_text("words")
    os.utime(path, (time.time() - seconds_ago,) * 2)
    return path


def _names(inbox: Inbox) -> list[str]:
    return [found.path.name for found in inbox.pending_files() if found.unfit is None]


def _unfit(inbox: Inbox) -> dict[str, str]:
    return {found.path.name: found.unfit.what for found in inbox.pending_files() if found.unfit is not None}


def test_only_article_files_are_pending(tmp_path: Path) -> None:
    """Hidden and unfinished files are left alone; of folders and other kinds it is told why they are not read."""
    for name in ("b.txt", "a.HTML", ".hidden.txt", "c.txt.part", "d.exe", "done"):
        _written(tmp_path, name)
    (tmp_path / "folder.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    for name in ("folder.txt", "pipe.txt"):
        os.utime(tmp_path / name, (0, 0))

    assert _names(Inbox(tmp_path)) == ["a.HTML", "b.txt"]
    unfit = _unfit(Inbox(tmp_path))
    assert sorted(unfit) == ["d.exe", "folder.txt", "pipe.txt"]
    assert (".txt" in unfit["d.exe"], "folder" in unfit["folder.txt"], "regular" in unfit["pipe.txt"]) == (True,) * 3


def test_file_in_writing_waits(tmp_path: Path) -> None:
    """A file that has just changed is not read before two looks found it the same."""
    inbox = Inbox(tmp_path)
    path = _written(tmp_path, "a.txt", seconds_ago=1)

    first, second = _names(inbox), _names(inbox)
    os.utime(path)
    third = _names(inbox)

    assert (first, second, third) == ([], ["a.txt"], [])


def test_done_file_is_kept_beside_others_of_its_name(tmp_path: Path) -> None:
    """Two files of one name that were done one after the other are both kept, however long the name is."""
    inbox = Inbox(tmp_path)
    longest = "n" * 251 + ".txt"
    for name in ("a.txt", "a.txt", longest, longest):
        inbox.mark_done(_written(tmp_path, name))

    kept = sorted(path.name for path in (tmp_path / "done").iterdir())
    assert kept == ["a.1.txt", "a.txt", f"{'n' * 236}.1.txt", longest]
    assert _names(inbox) == []


def test_file_from_the_future_is_read(tmp_path: Path) -> None:
    """A file whose time is ahead of this machine's, as from another machine, does not wait for that time."""
    inbox = Inbox(tmp_path)
    _written(tmp_path, "a.txt", seconds_ago=-3600)

    assert _names(inbox) == ["a.txt"]


def test_link_in_a_circle_keeps_no_file_waiting(tmp_path: Path) -> None:
    """A link to itself, or to nothing, is told of and moved; its neighbours are read."""
    for name, target in (("a.txt", "a.txt"), ("c.txt", "nowhere")):
        (tmp_path / name).symlink_to(target)
        os.utime(tmp_path / name, (0, 0), follow_symlinks=False)
    _written(tmp_path, "b.txt")
    inbox = Inbox(tmp_path)

    assert _names(inbox) == ["b.txt"]
    unfit = _unfit(inbox)
    assert {name: "is a link" in what for name, what in unfit.items()} == {"a.txt": True, "c.txt": True}
    for found in inbox.pending_files():
        inbox.mark_done(found.path)
    assert _unfit(inbox) == {}


def test_missing_folder_is_empty(tmp_path: Path) -> None:
    """A folder that is not there yet has no files."""
    assert _names(Inbox(tmp_path / "later")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (
            "\ufeffhttp://c.example\n# a\n\n https://a.example/f \nhttps://a.example/f\nnews\nhttp://b.example\n",
            ["http://c.example", "https://a.example/f", "news", "http://b.example"],
        ),
    ],
)
def test_list_of_feeds_is_lenient(tmp_path: Path, text: str, expected: list[str]) -> None:
    """Comments, empty lines and repetitions are left out; what is no address stays, so that it fails visibly."""
    file = tmp_path / "feeds.txt"
    file.write_text(text)

    assert [feed.url for feed in read_feeds(file)] == expected
    assert read_feeds(tmp_path / "none.yaml") == []
