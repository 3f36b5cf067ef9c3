"""The doors: how each case is handed over, and what an operator then asks."""

from __future__ import annotations

import asyncio
import http.client
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import redis

from services.console.outcomes import known
from shared.database.dead import list_dead
from shared.database.session import connect
from tests.e2e.bad_input.cases.case import Case
from tests.e2e.bad_input.cases.feeds import FEEDS
from tests.e2e.bad_input.cases.files import FILES, INGESTED, PIPED
from tests.e2e.bad_input.cases.messages import MESSAGES
from tests.e2e.bad_input.cases.pages import PAGES
from tests.e2e.bad_input.cases.requests import REQUESTS
from tests.e2e.bad_input.instance import Running
from tests.e2e.bad_input.origin import BAD_HOST, HOSTS, Origin

CASES: tuple[Case, ...] = (*PAGES, *FEEDS, *FILES, *INGESTED, *PIPED, *MESSAGES, *REQUESTS)
# Far above what it takes; what has no end by then has none.
_LONGEST_SECONDS = 120.0
_LOOK_AGAIN_SECONDS = 0.5
# The file of an article whose server asked for an hour: it waits as long.
STAYS = "hour.url"

End = tuple[str, str]


def paths() -> dict[str, Any]:
    """What the hostile server answers, by path."""
    return {_path(case): case.given for case in (*PAGES, *FEEDS) if case.given is not None}


def _path(case: Case) -> str:
    return f"/{'feed' if case.door == 'feed' else 'page'}-{case.slug}"


@dataclass
class Doors:
    """All doors of one instance.

    Attributes:
        asked: what `claimwire where` is asked for, by case.
        ends: outcome and reason, by case, as far as they are known.
        entries: the case of each entry that was added by hand, by stream and id.
    """

    origin: Origin
    asked: dict[Case, str] = field(init=False)
    ends: dict[Case, End] = field(default_factory=dict)
    entries: dict[tuple[str, str], Case] = field(default_factory=dict)

    def __post_init__(self) -> None:
        hosts = cycle(HOSTS)
        self.asked = {case: self._asked(case, next(hosts)) for case in CASES}
        self.asked |= {case: self._of_feed(case) for case in FEEDS if isinstance(case.given, str)}

    def feeds(self) -> list[str]:
        """The addresses of all feeds."""
        return [self.asked[case] for case in FEEDS if case.door == "feed"]

    def open(self, running: Running) -> None:
        """Hand everything over; what is answered at once is noted."""
        inbox = Path(running.about.folder) / "inbox"
        for name, is_late in (("pages.url", False), (STAYS, True)):
            urls = (self.asked[case] for case in PAGES if (case.outcome == "put_off") == is_late)
            _appear(inbox, name, "\n".join(urls).encode())
        for case in FILES:
            _appear(inbox, *case.given)
        with redis.Redis.from_url(running.about.redis_url) as client:
            for case in MESSAGES:
                added: Any = client.xadd(case.door, case.given)
                self.entries[case.door, added.decode()] = case
        self._ingest(running)
        self.ends |= {case: _piped(running, case.given) for case in PIPED}
        self.ends |= {case: _answered(running.about.page, *case.given) for case in REQUESTS}

    def wait(self, running: Running) -> None:
        """Ask for the rest until everything has an end."""
        deadline = time.monotonic() + _LONGEST_SECONDS
        while len(self.ends) < len(CASES) and time.monotonic() < deadline:
            asyncio.run(self._look(running))
            time.sleep(_LOOK_AGAIN_SECONDS)

    def _asked(self, case: Case, host: str) -> str:
        site = self.origin.site(BAD_HOST if case.at else host)
        return case.ask.replace("{site}", site) or f"{site}{_path(case)}"

    def _of_feed(self, case: Case) -> str:
        """What is asked for an item: it is on the server of its feed."""
        feed = next(each for each in FEEDS if each.name == case.given)
        site = self.asked[feed].rpartition("/")[0]
        return case.ask.replace("{site}", site)

    def _ingest(self, running: Running) -> None:
        folder = running.home / "handed over"
        folder.mkdir()
        for case in INGESTED:
            _appear(folder, *case.given)
        files = [str(folder / case.given[0]) for case in INGESTED]
        said = running.command("ingest", "--wait", "150", *files).stdout.decode()
        for case, file in zip(INGESTED, files, strict=True):
            # As it is printed: on one line, without what steers a terminal.
            name = file.encode("utf8", "replace").decode().replace("\n", " ").replace("\x1b", "\\u001b")
            line = next((line for line in said.splitlines() if line.startswith(f"{name}: ")), f"{name}: nothing: ")
            outcome, _, reason = line.removeprefix(f"{name}: ").partition(": ")
            self.ends[case] = (outcome, reason)

    async def _look(self, running: Running) -> None:
        engine = connect(running.about.database_url)
        letters = await list_dead(engine, limit=1000)
        await engine.dispose()
        reasons: dict[Case, list[str]] = {}
        for letter in letters:
            case = self.entries.get((letter.stream, letter.entry_id))
            if case is not None:
                reasons.setdefault(case, []).append(letter.reason)
        # A stream that two services read has two dead letters, of which each must tell the reason.
        self.ends |= {case: ("dead", min(told, key=len)) for case, told in reasons.items()}
        await self._ask(running)

    async def _ask(self, running: Running) -> None:
        for case, what in self.asked.items():
            if case not in self.ends and case.outcome != "dead":
                rows, _ = await known(what, running.about)
                ended = [row for row in rows if row.outcome != "captured"]
                # What is put off may still end otherwise, unless that is what must become of it.
                if ended and (ended[-1].outcome != "put_off" or case.outcome == "put_off"):
                    self.ends[case] = (ended[-1].outcome, ended[-1].reason)


