"""`claimwire extract --language-model`: the model that the environment names is asked about each text."""

from __future__ import annotations

import asyncio
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from services.extractor.adapters.language_model.client import LanguageModel, NoAnswer
from services.extractor.handlers import READ_LANGUAGES, Extracted, extract_quotes, extract_text
from services.extractor.settings import Settings
from shared.errors import PermanentError
from shared.runtime.logging import configure_logging

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date


@dataclass(frozen=True)
class _Asking:
    language_model: LanguageModel
    runner: asyncio.Runner

    def read(self, article_id: str, text: str, published: date | None, *, language: str = "en") -> Extracted:
        """The claims of a text, as `extract_text` gives them; a line on stderr tells who read what."""
        if language not in READ_LANGUAGES:
            return extract_text(article_id, text, published, language=language)
        answer = self.runner.run(self.language_model.ask(text))
        if isinstance(answer, NoAnswer):
            _say(answer.outcome, answer.fault)
            return extract_text(article_id, text, published, language=language)
        found, _, told = extract_quotes(article_id, text, published, quotes=answer, model=self.language_model.name)
        _say(told.outcome, ", ".join(f"{number} {reason}" for reason, number in told.dropped.items()))
        return found


@contextmanager
def asking() -> Iterator[_Asking]:
    """A reader that asks the language model of the environment, with the default engine behind it.

    Raises:
        PermanentError: the environment names none, or half of one.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        raise PermanentError(error.errors(include_input=False)[0]["msg"].removeprefix("Value error, ")) from None
    if settings.language_model_url is None:
        message = "set CLAIMWIRE_LANGUAGE_MODEL_URL and CLAIMWIRE_LANGUAGE_MODEL_NAME"
        raise PermanentError(message)
    # Standard output is for documents.
    configure_logging(settings.model_copy(update={"log_level": "error", "log_format": "pretty"}))
    language_model = LanguageModel(settings)
    with asyncio.Runner() as runner:
        try:
            yield _Asking(language_model, runner)
        finally:
            runner.run(language_model.close())


def _say(outcome: str, details: str) -> None:
    by = "" if outcome == "answered" else ", read by the default engine"
    print(f"language model: {outcome}{f' ({details})' if details else ''}{by}", file=sys.stderr)  # noqa: T201
