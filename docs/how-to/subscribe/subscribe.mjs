// Follow claims over HTTP and keep the latest revision of each; Node 18 or newer, nothing to install.
// node subscribe.mjs PAGE_URL STATE_FILE [COUNT]     ends after COUNT events; 0 goes on
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

const [page, stateFile, count = "0"] = process.argv.slice(2);
// What a database of yours would hold: the claims by their ids, and the last event, saved together.
const state = existsSync(stateFile) ? JSON.parse(readFileSync(stateFile, "utf8")) : { last: "0", claims: {} };
let seen = 0;

while (!Number(count) || seen < Number(count)) {
  try {
    await follow();
  } catch (error) {
    console.error(`again in a second: ${error.message}`);
  }
  if (!Number(count) || seen < Number(count)) await new Promise((wake) => setTimeout(wake, 1000));
}
process.exit(0);

async function follow() {
  const headers = { "Last-Event-ID": state.last };
  const answer = await fetch(new URL("/v1/claims/stream", page), { headers });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  let text = "";
  for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
    const messages = (text + chunk).split("\n\n");
    text = messages.pop();
    for (const message of messages) {
      take(message);
      if (Number(count) && seen === Number(count)) return;
    }
  }
}

function take(message) {
  const fields = Object.fromEntries(
    message.split("\n").filter((line) => !line.startsWith(":")).map((line) => line.split(/: (.*)/s).slice(0, 2)),
  );
  if (!fields.data) return;
  if (fields.event === "reset") {
    console.error(`this place is of another database: read the list, then go on after ${fields.id}`);
    process.exit(3);
  }
  keep(fields.event, JSON.parse(fields.data).data.claim);
  state.last = fields.id;
  seen += 1;
  writeFileSync(`${stateFile}.part`, JSON.stringify(state));
  renameSync(`${stateFile}.part`, stateFile);
}

// Upsert by claim_id and revision: an event that comes again changes nothing.
function keep(kind, claim) {
  const known = state.claims[claim.claim_id];
  if (known && known.revision >= claim.revision) return;
  state.claims[claim.claim_id] = claim;
  console.log(`${kind} ${claim.claim_id} r${claim.revision} ${claim.standing.word}`);
  console.log(`  ${claim.source.name} (${claim.stance}): ${claim.content.text}`);
}
