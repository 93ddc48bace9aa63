import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Clock } from "../src/clock.js";
import { type Simulator, type SimulatorOptions, startSimulator } from "../src/index.js";

export const account = "9900000";

/**
 * A clock whose waits pass at once, the shortest first, but for those longer than `holdOver`, which last until they are
 * aborted. It stands still while a webhook is on its way.
 */
export function testClock(holdOver = Number.POSITIVE_INFINITY): Clock & { skip(milliseconds: number): void } {
  const start = Date.parse("2026-01-01T00:00:00.000Z");
  let now = start;
  let outside = 0;
  let scheduled = false;
  const waiting: { readonly at: number; readonly wake: () => void }[] = [];
  const advance = () => {
    scheduled = false;
    if (outside > 0) return;
    waiting.sort((a, b) => a.at - b.at);
    const next = waiting.shift();
    if (!next) return;
    now = Math.max(now, next.at);
    next.wake();
    schedule();
  };
  const schedule = () => {
    if (scheduled || waiting.length === 0) return;
    scheduled = true;
    setImmediate(advance);
  };
  return {
    now: () => now,
    elapsed: () => now - start,
    skip: (milliseconds) => {
      now += milliseconds;
    },
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        if (milliseconds > holdOver) return signal.addEventListener("abort", () => resolve(), { once: true });
        const entry = { at: now + milliseconds, wake: resolve };
        const abort = () => {
          const at = waiting.indexOf(entry);
          if (at >= 0) waiting.splice(at, 1);
          resolve();
        };
        signal.addEventListener("abort", abort, { once: true });
        waiting.push(entry);
        schedule();
      }),
    async outside(work) {
      outside += 1;
      try {
        return await work;
      } finally {
        outside -= 1;
        schedule();
      }
    },
  };
}

/** A simulator with a test clock that closes with the test. */
export async function simulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const started = await startSimulator({ clock: testClock(), ...options });
  onTestFinished(() => started.close());
  return started;
}

export type Reply = { status: number; type?: string; body?: string };
/** A JSON body; tests look at its fields by name. */
type Body = Record<string, unknown>;

export type Seen = {
  path: string;
  method: string;
  headers: IncomingMessage["headers"];
  query: URLSearchParams;
  body: Body;
};

export const bxml = (...verbs: string[]): Reply => ({
  status: 200,
  type: "application/xml",
  body: `<Response>${verbs.join("")}</Response>`,
});

type Script = Record<string, (event: Seen, visit: number) => Reply | Promise<Reply> | "hang" | "reset">;

/** A customer's server: a handler for each path, everything it got in `seen`. */
export async function customer(script: Script): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = new URL(request.url ?? "", "http://test");
    const text = Buffer.concat(chunks).toString();
    const event: Seen = {
      path: url.pathname,
      method: request.method ?? "",
      headers: request.headers,
      query: url.searchParams,
      body: text === "" ? {} : JSON.parse(text),
    };
    seen.push(event);
    const visit = seen.filter(({ path }) => path === event.path).length;
    const reply = await (script[url.pathname]?.(event, visit) ?? { status: 204 });
    if (reply === "hang") return;
    if (reply === "reset") return void request.socket.destroy();
    response.writeHead(reply.status, reply.type ? { "content-type": reply.type } : {}).end(reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  onTestFinished(() => stop(server));
  // A server that listens on TCP has no other kind of address.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, seen };
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** An access token of the simulator. */
export async function tokenOf(sim: Simulator): Promise<string> {
  const response = await fetch(`${sim.url}/api/v1/oauth2/token`, {
    method: "POST",
    headers: { authorization: basic("simulator-client", "simulator-secret") },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  return String(Object(await response.json()).access_token);
}

export const basic = (name: string, secret: string) =>
  `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;

export type Answer = { status: number; headers: Headers; body: Body };

type Send = {
  method?: string;
  json?: unknown;
  text?: string;
  type?: string;
  auth?: string;
  headers?: Record<string, string>;
};

/** One request, with Basic credentials unless `auth` says otherwise ("" sends none). */
export async function send(sim: Simulator, path: string, request: Send = {}): Promise<Answer> {
  const auth = request.auth ?? basic("simulator-user", "simulator-password");
  const type = request.type ?? (request.json === undefined ? undefined : "application/json");
  const body = request.json === undefined ? request.text : JSON.stringify(request.json);
  const response = await fetch(sim.url + path, {
    method: request.method ?? (body === undefined ? "GET" : "POST"),
    headers: {
      ...(auth && { authorization: auth }),
      ...(type && { "content-type": type }),
      ...request.headers,
    },
    ...(body !== undefined && { body: Buffer.from(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") && text !== "";
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** One request to the dashboard's XML API, below `/api/v2`; the answer's body is the text without its declaration. */
export async function dashboard(
  sim: Simulator,
  path: string,
  { xml, ...request }: Omit<Send, "text" | "json" | "type"> & { xml?: string } = {},
): Promise<{ status: number; headers: Headers; text: string }> {
  const body = xml === undefined ? {} : { text: xml, type: "application/xml" };
  const answer = await send(sim, `/api/v2${path}`, { ...request, ...body });
  return {
    status: answer.status,
    headers: answer.headers,
    text: String(answer.body).replace(/^<\?xml [^?]*\?>/, ""),
  };
}

export const accountPath = `/accounts/${account}`;

export const callsPath = `/api/v2/accounts/${account}/calls`;
export const messagesPath = `/api/v2/users/${account}/messages`;

/** Starts an outbound call whose webhooks go to that server, and answers its id. */
export async function call(sim: Simulator, url: string, more: Record<string, unknown> = {}): Promise<string> {
  const answer = await send(sim, callsPath, {
    json: {
      from: "+19195550100",
      to: "+19195550101",
      applicationId: "voice-app",
      answerUrl: `${url}/answer`,
      disconnectUrl: `${url}/disconnect`,
      ...more,
    },
  });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return String(answer.body.callId);
}

/** Waits until a condition holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error("the condition did not come true");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
