import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { timestamp } from "./clock.js";
import { webhookFault } from "./faults.js";
import { storeOf, type World } from "./world.js";

/** Where an event goes. */
export type Target = {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly username?: string | undefined;
  readonly password?: string | undefined;
};

type Message = {
  readonly event: string;
  readonly body: unknown;
  readonly target: Target;
  readonly timeoutMs: number;
  readonly userAgent: string;
  /** More of the answer than this is not read. */
  readonly maxBytes: number;
};

export type Delivery =
  | { readonly kind: "reply"; readonly status: number; readonly contentType: string; readonly body: Buffer }
  /** `connection` covers everything that kept the answer from arriving; `too-large` means it did not end. */
  | {
      readonly kind: "failed";
      readonly reason: "connection" | "timeout" | "aborted" | "too-large";
      readonly text: string;
    };

/** Sends one event to a customer, unless a fault on demand has other plans. Redirects are not followed. */
export async function deliver(world: World, message: Message, signal: AbortSignal): Promise<Delivery> {
  switch (webhookFault(world, message.event)?.does) {
    case "lose":
      return recorded(world, message, { kind: "failed", reason: "connection", text: "lost on demand" });
    case "duplicate": {
      const delivery = await attempt(world, message, signal);
      await attempt(world, message, signal);
      return delivery;
    }
    case "late":
      await nextAttempt(world, signal);
      return attempt(world, message, signal);
    case undefined:
      return attempt(world, message, signal);
  }
}

/** Fires with the next webhook that is sent, so that a late one can come after it. */
const turns = storeOf((_: World) => ({ next: new AbortController() }));

const latestMs = 10_000;

const nextAttempt = (world: World, signal: AbortSignal): Promise<void> =>
  world.clock.sleep(latestMs, AbortSignal.any([signal, turns(world).next.signal]));

async function attempt(world: World, message: Message, signal: AbortSignal): Promise<Delivery> {
  const timeoutMs = Math.min(message.timeoutMs, world.settings.limits.webhookTimeoutMs);
  const delivery = await world.clock.outside(send(message, timeoutMs, signal));
  const turn = turns(world);
  turn.next.abort();
  turn.next = new AbortController();
  return recorded(world, message, delivery);
}

function recorded(world: World, message: Message, delivery: Delivery): Delivery {
  world.counters.webhooksSent += 1;
  world.webhooks.add({
    time: timestamp(world.clock),
    method: message.target.method,
    url: message.target.url,
    event: message.event,
    body: message.body,
    outcome: delivery.kind === "reply" ? { status: delivery.status } : { failure: delivery.text },
  });
  return delivery;
}

function send(message: Message, timeoutMs: number, signal: AbortSignal): Promise<Delivery> {
  const { target } = message;
  const payload = target.method === "POST" ? Buffer.from(JSON.stringify(message.body)) : undefined;
  const url = payload ? new URL(target.url) : withQuery(target.url, message.body);
  const headers: Record<string, string> = { "user-agent": message.userAgent };
  if (payload) {
    headers["content-type"] = "application/json";
    headers["content-length"] = String(payload.length);
  }
  if (target.username !== undefined) {
    const pair = `${target.username}:${target.password ?? ""}`;
    headers.authorization = `Basic ${Buffer.from(pair).toString("base64")}`;
  }
  return new Promise((resolve) => {
    const fail = (reason: "connection" | "timeout" | "aborted" | "too-large", text: string) => {
      finish({ kind: "failed", reason, text });
      outgoing.destroy();
    };
    const finish = (delivery: Delivery) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      resolve(delivery);
    };
    const abort = () => fail("aborted", "the call went on without waiting for the answer");
    const timer = setTimeout(() => fail("timeout", `no answer within ${timeoutMs} ms`), timeoutMs);
    const open = url.protocol === "https:" ? httpsRequest : httpRequest;
    // No agent: a pooled connection would outlive close().
    const outgoing = open(url, { method: target.method, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      let size = 0;
      incoming.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > message.maxBytes)
          return fail("too-large", `the answer has more than ${message.maxBytes} bytes`);
        chunks.push(chunk);
      });
      incoming.on("error", (error) => fail("connection", error.message));
      incoming.on("end", () =>
        finish({
          kind: "reply",
          status: incoming.statusCode ?? 0,
          contentType: mediaType(incoming.headers["content-type"]),
          body: Buffer.concat(chunks),
        }),
      );
    });
    outgoing.on("error", (error) => fail("connection", error.message));
    signal.addEventListener("abort", abort);
    if (signal.aborted) return abort();
    outgoing.end(payload);
  });
}

/** The media type of a Content-Type header, lower-cased and without its parameters. */
export function mediaType(header: string | undefined): string {
  return (header ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** A GET webhook carries its fields as query parameters; nested ones as JSON. */
function withQuery(target: string, body: unknown): URL {
  const url = new URL(target);
  if (typeof body !== "object" || body === null) return url;
  for (const [name, value] of Object.entries(body)) {
    url.searchParams.append(name, typeof value === "string" ? value : JSON.stringify(value));
  }
  return url;
}
