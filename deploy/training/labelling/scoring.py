"""What labels are worth, by how much the rules' answer counts beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from deploy.training.scoring import macro_f
from services.extractor.domain.labelling.labels import FIELDS

if TYPE_CHECKING:
    from deploy.training.labelling.corpus import Labelled

# Log-probabilities of the labels of a field, by field.
Scored = dict[str, Any]
# The last one is the rules alone.
TRUST = (0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 99.0)


def said(claim: Labelled, scores: Scored, field: str, trust: float) -> str:
    """The likeliest label, where the rules' answer is so much more likely."""
    likely = scores[field].copy()
    if claim.ruled.get(field) in FIELDS[field]:
        likely[FIELDS[field].index(claim.ruled[field])] += trust
    return str(FIELDS[field][likely.argmax()])


def table(claims: list[Labelled], scores: list[Scored]) -> str:
    """Macro-F and share of right answers by corpus, field, and trust in the rules."""
    lines = [" " * 24 + "".join(f"{f'trust {trust:.0f}':>14}" for trust in TRUST)]
    for corpus in sorted({claim.corpus for claim in claims}):
        for field in FIELDS:
            own = [(c, s) for c, s in zip(claims, scores, strict=True) if c.corpus == corpus and field in c.right]
            cells = []
            for trust in TRUST:
                answers = [(said(c, s, field, trust), c.right[field]) for c, s in own]
                right = sum(answer in labels for answer, labels in answers) / max(len(answers), 1)
                # Of several right labels the first one names the class.
                f = macro_f([(labels[0], labels[0] if answer in labels else answer) for answer, labels in answers])
                cells.append(f"{100 * f:7.1f} {100 * right:5.1f} ")
            lines.append(f"{corpus:10} {field:9} {len(own):4}" + "".join(cells))
    return "\n".join(lines)
