import { createFilter } from "../bridge/filters.js";
import { serverOf } from "../config/server.js";
import { isTrusted } from "../config/trust.js";
import type { Entry } from "../config/types.js";
import { messageOf } from "../failure.js";
import { type Connection, type ConnectOptions, connect } from "../gateway/connection.js";
import type { ServerFace } from "../gateway/servers.js";
import type { Frame, JsonObject } from "../json-rpc.js";
import { createLink } from "../link/choose.js";
import type { Link } from "../link/settings.js";
import { type Context, isAddress } from "./context.js";
import { openNamed } from "./named.js";
import { openServer } from "./open-server.js";

const megabyte = 1024 * 1024;
const defaultTimeout = 60_000;

type Handlers = Pick<ConnectOptions, "capabilities" | "onRequest" | "onNotification" | "timeout"> & {
  /** Milliseconds to keep trying to reach a server that is not there. */
  readonly connectTimeout: number;
};

/** A way to a server of the configuration, or to an address: remote, or a program of this machine. */
const linkTo = async (
  context: Context,
  word: string,
  connectTimeout: number,
): Promise<(deliver: (frame: Frame) => Promise<void>) => Link> => {
  if (!isAddress(word)) {
    const { settingsOf } = await import("./named.js");
    const server = await settingsOf(context, word);
    if (server.kind === "stdio") {
      const { createChild } = await import("../gateway/child.js");
      return (deliver) =>
        createChild(server, { env: context.env, most: 64 * megabyte, log: context.log, deliver });
    }
    const open = await openNamed(context, word);
    return (deliver) => createLink({ ...open.link, requestTimeout: 0, connectTimeout, deliver }, open.choice);
  }
  const open = await openServer(word, context);
  return (deliver) => createLink({ ...open.link, requestTimeout: 0, connectTimeout, deliver }, open.choice);
};

/** Connects as a client. Rejects with a Failure (configuration) or a Refusal (the server). */
export const dial = async (context: Context, word: string, handlers: Handlers): Promise<Connection> =>
  connect({ ...handlers, link: await linkTo(context, word, handlers.connectTimeout) });

/** For commands that only ask: the server gets nothing in return. */
export const plainHandlers = (timeout: number): Handlers => ({
  capabilities: {},
  timeout,
  connectTimeout: Math.min(timeout * 0.8, 10_000),
  onRequest: async ({ method }) => ({ code: -32601, message: `This client cannot answer ${method}` }),
  onNotification: () => undefined,
});

const authWord = (raw: JsonObject, kind: ServerFace["transport"]): string => {
  if (kind === "stdio") return "none";
  const { auth } = raw;
  return typeof auth === "object" && auth !== null && "type" in auth ? String(auth.type) : "auto";
};

/** An entry as the gateway describes it, whatever is wrong with it. */
export const describe = (context: Context, entry: Entry): ServerFace => {
  const { name, raw } = entry;
  const transport = raw.type === "profile" ? "profile" : typeof raw.command === "string" ? "stdio" : "http";
  const base = {
    name,
    transport,
    auth: authWord(raw, transport),
    description: typeof raw.description === "string" ? raw.description : undefined,
    timeout: defaultTimeout,
    offered: () => true,
  } as const;
  if (raw.enabled === false) return { ...base, blocked: "disabled", fault: undefined };
  if (!isTrusted(entry, context.state)) return { ...base, blocked: "untrusted", fault: undefined };
  try {
    const server = serverOf(entry, context.env);
    const timeout =
      server.requestTimeoutSecs === undefined ? defaultTimeout : server.requestTimeoutSecs * 1_000;
    return { ...base, timeout, offered: createFilter(server.filter), blocked: undefined, fault: undefined };
  } catch (error) {
    return { ...base, blocked: undefined, fault: messageOf(error) };
  }
};
