"""Follow claims through Redis and keep the latest revision of each; needs `pip install redis`.

python subscribe.py REDIS_URL STATE_FILE [COUNT]     ends after COUNT events; 0 goes on
"""

import json
import sys
from pathlib import Path

import redis

TOPIC = "claimwire:claims.v1"


def main() -> None:
    """Follow until interrupted, or until COUNT events were seen."""
    url, state_file, count = sys.argv[1], Path(sys.argv[2]), int((sys.argv[3:] or ["0"])[0])
    # What a database of yours would hold: the claims by their ids, and the last entry, saved together.
    state = json.loads(state_file.read_text()) if state_file.exists() else {"last": "0-0", "claims": {}}
    client = redis.Redis.from_url(url, decode_responses=True, health_check_interval=30)
    if state["last"] != "0-0" and not client.xrange(TOPIC, state["last"], state["last"]):
        print(f"{state['last']} is not in {TOPIC}: read the list, then go on after its as_of_sequence", file=sys.stderr)
        sys.exit(3)
    seen = 0
    while not count or seen < count:
        # Less than a client's timeout: a quiet topic is no broken connection.
        for _, entries in client.xread({TOPIC: state["last"]}, count=count - seen or 100, block=2000):
            for entry_id, fields in entries:
                event = json.loads(fields["__data__"])
                keep(state["claims"], event["type"], event["data"]["claim"])
                state["last"], seen = entry_id, seen + 1
            part = state_file.with_suffix(".part")
            part.write_text(json.dumps(state))
            part.replace(state_file)


def keep(claims: dict[str, dict], kind: str, claim: dict) -> None:
    """Upsert by claim_id and revision: an event that comes again changes nothing."""
    known = claims.get(claim["claim_id"])
    if known and known["revision"] >= claim["revision"]:
        return
    claims[claim["claim_id"]] = claim
    print(f"{kind} {claim['claim_id']} r{claim['revision']} {claim['standing']['word']}", flush=True)
    print(f"  {claim['source']['name']} ({claim['stance']}): {claim['content']['text']}", flush=True)


main()
