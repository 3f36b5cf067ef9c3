"""Measure the fields of a claim that have a vocabulary, on claims that match a claim of the gold.

usage: python -m tests.quality.vocabulary GOLD_FOLDER VOCABULARY.json [--claims claims.jsonl] [--errors FIELD]

GOLD_FOLDER holds text/*.txt and gold/*.json, VOCABULARY.json the labels of the record that answer each label of the
gold. The claims are the extractor's, or those of the lines that `claimwire extract --as-is --json GOLD_FOLDER/text`
printed. A second table is for claims built from the gold's own spans: it shows the fields apart from the attribution.

Figures are given for all documents and for the two halves of the sorted list; rules are made with a look at the even
half only, so that the odd half tells what they are worth elsewhere. Beside each stands what a constant answer gets.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deploy.training import scoring
from services.extractor.adapters.labeller.session import shipped_labeller
from services.extractor.domain.claims import claims_of, lines_of
from services.extractor.domain.reading.outline import outline
from services.extractor.handlers import read_text
from tests.quality.alignment import Document, gold_documents, read_claims, right_labels
from tests.quality.oracle import attribution_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.extractor.domain.draft import DraftClaim
    from tests.quality.alignment import Claim

# A field of the gold, its map in the vocabulary, and whether it is scored by class or by finding what is rare.
MACRO = {"event": "event", "source_kind": "source_kind"}
RARE = {"polarity": "positive", "verification": "unstated", "certainty": "asserted"}


@dataclass(frozen=True)
class Answer:
    """What a claim says in one field, beside the labels that would be right, the first of which names the class."""

    said: str
    right: tuple[str, ...]
    gold: str
    claim: Claim

    @property
    def as_class(self) -> str:
        """The answer, or the class of the gold where it is right."""
        return self.right[0] if self.said in self.right else self.said


def said(claim: Claim, field: str) -> str:
    """The claim's answer in a field of the gold."""
    main = claim["events"][0] if claim["events"] else {"type": "statement", "polarity": "positive"}
    answers = {
        "event": main["type"],
        # A denial is negative in the gold; in the record it is the source's stance towards what is worded.
        "polarity": "negative" if _is_denial(claim) else main["polarity"],
        "source_kind": claim["source"]["kind"],
        "certainty": claim["certainty"],
        "verification": claim["verification"],
    }
    return str(answers[field])


def _is_denial(claim: Claim) -> bool:
    return bool(claim["stance"] == "denies" and claim["cue"]["speech_act"] == "deny")


def answers(pairs: Iterable[tuple[Claim, Claim]], field: str, vocabulary: dict[str, Any]) -> list[Answer]:
    """The answers of matched claims in a field; labels of the gold that are not scored are left out."""
    labels = vocabulary.get(field, {})
    found = []
    for gold, claim in pairs:
        right = right_labels(labels, gold[field])
        if right:
            found.append(Answer(said(claim, field), right, str(gold[field]), claim))
    return found


def macro_f(scored: list[Answer]) -> float:
    """The mean F of the gold's classes."""
    return scoring.macro_f([(answer.right[0], answer.as_class) for answer in scored])


def precision_and_recall(scored: list[Answer], usual: str) -> tuple[float, float]:
    """How many of the unusual answers are right, and how many of the gold's unusual labels are found."""
    given = [a for a in scored if a.said != usual]
    hits = sum(usual not in a.right for a in given)
    wanted = sum(usual not in a.right for a in scored)
    return hits / max(len(given), 1), hits / max(wanted, 1)


