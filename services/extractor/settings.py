"""The environment of the extractor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field, HttpUrl, PositiveFloat, PositiveInt, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from shared.runtime.settings import ServiceSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

# The article is the only thing that is said, once, and nothing but words comes back.
_NOT_OPTIONS = {"model", "messages", "tools", "tool_choice", "functions", "function_call", "stream", "n"}
# Liveness takes a message that needs more than two minutes for a stuck one.
_MAX_SECONDS = 110


class Settings(ServiceSettings):
    """What the extractor reads beside the settings of every service."""

    # An empty value is as good as none, as compose hands it on; an error must not show the key.
    model_config = SettingsConfigDict(env_ignore_empty=True, hide_input_in_errors=True)

    service: str = "extractor"
    # `rules` needs no model and finds half as much; `marked` finds only `CLAIM <id>: <speaker> said that <content>.`
    # and serves proofs of delivery. It also reads what a language model leaves open.
    engine: Literal["tagger", "rules", "marked"] = "tagger"
    # One per core: reading an article keeps a core busy.
    processes: PositiveInt = 1
    # Far above what any article of 2 MiB takes.
    timeout_seconds: PositiveFloat = 60.0
    max_records: PositiveInt = 8

    # No language model is asked unless both are set: an address such as https://models.example/v1, to which
    # `/chat/completions` is added, and what the endpoint calls its model.
    language_model_url: HttpUrl | None = None
    language_model_name: Annotated[str, Field(pattern=r"^[!-~]{1,200}$")] | None = None
    # One of both at most; many endpoints on one's own machine need none.
    language_model_key: SecretStr | None = None
    language_model_key_file: Path | None = None
    # For the whole of an answer, with the second attempt.
    language_model_timeout_seconds: PositiveFloat = 30.0
    # A longer article is not sent; 24,000 characters have about 6,000 tokens.
    language_model_max_characters: Annotated[int, Field(gt=0, le=200_000)] = 24_000
    # How many articles are asked about at once.
    language_model_concurrency: PositiveInt = 4
    # More of the request, as JSON: endpoints differ in what they take.
    language_model_options: dict[str, Any] = Field(default={"temperature": 0, "max_tokens": 4096})

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        """Refuse half a language model, with the name of what is missing or too much."""
        for fault in self._faults() if self.language_model_url else self._forsaken():
            raise ValueError(fault)
        self.language_model_secret()
        return self

    def _forsaken(self) -> Iterator[str]:
        for name in ("name", "key", "key_file"):
            if getattr(self, f"language_model_{name}"):
                yield f"CLAIMWIRE_LANGUAGE_MODEL_{name.upper()} needs CLAIMWIRE_LANGUAGE_MODEL_URL"

    def _faults(self) -> Iterator[str]:
        url = self.language_model_url
        if url and (url.username or url.password or url.query or url.fragment):
            yield "CLAIMWIRE_LANGUAGE_MODEL_URL is more than an address: a key belongs to CLAIMWIRE_LANGUAGE_MODEL_KEY"
        if self.language_model_name is None:
            yield "CLAIMWIRE_LANGUAGE_MODEL_URL needs CLAIMWIRE_LANGUAGE_MODEL_NAME"
        if self.language_model_key and self.language_model_key_file:
            yield "set CLAIMWIRE_LANGUAGE_MODEL_KEY or CLAIMWIRE_LANGUAGE_MODEL_KEY_FILE, not both"
        if self.engine == "marked":
            yield "CLAIMWIRE_ENGINE=marked serves proofs, without a language model"
        if forbidden := sorted(_NOT_OPTIONS & self.language_model_options.keys()):
            yield f"CLAIMWIRE_LANGUAGE_MODEL_OPTIONS must leave {', '.join(forbidden)} alone"
        if self.language_model_timeout_seconds + self.timeout_seconds > _MAX_SECONDS:
            yield (
                "CLAIMWIRE_LANGUAGE_MODEL_TIMEOUT_SECONDS and CLAIMWIRE_TIMEOUT_SECONDS together are at most "
                f"{_MAX_SECONDS}: liveness takes a longer silence for a service that is stuck"
            )

    def language_model_secret(self) -> str | None:
        """The key, from the environment or its file; None if there is none.

        Raises:
            ValueError: there is none where one should be, or it cannot be sent.
        """
        if self.language_model_key_file:
            try:
                key = self.language_model_key_file.read_text(encoding="ascii").strip()
            except (OSError, UnicodeDecodeError) as error:
                message = f"CLAIMWIRE_LANGUAGE_MODEL_KEY_FILE cannot be read: {type(error).__name__}"
                raise ValueError(message) from None
        elif self.language_model_key:
            key = self.language_model_key.get_secret_value().strip()
        else:
            return None
        if not key or any(not "!" <= character <= "~" for character in key):
            message = "the key of the language model is empty, or holds more than printable characters of ASCII"
            raise ValueError(message)
        return key
