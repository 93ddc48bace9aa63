import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeEach } from "vitest";
import { beginCode, discoverFor } from "../../src/auth/begin.js";
import type { LoginContext } from "../../src/auth/context.js";
import { type Token, tokenStore } from "../../src/auth/token-store.js";
import type { Clock } from "../../src/clock.js";
import { type OAuthSettings, plainOAuth } from "../../src/config/types.js";
import { createHttp } from "../../src/http/http.js";
import { createNetwork } from "../../src/http/network.js";
import { createLog } from "../../src/log.js";
import { openState } from "../../src/state/folder.js";
import { cleanUp, newHome } from "./bin.js";

export type Answer =
  | { readonly status?: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | "reset";
export type Asked = {
  readonly path: string;
  readonly form: URLSearchParams;
  readonly body: string;
  readonly headers: IncomingMessage["headers"];
};
type Route = Answer | ((asked: Asked) => Answer);

/** A server of resource and authorization metadata and of tokens, whose every answer a test decides. */
export const scriptedLogin = async () => {
  const asked: Asked[] = [];
  const routes = new Map<string, Route>();
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const path = `${request.method} ${new URL(request.url ?? "/", "http://localhost").pathname}`;
    const one: Asked = { path, body, form: new URLSearchParams(body), headers: request.headers };
    asked.push(one);
    const route = routes.get(path);
    const answer = typeof route === "function" ? route(one) : route;
    if (answer === "reset") return void request.socket.destroy();
    const { status = answer === undefined ? 404 : 200, body: content = {}, headers = {} } = answer ?? {};
    const text = typeof content === "string" ? content : JSON.stringify(content);
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server has a port
  const origin = `http://127.0.0.1:${port}`;
  const as = {
    issuer: origin,
    authorization_endpoint: `${origin}/authorize?kept=1`,
    token_endpoint: `${origin}/token`,
    registration_endpoint: `${origin}/register`,
    device_authorization_endpoint: `${origin}/device`,
    code_challenge_methods_supported: ["S256"],
  };
  routes.set("GET /.well-known/oauth-protected-resource/mcp", {
    body: { resource: `${origin}/mcp`, authorization_servers: [origin] },
  });
  routes.set("GET /.well-known/oauth-authorization-server", { body: as });
  routes.set("POST /register", { status: 201, body: { client_id: "made" } });
  return {
    origin,
    url: new URL(`${origin}/mcp`),
    as,
    asked,
    routes,
    paths: () => asked.map(({ path }) => path),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
export type ScriptedLogin = Awaited<ReturnType<typeof scriptedLogin>>;

/** A clock that a test moves; sleeping moves it too, and is noted. */
export const movedClock = () => {
  let time = 1_800_000_000_000;
  const slept: number[] = [];
  const clock: Clock = {
    now: () => time,
    steady: () => time,
    async sleep(ms) {
      slept.push(ms);
      time += ms;
    },
  };
  return {
    clock,
    slept,
    pass: (ms: number): void => {
      time += ms;
    },
  };
};

export const contextFor = (
  { url }: Pick<ScriptedLogin, "url">,
  home: string,
  clock: Clock,
  more: Partial<Omit<LoginContext, "settings">> & { readonly settings?: Partial<OAuthSettings> } = {},
): LoginContext & { readonly lines: string[] } => {
  const lines: string[] = [];
  const log = createLog({ level: "debug", write: (line) => void lines.push(line) });
  const state = openState(home, log, clock.now);
  return {
    key: "key",
    url,
    name: url.href,
    state,
    tokens: tokenStore(state, "key", log, clock.now),
    http: createHttp(createNetwork({ proxy: {}, caFiles: [] })),
    clock,
    log,
    callback: { host: "127.0.0.1", port: undefined },
    method: "auto",
    hasBrowser: false,
    openUrl: async () => false,
    patience: 1_000,
    ...more,
    settings: { ...plainOAuth, ...more.settings },
    lines,
  };
};

/** A token that has expired. */
export const tokenOf = (
  server: Pick<ScriptedLogin, "url" | "origin" | "as">,
  more: Partial<Token>,
): Token => ({
  server: { url: server.url.href, resource: server.url.href },
  issuer: server.origin,
  clientId: "made",
  accessToken: "old-access-token",
  refreshToken: "old-refresh-token",
  scope: "s",
  obtainedAt: 0,
  expiresAt: 1,
  generation: 0,
  authorizationServer: server.as,
  ...more,
});

/** Answers one after the other; the last one stays. */
export const inTurn =
  (...answers: Answer[]) =>
  () =>
    (answers.length > 1 ? answers.shift() : answers[0]) ?? {};

export const redirect = "http://127.0.0.1:33418/callback";

/** What a test of logging in works with: a scripted server, a state folder and a clock of its own for each test. */
export const useScriptedLogin = () => {
  let server: ScriptedLogin | undefined;
  let home = "";
  let time = movedClock();
  beforeEach(async () => {
    server = await scriptedLogin();
    home = newHome();
    time = movedClock();
  });
  afterEach(() => server?.stop());
  afterAll(cleanUp);
  const current = (): ScriptedLogin => {
    if (server === undefined) throw new Error("no test has begun");
    return server;
  };
  const context = (more: Parameters<typeof contextFor>[3] = {}) =>
    contextFor(current(), home, time.clock, more);
  return {
    get server() {
      return current();
    },
    get home() {
      return home;
    },
    get time() {
      return time;
    },
    context,
    begin: async (of = context()) =>
      beginCode(
        of,
        { challenge: undefined, scopes: [] },
        await discoverFor(of, undefined),
        "paste",
        redirect,
      ),
  };
};