def table(title: str, documents: list[Document], vocabulary: dict[str, Any]) -> None:
    """Print the figures of all documents and of both halves, and the confusions."""
    groups = {"all": documents, "even": documents[::2], "odd": documents[1::2]}
    pairs = {name: [pair for d in group for pair in d.pairs()] for name, group in groups.items()}
    n_gold = sum(len(d.gold) for d in documents)
    print(f"\n{title}: {len(pairs['all'])} of {n_gold} claims of the gold are matched")
    print(f"{'':46}" + "".join(f"{name:>10}" for name in groups) + "  constant answer")
    for field in MACRO:
        scored = {name: answers(own, field, vocabulary) for name, own in pairs.items()}
        row(f"{field}: macro-F", [macro_f(own) for own in scored.values()], _constant(scored["all"]))
        row(f"{field}: right", [_right(own) for own in scored.values()], "")
    for field, usual in RARE.items():
        scored = {name: answers(own, field, vocabulary) for name, own in pairs.items()}
        both = [precision_and_recall(own, usual) for own in scored.values()]
        row(f"{field} not {usual}: recall", [recall for _, recall in both], _constant(scored["all"], usual))
        row(f"{field} not {usual}: precision", [precision for precision, _ in both], "")
    denials = {name: [claim for gold, claim in own if gold["event"] == "denial"] for name, own in pairs.items()}
    shares = [sum(c["stance"] == "denies" for c in own) / max(len(own), 1) for own in denials.values()]
    row("denials with stance denies", shares, "")
    for field in (*MACRO, *RARE):
        wrong = Counter((a.gold, a.said) for a in answers(pairs["all"], field, vocabulary) if a.said not in a.right)
        print(f"{field}, gold > said: " + ", ".join(f"{g} > {s} {n}" for (g, s), n in wrong.most_common(14)))


def row(name: str, figures: list[float], constant: str) -> None:
    """Print a line of the table."""
    print(f"{name:46}" + "".join(f"{100 * figure:10.1f}" for figure in figures) + f"  {constant}")


def _right(scored: list[Answer]) -> float:
    return sum(a.said in a.right for a in scored) / max(len(scored), 1)


def _constant(scored: list[Answer], usual: str | None = None) -> str:
    """What the best constant answer gets; for what is rare, what always saying so would get."""
    if usual is not None:
        share = sum(usual not in a.right for a in scored) / max(len(scored), 1)
        return f"never 0.0, always 100.0 at precision {100 * share:.1f}"
    commonest = Counter(label for a in scored for label in a.right).most_common(1)[0][0]
    same = [replace(a, said=commonest) for a in scored]
    return f"{100 * macro_f(same):.1f}, right {100 * _right(same):.1f} ({commonest})"


def extracted(document: Document) -> list[Claim]:
    """The claims that the extractor finds in a document."""
    found = read_text(document.text, None)
    return [asdict(claim) for claim in found.claims]


def from_gold(document: Document) -> list[Claim]:
    """Claims with the gold's own spans and the extractor's fields."""
    lines = lines_of(outline(document.text))
    attributions = sorted(
        (a for g in document.gold if (a := attribution_at(lines, g["source"], g["cue"], g["content"]))),
        key=lambda a: a.cue,
    )
    made: list[DraftClaim] = claims_of(document.text, lines, attributions, None, shipped_labeller().read)
    return [asdict(claim) for claim in made]


def show_errors(documents: list[Document], field: str, vocabulary: dict[str, Any]) -> None:
    """Print the wrong answers of the even half, for those who make rules."""
    for document in documents[::2]:
        for answer in answers(document.pairs(), field, vocabulary):
            if answer.said not in answer.right:
                claim = answer.claim
                print(f"{document.name} | {answer.gold} > {answer.said} | {claim['source']['text']} ", end="")
                print(f"[{claim['source']['name']}] | {claim['cue']['text']} | {claim['content']['text']}")


def main() -> int:
    """Measure, or say loudly that there is nothing to measure with."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("vocabulary", type=Path)
    parser.add_argument("--claims", type=Path, help="lines of `claimwire extract --as-is --json`")
    parser.add_argument("--errors", help="print the wrong answers of the even half in this field instead")
    parser.add_argument("--oracle", action="store_true", help="only the claims with the gold's own spans")
    arguments = parser.parse_args()
    documents = gold_documents(arguments.gold) if arguments.vocabulary.exists() else []
    if not documents:
        print(f"SKIPPED: no gold in {arguments.gold}, or no {arguments.vocabulary}", file=sys.stderr)
        return 0
    vocabulary = json.loads(arguments.vocabulary.read_text(encoding="utf-8"))
    read = read_claims(arguments.claims) if arguments.claims else None
    runs = [("claims with the gold's spans", [replace(d, found=from_gold(d)) for d in documents])]
    if not arguments.oracle:
        found = [replace(d, found=read.get(d.name, []) if read is not None else extracted(d)) for d in documents]
        runs.insert(0, ("claims as extracted", found))
    for title, run in runs:
        if arguments.errors:
            print(title)
            show_errors(run, arguments.errors, vocabulary)
        else:
            table(title, run, vocabulary)
    return 0


if __name__ == "__main__":
    sys.exit(main())
