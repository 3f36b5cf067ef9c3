"""`claimwire extract`: documents for machines and lines for people."""

from __future__ import annotations

from pathlib import Path

from services.console.extract import documents, lines_for_people

TEXT = "Olena Hrytsenko said the depot in Kharkiv may burn.\r\nThe claim could not be independently verified.\n"


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

    assert document["no_claims_reason"] == "no attribution found"
    assert lines_for_people(document) == [f"{path}: no attribution found"]


def test_what_was_not_read_is_said(tmp_path: Path) -> None:
    """A document whose sentences hold more than is read says so, to machines and to people."""
    path = tmp_path / "a.txt"
    path.write_text(" and ".join(f"Koval said that the depot {n} burned" for n in range(20)) + ".", encoding="utf-8")
    (document,) = documents([path], as_is=True)

    reason = document["no_claims_reason"]
    assert "read only 12 attributions in each of 1 overlong sentences" in reason
    assert lines_for_people(document)[-1] == f"{path}: {reason}"


def test_file_without_readable_text_says_why(tmp_path: Path) -> None:
    """What the cleaner refuses is not shown as a text without claims."""
    path = tmp_path / "a.html"
    path.write_bytes(b"\x00\x01\x02" * 500)
    (document,) = documents([path], as_is=False)

    assert document["claims"] == []
    assert document["no_claims_reason"] == "binary: the bytes are no text in any encoding"
