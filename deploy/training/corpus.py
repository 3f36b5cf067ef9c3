"""Annotated reports: PolNeAR's folders of brat files, and folders with claims in JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

Span = tuple[int, int]
ROLES = ("source", "cue", "content")
_ANNOTATOR = re.compile(r"_[0-9a-f]{4}$")
_TEXT_BOUND = re.compile(r"T\d+\t\w+ (\d+ \d+(?:;\d+ \d+)*)\t")
# Cues without an agent are "Attribution-no-source".
_EVENT = re.compile(r"E\d+\t[\w-]+:")
_NUMBER = re.compile(r"\d+$")


@dataclass(frozen=True)
class Marked:
    """One attribution as a person marked it; a role may be empty."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


@dataclass(frozen=True)
class Report:
    """A text and what each of its annotators marked; no version where nobody did.

    Attributes:
        leaves_out_relayed: whether by the guidelines nobody is marked who speaks within what another says.
    """

    name: str
    text: str
    versions: tuple[tuple[Marked, ...], ...]
    leaves_out_relayed: bool = False


def polnear(folder: Path) -> list[Report]:
    """The reports of one part of PolNeAR (`text/*.txt`, `attributions/*.ann`)."""
    versions: dict[str, list[tuple[Marked, ...]]] = {}
    for path in sorted((folder / "attributions").glob("*.ann")):
        versions.setdefault(_ANNOTATOR.sub("", path.stem), []).append(_brat(path.read_text(encoding="utf-8")))
    return [Report(name, _text(folder, name), tuple(v), leaves_out_relayed=True) for name, v in versions.items()]


def texts(path: Path) -> list[Report]:
    """Texts that nobody annotated: of a folder (`*.txt`), or the different ones of a file with a `body` a line."""
    if path.is_dir():
        return [Report(each.stem, each.read_bytes().decode("utf-8"), ()) for each in sorted(path.glob("*.txt"))]
    lines = path.read_text(encoding="utf-8").strip("\n").split("\n")
    bodies = dict.fromkeys(json.loads(line)["body"] for line in lines)
    return [Report(f"{path.stem} {number}", body, ()) for number, body in enumerate(bodies)]


def claims_in_json(folder: Path) -> list[Report]:
    """The reports of a folder with `text/*.txt` and `gold/*.json` (`{"claims": [{"source": [[start, end]]}]}`)."""
    reports = []
    for path in sorted((folder / "gold").glob("*.json")):
        claims = json.loads(path.read_text(encoding="utf-8"))["claims"]
        marked = [Marked(*(tuple((s, e) for s, e in claim.get(role) or ()) for role in ROLES)) for claim in claims]
        reports.append(Report(path.stem, _text(folder, path.stem), (tuple(marked),)))
    return reports


def _text(folder: Path, name: str) -> str:
    # Offsets count the characters of the file: newlines must stay as they are.
    return (folder / "text" / f"{name}.txt").read_bytes().decode("utf-8")


def _brat(lines: str) -> tuple[Marked, ...]:
    spans: dict[str, list[Span]] = {}
    claims = []
    # The texts quoted in the file may hold line breaks of their own, so that some lines are neither.
    for line in lines.split("\n"):
        key, _, rest = line.partition("\t")
        if offsets := _TEXT_BOUND.match(line):
            spans[key] = [(int(s), int(e)) for s, e in (part.split() for part in offsets[1].split(";"))]
        elif _EVENT.match(line):
            claims.append(_event(rest, spans))
    return tuple(claims)


def _event(arguments: str, spans: dict[str, list[Span]]) -> Marked:
    found: dict[str, set[Span]] = {role: set() for role in ROLES}
    for part in arguments.split():
        role, _, reference = part.partition(":")
        role = _NUMBER.sub("", role).lower()
        if role in found:
            found[role].update(spans.get(reference, ()))
    return Marked(*(tuple(sorted(found[role])) for role in ROLES))
