import { type App, type Environment, type Sender, senderStyles } from "@jackfield/contract";
import type { Limits } from "@jackfield/events";
import { commaList } from "@jackfield/runtime";
import { keepIn } from "../events/keep.js";
import { type Senders, sendersIn } from "../events/senders.js";
import { receives, senderIn } from "../events/webhooks.js";
import { Problem } from "../problem.js";
import type { Flags, FlagValues } from "./flags.js";
import { type HttpOptions, type httpFlags, portOf, publicUrlOf, publicUrlVariable } from "./http.js";

/** How a server receives and keeps events. */
export type EventsOptions = {
  /** Address of the store, as `openStore` takes it. */
  readonly store: string;
  /** How much is kept of each tenant, where the usual bounds will not do. */
  readonly keep?: Partial<Limits>;
  /** Port of a listener for webhooks alone; absent: they arrive where MCP is spoken over HTTP, or not at all. */
  readonly port?: number;
  /** Where vendors reach the server; absent: where it listens. */
  readonly publicUrl?: string;
  /** A tunnel makes the server public while it is developed. */
  readonly tunnel?: true;
  /** How the webhooks of the API's spec are sent; absent: as the spec's config says. */
  readonly sender?: Sender;
  /** Whose events wake a client that has a channel for them; absent: nobody's. */
  readonly channel?: Senders;
  /** The methods of the Events draft; with hosts to which events may be delivered, private ones included, over HTTP only. */
  readonly draft?: { readonly subscriberHosts?: readonly string[] };
};

/** The flags of events. */
export const eventsFlags = {
  events: {
    type: "string",
    value: "<memory|sqlite:file|redis:url|none>",
    doc: "Keep received webhooks as events in memory, in a file, or in Redis for several instances",
  },
  "events-keep": {
    type: "string",
    value: "<events=n,megabytes=n,hours=n>",
    doc: "Keep so much of each tenant; the oldest go first. By default 10000 events, 64 MB and 24 hours",
  },
  "events-port": {
    type: "string",
    value: "<number>",
    doc: "On standard input and output: receive webhooks on this port of this machine; 0 for a free one",
  },
  channel: {
    type: "string",
    multiple: true,
    value: "<any|field=value>",
    doc: "On standard input and output: wake Claude Code with events whose payload has this value in this field, such as message.from=+15551234567",
  },
  experimental: {
    type: "string",
    multiple: true,
    value: "<events>",
    doc: "Also speak what is not in the protocol yet; events: the Events draft, to poll, stream and subscribe",
  },
  "allow-subscriber": {
    type: "string",
    multiple: true,
    value: "<host>",
    doc: "With --experimental events: deliver to subscribers on this host although it is in a private network",
  },
  "webhook-sender": {
    type: "string",
    value: "<style:VARIABLE>",
    doc: `Check webhooks as this vendor sends them, with the secret in VARIABLE: ${senderStyles.join(", ")}`,
  },
} as const satisfies Flags;

type EventValues = FlagValues<typeof eventsFlags & Pick<typeof httpFlags, "public-url">>;

export const webhookSecretVariable = (prefix: string): string => `${prefix}_WEBHOOK_SECRET`;

const tunnelVariable = (prefix: string): string => `${prefix}_DEV_TUNNEL`;

/** Variables that do the same as flags, for the help. */
export const eventsVariables = (prefix: string): readonly (readonly [string, string])[] => [
  [`${prefix}_EVENTS`, "As --events"],
  [`${prefix}_EVENTS_KEEP`, "As --events-keep"],
  [`${prefix}_EVENTS_PORT`, "As --events-port"],
  [`${prefix}_WEBHOOK_SENDER`, "As --webhook-sender"],
  [`${prefix}_CHANNEL`, "As --channel; several with commas"],
  [
    webhookSecretVariable(prefix),
    "Makes the addresses of webhooks: 16 characters or more, kept over restarts",
  ],
  [tunnelVariable(prefix), "1: make the addresses of webhooks public with cloudflared, for development"],
];

