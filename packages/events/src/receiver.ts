import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { type Check, judge } from "./checks.js";
import { type EventStore, EventTooLarge, type Now, StoreUnavailable } from "./store.js";

/** Where a part of a JSON payload stands: keys and indexes from the outside in. */
export type Path = readonly (string | number)[];

/** One webhook of an API. Data only, so that a generator can write it. */
export type Webhook = {
  /** Below the receiver's own path: `voice/answer`. */
  readonly path: string;
  readonly check: Check;
  /** The event's name, or where the payload has it. */
  readonly name: string | { readonly field: Path };
  /** What names a delivery, so that one sent twice is stored once. */
  readonly key?: { readonly header: string } | { readonly field: Path };
  /** The payload is a list of events. */
  readonly isList?: true;
};

/** Who a webhook is for, and the values of its secrets. */
export type Recipient = {
  readonly tenant: string;
  readonly secretOf: (variable: string) => string | undefined;
};

export type ReceiverOptions = {
  readonly webhooks: readonly Webhook[];
  readonly store: Pick<EventStore, "append">;
  /** The recipient that the unguessable part of the path names; undefined: nobody, answered as any unknown path. */
  readonly recipientOf: (token: string) => Promise<Recipient | undefined>;
  /** Takes one line for the operator, without secrets. */
  readonly log?: (line: string) => void;
  readonly maxBytes?: number;
  readonly now?: Now;
};

type Named = { readonly name: string; readonly data: unknown; readonly key?: string };

const defaultMaxBytes = 1024 * 1024;
const longestName = 200;

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (part, key) =>
      typeof part === "object" && part !== null && Object.hasOwn(part, key)
        ? Reflect.get(part, key)
        : undefined,
    value,
  );

const shortText = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" ? String(value).slice(0, longestName) : undefined;

/** One payload as an event; undefined when it does not have the name that it should. */
const eventOf = (
  { name, key }: Webhook,
  payload: unknown,
  header: (name: string) => string | undefined,
): Named | undefined => {
  const title = typeof name === "string" ? name : shortText(valueAt(payload, name.field));
  if (title === undefined || title === "") return undefined;
  if (key === undefined) return { name: title, data: payload };
  const given =
    "header" in key ? header(key.header)?.slice(0, longestName) : shortText(valueAt(payload, key.field));
  return { name: title, data: payload, ...(given !== undefined && { key: `${title} ${given}` }) };
};

const parsed = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
};

/**
 * Receives webhooks at `POST /<token>/<path>`: checks the sender, stores the events, and only then answers 204. What is
 * not stored is answered with an error, so that the vendor sends it again: 400 for a payload that is not as declared,
 * 401 for a wrong sender, 404 for an unknown path or token, 413 for too much, 503 while the store is not available.
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
  app.use(bodyLimit({ maxSize: maxBytes, onError: (context) => context.body(null, 413) }));
  app.post("/:token/:path{.+}", async (context) => {
    const { token, path } = context.req.param();
    const webhook = byPath.get(path);
    const recipient = webhook && (await recipientOf(token));
    if (webhook === undefined || recipient === undefined) return context.body(null, 404);
    const header = (name: string): string | undefined => context.req.header(name);
    const body = new Uint8Array(await context.req.arrayBuffer());
    const verdict = judge(webhook.check, { header, body }, { secretOf: recipient.secretOf, now: now() });
    if (!verdict.ok) {
      log(`a webhook to ${path} was refused: ${verdict.problem}`);
      return context.body(null, 401);
    }
    const payload = parsed(new TextDecoder().decode(body));
    const payloads = webhook.isList && Array.isArray(payload?.value) ? payload.value : [payload?.value];
    const events = payloads.map((one) => eventOf(webhook, one, header));
    if (payload === undefined || events.includes(undefined)) {
      log(
        `a webhook to ${path} was refused: ${payload === undefined ? "it is not JSON" : "it does not name its event"}`,
      );
      return context.body(null, 400);
    }
    try {
      await Promise.all(
        events.filter((one) => one !== undefined).map((one) => store.append(recipient.tenant, one)),
      );
    } catch (error) {
      if (error instanceof EventTooLarge) return context.body(null, 413);
      if (!(error instanceof StoreUnavailable)) throw error;
      log(`a webhook to ${path} could not be stored: ${error.message}`);
      return context.body(null, 503);
    }
    return context.body(null, 204);
  });
  app.onError((error, context) => {
    log(`a webhook failed: ${error.message.split("\n")[0]}`);
    return context.body(null, 500);
  });
  return app;
};
