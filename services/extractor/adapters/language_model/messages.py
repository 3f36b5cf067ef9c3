"""What is sent to a chat completion, and what its answer says."""

from __future__ import annotations

import secrets
from importlib.resources import files
from itertools import islice
from typing import Annotated, Any, Final

import orjson
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from services.extractor.domain.quoting.quoted import MAX_PIECES, MAX_QUOTED, Quoted, Quotes

_PROMPT: Final = files(__package__).joinpath("prompt.txt").read_text(encoding="utf-8")


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    choices: Annotated[list[_Choice], Field(min_length=1)]


class _Attribution(BaseModel):
    """One item of the answer."""

    source: str | None
    cue: str
    content: str | Annotated[list[str], Field(min_length=1, max_length=MAX_PIECES)]

    def quoted(self) -> Quoted:
        """The same as a value of the domain."""
        return Quoted(self.source, self.cue, (self.content,) if isinstance(self.content, str) else tuple(self.content))


_COMPLETION: Final = TypeAdapter(_Completion)


def request(text: str, *, model: str, options: dict[str, Any]) -> bytes:
    """The body of the request; the article is data between two lines that nobody could have put into it."""
    line = f"===== {secrets.token_hex(8)}"
    messages = [
        {"role": "system", "content": _PROMPT},
        # Half a character of UTF-16 cannot be sent; what stands for it is as long, so nothing moves.
        {"role": "user", "content": f"{line}\n{text.encode('utf-8', 'replace').decode()}\n{line}"},
    ]
    return orjson.dumps(options | {"model": model, "messages": messages})


def quotes_in(body: bytes) -> Quotes | None:
    """The attributions in an answer; None if it is none."""
    try:
        said = _COMPLETION.validate_json(body).choices[0].message.content
        answer = orjson.loads(_object_in(said))
    except ValueError:
        return None
    items = answer.get("attributions") if isinstance(answer, dict) else None
    return _quotes(items) if isinstance(items, list) else None


def _object_in(said: str) -> str:
    """The JSON object in what a model said: some think aloud before it, and some put it into a fence."""
    last_words = said.rpartition("</think>")[2]
    return last_words[last_words.find("{") : last_words.rfind("}") + 1]


def _quotes(items: list[object]) -> Quotes:
    quoted = []
    for item in islice(items, MAX_QUOTED):
        try:
            quoted.append(_Attribution.model_validate(item).quoted())
        except ValidationError:
            continue
    return Quotes(
        tuple(quoted),
        n_malformed=min(len(items), MAX_QUOTED) - len(quoted),
        n_beyond=max(0, len(items) - MAX_QUOTED),
    )
