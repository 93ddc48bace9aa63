import type {
  EventReader,
  LiveWebhook,
  ReceivedEvent,
  Tenant,
  Webhook,
  WebhookAnswer,
} from "@jackfield/contract";
import { Hono } from "hono";
import type { Credentials } from "./addresses.js";
import { type BodySource, readBody } from "./body.js";
import { type Delivery, judge, judgeCredentials } from "./checks.js";
import { type Arrived, readPayload } from "./payload.js";
import { type EventStore, EventTooLarge, type NewEvent, type Now, StoreUnavailable } from "./store.js";

/** Who a webhook is for. */
export type Recipient = {
  readonly tenant: Tenant;
  readonly events: EventReader;
  /** What the address demands, instead of the Basic check of the webhook. */
  readonly credentials?: Credentials;
};

export type ReceiverOptions = {
  readonly webhooks: readonly (Webhook | LiveWebhook)[];
  readonly store: Pick<EventStore, "append">;
  /** The recipient that the unguessable part of the path names; undefined: nobody, answered as any unknown path. */
  readonly recipientOf: (token: string) => Promise<Recipient | undefined>;
  /** Takes one line for the operator, without secrets. */
  readonly log?: (line: string) => void;
  readonly maxBytes?: number;
  readonly now?: Now;
};

const defaultMaxBytes = 1024 * 1024;
/** Webhooks that are stored or answered at the same time; more are asked to come again. */
const mostAtOnce = 1_000;
const defaultDeadline = 8_000;

type Stored =
  | { readonly ok: true; readonly duplicates: readonly boolean[] }
  | { readonly ok: false; readonly status: 413 | 503; readonly problem: string };

const answered = ({ type, body, status = body === undefined ? 204 : 200 }: WebhookAnswer): Response =>
  new Response(body ?? null, { status, headers: type === undefined ? {} : { "content-type": type } });

const refused = (status: number): Response =>
  new Response(null, { status, headers: status === 503 ? { "retry-after": "1" } : {} });

const queryOf = (url: string): URLSearchParams => {
  const start = url.indexOf("?");
  return new URLSearchParams(start < 0 ? "" : url.slice(start));
};

const nothing: Promise<Stored> = Promise.resolve({ ok: true, duplicates: [] });

const isLive = (webhook: Webhook | LiveWebhook): webhook is LiveWebhook => "answer" in webhook;

/** Gives `fallback` when the signal aborts first; what `work` does later counts for nobody. */
const beforeAbort = <Value>(
  work: Promise<Value>,
  signal: AbortSignal,
  fallback: () => Value,
): Promise<Value> =>
  new Promise((resolve, reject) => {
    const late = (): void => resolve(fallback());
    signal.addEventListener("abort", late, { once: true });
    if (signal.aborted) late();
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", late));
  });

/** The same with a time in place of a signal, for what needs none. */
const inTime = <Value>(work: Promise<Value>, milliseconds: number, late: () => Value): Promise<Value> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(late()), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });

const storing = async (
  store: ReceiverOptions["store"],
  tenant: string,
  events: readonly NewEvent[],
): Promise<Stored> => {
  try {
    const kept = await Promise.all(events.map((event) => store.append(tenant, event)));
    return { ok: true, duplicates: kept.map(({ duplicate }) => duplicate) };
  } catch (error) {
    if (error instanceof EventTooLarge) return { ok: false, status: 413, problem: error.message };
    if (!(error instanceof StoreUnavailable)) throw error;
    return { ok: false, status: 503, problem: error.message };
  }
};

const senderOf = (
  webhook: Webhook | LiveWebhook,
  delivery: Delivery,
  { tenant, credentials }: Recipient,
  now: number,
) => {
  const context = { secretOf: (variable: string) => tenant.secrets.get(variable), now };
  if (credentials === undefined) return judge(webhook.check, delivery, context);
  const verdict = judgeCredentials(credentials, delivery);
  // The Authorization header has room for one check.
  return verdict.ok && webhook.check.kind !== "basic" ? judge(webhook.check, delivery, context) : verdict;
};

type Reception = {
  readonly webhook: Webhook | LiveWebhook;
  readonly recipient: Recipient;
  readonly arrived: Arrived;
};

