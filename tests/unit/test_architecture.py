"""The tree keeps its shape."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from services.console.run import SERVICES
from shared.transport.streams import STREAMS, stream_services

ROOT = Path(__file__).parents[2]
STREAM_SERVICES = stream_services()
CODE = sorted(file for folder in ("services", "shared") for file in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("service", STREAM_SERVICES)
def test_every_stream_service_has_the_same_five_things(service: str) -> None:
    """A reader who knows one service finds the way in all of them."""
    names = {path.name for path in (ROOT / "services" / service).iterdir() if path.name != "__pycache__"}

    assert names - {"adapters"} == {"__init__.py", "app.py", "settings.py", "handlers.py", "domain"}


def test_every_service_stands_in_the_readme() -> None:
    """The table of services is complete."""
    table = (ROOT / "README.md").read_text()

    for service in (*STREAM_SERVICES, "gateway", "keeper", "demonstration"):
        assert f"| {service} |" in table


def test_every_service_is_run_in_both_shapes_and_imports_no_other() -> None:
    """Embedded, in compose, and in the import rule; a new one is missed here."""
    compose = (ROOT / "docker-compose.yml").read_text()
    independence = next(
        contract
        for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
        if contract["type"] == "independence"
    )

    for service in (*STREAM_SERVICES, "gateway", "keeper"):
        assert service in SERVICES
        assert f"services.{service}.app]" in compose
        assert f"services.{service}" in independence["modules"]


@pytest.mark.parametrize("file", CODE, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_is_short_documented_and_knows_no_environment(file: Path) -> None:
    """At most 400 lines, a docstring first, and the environment only in the settings."""
    text = file.read_text()

    assert len(text.splitlines()) <= 400
    assert text.startswith(('"""', "#!/"))
    assert "os.environ" not in text or file.name == "settings.py"
    assert "except Exception" not in text or "transport" in file.parts


def test_stream_names_are_written_in_one_place() -> None:
    """Nobody else spells the name of a stream in code."""
    names = "|".join(re.escape(stream.name) for stream in STREAMS)
    spelled = [file for file in CODE if re.search(rf'^[^#"]*["\']({names})["\']', file.read_text(), re.MULTILINE)]

    assert [file.name for file in spelled] == ["streams.py"]
