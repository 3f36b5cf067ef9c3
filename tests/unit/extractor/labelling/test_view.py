"""What the labeller sees of a claim, and offsets between the article and the view."""

from __future__ import annotations

import pytest

from services.extractor.domain.draft import Source
from services.extractor.domain.labelling.view import View, view_of

TEXT = "The bridge, the mayor said, was mined on Monday."
CONTENT = ((0, 10), (28, 33))


def view() -> View:
    """The claim of the sentence."""
    source = Source("the mayor", name="Ivan Lys", role="mayor", organisation="city council")
    return view_of(TEXT, source, (22, 26), CONTENT)


def test_speaker_is_seen_as_worded_and_as_known() -> None:
    """What the wording holds already is not said twice."""
    assert view().source == "the mayor, Ivan Lys, city council"
    assert (view().cue, view().content) == ("said", "The bridge was m")


def test_nobody_is_seen_as_nothing() -> None:
    """A claim without a speaker has an empty source."""
    assert not view_of(TEXT, Source(), (22, 26), CONTENT).source


@pytest.mark.parametrize(("article", "content"), [((4, 10), (4, 10)), ((28, 31), (11, 14)), ((0, 10), (0, 10))])
def test_offsets_go_both_ways(article: tuple[int, int], content: tuple[int, int]) -> None:
    """The pieces of a content stand with one space between them."""
    assert view().within(article) == content
    assert list(view().outside(content)) == [article]
    assert view().content[slice(*content)] == TEXT[slice(*article)]


@pytest.mark.parametrize("span", [(10, 12), (4, 30), (40, 46)])
def test_what_is_not_in_the_content_has_no_place_in_it(span: tuple[int, int]) -> None:
    """Between the pieces, across them, behind them."""
    assert view().within(span) is None


def test_what_crosses_two_pieces_has_a_part_in_each() -> None:
    """The space between two pieces is none of the article's."""
    assert list(view().outside((4, 14))) == [(4, 10), (28, 31)]