/** Stores what has arrived, then answers, both within the webhook's deadline. */
const receive = async (
  { webhook, recipient, arrived }: Reception,
  { store, log }: { readonly store: ReceiverOptions["store"]; readonly log: (line: string) => void },
): Promise<Response> => {
  const { path } = webhook;
  const payload = readPayload(webhook, arrived);
  if (!payload.ok) {
    log(`a webhook to ${path} was refused: ${payload.problem}`);
    return refused(payload.status);
  }
  const deadline = (isLive(webhook) ? webhook.deadlineMilliseconds : undefined) ?? defaultDeadline;
  const tooSlow = (): Stored => ({ ok: false, status: 503, problem: `the store took over ${deadline} ms` });
  const notStored = (problem: string): void => log(`a webhook to ${path} could not be stored: ${problem}`);
  if (!isLive(webhook)) {
    const stored = await inTime(storing(store, recipient.tenant.id, payload.events), deadline, tooSlow);
    if (!stored.ok) notStored(stored.problem);
    return stored.ok ? new Response(null, { status: 204 }) : refused(stored.status);
  }
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), deadline);
  const { signal } = over;
  const [event] = payload.events;
  const ring = event === undefined ? undefined : { webhook, event };
  const receivedAs = ({ name, data }: NewEvent, duplicate: boolean): ReceivedEvent => ({
    ...{ name, data, duplicate, header: arrived.header },
    query: (field) => arrived.query.get(field) ?? undefined,
  });
  try {
    const isPassing = ring?.webhook.passing === true;
    const work = isPassing ? nothing : storing(store, recipient.tenant.id, payload.events);
    const stored = await beforeAbort(work, signal, tooSlow);
    if (!stored.ok) {
      notStored(stored.problem);
      const instead = ring?.webhook.unstored?.(receivedAs(ring.event, false));
      return instead === undefined ? refused(stored.status) : answered(instead);
    }
    if (ring === undefined) return new Response(null, { status: 204 });
    const received = receivedAs(ring.event, stored.duplicates[0] ?? false);
    const late = (): WebhookAnswer => ring.webhook.late(received);
    const { tenant, events } = recipient;
    const answering = ring.webhook
      .answer(received, { signal, tenant, events, log })
      .catch((error: unknown): WebhookAnswer => {
        const reason = (error instanceof Error ? error.message : String(error)).split("\n")[0];
        log(`the answer to a webhook to ${path} failed: ${reason}`);
        return late();
      });
    return answered(await beforeAbort(answering, signal, late));
  } finally {
    clearTimeout(timer);
    over.abort();
  }
};

/**
 * Receives webhooks at `/<token>/<path>`: checks the sender, stores the events, and only then answers 204, or what the
 * webhook's `answer` says. What is not stored is answered with an error, so that the vendor sends it again: 400 for a
 * payload that is not as declared, 401 for a wrong sender, 404 for an unknown path or token, 413 for too much, 503
 * while the store is not available, too slow, or too many webhooks come at once.
 */
export const receiver = ({
  webhooks,
  store,
  recipientOf,
  log = () => undefined,
  maxBytes = defaultMaxBytes,
  now = Date.now,
}: ReceiverOptions): Hono => {
  const app = new Hono();
  const byPath = new Map(webhooks.map((webhook) => [webhook.path, webhook]));
  let running = 0;
  app.all("/:token/:path{.+}", async (context) => {
    const { token, path } = context.req.param();
    const webhook = byPath.get(path);
    const recipient = webhook && (await recipientOf(token));
    if (webhook === undefined || recipient === undefined) return refused(404);
    if (context.req.method !== (webhook.method ?? "POST")) return refused(405);
    if (running >= mostAtOnce) return refused(503);
    running += 1;
    try {
      const header = (name: string): string | undefined => context.req.header(name);
      // Node's server gives what it has of the request, others give nothing.
      const { incoming } = Object(context.env) as Pick<BodySource, "incoming">;
      const source = { incoming, request: context.req.raw, length: header("content-length") };
      const read = await readBody(source, maxBytes);
      if (read.tooLarge) return refused(413);
      const body = read.bytes;
      const verdict = senderOf(webhook, { header, body }, recipient, now());
      if (!verdict.ok) {
        log(`a webhook to ${path} was refused: ${verdict.problem}`);
        return refused(401);
      }
      const arrived = { body, header, query: queryOf(context.req.url) };
      return await receive({ webhook, recipient, arrived }, { store, log });
    } finally {
      running -= 1;
    }
  });
  app.onError((error) => {
    log(`a webhook failed: ${error.message.split("\n")[0]}`);
    return refused(500);
  });
  app.notFound(() => refused(404));
  return app;
};
