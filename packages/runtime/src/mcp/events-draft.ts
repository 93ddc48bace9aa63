import {
  type DeliveryStatus,
  isRecord,
  type StoredEvent,
  type SubscriptionOutcome,
} from "@jackfield/contract";
import {
  ProtocolError,
  ProtocolErrorCode,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { allKinds, type EventSource, everything, listed, occurrence } from "../events/draft.js";
import { anyParams, type Params } from "./any-params.js";

const heartbeatSeconds = 20;
const usualPage = 50;
const longestPage = 200;
const mostStreams = 20;
const nextPollMilliseconds = 2_000;

/** Codes of the draft (modelcontextprotocol/experimental-ext-triggers-events, "Error Codes"). */
const codes = {
  notFound: -32011,
  forbidden: -32012,
  exhausted: -32013,
  unsupported: -32014,
  endpoint: -32015,
};

const invalid = (problem: string): ProtocolError =>
  new ProtocolError(ProtocolErrorCode.InvalidParams, problem);

const optional = <Value>(
  params: Params,
  key: string,
  is: (value: unknown) => value is Value,
  what: string,
) => {
  const value = params[key];
  if (value === undefined || value === null) return undefined;
  if (!is(value)) throw invalid(`${key} must be ${what}`);
  return value;
};
const isText = (value: unknown): value is string => typeof value === "string" && value.length <= 2_000;
const isCount = (value: unknown): value is number => typeof value === "number" && value >= 0;

type Wish = {
  readonly kind: string;
  readonly names: { readonly names?: readonly string[] };
  readonly cursor?: string;
  readonly maxAge?: number;
};

const wishIn = async (params: Params, source: EventSource): Promise<Wish> => {
  const kind = optional(params, "name", isText, "the name of an event");
  const kinds = await allKinds(source);
  if (kind === undefined || !kinds.some(({ name }) => name === kind))
    throw new ProtocolError(codes.notFound, "NotFound", { kind: "event" });
  const given = optional(params, "arguments", isRecord, "an object") ?? {};
  if (Object.keys(given).length > 0) throw invalid(`the event ${kind} takes no arguments`);
  const cursor = optional(params, "cursor", isText, "a cursor");
  const maxAge = optional(params, "maxAgeMs", isCount, "a number of milliseconds");
  return {
    kind,
    names: kind === everything ? {} : { names: [kind] },
    ...(cursor !== undefined && { cursor }),
    ...(maxAge !== undefined && { maxAge }),
  };
};

const young = (events: readonly StoredEvent[], { maxAge }: Wish): readonly StoredEvent[] =>
  maxAge === undefined ? events : events.filter(({ time }) => Date.now() - Date.parse(time) <= maxAge);

const poll = async (params: Params, source: EventSource, { tenant }: DraftCaller) => {
  const wish = await wishIn(params, source);
  const limit = Math.min(
    longestPage,
    Math.max(1, optional(params, "maxEvents", isCount, "a number") ?? usualPage),
  );
  const reader = source.reader(tenant);
  const nextPollMs = nextPollMilliseconds;
  if (wish.cursor === undefined)
    return { events: [], cursor: await reader.newest(), truncated: false, hasMore: false, nextPollMs };
  const page = await reader.read({ after: wish.cursor, limit, ...wish.names });
  const events = young(page.events, wish);
  return {
    events: events.map((event) => occurrence(event, wish.kind)),
    cursor: page.cursor,
    truncated: page.missed || events.length < page.events.length,
    hasMore: page.hasMore,
    nextPollMs,
  };
};

type Request = ServerContext["mcpReq"];

const stream = async (
  params: Params,
  source: EventSource,
  { tenant }: DraftCaller,
  { id, signal, notify }: Request,
) => {
  const wish = await wishIn(params, source);
  const reader = source.reader(tenant);
  const tell = (method: string, fields: Params): Promise<void> =>
    notify({
      method: `notifications/events/${method}`,
      params: { ...fields, _meta: { "io.modelcontextprotocol/subscriptionId": id } },
    });
  let cursor = wish.cursor ?? (await reader.newest());
  await tell("active", { cursor, truncated: false });
  while (!signal.aborted) {
    const page = await reader.wait(
      { after: cursor, limit: usualPage, ...wish.names },
      { seconds: heartbeatSeconds, signal },
    );
    if (signal.aborted) break;
    const events = young(page.events, wish);
    for (const event of events)
      await tell("event", { ...occurrence(event, wish.kind), cursor: event.cursor });
    cursor = page.cursor;
    if (page.missed || events.length < page.events.length) await tell("active", { cursor, truncated: true });
    else if (events.length === 0) await tell("heartbeat", { cursor });
  }
  return { _meta: {} };
};

const subscriptionIn = async (
  params: Params,
  source: EventSource,
  { tenant, isKnown, owner }: DraftCaller,
) => {
  const wish = await wishIn(params, source);
  const { subscriptions } = source;
  if (subscriptions === undefined)
    throw new ProtocolError(codes.unsupported, "Unsupported", { feature: "deliveryMode", value: "webhook" });
  if (!isKnown) throw new ProtocolError(codes.forbidden, "Forbidden");
  const delivery = optional(params, "delivery", isRecord, "an object") ?? {};
  const url = optional(delivery, "url", isText, "a URL");
  if (url === undefined) throw invalid("delivery.url is missing");
  const name = wish.kind === everything ? {} : { name: wish.kind };
  return { subscriptions, delivery, wish, subscription: { owner, tenant, url, ...name } };
};

const granted = (outcome: SubscriptionOutcome, after: string | undefined) => {
  if (outcome.kind === "invalid") throw invalid(outcome.problem);
  if (outcome.kind === "limit")
    throw new ProtocolError(codes.exhausted, "ResourceExhausted", {
      limit: "subscriptions",
      max: outcome.max,
    });
  if (outcome.kind === "endpoint")
    throw new ProtocolError(codes.endpoint, "CallbackEndpointError", { reason: outcome.reason });
  const { id, refreshBefore, cursor, status } = outcome;
  const deliveryStatus: { readonly deliveryStatus?: DeliveryStatus } = status
    ? { deliveryStatus: status }
    : {};
  return {
    id,
    refreshBefore,
    cursor: cursor === "" ? (after ?? null) : cursor,
    truncated: false,
    ...deliveryStatus,
  };
};

/** Who asks. */
type DraftCaller = {
  readonly tenant: string;
  /** Somebody has signed in. */
  readonly isKnown: boolean;
  /** Names the caller, as `ownerOf` does. */
  readonly owner: string;
  /** Open streams of each owner, of all servers together. */
  readonly streams: Map<string, number>;
};

/** Answers the methods of the draft on a server of the SDK, which knows none of them. */
export const answerEvents = (server: Server, source: EventSource, self: DraftCaller): void => {
  const { owner, streams } = self;
  const handle = (method: string, work: (params: Params, request: Request) => Promise<object>): void =>
    server.setRequestHandler(method, { params: anyParams }, async (params, { mcpReq }) => ({
      ...(await work(params, mcpReq)),
    }));
  handle("events/list", async () => ({
    events: (await allKinds(source)).map((kind) => listed(kind, source.subscriptions !== undefined)),
  }));
  handle("events/poll", (params) => poll(params, source, self));
  handle("events/stream", async (params, request) => {
    const open = streams.get(owner) ?? 0;
    if (open >= mostStreams)
      throw new ProtocolError(codes.exhausted, "ResourceExhausted", { limit: "streams", max: mostStreams });
    streams.set(owner, open + 1);
    try {
      return await stream(params, source, self, request);
    } finally {
      const left = (streams.get(owner) ?? 1) - 1;
      if (left === 0) streams.delete(owner);
      else streams.set(owner, left);
    }
  });
  handle("events/subscribe", async (params) => {
    const { subscriptions, subscription, delivery, wish } = await subscriptionIn(params, source, self);
    const secret = optional(delivery, "secret", isText, "a secret") ?? "";
    const ttl = optional(params, "ttlMs", isCount, "a number of milliseconds");
    const after = wish.cursor;
    const request = {
      ...subscription,
      secret,
      ...(after !== undefined && { after }),
      ...(ttl !== undefined && { ttlMilliseconds: ttl }),
    };
    return granted(await subscriptions.subscribe(request), after);
  });
  handle("events/unsubscribe", async (params) => {
    const { subscriptions, subscription } = await subscriptionIn(params, source, self);
    if (!subscriptions.unsubscribe(subscription))
      throw new ProtocolError(codes.notFound, "NotFound", { kind: "subscription" });
    return {};
  });
};
