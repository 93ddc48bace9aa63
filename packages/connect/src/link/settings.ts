import type { Authorizer } from "../auth/authorizer.js";
import type { Clock } from "../clock.js";
import type { Headers, Http } from "../http/http.js";
import type { Frame } from "../json-rpc.js";
import type { Log } from "../log.js";

export type Era = "legacy" | "modern";

/** What a link to one server is made of. */
export type LinkSettings = {
  /** Asked for at each use: a tenant's address may be resolved again. */
  readonly url: () => URL;
  /** Headers of the user, sent with every request. */
  readonly headers: Headers;
  readonly auth: Authorizer;
  readonly http: Http;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds to keep trying to reach the server at the start. */
  readonly connectTimeout: number;
  /** Milliseconds for the answer of a request; 0 leaves it to the host. */
  readonly requestTimeout: number;
  /** Bytes of one message. */
  readonly most: number;
  /** Hands a message of the server to the host; resolves when it has been taken. */
  readonly deliver: (frame: Frame) => Promise<void>;
};

/** A way to one server that takes the host's messages and gives the server's. */
export type Link = {
  /** Takes one message of the host. It never fails: what goes wrong is delivered as the answer to the request. */
  accept(frame: Frame): void;
  /** The machine slept: connections may be dead without anybody having said so. */
  woke(): void;
  /** Ends the session at the server; resolves within about a second. */
  close(): Promise<void>;
};
