import type { LoginContext } from "../auth/context.js";
import { readPending } from "../auth/pending.js";
import { isFresh, readToken } from "../auth/token-store.js";
import { watch } from "../bridge/watch.js";
import { systemClock } from "../clock.js";
import type { Environment } from "../config/interpolate.js";
import type { Work } from "../gateway/actions.js";
import { createGatewayHost } from "../gateway/host.js";
import { createLogins } from "../gateway/logins.js";
import { createServers } from "../gateway/servers.js";
import type { JsonObject } from "../json-rpc.js";
import { type Context, createContext } from "./context.js";
import { describe, dial } from "./dial.js";
import { credentialsIn, withoutCredentials } from "./environment.js";
import { readFlags } from "./flags.js";
import { settingsOf } from "./named.js";
import { guardProcess, onSignal } from "./process.js";
import { loginTarget } from "./target.js";

const megabyte = 1024 * 1024;

/** What the files say about a login: for people and models, without a token. */
const authOf = (context: Context, key: string | undefined): JsonObject => {
  if (key === undefined) return { state: "none" };
  const token = readToken(context.state, key);
  if (token === undefined) {
    const pending = readPending(context.state, key, systemClock.now()).length > 0;
    return { state: pending ? "login_pending" : "none" };
  }
  const now = systemClock.now();
  const left = token.expiresAt === null ? undefined : Math.round((token.expiresAt - now) / 1_000);
  const state = isFresh(token, now) ? "valid" : token.refreshToken === undefined ? "expired" : "refreshable";
  return { state, ...(left === undefined ? {} : { expires_in: left }), scopes: token.scope };
};

/** `serve`: one or two tools over all configured servers. */
export const serve = async (args: readonly string[], env: Environment): Promise<number> => {
  const { flags } = readFlags("serve", args, 0);
  guardProcess();
  // Nothing that the gateway does by itself may open a window: a person is asked through the action login.
  const context = createContext(env, { ...flags, auth: "tool" }, withoutCredentials(env));
  const forLogin = createContext(env, flags, withoutCredentials(env));
  const { log } = context;
  for (const name of credentialsIn(env))
    log.warn(
      `${name} is left out: it does not say for which server; use headers and auth in the configuration`,
    );
  const config = await context.config();
  const faces = [...config.entries.values()].map((entry) => describe(context, entry));
  const keys = new Map<string, string>();
  for (const { name, transport, blocked, fault } of faces) {
    if (transport === "stdio" || blocked !== undefined || fault !== undefined) continue;
    const target = loginTarget(context, name, { offline: true });
    // What is wrong with a profile is said when it is used.
    const known = transport === "http" ? await target : await target.catch(() => undefined);
    if (known !== undefined && known.endpoint?.hasToken !== true) keys.set(name, known.key);
  }
  const pending = (name: string): boolean => {
    const key = keys.get(name);
    return key !== undefined && readPending(context.state, key, systemClock.now()).length > 0;
  };
  const servers = createServers({
    faces,
    settings: config.gateway,
    clock: systemClock,
    loginPending: pending,
    dial: (name, onNews) =>
      dial(context, name, {
        capabilities: host.capabilities(),
        timeout: 60_000,
        // A model waits for the answer, and can try again.
        connectTimeout: 3_000,
        onRequest: host.forward,
        onNotification: (method, params) => onNews({ method, params }),
      }),
  });
  const logins = createLogins({
    allow: config.gateway.allowLogin,
    log,
    auth: (name) => authOf(context, keys.get(name)),
    onLogin: (name) => void servers.forget(name),
    async context(name): Promise<LoginContext | undefined> {
      const server = await settingsOf(context, name);
      if (server.kind === "stdio" || server.auth.type !== "oauth") return undefined;
      return loginTarget(forLogin, name);
    },
  });
  const work: Work = { servers, logins, clock: systemClock, log };
  const host = createGatewayHost({
    input: process.stdin,
    output: process.stdout,
    most: 64 * megabyte,
    settings: config.gateway,
    work: () => work,
  });
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const close = async (): Promise<void> => {
    await host.close();
    logins.close();
    await servers.close();
    end();
  };
  onSignal(close);
  const unwatch = watch(systemClock, { woke: servers.woke, orphaned: () => void close() });
  void host.ended.then(close);
  await ended;
  unwatch();
  return typeof process.exitCode === "number" ? process.exitCode : 0;
};
