import type { Clock } from "../clock.js";
import type { OAuthSettings } from "../config/types.js";
import type { Http } from "../http/http.js";
import type { Log } from "../log.js";
import type { StateFolder } from "../state/folder.js";
import type { OpenUrl } from "./browser.js";
import type { TokenStore } from "./token-store.js";

export type LoginMethod = "auto" | "none" | "browser" | "paste" | "device" | "tool";

/** Everything that a login at one server needs. */
export type LoginContext = {
  /** The name of the server's state. */
  readonly key: string;
  readonly url: URL;
  /** What a person types to name this server: its name in the configuration, or its address. */
  readonly name: string;
  readonly settings: OAuthSettings;
  readonly state: StateFolder;
  readonly tokens: TokenStore;
  readonly http: Http;
  readonly clock: Clock;
  readonly log: Log;
  readonly callback: { readonly host: "127.0.0.1" | "localhost"; readonly port: number | undefined };
  readonly method: LoginMethod;
  /** Whether a browser on this machine would be seen by the person. */
  readonly hasBrowser: boolean;
  readonly openUrl: OpenUrl;
  /** Milliseconds for a person to log in. */
  readonly patience: number;
};
