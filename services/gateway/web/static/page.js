// The live list. Every word of a claim comes from the web: it only ever becomes text, and a link only if it is http(s).
"use strict";

const KEEP = 500;
const TYPES = ["published", "updated", "linked", "superseded", "retracted"].map((word) => `io.claimwire.claim.${word}.v1`);
const list = document.getElementById("claims");
const empty = document.getElementById("empty");
const connection = document.getElementById("connection");
const shown = new Map();

// The page puts every content in quotation marks; those of a direct quotation, and the comma within, would stand twice.
function unquoted(words) {
  return words.trim().replace(/^["“”]+|["“”]+$/g, "").replace(/,$/, "");
}

function plain(word) {
  return word.replaceAll("_", " ");
}

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

function joined(parts) {
  return parts.filter(Boolean).join(" · ");
}

function outletLink(claim) {
  const text = claim.outlet || claim.title || "report";
  let url = null;
  try {
    url = new URL(claim.url);
  } catch {
    return document.createTextNode(text);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") return document.createTextNode(text);
  const link = element("a", "outlet", text);
  link.href = url.href;
  link.rel = "noopener noreferrer";
  return link;
}

function caveats(claim) {
  const said = claim.caveats.map((caveat) => `${plain(caveat.status)}, ${caveat.by}: “${unquoted(caveat.text)}”`);
  const isTold = claim.verification === "unstated" || claim.caveats.some((caveat) => caveat.status === claim.verification);
  const text = joined([isTold ? "" : plain(claim.verification), ...said]);
  return text ? element("p", "caveats", text) : null;
}

function moment(claim) {
  const at = new Date(claim.first_seen_at);
  if (Number.isNaN(at.getTime())) return "";
  const shown = element("time", "", `seen ${at.toLocaleString([], { dateStyle: "medium", timeStyle: "short" })}`);
  shown.dateTime = claim.first_seen_at;
  return shown;
}

// What is usual is not said.
function facts(claim) {
  const places = claim.places.map((place) => place.name || place.text).join(", ");
  const time = claim.time ? claim.time.text : "";
  const certainty = claim.certainty === "asserted" ? "" : claim.certainty;
  const stance = claim.stance === "asserts" ? "" : claim.stance;
  const published = claim.published ? `published ${claim.published.value.slice(0, 10)}` : "";
  const standing = claim.standing.word === "superseded" ? "no longer in the report" : "";
  const text = joined([places, time, certainty, stance, published, standing]);
  return element("p", "facts", text && `${text} · `, outletLink(claim), " · ", moment(claim));
}

function row(claim) {
  const source = claim.source;
  const speaker = source.name || source.text || "unnamed source";
  const kind = ["unknown", "unnamed"].includes(source.kind) ? null : element("span", "kind", plain(source.kind));
  // A mark alone is no word to read out.
  const marks = { '"': "in quotation marks", "“": "in quotation marks", ":": "in a headline", "–": "in a headline", "-": "in a headline" };
  const cue = marks[claim.cue.text] || claim.cue.text;
  const who = element("p", "who", speaker, " ", kind, " ", element("span", "cue", cue));
  const item = element("li", "", who, element("p", "words", `“${unquoted(claim.content.text)}”`), facts(claim), caveats(claim));
  if (claim.standing.word === "superseded") item.dataset.superseded = "";
  return item;
}

function show(claim, atTop) {
  const before = shown.get(claim.claim_id);
  if (before && before.revision > claim.revision) return;
  if (before) before.item.remove();
  const item = row(claim);
  shown.set(claim.claim_id, { revision: claim.revision, item });
  if (atTop) list.prepend(item);
  else list.append(item);
  empty.hidden = true;
  while (list.children.length > KEEP) forget(list.lastElementChild);
}

function forget(item) {
  for (const [id, entry] of shown) if (entry.item === item) shown.delete(id);
  item.remove();
}

function say(text, state) {
  connection.textContent = text;
  connection.dataset.state = state;
}

function follow(after) {
  const events = new EventSource(`/v1/claims/stream?after=${after}`);
  events.onopen = () => say("Live", "live");
  events.onerror = () => {
    say("Disconnected: trying again…", "lost");
    if (events.readyState === EventSource.CLOSED) setTimeout(start, 3000);
  };
  events.addEventListener("reset", () => location.reload());
  for (const type of TYPES) {
    events.addEventListener(type, (event) => show(JSON.parse(event.data).data.claim, true));
  }
}

async function start() {
  try {
    const answer = await fetch(`/v1/claims?limit=${document.body.dataset.limit}`);
    if (!answer.ok) throw new Error(String(answer.status));
    const page = await answer.json();
    list.replaceChildren();
    shown.clear();
    for (const item of page.items) show(item.claim, false);
    empty.hidden = page.items.length > 0;
    follow(page.as_of_sequence);
  } catch {
    say("Disconnected: trying again…", "lost");
    setTimeout(start, 3000);
  }
}

start();
