"""What a claim can be found by."""

from __future__ import annotations

from typing import Any

from services.store.domain.search import search_columns


def test_columns_hold_names_in_lower_case_between_bars() -> None:
    """Places with their regions, event types and every name of the speaker; a bar in a name cannot forge one."""
    place: dict[str, Any] = {"text": "Ly|man", "name": "Lyman", "regions": ["UA-14"]}
    record: dict[str, Any] = {
        "sentence": {"text": "Tendar said so."},
        "content": {"text": "so"},
        "title": None,
        "source": {"text": "He", "name": "Tendar", "role": None, "organisation": None, "kind": "analyst"},
        "places": [place, place],
        "events": [{"type": "hold"}],
        "outlet": None,
        "verification": "unstated",
        "certainty": "asserted",
    }

    columns = search_columns(record)

    assert columns["places"] == "|ly man|lyman|ua-14|"
    assert columns["events"] == "|hold|"
    assert columns["source"] == "he tendar"
    assert "tendar said so." in (columns["search"] or "")
    assert search_columns(record | {"places": []})["places"] == ""