const storeOf = (text: string): string => {
  if (text === "memory") return "memory:";
  if (/^sqlite:./s.test(text) || /^rediss?:\/\/./.test(text)) return text;
  if (/^redis:rediss?:\/\/./.test(text)) return text.slice("redis:".length);
  // The text itself is not repeated: the URL of a Redis may hold a password.
  throw new Problem("--events must be memory, sqlite:<file>, redis://host or none.");
};

const channelIn = (
  texts: readonly string[],
  { isHttp, isReceiving }: { readonly isHttp: boolean; readonly isReceiving: boolean },
): Senders | undefined => {
  if (texts.length === 0) return undefined;
  if (isHttp)
    throw new Problem(
      "--channel is for standard input and output; over HTTP clients read events with the tools.",
    );
  if (!isReceiving) throw new Problem("--channel needs events to pass on; receive them with --events-port.");
  return sendersIn(texts);
};

const draftIn = (values: EventValues, isHttp: boolean): EventsOptions["draft"] => {
  const names = (values.experimental ?? []).flatMap((text) => commaList(text));
  const strange = names.find((name) => name !== "events");
  if (strange !== undefined || (values.experimental && names.length === 0))
    throw new Problem(`--experimental knows events, got "${(strange ?? "").slice(0, 40)}".`);
  const subscriberHosts = (values["allow-subscriber"] ?? []).flatMap((text) => commaList(text));
  if (names.length > 0) return isHttp ? { subscriberHosts } : {};
  if (subscriberHosts.length > 0) throw new Problem("--allow-subscriber needs --experimental events.");
  return undefined;
};

/** What flags and variables say of events; undefined: the server has none. Throws `Problem`. */
export const readEventsOptions = (
  values: EventValues,
  app: Pick<App, "definition" | "extension">,
  { environment, http }: { readonly environment: Environment; readonly http?: HttpOptions | undefined },
): EventsOptions | undefined => {
  const { prefix } = app.definition;
  const textOf = (flag: string | undefined, name: string): string | undefined =>
    flag?.trim() ?? (environment[name]?.trim() || undefined);
  const store = textOf(values.events, `${prefix}_EVENTS`);
  const keep = textOf(values["events-keep"], `${prefix}_EVENTS_KEEP`);
  const isTunneled = !["", "0", undefined].includes(environment[tunnelVariable(prefix)]?.trim());
  const port = textOf(values["events-port"], `${prefix}_EVENTS_PORT`) ?? (isTunneled ? "0" : undefined);
  const publicUrl = textOf(values["public-url"], publicUrlVariable(prefix));
  if (http !== undefined && values["events-port"] !== undefined)
    throw new Problem("--events-port is for standard input and output; with HTTP webhooks arrive on --port.");
  const senderText = textOf(values["webhook-sender"], `${prefix}_WEBHOOK_SENDER`);
  const sender = senderText === undefined ? undefined : senderIn(senderText);
  const channel = channelIn(values.channel ?? commaList(environment[`${prefix}_CHANNEL`] ?? ""), {
    isHttp: http !== undefined,
    isReceiving: port !== undefined,
  });
  const draft = draftIn(values, http !== undefined);
  const isReceiving = port !== undefined || (http !== undefined && receives(app));
  if (store === "none" || (store === undefined && !isReceiving)) {
    if (draft === undefined) return undefined;
    throw new Problem("--experimental events needs events: --events-port, or webhooks and --transport http.");
  }
  return {
    store: storeOf(store ?? "memory"),
    ...(keep !== undefined && { keep: keepIn(keep) }),
    ...(port !== undefined && http === undefined && { port: portOf(port, "--events-port") }),
    ...(publicUrl !== undefined && { publicUrl: publicUrlOf(publicUrl) }),
    ...(isTunneled && { tunnel: true }),
    ...(sender && { sender }),
    ...(channel && { channel }),
    ...(draft && { draft }),
  };
};
