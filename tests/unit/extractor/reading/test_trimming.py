"""Contents and sources without what does not belong to them."""

from __future__ import annotations

import pytest

from tests.unit.extractor.attributing import claim_in

CONTENTS = [
    ("<The mayor> /said/ [that the bridge fell].", "the bridge fell"),
    ("<The mayor> /said/ [that is the bridge].", "that is the bridge"),
    ("<The mayor> /said/ [that day was the worst].", "that day was the worst"),
    ("<The mayor> /said/ [the army burned the mill, a charge the army has denied].", "the army burned the mill"),
    ("<The mayor> /said/ [the mill burned, without giving any evidence].", "the mill burned"),
    ("<The mayor> /said/ [the mill burned and].", "the mill burned"),
    ("<The mayor> /said/ [it was the mill he lived in].", "it was the mill he lived in"),
    ("<The mayor> /said/ [the mill burned on] 3 May.", "the mill burned"),
]


@pytest.mark.parametrize(("sentence", "content"), CONTENTS)
def test_content_is_what_is_said(sentence: str, content: str) -> None:
    """Without the "that" that leads to it, the article's asides and loose ends."""
    assert claim_in(sentence).content.text == content


SOURCES = [
    ("The Latvian <Coast Guard> /said/ [the bridge fell].", "The Latvian Coast Guard"),
    ("The king’s <brother> /said/ [the bridge fell].", "The king’s brother"),
    ("<and the mayor> /said/ [the bridge fell].", "the mayor"),
    ("<The bridge> /is said/ [to have fallen].", None),
]


@pytest.mark.parametrize(("sentence", "source"), SOURCES)
def test_source_is_the_whole_phrase(sentence: str, source: str | None) -> None:
    """With owner and adjectives, without conjunctions; the subject of "is said to" says nothing."""
    assert claim_in(sentence).source.text == source
