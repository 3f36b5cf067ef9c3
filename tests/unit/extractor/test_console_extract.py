"""`claimwire extract`: documents for machines and lines for people."""

from __future__ import annotations

from pathlib import Path

from services.console.extract import documents, lines_for_people

TEXT = "Olena Hrytsenko said that the depot in Kharkiv may burn.\r\nThe claim could not be independently verified.\n"


def test_text_is_taken_as_it_is(tmp_path: Path) -> None:
    """With `as_is` no character is changed, so that offsets count those of the file."""
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode())
    (document,) = documents([path], as_is=True)
    (claim,) = document["claims"]

    assert (document["document"], document["text"]) == (str(path), TEXT)
    assert [TEXT[start:end] for start, end in claim["content"]["spans"]] == [claim["content"]["text"]]


def test_folder_gives_its_texts_and_pages_in_order(tmp_path: Path) -> None:
    """Files of other kinds in a folder are left alone."""
    for name in ("b.txt", "a.html", "c.json"):
        (tmp_path / name).write_text("Rain fell.", encoding="utf-8")

    assert [Path(d["document"]).name for d in documents([tmp_path], as_is=True)] == ["a.html", "b.txt"]


def test_line_shows_speaker_facts_words_and_caveat(tmp_path: Path) -> None:
    """A person reads in one line who says what, how sure, where, and what the article says about it."""
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    (document,) = documents([path], as_is=True)

    facts = "Olena Hrytsenko | unknown, asserts, possible, Kharkiv | "
    assert lines_for_people(document) == [facts + '"the depot in Kharkiv may burn" [unverified by article]']


def test_document_without_claims_says_so(tmp_path: Path) -> None:
    """Silence would look like a failure."""
    path = tmp_path / "a.txt"
    path.write_text("Rain fell.", encoding="utf-8")
    (document,) = documents([path], as_is=True)

    assert lines_for_people(document) == [f"{path}: no claims"]
