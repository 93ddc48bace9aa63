import { createHash, randomBytes, randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type {
  DeliveryFailure,
  DeliveryStatus,
  EventReader,
  StoredEvent,
  Subscription,
  SubscriptionOutcome,
  SubscriptionRequest,
  Subscriptions,
} from "@jackfield/contract";
import { isSame, standardSignature } from "./checks.js";
import { callbackProblem, createDeliver, type DeliverOptions } from "./deliver.js";

export type SubscriptionsOptions = DeliverOptions & {
  readonly reader: (tenant: string) => EventReader;
  /** The body of a delivery: what the draft calls an occurrence. */
  readonly bodyOf: (event: StoredEvent, name: string | undefined) => Readonly<Record<string, unknown>>;
  readonly log: (line: string) => void;
  /** Before the second attempt; doubled before each further one. */
  readonly retryMilliseconds?: number;
};

const mostOfOne = 20;
const mostTogether = 1_000;
const minute = 60_000;
const ttl = { shortest: minute, usual: 60 * minute, longest: 24 * 60 * minute } as const;
/** After so many failures of one event it is given up, and what comes next is tried. */
const attempts = 8;
/** Deliveries under way may still be checked with the secret that was replaced. */
const oldSecretMilliseconds = 5 * minute;

type Running = Subscription & {
  readonly id: string;
  readonly stop: AbortController;
  secret: string;
  oldSecret?: { readonly secret: string; readonly until: number };
  ends: number;
  cursor: string;
  status: DeliveryStatus;
};

const idOf = ({ owner, url, name }: Subscription): string => {
  const hash = createHash("sha256").update(JSON.stringify([owner, url, name ?? null]));
  return `sub_${hash.digest("hex").slice(0, 16)}`;
};

const keyOf = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ""), "base64");

const isSecret = (secret: string): boolean => {
  const { length } = keyOf(secret);
  return /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret) && length >= 24 && length <= 64;
};

/** Standard Webhooks headers; two signatures while a secret is being replaced. */
const headersOf = (
  { id, secret, oldSecret }: Pick<Running, "id" | "secret" | "oldSecret">,
  message: string,
  body: string,
) => {
  const time = String(Math.floor(Date.now() / 1_000));
  const secrets = [secret, ...(oldSecret && oldSecret.until > Date.now() ? [oldSecret.secret] : [])];
  const signatures = secrets.map((one) => standardSignature(keyOf(one), { id: message, time, body }));
  return {
    "webhook-id": message,
    "webhook-timestamp": time,
    "webhook-signature": signatures.join(" "),
    "x-mcp-subscription-id": id,
  };
};

/**
 * Delivers events to addresses of clients, signed, in order, each until it is taken or given up. Subscriptions are of this
 * process and end with it: a client that refreshes in time with its cursor misses nothing.
 */
