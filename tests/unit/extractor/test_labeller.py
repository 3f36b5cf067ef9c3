"""The shipped labeller: it reads any claim, always alike, in bounded pieces; files that were changed are refused."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.extractor.adapters.labeller.encoding import MAX_CONTENT, MAX_CUE, MAX_SOURCE, pieces_of
from services.extractor.adapters.labeller.session import FILES, FOLDER, Labeller, shipped_labeller
from services.extractor.adapters.tagger.encoding import tokenizer_from
from services.extractor.adapters.tagger.weights import CHECKSUMS, WeightsError, checked
from services.extractor.domain.claims import extract_claims
from services.extractor.domain.labelling.labels import FIELDS
from services.extractor.domain.labelling.view import View


def view(content: str, source: str = "the mayor", cue: str = "said") -> View:
    """A claim whose content is one piece."""
    return View(source, cue, content, ((0, len(content)),))


@pytest.mark.parametrize(
    ("content", "answer"),
    [("mortars had chewed up the whole street", "shelling"), ("surgeons sewed up eleven men", "casualties")],
)
def test_words_that_no_table_has_are_known(content: str, answer: str) -> None:
    """An event in words of its own is not called a statement, even where the rules call it one."""
    assert shipped_labeller().read(view(content)).best("type", "statement") == answer


@settings(deadline=None, max_examples=80)
@given(st.text(max_size=200), st.text(max_size=60), st.text(max_size=20))
def test_any_claim_has_labels(content: str, source: str, cue: str) -> None:
    """Whatever the characters: finite scores, words that lie in the content, an answer of the vocabulary."""
    found = shipped_labeller().read(view(content, source, cue))

    assert all(0 <= start < end <= len(content) for start, end in found.spans)
    assert len(found.actors) == len(found.spans)
    if found.spans:
        assert np.isfinite(found.fields).all()
        assert np.isfinite(found.actors).all()
    assert found.best("type", "statement") in FIELDS["type"]


def test_a_speech_of_pages_costs_no_more_than_a_sentence() -> None:
    """The pieces of a claim are bounded, whatever its length."""
    tokenizer = tokenizer_from(checked()["tokenizer.json"])
    pieces = pieces_of("name " * 90_000, "said " * 90_000, "They left. " * 90_000, tokenizer)

    assert len(pieces.ids) == len(pieces.kinds) == MAX_SOURCE + MAX_CUE + MAX_CONTENT + 2


def test_the_same_claim_always_has_the_same_labels() -> None:
    """Nothing depends on what was read before."""
    first = shipped_labeller().read(view("the town was shelled"))
    shipped_labeller().read(view("nothing happened at all in the quiet village by the river"))
    again = shipped_labeller().read(view("the town was shelled"))

    assert (first.fields == again.fields).all()
    assert (first.actors == again.actors).all()


def test_claims_are_read_with_it() -> None:
    """An extraction with the labeller knows what the rules alone do not."""
    text = "Officials said howitzers had mauled the garrison all night."
    (ruled,) = extract_claims(text, published=None).claims
    (read,) = extract_claims(text, published=None, label=shipped_labeller().read).claims

    assert read.events != ruled.events
    assert replace(read, events=ruled.events) == ruled


@pytest.mark.parametrize("name", FILES)
def test_files_that_were_changed_are_refused(tmp_path: Path, name: str) -> None:
    """With the name of the file."""
    for file in (*FILES, CHECKSUMS):
        shutil.copy(FOLDER / file, tmp_path / file)
    Labeller(tmp_path)
    with (tmp_path / name).open("ab") as file:
        file.write(b" ")

    with pytest.raises(WeightsError, match=name):
        Labeller(tmp_path)
