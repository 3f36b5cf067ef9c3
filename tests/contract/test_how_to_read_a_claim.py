"""The page for analysts tells every field and every word of the contract."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest

from shared.contracts.claim import Claim, ExtractedClaim, Passage
from shared.contracts.contract import Contract, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = (Path(__file__).parents[2] / "docs/how-to-read-a-claim.md").read_text(encoding="utf-8")
_CODE = re.compile(r"`([^`]+)`")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def parts(annotation: Any) -> Iterator[Any]:
    """An annotation and all that it is made of."""
    yield annotation
    for inner in get_args(annotation):
        yield from parts(inner)


def vocabularies(record: type[Contract], path: str = "") -> Iterator[tuple[str, Vocabulary]]:
    """Each vocabulary of a record once, by the field where it is met first."""
    for name, field in record.model_fields.items():
        yield from ((path + name, part) for part in field.metadata if isinstance(part, Vocabulary))
        for part in parts(field.annotation):
            if isinstance(part, Vocabulary):
                yield path + name, part
            elif isinstance(part, type) and issubclass(part, Contract):
                yield from vocabularies(part, f"{name}.")


def first_of_each() -> dict[str, tuple[str, ...]]:
    """The vocabularies of the claim record; `via` holds sources again."""
    found: dict[tuple[str, ...], str] = {}
    for path, words in vocabularies(Claim):
        found.setdefault(words.words, path)
    return {path: words for words, path in found.items()}


def table(head: str) -> dict[str, str]:
    """The rows of the table whose first column is called so: word and the last cell."""
    (lines,) = re.findall(rf"^\| `{re.escape(head)}` \|.*\n\|[-|]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    rows = [line.strip("| ").split(" | ") for line in lines.splitlines()]
    return {word: row[-1] for row in rows for word in _CODE.findall(row[0])}


def test_the_vocabularies_of_the_record_are_found() -> None:
    """A walk that finds too little would let the page rot."""
    assert {"source.kind", "cue.speech_act", "stance", "events.type", "caveats.status", "standing.word"} <= {
        *first_of_each()
    }
    assert len(first_of_each()) >= 16


@pytest.mark.parametrize("field", first_of_each())
def test_every_word_has_its_row_with_an_example(field: str) -> None:
    """A word that is added, renamed or removed is missed here."""
    rows = table(field)

    assert tuple(rows) == first_of_each()[field]
    assert all(rows.values())


def fields(record: type[Contract]) -> Iterator[str]:
    """The names of a record's fields, and of the fields below them."""
    for name, field in record.model_fields.items():
        yield name
        for part in parts(field.annotation):
            if isinstance(part, type) and issubclass(part, Contract):
                yield from fields(part)


def test_every_field_is_told() -> None:
    """By its name in code type, alone or behind the field that holds it."""
    told = {word for code in _CODE.findall(_FENCE.sub("", PAGE)) for word in code.split(".")}
    # Parts of dates and coordinates that say themselves what they are.
    said_by_others = {"value", "evidence", "latitude", "longitude", "score", "letter", "set_by", "set_at", "version"}

    assert set(fields(Claim)) - said_by_others - told == set()


def test_english_only_is_said() -> None:
    """Nobody takes silence in another language for peace."""
    assert "English only" in PAGE


def test_the_example_is_a_record_of_its_text() -> None:
    """It has the form of the contract, and every text in it is its slice."""
    text, record = (
        re.findall(rf"^```{kind}\n(.*?)\n```", PAGE, re.MULTILINE | re.DOTALL)[0] for kind in ("text", "json")
    )
    claim = ExtractedClaim.model_validate(json.loads(record))

    texts = [value for value in passages(claim) if isinstance(value, Passage)]
    assert len(texts) > 8
    for passage in texts:
        assert " … ".join(text[start:end] for start, end in passage.spans) == passage.text


def passages(value: Any) -> Iterator[Any]:
    """All parts of a record."""
    yield value
    inner = value if isinstance(value, list) else vars(value).values() if isinstance(value, Contract) else ()
    for part in inner:
        yield from passages(part)
