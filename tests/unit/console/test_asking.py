"""`claimwire extract --language-model`: explicit, and with the default engine behind it."""

from __future__ import annotations

import asyncio
import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import orjson
import pytest
import structlog
from typer.testing import CliRunner

from services.console.app import app
from tests.unit.extractor.language_model.endpoint import a_status, an_endpoint, attributions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.unit.extractor.language_model.endpoint import Answer, Endpoint

TEXT = "Officials said the bridge was closed."


@contextmanager
def endpoint_beside(*answers: Answer) -> Iterator[Endpoint]:
    """A running endpoint in a thread of its own: the command has the loop of this one."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    running = an_endpoint(*answers)
    try:
        yield asyncio.run_coroutine_threadsafe(running.__aenter__(), loop).result()
    finally:
        asyncio.run_coroutine_threadsafe(running.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    """The command sends its logs to standard error; the tests after these want them where they were."""
    level = logging.getLogger().level
    yield
    structlog.reset_defaults()
    logging.getLogger().setLevel(level)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A file with one claim."""
    file = tmp_path / "report.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("answer", "engine", "told"),
    [
        (attributions(("Officials", "said", "the bridge was closed")), "language_model", "language model: answered\n"),
        (a_status(401), "tagger", "language model: refused (status 401), read by the default engine\n"),
        (attributions(("He", "said", "no")), "tagger", "unsound (1 content_not_in_text), read by the default engine"),
    ],
)
def test_documents_say_who_read_them(
    report: Path, monkeypatch: pytest.MonkeyPatch, answer: Answer, engine: str, told: str
) -> None:
    """Standard output has the documents and nothing else; who read is told on the other one."""
    with endpoint_beside(answer) as endpoint:
        monkeypatch.setenv("CLAIMWIRE_LANGUAGE_MODEL_URL", endpoint.url)
        monkeypatch.setenv("CLAIMWIRE_LANGUAGE_MODEL_NAME", "a-model")
        result = CliRunner().invoke(app, ["extract", "--json", "--as-is", "--language-model", str(report)])

    (claim,) = orjson.loads(result.stdout)["claims"]
    assert (claim["extractor"]["name"], claim["content"]["text"]) == (engine, "the bridge was closed")
    assert told in result.stderr


def test_nobody_is_asked_unless_told_to(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of a person's own are not sent anywhere by an environment alone."""
    with endpoint_beside(attributions()) as endpoint:
        monkeypatch.setenv("CLAIMWIRE_LANGUAGE_MODEL_URL", endpoint.url)
        monkeypatch.setenv("CLAIMWIRE_LANGUAGE_MODEL_NAME", "a-model")
        result = CliRunner().invoke(app, ["extract", "--json", str(report)])

    assert orjson.loads(result.stdout)["claims"][0]["extractor"]["name"] == "tagger"
    assert endpoint.asked == []


def test_missing_set_up_is_told(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 2 and one line, as for every call that makes no sense."""
    result = CliRunner().invoke(app, ["extract", "--language-model", str(report)])
    monkeypatch.setenv("CLAIMWIRE_LANGUAGE_MODEL_NAME", "a-model")
    half = CliRunner().invoke(app, ["extract", "--language-model", str(report)])

    assert (result.exit_code, half.exit_code) == (2, 2)
    assert result.stderr == "claimwire: set CLAIMWIRE_LANGUAGE_MODEL_URL and CLAIMWIRE_LANGUAGE_MODEL_NAME\n"
    assert half.stderr == "claimwire: CLAIMWIRE_LANGUAGE_MODEL_NAME needs CLAIMWIRE_LANGUAGE_MODEL_URL\n"
