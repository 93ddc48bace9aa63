import { createHash } from "node:crypto";
import { html, raw } from "hono/html";

const style = `
:root { color-scheme: light dark; --line: light-dark(#d0d7de, #3d444d); --soft: light-dark(#f6f8fa, #151b23);
  --text: light-dark(#1f2328, #f0f6fc); --quiet: light-dark(#57606a, #9198a1); --bad: light-dark(#b42318, #ff7b72);
  --accent: light-dark(#0550ae, #79c0ff); }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: light-dark(#fff, #0d1117); }
header, main { max-width: 70rem; margin: 0 auto; padding: 1rem; }
header { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: baseline; border-bottom: 1px solid var(--line); }
h1 { font-size: 1.25rem; margin: 0; } h2 { font-size: 1rem; margin: 0 0 .5rem; }
main { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr); }
@media (min-width: 60rem) { main { grid-template-columns: minmax(0, 2fr) minmax(0, 1fr); } }
section { min-width: 0; }
#state { color: var(--quiet); margin-left: auto; }
label { display: block; font-weight: 600; }
input, textarea, button { font: inherit; color: inherit; background: var(--soft); border: 1px solid var(--line);
  border-radius: 6px; padding: .35rem .6rem; }
input, textarea { width: 100%; } textarea { min-height: 6rem; font-family: ui-monospace, monospace; }
button { cursor: pointer; } :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.tools { display: flex; gap: .5rem; margin-bottom: 1rem; align-items: end; } .tools > div { flex: 1; min-width: 0; }
ol, ul { list-style: none; margin: 0; padding: 0; }
li { border: 1px solid var(--line); border-radius: 6px; padding: .5rem .75rem; margin-bottom: .5rem; overflow-wrap: anywhere; }
.head { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; }
.kind { font-size: .8rem; border: 1px solid var(--line); border-radius: 999px; padding: 0 .5rem; color: var(--quiet); }
.name { font-weight: 600; min-width: 0; } time, .ms { color: var(--quiet); font-variant-numeric: tabular-nums; }
.failed { color: var(--bad); border-color: var(--bad); }
pre { margin: .5rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--soft); padding: .5rem;
  border-radius: 6px; max-height: 24rem; overflow: auto; }
.label { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; }
.subject { font-size: .8rem; padding: 0 .5rem; color: var(--accent); overflow-wrap: anywhere; text-align: left; }
.quiet { color: var(--quiet); }
textarea[aria-invalid=true] { border-color: var(--bad); }
.faults { color: var(--bad); white-space: pre-line; overflow-wrap: anywhere; margin: .25rem 0 .5rem; }
`;

