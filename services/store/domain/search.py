"""What a claim can be found by, drawn from its record."""

from __future__ import annotations

from typing import Any

Record = dict[str, Any]


def search_columns(record: Record) -> dict[str, str | None]:
    """The columns of a claim event that filters look at."""
    source, places = record["source"], record["places"]
    names = [source.get(field) for field in ("text", "name", "role", "organisation")]
    return {
        "search": _words(
            [record["sentence"]["text"], record["content"]["text"], record["title"], *names, *_places(places)]
        ),
        "events": _listed([event["type"] for event in record["events"]]),
        "places": _listed(_places(places)),
        "source": _words(names),
        "source_kind": source["kind"],
        "outlet": record["outlet"],
        "verification": record["verification"],
        "certainty": record["certainty"],
    }


def _places(places: list[Record]) -> list[str]:
    return [name for place in places for name in (place["text"], place["name"], *place["regions"]) if name]


def _words(parts: list[str | None]) -> str:
    return " ".join(part for part in parts if part).lower()


def _listed(names: list[str]) -> str:
    """Each between bars, so that a search for `|lyman|` does not find Lymanske."""
    unique = dict.fromkeys(name.lower().replace("|", " ") for name in names)
    return f"|{'|'.join(unique)}|" if unique else ""
