"""The whole: one instance, every case through its door, and whether all is well afterwards."""

from __future__ import annotations

import json
import os
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import redis

from shared.transport.streams import STREAMS
from tests.e2e.bad_input.cases.case import SAID, Case
from tests.e2e.bad_input.doors import CASES, STAYS, Doors, End, paths, unmet
from tests.e2e.bad_input.instance import Running, an_instance
from tests.e2e.bad_input.origin import Origin

_SETTLE_SECONDS = 30.0
# A folder is left where it is, and told of: an operator may still be filling it.
_STAY = {"done", "folder.txt", STAYS}


@dataclass(frozen=True)
class Report:
    """How it went.

    Attributes:
        ends: outcome and reason of each case; None if it had no end in time.
        asked: what an operator has asked for, by case.
        shown: what `claimwire where` or `dead list` printed of some cases.
        ailments: what is not well with the instance afterwards, by what was looked at; None where all is well.
    """

    ends: dict[Case, End | None]
    asked: dict[Case, str]
    shown: dict[Case, str]
    ailments: dict[str, str | None]

    def unmet(self, case: Case) -> str | None:
        """What is wrong with the end of a case; None if it is as it must be."""
        return unmet(case, self.ends[case], self.asked[case])

    def unshown(self) -> list[str]:
        """The cases of which a command does not print what became of them."""
        ends = ((case, self.ends[case] or ("?", "?"), printed) for case, printed in self.shown.items())
        return [
            f"{case.door}: {case.name}: {printed!r}"
            for case, end, printed in ends
            if not all(x in printed for x in end)
        ]


def run() -> Report:
    """Hand every case over to an instance that was started for it, and see what becomes of each."""
    with tempfile.TemporaryDirectory(prefix="claimwire-bad-input-") as home, Origin(paths()) as origin:
        doors = Doors(origin)
        with an_instance(Path(home), doors.feeds()) as running:
            doors.open(running)
            doors.wait(running)
            shown = _shown(running, doors)
            ailments = {name: _ailment(look, running) for name, look in AFTERWARDS.items()}
    ends = {case: doors.ends.get(case) for case in CASES}
    return Report(ends, doors.asked, shown, ailments)


def _shown(running: Running, doors: Doors) -> dict[Case, str]:
    """The commands' own words: about a URL, a feed and a file, and about every dead letter."""
    firsts = {case.door: case for case in reversed(CASES) if case.door in {"article URL", "feed", "inbox"}}
    shown = {case: running.command("where", doors.asked[case]).stdout.decode() for case in firsts.values()}
    listed = running.command("dead", "list", "--limit", "1000").stdout.decode().splitlines()
    for (stream, entry), case in doors.entries.items():
        if case.outcome == "dead":
            shown[case] = "\n".join(line for line in listed if f"  dead       {stream} {entry}  " in line)
    return shown


def _ailment(look: Callable[[Running], str | None], running: Running) -> str | None:
    """What is wrong, if it stays so."""
    deadline = time.monotonic() + _SETTLE_SECONDS
    while (ailment := look(running)) is not None and time.monotonic() < deadline:
        time.sleep(0.5)
    return ailment


def _good_article(running: Running) -> str | None:
    """A report that comes after all that is stored, and its claim can be read over HTTP."""
    report = running.home / "good.txt"
    report.write_text(f"Mayor speaks\n\n{SAID}He spoke after everything else.\n")
    said = running.command("ingest", "--wait", "150", str(report)).stdout.decode()
    url = f"{running.about.page}v1/claims?limit=500&q=bridge%20zelene"
    with urllib.request.urlopen(url, timeout=5) as answer:
        outlets = [item["claim"]["title"] for item in json.load(answer)["items"]]
    return None if "1 of 1 stored" in said and "Mayor speaks" in outlets else f"{said.strip()}; claims of {outlets[:5]}"


def _nothing_pending(running: Running) -> str | None:
    with redis.Redis.from_url(running.about.redis_url) as client:
        groups = {stream.name: client.xinfo_groups(stream.name) for stream in STREAMS}
    left = {
        f"{name}/{group['name'].decode()}": (group["pending"], group["lag"])
        for name, listed in groups.items()
        for group in listed
        if group["pending"] or group["lag"]
    }
    return f"pending and unread: {left}" if left else None


def _only_one_put_off(running: Running) -> str | None:
    with redis.Redis.from_url(running.about.redis_url) as client:
        waiting = client.zrange("claimwire:later", 0, -1)
    urls = [json.loads(each)["data"]["url"] for each in waiting]
    return None if len(urls) == 1 and urls[0].endswith("503-for-an-hour") else f"put off: {urls}"


def _empty_inbox(running: Running) -> str | None:
    left = {os.fsencode(path.name) for path in running.about.inbox.iterdir()} - {os.fsencode(name) for name in _STAY}
    return f"in the inbox: {sorted(left)[:5]}" if left else None


def _nobody_restarted(running: Running) -> str | None:
    restarts = [line for line in running.printed.read_text(errors="replace").splitlines() if "restarted" in line]
    return "; ".join(restarts) or None


def _answers(path: str) -> Callable[[Running], str | None]:
    def look(running: Running) -> str | None:
        try:
            with urllib.request.urlopen(running.about.page + path, timeout=5) as answer:
                said = json.load(answer)
        except (urllib.error.URLError, TimeoutError) as error:
            return str(error)
        if said.get("status", "pass") == "pass":
            return None
        unwell = {name: [each for each in told if each["status"] != "pass"] for name, told in said["checks"].items()}
        return str({name: told for name, told in unwell.items() if told})[:2000]

    return look


AFTERWARDS: dict[str, Callable[[Running], str | None]] = {
    "a good article comes through": _good_article,
    "no entry is pending or unread": _nothing_pending,
    "nothing but the server that asked for an hour is put off": _only_one_put_off,
    "no file waits in the inbox": _empty_inbox,
    "no service was restarted": _nobody_restarted,
    "/livez answers 200": _answers("livez"),
    "/readyz answers 200": _answers("readyz"),
    "/health says pass": _answers("health"),
}
