import type { App, Environment, LiveWebhook, Webhook } from "@jackfield/contract";
import { type HttpOptions, portOf, publicUrlOf, publicUrlVariable } from "./http-options.js";
import { Problem } from "./problem.js";

/** Where webhooks arrive, below the address of the server. */
export const webhooksPath = "/webhooks";

/** How a server receives and keeps events. */
export type EventsOptions = {
  /** Address of the store, as `openStore` takes it. */
  readonly store: string;
  /** Port of a listener for webhooks alone; absent: they arrive where MCP is spoken over HTTP, or not at all. */
  readonly port?: number;
  /** Where vendors reach the server; absent: where it listens. */
  readonly publicUrl?: string;
  /** A tunnel makes the server public while it is developed. */
  readonly tunnel?: true;
};

/** The flags of events. */
export const eventsFlags = {
  events: {
    type: "string",
    value: "<memory|sqlite:file|redis:url|none>",
    doc: "Keep received webhooks as events in memory, in a file, or in Redis for several instances",
  },
  "events-port": {
    type: "string",
    value: "<number>",
    doc: "On standard input and output: receive webhooks on this port of this machine; 0 for a free one",
  },
} as const;

type EventsFlags = {
  readonly events?: string | undefined;
  readonly "events-port"?: string | undefined;
  readonly "public-url"?: string | undefined;
};

export const webhookSecretVariable = (prefix: string): string => `${prefix}_WEBHOOK_SECRET`;

export const tunnelVariable = (prefix: string): string => `${prefix}_DEV_TUNNEL`;

/** Variables that do the same as flags, for the help. */
export const eventsVariables = (prefix: string): readonly (readonly [string, string])[] => [
  [`${prefix}_EVENTS`, "As --events"],
  [`${prefix}_EVENTS_PORT`, "As --events-port"],
  [
    webhookSecretVariable(prefix),
    "Makes the addresses of webhooks: 16 characters or more, kept over restarts",
  ],
  [tunnelVariable(prefix), "1: make the addresses of webhooks public with cloudflared, for development"],
];

/** The webhooks of a server: those of its package take the place of generated ones with the same path. */
export const webhooksOf = ({
  definition,
  extension,
}: Pick<App, "definition" | "extension">): readonly (Webhook | LiveWebhook)[] => {
  const all = [...(definition.webhooks ?? []), ...(extension?.webhooks ?? [])];
  return [...new Map(all.map((webhook) => [webhook.path, webhook])).values()];
};

const storeOf = (text: string): string => {
  if (text === "memory") return "memory:";
  if (/^sqlite:./s.test(text) || /^rediss?:\/\/./.test(text)) return text;
  if (/^redis:rediss?:\/\/./.test(text)) return text.slice("redis:".length);
  // The text itself is not repeated: the URL of a Redis may hold a password.
  throw new Problem("--events must be memory, sqlite:<file>, redis://host or none.");
};

/** What flags and variables say of events; undefined: the server has none. Throws `Problem`. */
export const readEventsOptions = (
  values: EventsFlags,
  app: Pick<App, "definition" | "extension">,
  { environment, http }: { readonly environment: Environment; readonly http?: HttpOptions | undefined },
): EventsOptions | undefined => {
  const { prefix } = app.definition;
  const textOf = (flag: string | undefined, name: string): string | undefined =>
    flag?.trim() ?? (environment[name]?.trim() || undefined);
  const store = textOf(values.events, `${prefix}_EVENTS`);
  const isTunneled = !["", "0", undefined].includes(environment[tunnelVariable(prefix)]?.trim());
  const port = textOf(values["events-port"], `${prefix}_EVENTS_PORT`) ?? (isTunneled ? "0" : undefined);
  const publicUrl = textOf(values["public-url"], publicUrlVariable(prefix));
  if (http !== undefined && values["events-port"] !== undefined)
    throw new Problem("--events-port is for standard input and output; with HTTP webhooks arrive on --port.");
  const isReceiving = port !== undefined || (http !== undefined && webhooksOf(app).length > 0);
  if (store === "none" || (store === undefined && !isReceiving)) return undefined;
  return {
    store: storeOf(store ?? "memory"),
    ...(port !== undefined && http === undefined && { port: portOf(port, "--events-port") }),
    ...(publicUrl !== undefined && { publicUrl: publicUrlOf(publicUrl) }),
    ...(isTunneled && { tunnel: true }),
  };
};
