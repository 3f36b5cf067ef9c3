"""What a new set of claims changes."""

from __future__ import annotations

from typing import Any

from services.store.domain.revisions import Record, revisions

NOW = "2026-01-02T03:04:05.000000Z"


def record(claim_id: str, content: str = "the bridge fell", **changes: Any) -> Record:
    """A public record with the fields that matter here."""
    return {
        "claim_id": claim_id,
        "article_version": "v1",
        "capture": "c1",
        "content": {"text": content, "spans": [[0, 5]]},
        "cue": {"text": "said", "spans": [[7, 11]]},
        "standing": {"word": "single_source", "n_reports": 1},
        "extractor": {"name": "rules", "version": "1"},
        "first_seen_at": "2026-01-01T00:00:00.000000Z",
        "recorded_at": NOW,
        "revision": 1,
        "changed": [],
        "previous": {},
        "links": [],
        "supersedes": None,
    } | changes


def by_id(*made: Record) -> dict[str, Record]:
    """As the store holds them."""
    return {one["claim_id"]: one for one in made}


def test_same_set_changes_nothing() -> None:
    """Bookkeeping, another capture of the same text and a newer extractor's name are no news."""
    again = record("a", capture="c2", extractor={"name": "rules", "version": "2"}, first_seen_at=NOW, recorded_at="x")

    assert revisions(by_id(record("a")), by_id(again), recorded_at=NOW) == []


def test_changed_field_is_named_with_its_old_value() -> None:
    """The update holds the whole new record, one revision on, and keeps when the claim was first seen."""
    changed = record("a", certainty="likely", first_seen_at=NOW, links=[])
    old = record("a", certainty="asserted", revision=4, links=[{"kind": "repeats"}])

    (revision,) = revisions(by_id(old), by_id(changed), recorded_at=NOW)

    assert revision.kind == "updated"
    assert revision.record["revision"] == 5
    assert revision.record["changed"] == ["certainty"]
    assert revision.record["previous"] == {"certainty": "asserted"}
    assert revision.record["first_seen_at"] == old["first_seen_at"]
    assert revision.record["links"] == old["links"]


def test_claim_that_is_gone_is_superseded_once() -> None:
    """The second delivery of the set without it says nothing more."""
    (first,) = revisions(by_id(record("a")), {}, recorded_at=NOW)

    assert first.kind == "superseded"
    assert first.record["standing"]["word"] == "superseded"
    assert revisions(by_id(first.record), {}, recorded_at=NOW) == []


def test_claim_that_returns_stands_again() -> None:
    """A superseded claim in a new set is updated, its standing as new."""
    (gone,) = revisions(by_id(record("a")), {}, recorded_at=NOW)

    (back,) = revisions(by_id(gone.record), by_id(record("a")), recorded_at=NOW)

    assert (back.kind, back.record["revision"], back.record["changed"]) == ("updated", 3, ["standing"])
    assert back.record["standing"]["word"] == "single_source"


def test_reworded_claim_names_the_one_it_replaces() -> None:
    """Same cue and mostly the same words: the new id supersedes the old one; other words do not."""
    old = by_id(record("a", "the old bridge fell at night"), record("b", "three people died"))
    new = by_id(record("c", "the old bridge fell at dawn"), record("d", "the mayor resigned"))

    found = {one.record["claim_id"]: one for one in revisions(old, new, recorded_at=NOW)}

    assert found["c"].record["supersedes"] == "a"
    assert found["d"].record["supersedes"] is None
    assert found["a"].is_superseded
    assert found["b"].is_superseded
