"""Writes the JSON Schema of every message: `python -m tests.contract.schemas`."""

from __future__ import annotations

import json
from pathlib import Path

from shared.contracts.article import ArticleCleaned, ArticleDiscovered, ArticleFetched, ArticleSkipped
from shared.contracts.claim import (
    ClaimLinked,
    ClaimPublished,
    ClaimRetracted,
    ClaimsExtracted,
    ClaimSuperseded,
    ClaimUpdated,
)
from shared.contracts.contract import Message, OpenSchema
from shared.contracts.dead import DeadLetter

FOLDER = Path(__file__).parent / "schemas"
MESSAGES: tuple[type[Message], ...] = (
    ArticleDiscovered,
    ArticleFetched,
    ArticleCleaned,
    ArticleSkipped,
    ClaimsExtracted,
    DeadLetter,
    ClaimPublished,
    ClaimUpdated,
    ClaimLinked,
    ClaimSuperseded,
    ClaimRetracted,
)


def schema(message: type[Message]) -> str:
    """The public JSON Schema of a message, as it is committed."""
    made = message.model_json_schema(mode="serialization", schema_generator=OpenSchema)
    return json.dumps({"$id": f"urn:claimwire:schema:{message.event_type}"} | made, indent=2, sort_keys=True) + "\n"


def main() -> None:
    """Write them all."""
    FOLDER.mkdir(exist_ok=True)
    for message in MESSAGES:
        (FOLDER / f"{message.event_type}.json").write_text(schema(message))


if __name__ == "__main__":
    main()
