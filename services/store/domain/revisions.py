"""What a new set of claims of one article changes, and what the public is told about it.

A record is the public claim as JSON values. The id of a claim stays while its sentence and cue stay; where a reworded
sentence gives it a new id, the new record names the old one in `supersedes`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

Record = dict[str, Any]

# Written by the store or by an analyst, not by the extractor: a delivery does not change them.
_KEPT = frozenset({"first_seen_at", "links", "supersedes", "outlet_reliability", "source_reliability"})
# Differences that are no news: a subscriber need not hear that a newer extractor says the same.
_SILENT = _KEPT | {"revision", "changed", "previous", "recorded_at", "standing", "extractor"}
_ALIKE = 0.5


@dataclass(frozen=True)
class Revision:
    """A new state of one claim.

    Attributes:
        kind: published, updated or superseded.
        record: the whole record, with `revision`, `changed` and `previous`.
    """

    kind: str
    record: Record

    @property
    def is_superseded(self) -> bool:
        """Whether the article no longer makes the claim."""
        return self.kind == "superseded"


def revisions(old: Mapping[str, Record], new: Mapping[str, Record], *, recorded_at: str) -> list[Revision]:
    """What changes when an article's set of claims is replaced; empty if nothing does.

    Args:
        old: the last record of every claim that the article ever made, by id.
        new: the delivered set, by id.
        recorded_at: RFC 3339.
    """
    gone = [record for key, record in old.items() if key not in new and not _is_superseded(record)]
    added = [record for key, record in new.items() if key not in old]
    successors = _successors(gone, added)
    published = [Revision("published", record | {"supersedes": successors.get(record["claim_id"])}) for record in added]
    kept = [_updated(old[key], record, recorded_at) for key, record in new.items() if key in old]
    superseded = [_superseded(record, recorded_at) for record in gone]
    return [*(revision for revision in kept if revision is not None), *superseded, *published]


def _is_superseded(record: Record) -> bool:
    return bool(record["standing"]["word"] == "superseded")


def _updated(old: Record, new: Record, recorded_at: str) -> Revision | None:
    silent = _SILENT | ({"capture"} if old["article_version"] == new["article_version"] else set())
    changed = sorted(field for field in new if field not in silent and new[field] != old.get(field))
    if _is_superseded(old):
        changed.append("standing")
    if not changed:
        return None
    kept = {field: old[field] for field in _KEPT if field in old}
    standing = new["standing"] if _is_superseded(old) else old["standing"]
    return Revision("updated", _next(old, new | kept | {"standing": standing}, changed, recorded_at))


def _superseded(old: Record, recorded_at: str) -> Revision:
    standing = old["standing"] | {"word": "superseded"}
    return Revision("superseded", _next(old, old | {"standing": standing}, ["standing"], recorded_at))


def _next(old: Record, record: Record, changed: list[str], recorded_at: str) -> Record:
    return record | {
        "revision": old["revision"] + 1,
        "changed": changed,
        "previous": {field: old.get(field) for field in changed},
        "recorded_at": recorded_at,
    }


def _successors(gone: list[Record], added: list[Record]) -> dict[str, str]:
    """For added claims, the claim that each replaces: same cue word and mostly the same words; best pairs first."""
    pairs = sorted(
        (-_likeness(old, new), old["claim_id"], new["claim_id"])
        for old in gone
        for new in added
        if _words(old["cue"]) == _words(new["cue"])
    )
    successors: dict[str, str] = {}
    for minus_likeness, old_id, new_id in pairs:
        if -minus_likeness >= _ALIKE and old_id not in successors.values():
            successors.setdefault(new_id, old_id)
    return successors


def _likeness(old: Record, new: Record) -> float:
    """Shared words of the two contents over all their words."""
    one, other = _words(old["content"]), _words(new["content"])
    return len(one & other) / len(one | other) if one | other else 0.0


def _words(passage: Record) -> frozenset[str]:
    return frozenset(str(passage["text"]).casefold().split())
