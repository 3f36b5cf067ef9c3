"""The shipped tagger: it reads any text, its spans are slices, and files that were changed are refused."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.extractor.adapters.tagger.encoding import MAX_PIECES, tokenizer_from, windows
from services.extractor.adapters.tagger.session import MAX_CUES_OF_TEXT, Tagger, shipped_tagger
from services.extractor.adapters.tagger.weights import CHECKSUMS, FILES, FOLDER, WeightsError, checked
from services.extractor.domain.claims import MAX_CHARACTERS, extract_claims
from services.extractor.domain.reading.outline import outline
from services.extractor.domain.tagging.spotting import MAX_CUES

SENTENCE = "Officials said the bridge was closed. "
# What breaks offsets: letters that grow in lower case, combining marks, code points beyond 16 bits, odd line breaks.
HOSTILE = [
    "İ",
    "ß",
    "ﬁ",
    "e\u0301",
    "\u200d",
    "👩‍👩‍👧",
    "\U0001d54f",
    "\x85",
    "\u2028",
    "\r\n",
    "\ufeff",
    "漢",
    "“",
    "”",
    '"',
    "said",
    "\x00",
]


def test_report_gives_source_cue_and_content() -> None:
    """The plainest of all attributions is found."""
    (found,) = shipped_tagger().read(outline(SENTENCE)).found

    assert [SENTENCE[s:e] for s, e in found.source] == ["Officials"]
    assert [SENTENCE[s:e] for s, e in found.cue] == ["said"]
    assert [SENTENCE[s:e] for s, e in found.content] == ["the bridge was closed"]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(st.sampled_from([*HOSTILE, SENTENCE, " ", "\n"]), st.text(max_size=5)), max_size=30))
def test_spans_slice_any_text(pieces: list[str]) -> None:
    """Whatever the characters, every span is a non-empty slice, and its words stand in the text."""
    text = "".join(pieces)
    tags = shipped_tagger().read(outline(text))

    for tagged in tags.found:
        spans = [*tagged.source, *tagged.cue, *tagged.content]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert any(start <= tagged.anchor < end for start, end in tagged.cue)
    for claim in extract_claims(text, published=None, tag=lambda _: tags).claims:
        for part in (claim.source, claim.cue, claim.content):
            assert (part.text or "") == " … ".join(text[start:end] for start, end in part.spans)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(st.sampled_from([*HOSTILE, SENTENCE, " ", "\n"]), st.text(max_size=5)), max_size=60))
def test_windows_are_bounded_and_in_order(pieces: list[str]) -> None:
    """No window is longer than the model reads, and its pieces come in the order of the text."""
    text = "".join(pieces)
    tokenizer = tokenizer_from((FOLDER / "tokenizer.json").read_bytes())

    made = windows(outline(text), tokenizer)
    starts = [start for window in made for start, end in window.spans if start < end]
    assert starts == sorted(starts)
    assert all(len(window) <= MAX_PIECES for window in made)
    assert all(end <= len(text) for window in made for _, end in window.spans)


def test_same_text_gives_the_same_spans() -> None:
    """Neither what was read before nor another session changes anything."""
    first = shipped_tagger().read(outline(SENTENCE * 3))
    shipped_tagger().read(outline("Rain fell. " * 40))

    assert shipped_tagger().read(outline(SENTENCE * 3)) == first == Tagger().read(outline(SENTENCE * 3))


@pytest.mark.slow
@pytest.mark.parametrize("piece", [SENTENCE, "said ", "said that he claimed ", "漢字", "x", "“", "1,"])
def test_line_of_two_megabytes_ends_soon(piece: str) -> None:
    """What is read of a single line without end is bounded, and what is not read is told."""
    text = piece * (2_000_000 // len(piece))
    begin = time.process_time()
    extraction = extract_claims(text, published=None, tag=shipped_tagger().read)

    assert extraction.left_out
    assert f"read only the first {MAX_CHARACTERS} of {len(text)} characters" in extraction.left_out
    # Far above what a busy core takes; what grows with the square of the length takes hours.
    assert time.process_time() - begin < 120


def test_text_with_too_many_pieces_is_cut_and_says_so() -> None:
    """A text of more pieces than the bound is read up to it, and no farther."""
    text = "Officials said 漢字漢字漢字漢字. " * 3_000

    tags = shipped_tagger().read(outline(text))
    assert 0 < tags.read < len(text)
    assert tags.found
    assert max(tagged.anchor for tagged in tags.found) < tags.read
    reason = extract_claims(text, published=None, tag=lambda _: tags).left_out
    assert reason
    assert f"the tagger read only the first {tags.read} characters" in reason


def test_text_of_cues_is_cut_and_says_so() -> None:
    """Each cue costs a look at its paragraph; a text of nothing else ends as soon as another one."""
    text = "Koval said the dam held.\n" * 1_500

    tags = shipped_tagger().read(outline(text))
    assert len(tags.found) in range(MAX_CUES_OF_TEXT, MAX_CUES_OF_TEXT + MAX_CUES)
    assert max(tagged.anchor for tagged in tags.found) < tags.read < len(text)


@pytest.mark.parametrize("text", ["漢" * 5_000, "said " * 1_000, "Rain fell.\n" * 300, "Rain fell. " * 300])
def test_window_is_never_longer_than_the_model_reads(text: str) -> None:
    """Long words, sentences and paragraphs are cut."""
    made = windows(outline(text), tokenizer_from((FOLDER / "tokenizer.json").read_bytes()))

    assert max(map(len, made)) in range(MAX_PIECES // 2, MAX_PIECES + 1)


@pytest.mark.parametrize("name", FILES)
def test_changed_file_is_refused(name: str, tmp_path: Path) -> None:
    """A file that is not the released one is named; nothing is read with it."""
    _copy(tmp_path)
    content = bytearray((tmp_path / name).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / name).write_bytes(content)

    with pytest.raises(WeightsError, match=rf"{name} is not the file that was released: SHA-256 [0-9a-f]{{64}}, not"):
        Tagger(tmp_path)


@pytest.mark.parametrize("name", [*FILES, CHECKSUMS])
def test_missing_file_is_refused(name: str, tmp_path: Path) -> None:
    """An incomplete installation is told as such."""
    _copy(tmp_path)
    (tmp_path / name).unlink()

    with pytest.raises(WeightsError, match=f"cannot be read: .*{name}"):
        checked(tmp_path)


def test_sums_without_a_file_are_refused(tmp_path: Path) -> None:
    """A file that no sum vouches for is not taken on trust."""
    _copy(tmp_path)
    sums = (tmp_path / CHECKSUMS).read_text(encoding="ascii").splitlines()
    (tmp_path / CHECKSUMS).write_text("\n".join(sums[1:]), encoding="ascii")

    with pytest.raises(WeightsError, match=f"{FILES[0]} is not the file that was released"):
        checked(tmp_path)


def _copy(folder: Path) -> None:
    for name in (*FILES, CHECKSUMS):
        shutil.copy(FOLDER / name, folder / name)
