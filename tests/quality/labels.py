"""Annotated claims as the labeller is trained on them, a line of JSON each: what it sees, and what would be right.

python -m tests.quality.labels REPORTS... > build/reports.jsonl
python -m tests.quality.labels --gold GOLD/conflict GOLD/vocabulary.json > build/conflict.jsonl
python -m tests.quality.labels --texts DATA/polnear/train > build/unlabelled.jsonl

Speakers are resolved and named as the extractor does it, from the annotated spans; `ruled` holds what the rules say
without the labeller, so that training can tell how far each is to be trusted.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.extractor.adapters.tagger.session import shipped_tagger
from services.extractor.domain.claims import claims_of, extract_claims, lines_of
from services.extractor.domain.labelling.view import view_of
from services.extractor.domain.reading.outline import outline
from tests.quality.alignment import gold_documents, right_labels
from tests.quality.annotated import load_reports
from tests.quality.oracle import attribution_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from services.extractor.domain.draft import DraftClaim
    from services.extractor.domain.labelling.view import View
    from services.extractor.domain.reading.passage import Span
    from tests.quality.annotated import AnnotatedClaim

Json = dict[str, Any]
# A text of pages is one voice among many.
_LONGEST_TEXT = 20_000
Spans = list[list[int]]


def drafts_at(
    text: str, wanted: list[tuple[Spans, Spans, Spans]], published: date | None
) -> Iterator[tuple[int, DraftClaim]]:
    """The claims at annotated spans of source, cue and content, each with the number of its annotation."""
    lines = lines_of(outline(text))
    found = ((attribution_at(lines, *parts), number) for number, parts in enumerate(wanted))
    made = [(attribution, number) for attribution, number in found if attribution]
    made.sort(key=lambda each: each[0].cue)
    drafts = claims_of(text, lines, [attribution for attribution, _ in made], published)
    numbers = {(each.cue, each.content): number for each, number in made}
    for draft in drafts:
        number = numbers.get((draft.cue.spans[0], draft.content.spans))
        if number is not None:
            yield number, draft


def ruled(draft: DraftClaim) -> dict[str, str]:
    """What the rules say in each field."""
    main = draft.events[0]
    return {
        "type": main.type,
        "modality": main.modality,
        "kind": draft.source.kind,
    }


def from_reports(folder: Path) -> Iterator[Json]:
    """The claims of reports that were annotated after the guide."""
    for report in load_reports(folder):
        wanted = [(_spans(c.source.spans), _spans(c.cue.spans), _spans(c.content.spans)) for c in report.claims]
        for number, draft in drafts_at(report.text, wanted, report.published):
            claim = report.claims[number]
            main = claim.events[0]
            right = {
                "type": [main.type],
                "modality": [main.modality],
                "kind": [claim.source.kind],
            }
            view = view_of(report.text, draft.source, draft.cue.spans[0], draft.content.spans)
            yield _line("reports", report.name, view, right, draft, list(_actors(claim, view)))


def _spans(spans: tuple[Span, ...] | list[Span]) -> Spans:
    return [list(span) for span in spans]


def _actors(claim: AnnotatedClaim, view: View) -> Iterator[tuple[int, int, str]]:
    """Agent and target of the main event, by offsets into the view's content."""
    actors = claim.events[0].actors
    for actor, name in ((actors.agent, "agent"), (actors.target, "target")):
        for span in actor.spans if actor else ():
            at = view.within(span)
            if at:
                yield *at, name


def from_gold(folder: Path, vocabulary: Json) -> Iterator[Json]:
    """The claims of the gold with older labels: every label of the record that answers one of them is right."""
    for document in gold_documents(folder):
        wanted = [(g["source"] or [], g["cue"] or [], g["content"] or []) for g in document.gold]
        for number, draft in drafts_at(document.text, wanted, None):
            gold = document.gold[number]
            right = {
                "type": list(right_labels(vocabulary["event"], gold["event"])),
                "kind": list(right_labels(vocabulary["source_kind"], gold["source_kind"])),
            }
            view = view_of(document.text, draft.source, draft.cue.spans[0], draft.content.spans)
            yield _line("conflict", document.name, view, {k: v for k, v in right.items() if v}, draft, None)


def unlabelled(folder: Path) -> Iterator[Json]:
    """The claims that the extractor finds in the texts of a folder, each content once: nobody says what is right."""
    seen: set[str] = set()
    for path in sorted(folder.rglob("*.txt")):
        text = path.read_text(encoding="utf-8", errors="replace")[:_LONGEST_TEXT]
        for draft in extract_claims(text, published=None, tag=shipped_tagger().read).claims:
            view = view_of(text, draft.source, draft.cue.spans[0], draft.content.spans)
            if view.content.lower() not in seen:
                seen.add(view.content.lower())
                yield _line("unlabelled", path.stem, view, {}, draft, None)


def _line(
    corpus: str,
    report: str,
    view: View,
    right: dict[str, list[str]],
    draft: DraftClaim,
    actors: list[tuple[int, int, str]] | None,
) -> Json:
    return {
        "corpus": corpus,
        "report": report,
        "source": view.source,
        "cue": view.cue,
        "content": view.content,
        "right": right,
        "ruled": ruled(draft),
        "actors": actors,
    }


def main() -> None:
    """Print the lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=Path, nargs="*", help="folders of NAME.txt and NAME.toml")
    parser.add_argument("--gold", type=Path, nargs=2, metavar=("FOLDER", "VOCABULARY"))
    parser.add_argument("--texts", type=Path, nargs="*", default=[], help="folders of texts that nobody annotated")
    options = parser.parse_args()
    lines = [line for folder in options.reports for line in from_reports(folder)]
    lines += [line for folder in options.texts for line in unlabelled(folder)]
    if options.gold:
        lines += from_gold(options.gold[0], json.loads(options.gold[1].read_text(encoding="utf-8")))
    for line in lines:
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
