import { Refusal } from "../refusal.js";
import { isAlive } from "../state/lock.js";
import { beginCode, callbackPath, discoverFor, type Wish } from "./begin.js";
import { judgeCallback } from "./callback.js";
import { recordedPort } from "./clients.js";
import type { LoginContext } from "./context.js";
import { type Finish, finishCode } from "./finish.js";
import { type Listener, startListener } from "./listener.js";
import { type Pending, readPending, removePending } from "./pending.js";
import type { Token } from "./token-store.js";

/** A login whose address a person can open now, and whose end this process waits for. */
type OpenLogin = {
  readonly pending: Pending;
  /** Resolves when the login has ended, here or in another process; never rejects. */
  readonly finished: Promise<Finish>;
  close(): void;
};

type Place = {
  readonly port: number;
  readonly fixed: boolean;
  readonly host: "127.0.0.1" | "localhost";
  readonly path: string;
};

const placeOf = (uri: URL, fixed: boolean): Place => ({
  port: Number(uri.port || 80),
  fixed,
  host: uri.hostname === "localhost" ? "localhost" : "127.0.0.1",
  path: uri.pathname,
});

/** Where the browser is to come back to. */
const newPlace = ({ settings, callback, state }: LoginContext, issuer: string): Place => {
  const { redirectUri } = settings;
  if (redirectUri?.startsWith("https:"))
    throw new Refusal(
      "login-needed",
      "The redirect address is not on this machine, so the browser cannot come back here; use --paste",
    );
  if (redirectUri !== undefined) return placeOf(new URL(redirectUri), true);
  return {
    port: callback.port ?? recordedPort(state, issuer) ?? 0,
    fixed: settings.clientId !== undefined && callback.port !== undefined,
    host: callback.host,
    path: callbackPath,
  };
};

const listenAt = ({ state, key, clock }: LoginContext, place: Place): Promise<Listener> =>
  startListener({
    ...place,
    accepts(query) {
      const judged = judgeCallback(query, readPending(state, key, clock.now()));
      if (judged.kind === "unusable")
        return { ok: false, text: "This is not the answer to a login in progress." };
      const refused = "The login was refused. See the program that asked for it.";
      return { ok: true, text: judged.kind === "denied" ? refused : "You can close this window." };
    },
  });

/** A login whose process has gone while its window may still be open. */
const orphanOf = ({ state, key, clock }: LoginContext): Pending | undefined =>
  readPending(state, key, clock.now()).find(
    ({ kind, pid }) => kind === "browser" && pid !== process.pid && !isAlive(pid),
  );

/** Resolves with the token that another process has saved meanwhile. */
export const tokenOfOthers = async (
  context: LoginContext,
  since: string | undefined,
  signal: AbortSignal,
): Promise<Token | undefined> => {
  const { clock, tokens } = context;
  while (!signal.aborted) {
    const token = tokens.read();
    if (token !== undefined && token.accessToken !== since) return token;
    await clock.sleep(500, signal);
  }
  return undefined;
};

const begin = async (
  context: LoginContext,
  wish: Wish,
): Promise<{ pending: Pending; listener: Listener }> => {
  const orphan = wish.fresh === true || wish.scopes.length > 0 ? undefined : orphanOf(context);
  if (orphan !== undefined) {
    // Its window comes back to this port, so the login can still be finished here.
    const listener = await listenAt(context, placeOf(new URL(orphan.redirectUri), true)).catch(
      () => undefined,
    );
    if (listener !== undefined) return { pending: orphan, listener };
  }
  const discovery = await discoverFor(context, wish.challenge);
  const listener = await listenAt(context, newPlace(context, discovery.server.issuer));
  try {
    const redirectUri = context.settings.redirectUri ?? listener.redirectUri;
    return { pending: await beginCode(context, wish, discovery, "browser", redirectUri), listener };
  } catch (error) {
    listener.close();
    throw error;
  }
};

/** Begins a login with a listener on this machine. The first that ends it wins: the browser, a paste, another process. */
export const openLogin = async (context: LoginContext, wish: Wish): Promise<OpenLogin> => {
  const { state, key, clock, tokens } = context;
  const since = tokens.read()?.accessToken;
  const life = new AbortController();
  const { pending, listener } = await begin(context, wish);
  const byBrowser = listener.visited.then(async (query): Promise<Finish> => {
    const judged = judgeCallback(query, readPending(state, key, clock.now()));
    if (judged.kind === "code") return finishCode(context, judged.pending, judged.code);
    if (judged.kind === "denied") removePending(state, key, judged.pending);
    return { kind: "refused", message: judged.message };
  });
  const byOthers = tokenOfOthers(context, since, life.signal).then(
    (token): Finish =>
      token === undefined
        ? { kind: "try-again", message: "Nobody logged in in time" }
        : { kind: "done", token },
  );
  const finished = Promise.race([byBrowser, byOthers]).finally(() => {
    life.abort();
    listener.close();
  });
  return {
    pending,
    finished,
    close() {
      life.abort();
      listener.close();
    },
  };
};
