// A small business of the demo: it answers the voice webhooks of its calls with BXML and keeps what messages tell it.
import { createServer } from "node:http";

/**
 * Starts the application on loopback. `events` holds every webhook it got, oldest first, as {path, body}.
 * @param {{ port?: number, name?: string }} [options]
 * @returns {Promise<{ url: string, events: { path: string, body: unknown }[], close: () => Promise<void> }>}
 */
export async function startCustomerApp({ port = 0, name = "Jackfield Coffee" } = {}) {
  const events = [];
  const server = createServer((request, response) => {
    // A caller that goes away in the middle is no reason to stop the application.
    answer(request, response).catch(() => response.destroy());
  });
  const answer = async (request, response) => {
    const [path = ""] = (request.url ?? "").split("?", 1);
    const reply = routes[`${request.method} ${path}`];
    if (!reply) return respond(response, { status: 404 });
    const body = parse(await textOf(request));
    if (body === undefined) return respond(response, { status: 400 });
    events.push({ path, body });
    return respond(response, reply(body, name));
  };
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(undefined));
  });
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}`,
    events,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve(undefined));
        server.closeAllConnections();
      }),
  };
}

const maxBodyBytes = 1_000_000;

/** What each webhook is answered with. */
const routes = {
  "POST /voice/answer": (_event, name) => bxml(speak(`Hello, this is ${name}.`), menu()),
  "POST /voice/menu": (event) => chosen(String(event?.digits ?? "")),
  "POST /voice/disconnect": () => ({ status: 204 }),
  "POST /messages/inbound": () => ({ status: 204 }),
  "POST /messages/status": () => ({ status: 204 }),
};

const menu = () =>
  `<Gather gatherUrl="/voice/menu" maxDigits="1" firstDigitTimeout="5" repeatCount="2">${speak(
    "Press 1 for the opening hours, 2 for the address, or 9 to hear this again.",
  )}</Gather>`;

const answers = new Map([
  ["1", "We are open from 8 to 18 o'clock, Monday to Saturday."],
  ["2", "You find us at 12 Exchange Street, next to the telephone museum."],
]);

function chosen(digits) {
  if (digits === "9") return bxml(menu());
  const answer = answers.get(digits);
  if (answer) return bxml(speak(answer), goodbye());
  if (digits === "") return bxml(speak("We did not hear a choice."), goodbye());
  return bxml(speak(`There is no choice ${digits}.`), menu());
}

const goodbye = () => `${speak("Thank you for calling & goodbye.")}<Hangup/>`;

const speak = (text) => `<SpeakSentence>${escapeXml(text)}</SpeakSentence>`;

function bxml(...verbs) {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs.join("")}</Response>`;
  return { status: 200, type: "application/xml", body };
}

const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

const escapeXml = (text) => text.replace(/[&<>"']/g, (character) => entities[character]);

/** @param {import("node:http").ServerResponse} response @param {{ status: number, type?: string, body?: string }} reply */
function respond(response, { status, type, body = "" }) {
  response.writeHead(status, type ? { "content-type": type } : {}).end(body);
}

/** The body as text, undefined when it is too large. */
async function textOf(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= maxBodyBytes) chunks.push(chunk);
  }
  return size <= maxBodyBytes ? Buffer.concat(chunks).toString("utf8") : undefined;
}

function parse(text) {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
