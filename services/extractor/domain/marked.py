"""A deterministic engine for proofs: `CLAIM <id>: <speaker> said that <content>.` is one claim."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.draft import Cue, DraftClaim, Source
from services.extractor.domain.reading.passage import passage

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLAIM = re.compile(r"\bCLAIM [\w-]{1,64}: (?P<source>[^\n.]{1,80}?) (?P<cue>said) that (?P<content>[^\n.]{1,400})\.")


def marked_claims(text: str) -> list[DraftClaim]:
    """The marked sentences of a text as claims; empty if none is marked."""
    return list(_claims(text))


def _claims(text: str) -> Iterator[DraftClaim]:
    for match in _CLAIM.finditer(text):
        source, cue = passage(text, match.span("source")), passage(text, match.span("cue"))
        yield DraftClaim(
            ordinal=0,
            sentence=passage(text, match.span()),
            content=passage(text, match.span("content")),
            source=Source(source.text, source.spans, name=source.text),
            via=(),
            cue=Cue(cue.text, cue.spans, "say"),
            stance="asserts",
            quote="indirect",
        )
