import { pendingKeys, readPending } from "../auth/pending.js";
import { isFresh, readToken, type Token } from "../auth/token-store.js";
import { systemClock } from "../clock.js";
import type { Environment } from "../config/interpolate.js";
import { messageOf } from "../failure.js";
import { isObject, type JsonObject } from "../json-rpc.js";
import { locksIn } from "../state/lock.js";
import { failureOf, meet } from "./ask.js";
import { type Context, createContext } from "./context.js";
import { withoutCredentials } from "./environment.js";
import { numberOf, readFlags } from "./flags.js";
import { print, printJson, printRows, say } from "./output.js";
import { loginTarget } from "./target.js";

const tokenState = (token: Token | undefined): JsonObject => {
  if (token === undefined) return { state: "none" };
  const now = systemClock.now();
  const left = token.expiresAt === null ? undefined : Math.round((token.expiresAt - now) / 1_000);
  return {
    state: isFresh(token, now) ? "valid" : token.refreshToken === undefined ? "expired" : "refreshable",
    ...(left === undefined ? {} : { expiresInSeconds: left }),
    refreshable: token.refreshToken !== undefined,
    scope: token.scope,
    issuer: token.issuer,
  };
};

type StatusRow = {
  readonly name: string;
  readonly key?: string;
  /** Where the address of a profile comes from. */
  readonly endpoint?: JsonObject;
  readonly token: JsonObject;
  readonly pending: readonly JsonObject[];
  readonly live?: unknown;
  readonly fault?: string;
};

const pendingRows = (context: Context, key: string, name: string): readonly JsonObject[] => {
  const now = systemClock.now();
  return readPending(context.state, key, now).map(({ kind, createdAt, device }) => ({
    kind,
    ageSeconds: Math.round((now - createdAt) / 1_000),
    finish:
      device === undefined
        ? `jackfield-connect complete-login ${name}`
        : `open ${device.verificationUri} and enter ${device.userCode}`,
  }));
};

const rowOf = async (context: Context, name: string): Promise<StatusRow> => {
  const { state } = context;
  const live =
    context.flags.live === true
      ? await meet(context, name, numberOf(context.flags, "timeout", 30)).catch(
          (error) => failureOf(error).message,
        )
      : undefined;
  const base = live === undefined ? { name } : { name, live };
  try {
    const { key, url, endpoint } = await loginTarget(context, name, { offline: true });
    return {
      ...base,
      key,
      ...(endpoint === undefined ? {} : { endpoint: { source: endpoint.source, url: url.href } }),
      token: tokenState(readToken(state, key)),
      pending: pendingRows(context, key, name),
    };
  } catch (error) {
    const message = messageOf(error);
    return {
      ...base,
      token: { state: "none" },
      pending: [],
      ...(message.includes("has no login") ? {} : { fault: message }),
    };
  }
};

const tokenWords: Readonly<Record<string, string>> = {
  none: "not logged in",
  valid: "logged in",
  refreshable: "logged in, to be renewed",
  expired: "login expired",
};

/** One server as a row for people. */
const cellsOf = ({ name, token, pending, fault, live, endpoint }: StatusRow): readonly string[] => {
  const left = typeof token.expiresInSeconds === "number" && token.expiresInSeconds > 0;
  const logins = pending.map((one) => `login in progress (${String(one.kind)}): ${String(one.finish)}`);
  const notes = [
    ...logins,
    ...(endpoint === undefined ? [] : [`${String(endpoint.url)} (${String(endpoint.source)})`]),
    ...(isObject(live)
      ? [`answers: ${String(live.name)} ${String(live.version)}, ${String(live.tools)} tools`]
      : []),
    ...(typeof live === "string" ? [live] : []),
    ...(fault === undefined ? [] : [fault]),
  ];
  return [
    name,
    tokenWords[String(token.state)] ?? "",
    left ? `${String(token.expiresInSeconds)} s left` : "",
    notes.join("; "),
  ];
};

/** `status`: what the files say about logins, without asking anybody. */
export const status = async (args: readonly string[], env: Environment): Promise<number> => {
  const { flags, words } = readFlags("status", args, 1);
  const context = createContext(env, flags, words.length > 0 ? env : withoutCredentials(env));
  const { state } = context;
  const names = words.length > 0 ? words : [...(await context.config()).entries.keys()];
  // At once: one that is down is waited for.
  const servers = await Promise.all(names.map((name) => rowOf(context, name)));
  const known = new Set(servers.map(({ key }) => key));
  const withTokens = state.list("auth").map((file) => file.replace(/\.json$/, ""));
  const orphans =
    words.length > 0
      ? []
      : [...new Set([...withTokens, ...pendingKeys(state)])].filter((key) => !known.has(key));
  const report = {
    servers,
    orphans: orphans.map((key) => {
      const token = readToken(state, key);
      const pending = readPending(state, key, systemClock.now());
      return {
        key,
        url: token?.server.url ?? pending[0]?.serverUrl ?? null,
        token: tokenState(token),
        pending: pending.length,
      };
    }),
    locks: locksIn(state).map(({ name, holder, stale }) => ({
      name,
      pid: holder?.pid ?? null,
      state: stale ? "stale" : "live",
    })),
  };
  if (flags.json === true) {
    printJson(report);
    return 0;
  }
  const rows = [
    ...servers,
    ...report.orphans.map(({ url, key, token }) => ({
      name: url ?? key,
      token,
      pending: pendingRows(context, key, url ?? key),
      fault: "not in the configuration",
    })),
  ];
  if (rows.length === 0) say("No servers and no logins.");
  printRows(rows.map(cellsOf));
  for (const { name, pid, state: life } of report.locks)
    print(`lock ${name}: ${life}${pid === null ? "" : `, process ${pid}`}`);
  return 0;
};
