"""What is looked at in a claim, field by field, and when two answers are the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from deploy.training.scoring import Claim, Words
from tests.quality.scoring import comparing as same

# The order in which caveats decide, as docs say: the first that a claim has.
PRECEDENCE = (
    "retracted", "denied", "dismissed", "disputed", "unverified", "conditional", "confirmed", "no_comment",
)  # fmt: skip


def _main_event(claim: Claim) -> Mapping[str, str]:
    return next(iter(claim["events"]), {"type": "none", "modality": "none", "polarity": "none"})


def _present(holder: Mapping[str, Any], key: str) -> list[Any]:
    return [holder[key]] if holder[key] else []


def _actors(claim: Claim, part: str) -> list[Any]:
    return [event["actors"][part] for event in claim["events"] if event["actors"][part]]


def _all_actors(claim: Claim) -> list[Any]:
    return _actors(claim, "agent") + _actors(claim, "target")


def _times(claim: Claim) -> list[tuple[Any, str]]:
    return [(time, key) for key in ("time", "said_at") for time in _present(claim, key)]


LABELS: dict[str, Callable[[Claim], str]] = {
    "speech act": lambda claim: claim["cue"]["speech_act"],
    "stance": lambda claim: claim["stance"],
    "quote": lambda claim: claim["quote"],
    "source kind": lambda claim: claim["source"]["kind"],
    "source side": lambda claim: claim["source"]["side"] or "none",
    "event type": lambda claim: _main_event(claim)["type"],
    "event modality": lambda claim: _main_event(claim)["modality"],
    "event polarity": lambda claim: _main_event(claim)["polarity"],
    "certainty": lambda claim: claim["certainty"],
    "verification": lambda claim: claim["verification"],
}
Items = Callable[[Claim], Sequence[Any]]
ITEMS: dict[str, tuple[Items, Callable[[Any, Any], bool]]] = {
    "source name": (lambda claim: _present(claim["source"], "name"), same.named_alike),
    "source role": (lambda claim: _present(claim["source"], "role"), same.named_alike),
    "source organisation": (lambda claim: _present(claim["source"], "organisation"), same.named_alike),
    "credibility note": (lambda claim: _present(claim["source"], "credibility_note"), same.overlap),
    "via": (lambda claim: claim["via"], same.named_alike),
    "event types, all": (lambda claim: [event["type"] for event in claim["events"]], lambda one, other: one == other),
    "agent": (lambda claim: _actors(claim, "agent"), same.overlap),
    "target": (lambda claim: _actors(claim, "target"), same.overlap),
    "place": (lambda claim: claim["places"], same.overlap),
    "place, resolved": (lambda claim: [p for p in claim["places"] if p["basis"] == "context"], same.same_resolved),
    "part of a place": (lambda claim: [p for p in claim["places"] if p["part"]], same.same_part),
    "time": (lambda claim: _present(claim, "time"), same.overlap),
    "said_at": (lambda claim: _present(claim, "said_at"), same.overlap),
    "time or said_at, value": (lambda claim: [t for t, _ in _times(claim) if t["edtf"] or t["start"]], same.same_time),
    "quantity": (lambda claim: claim["quantities"], same.overlap),
    "quantity, bounds and unit": (lambda claim: claim["quantities"], same.same_quantity),
    "quantity, what is counted": (lambda claim: [q for q in claim["quantities"] if q["counted"]], same.same_count),
    "hedge": (lambda claim: _present(claim, "hedge"), same.overlap),
    "evidence": (lambda claim: claim["evidence"], same.overlap),
}
KINDS: dict[str, tuple[Items, Callable[[Any, Any], bool]]] = {
    "agent and target, role": (
        lambda claim: [(a, r) for r in ("agent", "target") for a in _actors(claim, r)],
        same.overlap,
    ),
    "agent and target, side": (lambda claim: [(a, a["side"]) for a in _all_actors(claim) if a["side"]], same.overlap),
    "agent and target, party": (lambda claim: [(a, "party") for a in _all_actors(claim) if a["party"]], same.overlap),
    "place, role": (lambda claim: [(place, place["role"]) for place in claim["places"]], same.overlap),
    "place, basis": (lambda claim: [(place, place["basis"]) for place in claim["places"]], same.overlap),
    "said_at against time": (_times, same.overlap),
    "hedge, by whom": (lambda claim: [(hedge, hedge["by"]) for hedge in _present(claim, "hedge")], same.overlap),
    "caveat, status": (lambda claim: [(caveat, caveat["status"]) for caveat in claim["caveats"]], lambda *_: True),
    "caveat, status and voice": (lambda claim: [(c, c["status"]) for c in claim["caveats"]], same.same_voice),
    "caveat, status and words": (lambda claim: [(c, c["status"]) for c in claim["caveats"]], same.overlap),
    "evidence, kind": (lambda claim: [(item, item["kind"]) for item in claim["evidence"]], same.overlap),
}


def comparable(claim: Claim, words: Words) -> Claim:
    """A claim of either side in one shape: every passage knows its words, `via` is names."""
    described: dict[str, Any] = _with_words(claim, words)
    described["via"] = [
        source if isinstance(source, str) else source["name"] or source["text"] for source in claim["via"]
    ]
    statuses = {caveat["status"] for caveat in claim["caveats"]}
    described["verification"] = next((status for status in PRECEDENCE if status in statuses), "unstated")
    return described


def _with_words(value: Any, words: Words) -> Any:
    if isinstance(value, list):
        return [_with_words(item, words) for item in value]
    if not isinstance(value, Mapping):
        return value
    table = {key: _with_words(item, words) if key != "spans" else item for key, item in value.items()}
    return table | {"words": words.under(value)} if "spans" in value else table
