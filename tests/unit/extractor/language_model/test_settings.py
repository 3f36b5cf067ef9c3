"""A language model is off, or whole: half of one ends the service at its start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from services.extractor.settings import Settings
from tests.unit.extractor.language_model.endpoint import KEY, some_settings

URL = "http://127.0.0.1:1/v1"


def test_nothing_is_asked_by_default() -> None:
    """An environment without a word of it, and one with empty words, set nothing up."""
    assert Settings().language_model_url is None


def test_empty_variables_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compose hands on what is not set as an empty text."""
    for name in ("URL", "NAME", "KEY", "KEY_FILE", "TIMEOUT_SECONDS", "OPTIONS"):
        monkeypatch.setenv(f"CLAIMWIRE_LANGUAGE_MODEL_{name}", "")

    assert Settings().language_model_url is None
    assert Settings().language_model_timeout_seconds == 30


def test_environment_sets_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The key may stand in a file of its own, or in the folder of all secrets."""
    (tmp_path / "key").write_text(f"{KEY}\n", encoding="utf-8")
    monkeypatch.setenv("CLAIMWIRE_LANGUAGE_MODEL_URL", URL)
    monkeypatch.setenv("CLAIMWIRE_LANGUAGE_MODEL_NAME", "qwen2.5:7b")
    monkeypatch.setenv("CLAIMWIRE_LANGUAGE_MODEL_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("CLAIMWIRE_LANGUAGE_MODEL_OPTIONS", '{"max_completion_tokens": 2000}')
    settings = Settings()

    assert settings.language_model_secret() == KEY
    assert settings.language_model_options == {"max_completion_tokens": 2000}


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"language_model_name": None}, "CLAIMWIRE_LANGUAGE_MODEL_URL needs CLAIMWIRE_LANGUAGE_MODEL_NAME"),
    ({"language_model_url": None}, "CLAIMWIRE_LANGUAGE_MODEL_NAME needs CLAIMWIRE_LANGUAGE_MODEL_URL"),
    (
        {"language_model_url": None, "language_model_name": None},
        "CLAIMWIRE_LANGUAGE_MODEL_KEY needs CLAIMWIRE_LANGUAGE_MODEL_URL",
    ),
    ({"language_model_key_file": Path("key")}, "not both"),
    ({"language_model_key": None, "language_model_key_file": Path("/no/such/file")}, "KEY_FILE cannot be read"),
    ({"language_model_key": f"{KEY}\nX-Header: 1"}, "more than printable characters"),
    ({"language_model_key": " "}, "is empty"),
    ({"language_model_url": f"http://user:{KEY}@127.0.0.1/v1"}, "is more than an address"),
    ({"language_model_url": "file:///etc/hostname"}, "language_model_url"),
    ({"language_model_name": "a model"}, "language_model_name"),
    ({"language_model_options": {"tools": [], "stream": True}}, "must leave stream, tools alone"),
    ({"engine": "marked"}, "serves proofs"),
    ({"language_model_timeout_seconds": 90}, "at most 110"),
    ({"language_model_max_characters": 1_000_000}, "language_model_max_characters"),
]


@pytest.mark.parametrize(("changes", "words"), FAULTS)
def test_half_a_configuration_is_refused_with_its_reason(changes: dict[str, Any], words: str) -> None:
    """The error names what is missing or too much, and never shows the key."""
    with pytest.raises(ValidationError) as caught:
        some_settings(URL, **changes)

    assert words in str(caught.value)
    assert KEY not in str(caught.value) + repr(caught.value)


def test_settings_hide_the_key() -> None:
    """Who prints them prints stars."""
    assert KEY not in repr(some_settings(URL)) + str(some_settings(URL)) + some_settings(URL).model_dump_json()


def test_service_ends_at_its_start_with_the_reason() -> None:
    """It does not begin to read, and what it prints does not hold the key."""
    ended = subprocess.run(
        [sys.executable, "-m", "services.extractor.app"],
        env={
            "CLAIMWIRE_LANGUAGE_MODEL_URL": URL,
            "CLAIMWIRE_LANGUAGE_MODEL_KEY": KEY,
            "PYTHONPATH": ":".join(sys.path),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )

    assert ended.returncode == 1
    assert "CLAIMWIRE_LANGUAGE_MODEL_URL needs CLAIMWIRE_LANGUAGE_MODEL_NAME" in ended.stderr
    assert KEY not in ended.stderr + ended.stdout
