import { messageOf } from "../failure.js";
import { Refusal } from "../refusal.js";
import { type Lock, takeLock } from "../state/lock.js";
import type { Authorizer, Challenge } from "./authorizer.js";
import { beginCode, discoverFor, idleRedirect, type Wish } from "./begin.js";
import { mayOpen } from "./browser.js";
import { openLogin, tokenOfOthers } from "./browser-login.js";
import { readChallenge, scopesOf } from "./challenge.js";
import type { LoginContext } from "./context.js";
import { beginDevice, pollOnce } from "./device.js";
import { loginNeeded } from "./finish.js";
import { readPending } from "./pending.js";
import { refreshToken } from "./refresh.js";
import { isFresh, type Token } from "./token-store.js";

const stepUpWindow = 600_000;
const mostStepUps = 2;

/** How a person is asked to log in, when it comes to that. */
export const chooseMethod = (
  context: LoginContext,
  hasDeviceEndpoint: boolean,
): "browser" | "paste" | "device" => {
  const { method, settings, hasBrowser } = context;
  if (method === "browser" || method === "paste" || method === "device") return method;
  if (settings.deviceAuthorizationUrl !== undefined) return "device";
  if (hasBrowser) return "browser";
  return hasDeviceEndpoint ? "device" : "paste";
};

