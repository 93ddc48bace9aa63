import { beginCode, idleRedirect } from "../auth/begin.js";
import { mayOpen } from "../auth/browser.js";
import { openLogin } from "../auth/browser-login.js";
import { readPaste } from "../auth/callback.js";
import { scopesOf } from "../auth/challenge.js";
import type { LoginContext } from "../auth/context.js";
import { demandOf } from "../auth/demand.js";
import { awaitDevice, beginDevice } from "../auth/device.js";
import { type Finish, finishCode } from "../auth/finish.js";
import { chooseMethod } from "../auth/oauth.js";
import { type Pending, readPending, removePending } from "../auth/pending.js";
import { isFresh } from "../auth/token-store.js";
import type { JsonObject } from "../json-rpc.js";
import type { Log } from "../log.js";
import { Refusal } from "../refusal.js";
import type { Logins } from "./actions.js";

type LoginsOptions = {
  /** The login side of a server; undefined when it has none. */
  readonly context: (server: string) => Promise<LoginContext | undefined>;
  readonly auth: (server: string) => JsonObject;
  readonly allow: boolean;
  readonly log: Log;
  /** The server has a new token. */
  readonly onLogin: (server: string) => void;
};

const seconds = (context: LoginContext, pending: Pending): number =>
  Math.round((pending.expiresAt - context.clock.now()) / 1_000);

/** Logins that a model begins and a person finishes. */
export const createLogins = (options: LoginsOptions): Logins & { close(): void } => {
  const { allow, log, onLogin } = options;
  const running = new Map<string, () => void>();

  const contextOf = async (server: string): Promise<LoginContext> => {
    if (!allow)
      throw new Refusal(
        "filtered",
        `Logins through this tool are switched off; a person can run: jackfield-connect login ${server}`,
      );
    const context = await options.context(server);
    if (context === undefined)
      throw new Refusal("filtered", `${server} has no login: it runs as a program, or has a fixed token`);
    return context;
  };
  /** A newer login of the same server ends what still waits for the older one. */
  const follow = (server: string, stop: () => void, finished: Promise<Finish>): void => {
    running.get(server)?.();
    running.set(server, stop);
    void finished.then((finish) => {
      if (running.get(server) === stop) running.delete(server);
      if (finish.kind === "done") onLogin(server);
      else log.info(`login at ${server}: ${finish.message}`);
    });
  };

  const begin: Logins["begin"] = async (server, scope) => {
    const context = await contextOf(server);
    const token = context.tokens.read();
    if (scope === undefined && token !== undefined && isFresh(token, context.clock.now()))
      return { flow: "none" };
    const demand = await demandOf(context);
    if (demand.kind === "none") return { flow: "none" };
    const { discovery } = demand;
    const more = scope === undefined ? [] : [...scopesOf(scope), ...scopesOf(token?.scope)];
    const wish = { ...demand.wish, scopes: more };
    const method = chooseMethod(context, discovery.server.device_authorization_endpoint !== undefined);
    if (method === "device") {
      const pending = await beginDevice(context, wish, discovery);
      const life = new AbortController();
      follow(server, () => life.abort(), awaitDevice(context, pending, life.signal));
      const { device } = pending;
      return {
        flow: "device",
        user_code: device?.userCode,
        verification_uri: device?.verificationUri,
        ...(pending.url === device?.verificationUri ? {} : { verification_uri_complete: pending.url }),
        expires_in: seconds(context, pending),
      };
    }
    if (method === "browser") {
      const login = await openLogin(context, wish);
      follow(server, login.close, login.finished);
      // A model may ask again and again; a person would drown in windows.
      const { state, key, clock } = context;
      const opened = mayOpen(state, key, clock.now()) && (await context.openUrl(login.pending.url));
      return {
        flow: opened ? "browser" : "paste",
        opened,
        authorize_url: login.pending.url,
        expires_in: seconds(context, login.pending),
      };
    }
    const pending = await beginCode(context, wish, discovery, "paste", idleRedirect(context, discovery));
    return { flow: "paste", authorize_url: pending.url, expires_in: seconds(context, pending) };
  };

  const complete: Logins["complete"] = async (server, redirectUrl) => {
    const context = await contextOf(server);
    const { state, key, clock } = context;
    const pendings = readPending(state, key, clock.now());
    if (pendings.length === 0)
      throw new Refusal("filtered", `No login at ${server} is in progress; begin one with the action login`);
    const judged = readPaste(redirectUrl, pendings, { allowBareCode: false, now: clock.now() });
    if (judged.kind === "unusable")
      throw new Refusal("filtered", `${judged.message}. The login is still open; try again`);
    if (judged.kind === "denied") {
      removePending(state, key, judged.pending);
      throw new Refusal("filtered", `${judged.message}. Begin a new one with the action login`);
    }
    const finish = await finishCode(context, judged.pending, judged.code);
    if (finish.kind === "try-again")
      throw new Refusal("filtered", `${finish.message}. The login is still open`);
    if (finish.kind === "refused")
      throw new Refusal("filtered", `${finish.message}. Begin a new one with the action login`);
    onLogin(server);
    return { ok: true };
  };
  return {
    auth: options.auth,
    begin,
    complete,
    close() {
      for (const stop of running.values()) stop();
    },
  };
};