export const createSubscriptions = (options: SubscriptionsOptions): Subscriptions => {
  const { reader, bodyOf, log, retryMilliseconds = 1_000 } = options;
  const deliver = createDeliver(options);
  const running = new Map<string, Running>();
  /** Owner and address that have proved to want deliveries. */
  const verified = new Set<string>();

  const send = (to: Running, message: string, body: Readonly<Record<string, unknown>>) => {
    const text = JSON.stringify(body);
    return deliver(new URL(to.url), { body: text, headers: headersOf(to, message, text) });
  };

  const deliverEvent = async (to: Running, event: StoredEvent): Promise<void> => {
    const { signal } = to.stop;
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      const body = { ...bodyOf(event, to.name), cursor: to.cursor };
      const outcome = await send(to, event.cursor, body);
      if (outcome.ok) {
        to.status = { active: true, lastDeliveryAt: new Date().toISOString(), lastError: null };
        return;
      }
      to.status = { ...to.status, active: attempt < attempts, lastError: outcome.reason };
      if (attempt === attempts) return log(`an event was not delivered to a subscriber: ${outcome.reason}`);
      await delay(retryMilliseconds * 2 ** (attempt - 1), undefined, { signal }).catch(() => undefined);
    }
  };

  const run = async (one: Running): Promise<void> => {
    const { signal } = one.stop;
    const names = one.name === undefined ? {} : { names: [one.name] };
    while (!signal.aborted && Date.now() < one.ends) {
      const patience = { seconds: Math.min(30, (one.ends - Date.now()) / 1_000), signal };
      const page = await reader(one.tenant).wait({ after: one.cursor, limit: 20, ...names }, patience);
      if (page.missed)
        await send(one, `msg_gap_${randomUUID()}`, {
          type: "gap",
          cursor: page.events[0] ? one.cursor : page.cursor,
        });
      for (const event of page.events) {
        await deliverEvent(one, event);
        if (signal.aborted) return;
        one.cursor = event.cursor;
      }
      one.cursor = page.cursor;
    }
  };

  const start = (one: Running): void => {
    running.set(one.id, one);
    const again = async (): Promise<void> => {
      await run(one).catch(async (error: unknown) => {
        log(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
        await delay(5_000, undefined, { signal: one.stop.signal, ref: false }).catch(() => undefined);
      });
      if (one.stop.signal.aborted || Date.now() >= one.ends) running.delete(one.id);
      else await again();
    };
    void again();
  };

  /** An address that somebody else owns must not be flooded: it has to say that it wants deliveries. */
  const verify = async (one: Running): Promise<DeliveryFailure | undefined> => {
    const proof = JSON.stringify([one.owner, one.url]);
    if (verified.has(proof)) return undefined;
    const challenge = randomBytes(24).toString("base64url");
    const outcome = await send(one, `msg_verification_${randomUUID()}`, { type: "verification", challenge });
    if (!outcome.ok) return outcome.reason;
    if (!isSame(echoOf(outcome.body), challenge)) return "challenge_failed";
    if (verified.size >= mostTogether) verified.clear();
    verified.add(proof);
    return undefined;
  };

  const granted = (one: Running, status?: DeliveryStatus): SubscriptionOutcome => ({
    kind: "granted",
    id: one.id,
    refreshBefore: new Date(one.ends).toISOString(),
    cursor: one.cursor,
    ...(status && { status }),
  });

  return {
    async subscribe(request) {
      const problem = problemOf(request, options);
      if (problem !== undefined) return { kind: "invalid", problem };
      const id = idOf(request);
      const ends = Date.now() + grantOf(request);
      const known = running.get(id);
      if (known !== undefined) {
        const { status, secret } = known;
        if (secret !== request.secret)
          known.oldSecret = { secret, until: Date.now() + oldSecretMilliseconds };
        Object.assign(known, { secret: request.secret, ends, status: { ...status, active: true } });
        return granted(known, status);
      }
      const own = [...running.values()].filter(({ owner }) => owner === request.owner).length;
      if (own >= mostOfOne) return { kind: "limit", max: mostOfOne };
      if (running.size >= mostTogether) return { kind: "limit", max: mostTogether };
      const { owner, tenant, url, name, secret, after } = request;
      const one: Running = {
        ...{ id, owner, tenant, url, secret, ends, stop: new AbortController() },
        ...(name !== undefined && { name }),
        cursor: after ?? (await reader(tenant).newest()),
        status: { active: true, lastDeliveryAt: null, lastError: null },
      };
      const failure = await verify(one);
      if (failure !== undefined) return { kind: "endpoint", reason: failure };
      const meanwhile = running.get(id);
      if (meanwhile === undefined) start(one);
      return granted(meanwhile ?? one);
    },
    unsubscribe(subscription) {
      const one = running.get(idOf(subscription));
      one?.stop.abort();
      return one !== undefined && running.delete(one.id);
    },
    async close() {
      for (const { stop } of running.values()) stop.abort();
      running.clear();
    },
  };
};

const grantOf = ({ ttlMilliseconds = ttl.usual }: SubscriptionRequest): number =>
  Math.min(ttl.longest, Math.max(ttl.shortest, ttlMilliseconds));

const problemOf = ({ url, secret }: SubscriptionRequest, options: DeliverOptions): string | undefined => {
  if (!isSecret(secret)) return "the secret must be whsec_ and 24 to 64 bytes in base64";
  if (!URL.canParse(url) || url.length > 2_000) return "the url is not one";
  return callbackProblem(new URL(url), options);
};

const echoOf = (body: string): string => {
  try {
    const value: unknown = JSON.parse(body);
    const challenge: unknown =
      typeof value === "object" && value !== null ? Reflect.get(value, "challenge") : "";
    return typeof challenge === "string" ? challenge : "";
  } catch {
    return "";
  }
};
