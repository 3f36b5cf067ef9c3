"""A dead letter gives back the bytes that died."""

from __future__ import annotations

import jsonschema
import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.contracts.dead import DeadLetter, kept, original
from shared.contracts.event import envelope, opened
from shared.testing import SOME_TIME
from shared.transport.hop import Entry, dead_letter
from tests.contract.schemas import schema

# Random bytes alone hardly ever hold NUL in valid UTF-8, or the text of an escape.
_PIECES = st.lists(st.sampled_from((b"\x00", b"\xff", rb"\xff", "д".encode(), b"{}", b"\r\n"))).map(b"".join)


@given(_PIECES | st.binary())
@example(b"\xff not UTF-8")
@example(rb"the text \xff")
@example(b"NUL \x00")
@example(b"\r\n\xe2\x80\xa8")
@example(b"")
def test_the_bytes_that_died_come_back(body: bytes) -> None:
    """Through the dead letter, its JSON on the wire and its reading, every byte stays what it was."""
    letter = dead_letter(Entry("1-0", body), stream="s", service="cleaner", reason="r", now=SOME_TIME)

    data = opened(envelope(letter, source="cleaner", time=SOME_TIME))["data"]

    read = DeadLetter.read(orjson.dumps(data))
    assert original(read.body, read.encoding) == body
    jsonschema.validate(data, orjson.loads(schema(DeadLetter)))


@given(_PIECES)
@example(b"\x00")
def test_a_kept_body_is_text_that_any_database_takes(body: bytes) -> None:
    """PostgreSQL refuses NUL."""
    assert "\x00" not in kept(body)[0]


def test_text_stays_readable() -> None:
    """What is UTF-8 is kept as it is, for whoever looks at it."""
    assert kept("Зелене".encode()) == ("Зелене", "utf8")


def test_a_letter_of_an_older_release_is_given_back_only_if_it_is_certain() -> None:
    r"""Without an encoding, `\xff` may have been a byte or this text: that is said, never guessed."""
    older = {"stream": "s", "entry_id": "1-0", "service": "c", "reason": "r", "deliveries": 1, "died_at": SOME_TIME}
    certain, uncertain = (DeadLetter.model_validate(older | {"body": body}) for body in ("{}", r"{\xff}"))

    assert original(certain.body, certain.encoding) == b"{}"
    with pytest.raises(ValueError, match="older release"):
        original(uncertain.body, uncertain.encoding)


def test_an_encoding_of_a_newer_release_is_read_but_not_guessed() -> None:
    """The word travels on; the bytes are asked for in vain, with the word in the error."""
    letter = dead_letter(Entry("1-0", b"{}"), stream="s", service="cleaner", reason="r", now=SOME_TIME)
    newer = letter.model_dump(mode="json") | {"encoding": "zstd"}

    read = DeadLetter.read(orjson.dumps(newer))

    with pytest.raises(ValueError, match="zstd"):
        original(read.body, read.encoding)
    with pytest.raises(ValidationError, match="is not one of"):
        DeadLetter(**newer)