def _appear(folder: Path, name: str, given: Any) -> None:
    """Put a file into a folder: its bytes, or what makes it."""
    if callable(given):
        given(folder / name)
    elif given is not None:
        part = folder / ".being-written.part"
        part.write_bytes(given)
        part.rename(folder / name)


def _piped(running: Running, given: Any) -> End:
    if isinstance(given, str):
        with Path(given).open("rb") as source:
            said = running.command("ingest", "--wait", "150", "-", given=source).stdout.decode()
    else:
        said = running.command("ingest", "--wait", "150", "-", given=given).stdout.decode()
    outcome, _, reason = said.partition("\n")[0].removeprefix("-: ").partition(": ")
    return outcome, reason


def _answered(page: str, method: str, path: str, headers: Mapping[str, str]) -> End:
    """Status, and what the problem document says."""
    connection = http.client.HTTPConnection(urlsplit(page).netloc, timeout=10)
    try:
        connection.request(method, path, headers=dict(headers))
        answer = connection.getresponse()
        is_problem = answer.headers.get_content_type() == "application/problem+json"
        return str(answer.status), _problem(answer.read()) if is_problem else "no problem document"
    finally:
        connection.close()


def _problem(body: bytes) -> str:
    said = json.loads(body)
    return "; ".join(f"{error['field']}: {error['reason']}" for error in said.get("errors", ())) or said["detail"]


def unmet(case: Case, end: End | None, url: str) -> str | None:
    """What is wrong with the end of a case; None if it is as it must be."""
    if end is None:
        return "it has no end"
    outcome, reason = end
    wanted = case.outcome
    if not (outcome.startswith(wanted.rstrip("*")) if wanted.endswith("*") else outcome == wanted):
        return f"it must end as {wanted}"
    if not reason.strip():
        return "no reason is told"
    return _missing(case.reason.replace("{url}", url[:200]), reason)


def _missing(wanted: str, reason: str) -> str | None:
    at = 0
    for part in filter(None, wanted.split("…")):
        found = reason.find(part.replace("{site}", "http://127.0.0."), at)
        if found < 0:
            return f"the reason must tell {part!r}"
        at = found + len(part)
    return None


def cases_of(door: str, cases: Iterable[Case] = CASES) -> Sequence[Case]:
    """The cases of one door."""
    return [case for case in cases if case.door == door]
