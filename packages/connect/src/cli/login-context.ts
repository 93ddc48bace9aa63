import { hasBrowser, openInBrowser } from "../auth/browser.js";
import type { LoginContext } from "../auth/context.js";
import { tokenStore } from "../auth/token-store.js";
import { systemClock } from "../clock.js";
import type { OAuthSettings } from "../config/types.js";
import type { Http } from "../http/http.js";
import type { Context } from "./context.js";
import { switchIn } from "./environment.js";
import { numberOf, oneOf } from "./flags.js";

const loginMethods = ["auto", "none", "browser", "paste", "device", "tool"] as const;

/** A server that one can log in to, before anything is known of a login. */
export type LoginTarget = {
  readonly name: string;
  readonly url: URL;
  readonly settings: OAuthSettings;
  readonly key: string;
  readonly http: Http;
};

/** Everything for a login at one server. */
export const loginContext = (context: Context, target: LoginTarget): LoginContext => {
  const { env, flags, state, log } = context;
  const port = flags["callback-port"] === undefined ? undefined : numberOf(flags, "callback-port", 0);
  const noBrowser = switchIn(env, "JACKFIELD_CONNECT_NO_BROWSER");
  return {
    ...target,
    state,
    log,
    tokens: tokenStore(state, target.key, log, systemClock.now),
    clock: systemClock,
    callback: { host: oneOf(flags, "callback-host", ["127.0.0.1", "localhost"], "127.0.0.1"), port },
    method: oneOf(flags, "auth", loginMethods, "auto"),
    hasBrowser: !noBrowser && hasBrowser(env),
    openUrl: openInBrowser(env),
    patience: numberOf(flags, "auth-timeout", 300) * 1_000,
  };
};