/** Builds every text with textContent: nothing that arrives is ever markup. */
const script = `
const list = document.querySelector("#timeline"), waiting = document.querySelector("#waiting");
const state = document.querySelector("#state"), filter = document.querySelector("#filter"), pause = document.querySelector("#pause");
const most = 500, { title } = document; let held = [], isPaused = false;
const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties); made.append(...children); return made;
};
const kinds = { event: "webhook", call: "tool call", answer: "answered" };
const contents = { event: "Show what arrived", answer: "Show the answer" };
/** Narrows the timeline to one call or message. */
const only = (subject) => {
  const button = element("button", { type: "button", className: "subject", textContent: subject, ariaLabel: "Show only " + subject });
  button.addEventListener("click", () => { filter.value = subject; narrow(); }); return button;
};
const isShown = (item) => item.dataset.text.includes(filter.value.toLowerCase());
const narrow = () => { for (const item of list.children) item.hidden = !isShown(item); };
const add = ({ kind, name, time, milliseconds, failed, data, label }) => {
  const head = element("div", { className: "head" },
    element("span", { className: failed ? "kind failed" : "kind", textContent: failed ? kinds[kind] + " failed" : kinds[kind] }),
    element("span", { className: "name", textContent: name }),
    element("time", { dateTime: time, textContent: new Date(time).toLocaleTimeString() }));
  if (milliseconds !== undefined) head.append(element("span", { className: "ms", textContent: milliseconds + " ms" }));
  const item = element("li", {}, head);
  if (label) item.append(element("div", { className: "label" }, ...[label.text, label.subject && only(label.subject)].filter(Boolean)));
  const text = data === undefined ? "" : typeof data === "string" ? data : JSON.stringify(data, null, 2);
  if (text !== "") item.append(element("details", {}, element("summary", { textContent: contents[kind] }),
    element("pre", { textContent: text, tabIndex: 0 })));
  item.dataset.text = [name, kinds[kind], text, label?.text, label?.subject].join(" ").toLowerCase();
  item.hidden = !isShown(item);
  const before = [...list.children].find((other) => other.querySelector("time").dateTime <= time);
  list.insertBefore(item, before ?? null);
  while (list.children.length > most) list.lastElementChild.remove();
  document.querySelector("#none").hidden = true;
};
const show = (entry) => { if (isPaused) { held.push(entry); pause.textContent = "Go on (" + held.length + " new)"; } else add(entry); };
const form = ({ key, label }) => {
  const id = "reply-" + Math.random().toString(36).slice(2);
  const text = element("textarea", { id, spellcheck: false, required: true, placeholder: label?.example ?? "" });
  const outcome = element("p", { className: "quiet", textContent: "" }); outcome.setAttribute("role", "status");
  const faults = element("p", { className: "faults", id: id + "-faults", hidden: true });
  /** The text stays, with its faults next to it, so that the person can correct it. */
  const showFaults = (lines) => {
    faults.textContent = lines.join("\\n"); faults.hidden = lines.length === 0;
    text.setAttribute("aria-invalid", String(lines.length > 0)); text.setAttribute("aria-describedby", faults.id);
  };
  const made = element("form", {}, element("label", { htmlFor: id, textContent: label?.text ?? "Answer " + key }), text, faults,
    element("button", { type: "submit", textContent: "Send the answer" }), outcome);
  if (label?.subject) made.append(only(label.subject));
  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    const reply = await fetch("console/replies", { method: "POST", headers: { "content-type": "application/json" },
      body: JSON.stringify({ key, text: text.value }) }).then((response) => response.json()).catch(() => ({}));
    showFaults(reply.problems ?? []);
    if (reply.outcome === "refused") text.focus();
    outcome.textContent = reply.outcome === "accepted" ? "Sent." : reply.outcome === "refused" ? "Not sent: correct the answer."
      : reply.outcome === "conflict" ? "Somebody else has answered already." : "It was not sent: " + (reply.error ?? "the server is gone") + ".";
  });
  const item = element("li", {}, made); item.dataset.key = key; return item;
};
/** A form that somebody is writing in stays, although the call looks in again only every few seconds. */
const showWaiting = (asked) => {
  const keys = asked.map(({ key }) => key);
  for (const item of [...waiting.children]) if (!keys.includes(item.dataset.key) && item.querySelector("textarea").value === "") item.remove();
  for (const one of asked) if (![...waiting.children].some((item) => item.dataset.key === one.key)) waiting.append(form(one));
  document.querySelector("#nobody").hidden = waiting.children.length > 0;
  document.title = keys.length > 0 ? "(" + keys.length + ") " + title : title;
};
filter.addEventListener("input", narrow);
pause.addEventListener("click", () => {
  isPaused = !isPaused; pause.setAttribute("aria-pressed", String(isPaused)); pause.textContent = isPaused ? "Go on" : "Pause";
  if (!isPaused) { for (const entry of held) add(entry); held = []; }
});
const source = new EventSource("console/stream"), seen = new Set();
const once = (id, entry) => { if (!seen.has(id)) { seen.add(id); show(entry); } };
source.addEventListener("open", () => { state.textContent = "Connected"; });
source.addEventListener("error", () => { state.textContent = "Not connected, trying again"; });
source.addEventListener("event", ({ data }) => { const event = JSON.parse(data); once("e" + event.cursor, { kind: "event", ...event }); });
source.addEventListener("entry", ({ data }) => { const entry = JSON.parse(data); once("n" + entry.number + entry.time, entry); });
source.addEventListener("waiting", ({ data }) => showWaiting(JSON.parse(data)));
`;

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Its own style, script and stream, and nothing else. */
export const pagePolicy =
  `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; connect-src 'self'; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const consolePage = (title: string) => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}: console</title>
<style>${raw(style)}</style>
</head>
<body>
<header><h1>${title}</h1><span>What happens in this server</span><span id="state" role="status">Connecting</span></header>
<main>
<section aria-labelledby="timeline-title">
<h2 id="timeline-title">Timeline, newest first</h2>
<div class="tools"><div><label for="filter">Show only what contains</label><input id="filter" type="search" autocomplete="off"></div>
<button id="pause" type="button" aria-pressed="false">Pause</button></div>
<p id="none" class="quiet">Nothing has happened yet. Webhooks, answers and tool calls appear here.</p>
<ol id="timeline"></ol>
</section>
<section aria-labelledby="waiting-title">
<h2 id="waiting-title">Waiting for an answer</h2>
<p id="nobody" class="quiet">Nobody waits.</p>
<ul id="waiting" aria-live="polite"></ul>
</section>
</main>
<script>${raw(script)}</script>
</body>
</html>`;