/** OAuth 2.1 for one server: the token that is there, renewed in time; and a login when the server asks for one. */
export const createOAuth = (
  context: LoginContext,
): Authorizer & { readonly token: () => Token | undefined } => {
  const { state, key, clock, tokens, log } = context;
  let resolving: Promise<"retry" | Refusal> | undefined;
  let refreshing: Promise<Token | undefined> | undefined;
  let inMemory: Token | undefined;
  const stepUps: number[] = [];

  /** One refresh for all who want it in this process. Undefined when the login is over. */
  const refresh = (old: Token): Promise<Token | undefined> => {
    refreshing ??= refreshToken(context, old)
      .then((outcome) => {
        if (outcome.kind === "token") return outcome.token;
        log.info(outcome.reason);
        return undefined;
      })
      .finally(() => {
        refreshing = undefined;
      });
    return refreshing;
  };

  const current = async (): Promise<Token | undefined> => {
    if (inMemory !== undefined && isFresh(inMemory, clock.now())) return inMemory;
    const token = tokens.read();
    if (token === undefined || isFresh(token, clock.now())) inMemory = token;
    else if (token.refreshToken !== undefined) inMemory = await refresh(token);
    // Only the server can say whether it still takes a token that has run out; asking it needs no login.
    else inMemory = token.expiresAt !== null && token.expiresAt > clock.now() ? token : undefined;
    return inMemory;
  };

  /** A code that was entered on another device while nobody was waiting for it. */
  const deviceDone = async (): Promise<boolean> => {
    const pending = readPending(state, key, clock.now()).find(({ kind }) => kind === "device");
    return pending !== undefined && (await pollOnce(context, pending)).finish?.kind === "done";
  };

  /** A login in the browser of this machine, by the one process that holds the lock. */
  const inBrowser = async (wish: Wish): Promise<"retry" | Refusal> => {
    const login = await openLogin(context, wish);
    const { pending } = login;
    // The window of a process that has gone is still open, as far as anybody knows.
    const adopted = pending.pid !== process.pid;
    const opened = mayOpen(state, key, clock.now()) && (await context.openUrl(pending.url));
    if (!opened && !adopted) {
      login.close();
      return loginNeeded(context, "A login is needed, and no browser window may be opened now", pending);
    }
    log.info(`waiting for a login in the browser; if you see no window, open ${pending.url}`);
    const timeout = clock.sleep(context.patience).then(() => undefined);
    const finish = await Promise.race([login.finished, timeout]);
    login.close();
    if (finish?.kind === "done") return "retry";
    return loginNeeded(
      context,
      finish?.message ?? "Nobody logged in in time",
      finish === undefined ? pending : undefined,
    );
  };

  /** Another process has opened a window: its login is ours too. */
  const withOthers = async (since: string | undefined, wish: Wish): Promise<"retry" | Refusal> => {
    log.info("another process is logging in to this server; waiting for it");
    const abort = new AbortController();
    const other = takeLock(state, `${key}.login`, { clock, wait: context.patience, signal: abort.signal });
    const token = tokenOfOthers(context, since, abort.signal);
    const first = await Promise.race([token, other]);
    abort.abort();
    await other.then((lock) => lock?.release()).catch((error) => log.debug(messageOf(error)));
    // The other one has ended; it may have finished a moment before it let go.
    const saved = tokens.read();
    if (saved !== undefined && saved.accessToken !== since) return "retry";
    if (first !== undefined) return interactive(wish, since);
    const [pending] = readPending(state, key, clock.now());
    return loginNeeded(context, "The login in another process did not come to an end", pending);
  };

  const interactive = async (wish: Wish, since: string | undefined): Promise<"retry" | Refusal> => {
    const lock: Lock | undefined = await takeLock(state, `${key}.login`, { clock, wait: 0 });
    if (lock === undefined) return withOthers(since, wish);
    try {
      const token = tokens.read();
      if (token !== undefined && token.accessToken !== since) return "retry";
      return await inBrowser(wish);
    } finally {
      lock.release();
    }
  };

  const login = async (wish: Wish): Promise<"retry" | Refusal> => {
    if (context.method === "none")
      return new Refusal(
        "login-needed",
        `${context.url.host} asks for a login, and logins are switched off (--auth none)`,
      );
    if (await deviceDone()) return "retry";
    // Somebody else asks the person, through a tool of ours.
    if (context.method === "tool") return new Refusal("login-needed", `${context.url.host} asks for a login`);
    const since = tokens.read()?.accessToken;
    const discovery = await discoverFor(context, wish.challenge);
    const method = chooseMethod(context, discovery.server.device_authorization_endpoint !== undefined);
    if (method === "browser") return interactive(wish, since);
    const open = readPending(state, key, clock.now()).find(({ kind }) => kind === method);
    const pending =
      open ??
      (method === "device"
        ? await beginDevice(context, wish, discovery)
        : await beginCode(context, wish, discovery, "paste", idleRedirect(context, discovery)));
    return loginNeeded(context, `${context.url.host} asks for a login`, pending);
  };

  const onUnauthorized = async ({ header, refused }: Challenge): Promise<"retry" | Refusal> => {
    const token = tokens.read();
    inMemory = undefined;
    if (token !== undefined) {
      if (`Bearer ${token.accessToken}` !== refused && isFresh(token, clock.now())) return "retry";
      if (token.refreshToken !== undefined && (await refresh(token)) !== undefined) return "retry";
    }
    return login({ challenge: readChallenge(header), scopes: [] });
  };

  /** More scope is needed: a new login with the union, at most twice in ten minutes. */
  const onForbidden = async ({ header }: Challenge): Promise<"retry" | Refusal> => {
    const challenge = readChallenge(header);
    const now = clock.now();
    const recent = stepUps.filter((at) => now - at < stepUpWindow);
    if (recent.length >= mostStepUps)
      return new Refusal(
        "login-needed",
        `${context.url.host} keeps asking for more rights (${challenge?.scope ?? "not named"})`,
        {
          status: 403,
        },
      );
    stepUps.splice(0, stepUps.length, ...recent, now);
    const granted = scopesOf(tokens.read()?.scope);
    inMemory = undefined;
    const first = await login({ challenge, scopes: granted });
    if (first === "retry" || !/invalid_scope/.test(first.message)) return first;
    // The scopes were fixed when this client was registered.
    return login({ challenge, scopes: granted, fresh: true });
  };

  return {
    token: () => tokens.read(),
    authorization: async () => {
      const token = await current();
      return token === undefined ? undefined : `Bearer ${token.accessToken}`;
    },
    challenged(challenge) {
      resolving ??= (challenge.status === 403 ? onForbidden(challenge) : onUnauthorized(challenge))
        .catch((error: unknown) => {
          if (error instanceof Refusal) return error;
          return new Refusal("login-needed", `The login failed: ${messageOf(error)}`);
        })
        .finally(() => {
          resolving = undefined;
        });
      return resolving;
    },
    freshen() {
      void current().catch((error) => log.debug(messageOf(error)));
    },
  };
};
